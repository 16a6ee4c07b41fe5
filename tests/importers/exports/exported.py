"""Exports of invented meetings, as agenda systems write them, with the files beside them."""

import re
import unicodedata
from html import unescape
from pathlib import Path
from typing import Any

from app.domain.findings import Finding
from app.importers.drop import Files
from app.importers.exports.export import Export, ExportedItem
from app.importers.exports.xml import Element, read_xml
from app.services.import_documents import SourceFile

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"

PUBLICATION_FILES = {
    "Publication41.xml": b"",
    "Publication41.pdf": b"%PDF-41",
    "Enclosures/1.PDF": b"%PDF-1.0",
    "Enclosures/2.pdf": b"%PDF-2.00",
    unicodedata.normalize("NFD", "Enclosures/Høringssvar.pdf"): b"%PDF-30",
    "Enclosures/5.pdf": b"%PDF-50",
    "Enclosures/6.pdf": b"%PDF-60",
}
"""Number 4 is missing."""

AARHUS_FILES = {
    unicodedata.normalize("NFD", name): b"%PDF"
    for name in ("Lukket referat.pdf", "Åbent referat.pdf", "Tangmåling.pdf", "Klage.pdf", "Uden flag.pdf")
}

SBSYS_FILES = {
    "DAGSORDEN.html": b"<p>x</p>",
    "dagsorden.xml": b"",
    "preview.xml": b"",
    "bilag/PLAN.PDF": b"%PDF",
    "Bilag/tilbud.pdf": b"%PDF",
    "Bilag/flag.pdf": b"%PDF",
    unicodedata.normalize("NFD", "Bilag/Måling 1.pdf"): b"%PDF",
}
"""The agreement of the closed item is missing."""


def publication() -> str:
    return (FIXTURES / "publication" / "Publication41.xml").read_text("utf-8")


def aarhus() -> str:
    return (FIXTURES / "aarhus" / "publication.xml").read_text("utf-8")


def sbsys() -> str:
    return (FIXTURES / "sbsys" / "dagsorden.xml").read_text("utf-8")


def on_disk(text: str) -> bytes:
    """With the byte order mark and the line ends that the systems write."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def root_of(text: str) -> Element:
    root = read_xml(on_disk(text))
    assert not isinstance(root, Finding), root.message
    return root


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Each of the changes must be one: what is to be replaced is there."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def texts_of(value: Any) -> str:
    """Every text of an export, folded, with tags off."""
    if isinstance(value, str):
        return " ".join(unescape(re.sub("<[^<>]*>", " ", value)).split())
    if isinstance(value, dict):
        return "\n".join(texts_of(part) for part in value.values())
    return "\n".join(map(texts_of, value)) if isinstance(value, list | tuple) else str(value)


ACADRE_BODY = "Files_2207_41001/41005.XML"
FUJITSU_FOLDER = "Havneudvalget/2031-03-12 16.00/Dagsorden/Åben/2031-03-13 10.15.42"
FUJITSU_BODY = f"{FUJITSU_FOLDER}/c0ffee00-0000-4000-8000-000000000001.xml"


def acadre_manifest() -> str:
    return (FIXTURES / "acadre" / "XML_2207.xml").read_text("utf-8")


def acadre_body() -> str:
    return (FIXTURES / "acadre" / "41005.XML").read_text("utf-8")


def acadre_files(body: str) -> dict[str, bytes]:
    """The enclosure 41005E5 is missing."""
    folder = "Files_2207_41001"
    return {
        "XML_2207.xml": b"",
        "XML_2208.xml": b"",
        ACADRE_BODY: on_disk(body),
        f"{folder}/41001.DOCX": b"PK",
        f"{folder}/41005E1.PDF": b"%PDF-1",
        f"{folder}/41005E2.PDF": b"%PDF-22",
        unicodedata.normalize("NFD", f"{folder}/Måling på stranden.PDF"): b"%PDF-333",
        f"{folder}/41005E4.PDF": b"%PDF",
        f"{folder}/41005E6.PDF": b"%PDF",
        f"{folder}/Kort.MSG_attachments/kort.pdf": b"%PDF",
        "Files_2207_40991/40990.XML": b"<root/>",
        "Files_2208_1/2.XML": b"<root/>",
    }


def fujitsu_notification() -> str:
    return (FIXTURES / "fujitsu" / "notification.xml").read_text("utf-8")


def fujitsu_body() -> str:
    return (FIXTURES / "fujitsu" / "body.xml").read_text("utf-8")


def fujitsu_files(body: str) -> dict[str, bytes]:
    """The attachment 12-5-1 is missing."""
    names = ("12-1-1.PDF", "12-2-1.PDF", "Måling 3.PDF", "12-4-1.PDF", "12-6-1.PDF")
    files = {f"{FUJITSU_FOLDER}/Attachments/{name}": b"%PDF" for name in names}
    files |= {FUJITSU_BODY: on_disk(body), FUJITSU_BODY.replace(".xml", ".html"): b"<p>x</p>", "anden.xml": b"<a/>"}
    return {unicodedata.normalize("NFD", name): data for name, data in files.items()}


def edoc() -> str:
    return (FIXTURES / "edoc" / "eDocAgendaPublishing.xml").read_text("utf-8")


EDOC_FILES = {
    unicodedata.normalize("NFD", name): b"%PDF"
    for name in (
        *("4001.PDF", "4002.PDF", "5000.PDF", "5001.PDF", "5002.PDF", "5004.PDF"),
        *("6001.PDF", "6002.PDF", "Måling 3.PDF", "6007.PDF", "6008.PDF", "6009.PDF"),
    )
}
"""The attachment 6004 is missing."""


def item(export: Export, number: str) -> ExportedItem:
    return next(one for one in export.items if one.number == number)


def inside(one: ExportedItem) -> set[str]:
    """The access of an item and of all that stands in it."""
    return {one.access, *(part.access for part in one.sections), *(file.access for file in one.attachments)}


def codes(export: Export) -> list[str]:
    return [finding.code for finding in export.findings]


def file(text: str, files: dict[str, bytes], system: str) -> SourceFile:
    """An export as it comes from a source, with the files beside it."""
    return SourceFile("eksport.xml", on_disk(text), system=system, drop=Files(files))


def levels(meeting: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Of each item its number, access and the access of its attachments."""
    items = meeting["agenda_items"]
    return [(one["number"], one["access"], [file["access"] for file in one["attachments"]]) for one in items]
