import pytest

from app.importers.sniff import read_document
from tests.importers.minutes import SAMPLES, findings_of

SAMPLE = (SAMPLES / "fjordklyngen-2024-03-14.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.encode("utf-8"),
        SAMPLE.encode("utf-8-sig"),
        SAMPLE.encode("cp1252"),
        SAMPLE.encode("utf-16"),
        SAMPLE.replace("\n", "\r\n").encode("utf-8"),
        SAMPLE.replace("\n", "\r").encode("cp1252"),
        SAMPLE.replace("\n\nPunkt", "\n\n\fPunkt").encode("utf-8"),
        SAMPLE.replace("\n\nPunkt", "\n\f\nPunkt").encode("utf-8"),
        SAMPLE.replace("å", "a\u030a").encode("utf-8"),
    ],
    ids=["utf-8", "bom", "cp1252", "utf-16", "crlf", "cr", "form feed before", "form feed line", "decomposed"],
)
def test_the_same_text_in_another_encoding_is_the_same_document(data: bytes) -> None:
    assert read_document("a.txt", data) == read_document("a.txt", SAMPLE.encode())


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", b"\x0c\n"])
def test_a_file_without_text_has_text_absent_and_no_meeting(data: bytes) -> None:
    document = read_document("tom.txt", data)
    assert document.meeting is None
    assert [(finding.code, finding.severity) for finding in document.findings] == [("text_absent", "error")]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04" + bytes(range(256)),
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"Punkt 1: \x00\x01\x02",
        bytes(range(1, 256)) * 4,
        b"Punkt 1: \x81\x8d\x8f\x90\x9d",
        b"Punkt 1: " + b"\x01\x02\x03" * 50,
    ],
    ids=["pdf", "zip", "office", "nul", "all bytes", "undefined in cp1252", "controls"],
)
def test_bytes_that_are_no_text_are_format_unknown_whatever_the_name(data: bytes) -> None:
    document = read_document("referat.txt", data)
    assert document.meeting is None
    assert document.text is None
    assert [(finding.code, finding.severity) for finding in document.findings] == [("format_unknown", "error")]


def test_a_file_over_the_limit_is_refused_by_size_alone() -> None:
    document = read_document("stor.txt", SAMPLE.encode(), limit_bytes=1_000)
    (finding,) = document.findings
    assert finding.code == "format_unknown"
    assert "1000" in finding.message
    assert document.text is None


def test_a_file_of_exactly_the_limit_is_read() -> None:
    assert read_document("a.txt", SAMPLE.encode(), limit_bytes=len(SAMPLE.encode())).meeting is not None


def test_a_page_of_something_else_is_unplaced_as_a_whole_and_says_its_lines() -> None:
    document = read_document("brev.txt", "Kære alle\n\nTak for sidst.\n".encode())
    (finding,) = findings_of(document, "format_unknown")
    assert document.meeting is None
    assert finding.where[0].lines == (1, 4)
    assert document.document.unplaced[0].text == "Kære alle\n\nTak for sidst.\n"
    assert [number for number, _ in document.placements] == [1, 3]
