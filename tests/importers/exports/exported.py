"""Exports of invented meetings, as agenda systems write them, with the files beside them."""

import re
import unicodedata
from html import unescape
from pathlib import Path
from typing import Any

from app.domain.findings import Finding
from app.importers.exports.xml import Element, read_xml

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
