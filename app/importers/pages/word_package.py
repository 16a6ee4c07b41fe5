"""The parts of a Word file: a ZIP with XML, of which only the named parts are read, in memory and up to a limit."""

from io import BytesIO
from posixpath import normpath
from zipfile import ZipFile

from lxml.etree import _Element
from msgspec import Struct

from app.domain.findings import Finding
from app.importers.exports.xml import read_xml
from app.importers.pages.word_numbering import children, value
from app.importers.unpacking import UNPACKING_FAULTS

PART_LIMIT_BYTES = 50_000_000
"""Of one part, unpacked: what is announced and what comes out are both held against it."""
_ENTRIES_LIMIT = 20_000
_MAIN = "word/document.xml"
_KINDS = (
    ("xl/workbook", "en projektmappe (Excel)"),
    ("ppt/presentation", "en præsentation (PowerPoint)"),
    ("content.xml", "et OpenDocument-dokument eller -regneark (.odt, .ods); gem det som .docx eller .xlsx"),
)


class WordPackage(Struct, frozen=True):
    document: _Element
    styles: _Element | None
    numbering: _Element | None


def open_word(data: bytes) -> WordPackage | Finding:
    """The XML of the document, or the finding that says why there is none."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            return _opened(packed)
    except UNPACKING_FAULTS:
        return _unknown("ZIP-filen er beskadiget eller låst og kan ikke pakkes ud; en hel Word-fil var ventet.")


def _opened(packed: ZipFile) -> WordPackage | Finding:
    sizes = {info.filename: info.file_size for info in packed.infolist()[:_ENTRIES_LIMIT]}
    main = _main_part(packed, sizes)
    if main not in sizes:
        kind = next((kind for start, kind in _KINDS if any(name.startswith(start) for name in sizes)), "en ZIP-fil")
        return _unknown(f"Filen er {kind}, uanset hvad den hedder; et Word-dokument (.docx) var ventet.")
    document = _part(packed, sizes, main)
    if document is None or isinstance(document, Finding):
        return document or _unknown(f"Delen {main} kan ikke læses.")
    folder = main.rpartition("/")[0]
    others = [_part(packed, sizes, f"{folder}/{name}.xml") for name in ("styles", "numbering")]
    styles, numbering = (None if isinstance(part, Finding) else part for part in others)
    return WordPackage(document, styles, numbering)


def _main_part(packed: ZipFile, sizes: dict[str, int]) -> str:
    relations = _part(packed, sizes, "_rels/.rels")
    if relations is None or isinstance(relations, Finding):
        return _MAIN
    for relation in children(relations, "Relationship"):
        if (value(relation, "Type") or "").endswith("/officeDocument"):
            target = normpath((value(relation, "Target") or "").lstrip("/"))
            return target if target.startswith("word/") else _MAIN
    return _MAIN


def _part(packed: ZipFile, sizes: dict[str, int], name: str) -> _Element | Finding | None:
    """Null where the part is not there."""
    if name not in sizes:
        return None
    if sizes[name] > PART_LIMIT_BYTES:
        return _too_large(name)
    with packed.open(name) as part:
        data = part.read(PART_LIMIT_BYTES + 1)
    if len(data) > PART_LIMIT_BYTES:
        return _too_large(name)
    root = read_xml(data)
    if isinstance(root, Finding):
        return _unknown(f"Delen {name} i Word-filen kan ikke læses. {root.message}")
    return root


def _too_large(name: str) -> Finding:
    return _unknown(f"Delen {name} i ZIP-filen fylder over {PART_LIMIT_BYTES} byte pakket ud. Den er ikke læst.")


def _unknown(message: str) -> Finding:
    return Finding("format_unknown", "error", message)
