"""Files that are damaged, locked, huge or made to harm: a clear finding or a document, never an exception."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from app.importers.decoding import decode
from app.importers.document import ImportedDocument
from app.importers.pages import word_package
from app.importers.sniff import read_document
from bench.accuracy.documents.content import content_of
from bench.accuracy.documents.looks import Look
from bench.accuracy.documents.scoring import MAKERS
from tests.importers.pages.made import blank_pages, packed, record, word

MINUTES = ("REFERAT Teknikudvalget d. 04-03-2024", "Punkt 1: Ny sti", "Beslutning", "Godkendt.")
WORD_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<w:document xmlns:w="{WORD_NS}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<" + b"33" * 16 + b"><" + b"33" * 16 + b">]>>\n%%EOF\n"
)


def said(document: ImportedDocument) -> list[tuple[str, str]]:
    assert document.meeting is None
    return [(finding.code, finding.severity) for finding in document.findings]


def message(data: bytes) -> str:
    document = read_document("referat", data)
    assert len(said(document)) == 1
    return document.findings[0].message


def test_a_scan_without_text_says_so() -> None:
    document = read_document("scanning.pdf", blank_pages(2))
    assert said(document) == [("text_absent", "error")]
    assert "scanning" in document.findings[0].message


def test_a_pdf_of_ten_thousand_pages_is_refused_by_their_number() -> None:
    assert "10000 sider" in message(blank_pages(10_000))


def test_a_locked_pdf_says_that_it_has_a_password() -> None:
    assert "adgangskode" in message(LOCKED)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_pdf_cut_off_anywhere_is_read_or_refused(part: float) -> None:
    whole = MAKERS["pdf"](content_of(record(), Look()), Look())
    document = read_document("referat.pdf", whole[: int(len(whole) * part)])
    assert document.meeting is not None or said(document)


@pytest.mark.parametrize("place", range(40))
def test_a_word_file_with_a_damaged_byte_is_read_or_refused(place: int) -> None:
    data = bytearray(word(*MINUTES))
    data[len(data) * place // 40] ^= 0x5A
    document = read_document("referat.docx", bytes(data))
    assert document.text is not None or said(document)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("xl/workbook.xml", "Excel"), ("ppt/presentation.xml", "PowerPoint"), ("../../etc/passwd", "ZIP")],
)
def test_a_zip_of_something_else_is_named_whatever_its_name(name: str, kind: str) -> None:
    assert kind in message(packed({name: b"<a/>"}))


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("EncryptedPackage", "Fjern adgangskoden"),
        ("WordDocument", "som .docx"),
        ("Workbook", "som .xlsx"),
        ("PowerPoint Document", "som .docx, .xlsx eller PDF"),
    ],
)
def test_an_older_or_locked_office_file_says_what_to_do(stream: str, said: str) -> None:
    document = read_document(
        "referat.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 512 + stream.encode("utf-16-le") + b"\0" * 64
    )
    assert document.meeting is None
    assert [said in (finding.hint or "") for finding in document.findings] == [True]


def test_an_open_document_says_what_to_save_it_as() -> None:
    assert "gem det som .docx" in message(packed({"mimetype": b"x", "content.xml": b"<a/>"}))


def test_a_bomb_is_refused_by_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "PART_LIMIT_BYTES", 1_000_000)
    assert "1000000 byte" in message(packed({"word/document.xml": b" " * 1_000_001}))


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    data = packed({"word/document.xml": b" " * 60_000_000})
    lying = data.replace((60_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert message(lying)


@pytest.mark.parametrize(
    "dtd",
    ['<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>'],
)
def test_entities_in_a_word_file_are_not_followed(dtd: str) -> None:
    assert "DOCTYPE" in message(packed({"word/document.xml": (dtd + BODY).encode()}))


def test_a_file_with_macros_is_read_without_them() -> None:
    data = word(*MINUTES)
    with_macros = packed({**parts_of(data), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    document = read_document("referat.docm", with_macros)
    assert document.meeting is not None
    assert document == read_document("referat.docm", data)


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_scripts_and_hidden_parts_of_a_page_are_no_text() -> None:
    page = (
        "<!DOCTYPE html><html><head><script>stjæl()</script><style>p{}</style></head><body><nav>Forside</nav>"
        "<p>REFERAT Teknikudvalget d. 04-03-2024</p><p hidden>Skjult</p><div style='display: none'>Væk</div>"
        "<p onclick='stjæl()'>Punkt 1: Ny sti</p><h3>Beslutning</h3><p>Godkendt.<script>stjæl()</script> Enigt.</p>"
        "<footer>Om os</footer></body></html>"
    )
    decoded = decode(page.encode())
    assert getattr(decoded, "text", "").split("\n\n") == [
        "REFERAT Teknikudvalget d. 04-03-2024",
        "Punkt 1: Ny sti",
        "Beslutning",
        "Godkendt. Enigt.",
    ]


def test_a_page_without_text_says_so() -> None:
    assert "synlig tekst" in message(b"<!DOCTYPE html><html><body><script>alt()</script></body></html>")


def test_a_page_nested_deeper_than_any_tree_is_read_or_refused() -> None:
    document = read_document("dyb.html", b"<html><body>" + b"<div>" * 50_000 + b"Punkt 1: Ny sti")
    assert document.text is not None or said(document)
