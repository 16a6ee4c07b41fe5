"""A document as a Word file: styles for headings and lists, tables, a footer with the number of the page."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from bench.accuracy.documents.content import Content, Part
from bench.accuracy.documents.looks import Look

_STYLES = {"title": "Title", "item": "Heading 1", "heading": "Heading 2", "bullet": "List Bullet"}
_FONTS = {"serif": "Times New Roman", "sans": "Arial", "mono": "Courier New"}


def as_word(content: Content, look: Look) -> bytes:
    document = Document()
    document.styles["Normal"].font.name = _FONTS[look.font]
    document.styles["Normal"].font.size = Pt(look.size)
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(look.margin)
    if look.furniture in {"running", "letterhead"}:
        section.header.paragraphs[0].text = content.running if look.furniture == "running" else "Solby Kommune"
    elif look.furniture != "none":
        _page_number(section.footer.paragraphs[0])
    last: Paragraph | None = None
    list_id: int | None = None
    for part in content.parts:
        if part.kind == "line" and last is not None:
            last.add_run().add_break()
            last.add_run(part.text)
            continue
        if part.kind != "numbered":
            list_id = None
        elif list_id is None:
            list_id = _new_list(document)
        last = _add(document, part, list_id)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: WordDocument, part: Part, list_id: int | None) -> Paragraph | None:
    """Null for a table."""
    if part.kind == "pairs":
        for row in part.rows:
            document.add_paragraph("\t".join(row))
        return None
    if part.rows:
        table = document.add_table(0, len(part.rows[0]), "Table Grid" if part.ruled else "Normal Table")
        for row in part.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        return None
    paragraph = document.add_paragraph(part.text, style=_STYLES.get(part.kind))
    if list_id is not None:
        own = _added(_added(paragraph.paragraph_format.element, "w:pPr"), "w:numPr")
        _added(own, "w:ilvl").set(qn("w:val"), "0")
        _added(own, "w:numId").set(qn("w:val"), str(list_id))
    return paragraph


def _added(parent: _Element, name: str) -> _Element:
    """The child with the name, made where there is none."""
    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    return found


def _new_list(document: WordDocument) -> int:
    """A list of its own, which begins at 1, of the same numbering as "List Number"."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    own = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    num = numbering.add_num(own)
    num.add_lvlOverride(0).add_startOverride(1)
    return int(num.numId)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.add_run("Side ")
    _added(paragraph.paragraph_format.element, "w:fldSimple").set(qn("w:instr"), "PAGE")
