"""Which reader the bytes get."""

import pytest

from app.importers.exports.xml import is_xml
from app.importers.sniff import read_document


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'<?xml version="1.0"?><a/>', True),
        (b"\xef\xbb\xbf\r\n<Root><Notification/></Root>", True),
        ("<Publication>".encode("utf-16"), True),
        (b"<!-- eksport --> <Dagsorden>", True),
        (b"<?xml version='1.0'?><Publication><Frontpage><![CDATA[<html><p>Velkommen</p></html>]]>", True),
        (b"<?xml version='1.0'?>\n<!-- side -->\n<html xmlns='x'>", False),
        (b"<b>Referat</b>\nPunkt 1: Plan", False),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', False),
        (b"<html><body>", False),
        (b"Referat <Root>", False),
    ],
)
def test_xml_is_told_from_pages_and_from_text_with_marks(data: bytes, expected: bool) -> None:
    assert is_xml(data) is expected


def test_xml_of_something_else_is_told_by_its_root() -> None:
    document = read_document("x.xml", b'<?xml version="1.0"?><faktura/>')
    assert document.meeting is None
    assert [(one.code, "faktura" in one.message) for one in document.findings] == [("format_unknown", True)]


def test_xml_with_a_dtd_is_refused() -> None:
    document = read_document("x.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert [one.code for one in document.findings] == ["format_unknown"]
