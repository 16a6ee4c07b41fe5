"""Bytes to text: what kind of bytes they are, and what reads them."""

import re
import unicodedata
from collections.abc import Callable

from msgspec import Struct

from app.domain.findings import Finding
from app.importers.media_types import HTML, PDF, TEXT, WORD
from app.importers.old_office import OLE, office_finding
from app.importers.pages.blocks import Extract
from app.importers.pages.docx import read_docx
from app.importers.pages.html import is_html, read_html
from app.importers.pages.pdf import read_pdf

SIZE_LIMIT_BYTES = 100_000_000

_LAID_OUT: tuple[tuple[bytes, str, Callable[[bytes], Extract | Finding]], ...] = (
    (b"%PDF", PDF, read_pdf),
    (b"PK\x03\x04", WORD, read_docx),
)
_BINARY_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "en RTF-fil"),
    (b"\x89PNG", "et billede"),
    (b"\xff\xd8\xff", "et billede"),
    (b"\x1f\x8b", "en komprimeret fil"),
)
_MARK_WITHIN = 1_024
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and lone surrogates, but for tabs and line ends."""


class Decoded(Struct, frozen=True):
    """Text with `\\n` as its only line end, in NFC, without byte order mark, page breaks and control characters.

    `page_starts` are the numbers, from 1, of the lines that a page break stood before. `encoding` is empty where the
    bytes are no text. `media_type` is that of the bytes, `findings` what there is to say of their reading.
    """

    text: str
    encoding: str
    page_starts: frozenset[int] = frozenset()
    media_type: str = TEXT
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, limit_bytes: int = SIZE_LIMIT_BYTES) -> Decoded | Finding:
    """The text, or the finding that says why there is none. `limit_bytes` is that of plain text: what is packed or has
    images may be larger than its text."""
    start = data[:_MARK_WITHIN].lstrip(b"\xef\xbb\xbf \r\n\t")
    laid_out = next((one for one in _LAID_OUT if start.startswith(one[0])), None)
    limit = limit_bytes if laid_out is None else SIZE_LIMIT_BYTES
    if len(data) > limit:
        return _unknown(f"Filen fylder {len(data)} byte; grænsen er {limit}. Den er ikke læst.")
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n\f\v"):
        return Finding("text_absent", "error", "Filen er tom: der er ingen tekst at læse.")
    if laid_out is not None:
        _, media_type, read = laid_out
        return _extracted(read(data), "", media_type)
    if start.startswith(OLE):
        return office_finding(data)
    for mark, kind in _BINARY_STARTS:
        if start.startswith(mark):
            return _unknown(f"Filen er {kind}, uanset hvad den hedder; forventet var PDF, Word, HTML eller ren tekst.")
    decoded = _decode_text(data)
    if isinstance(decoded, Decoded) and is_html(decoded.text):
        return _extracted(read_html(decoded.text), decoded.encoding, HTML)
    return decoded


def _extracted(read: Extract | Finding, encoding: str, media_type: str) -> Decoded | Finding:
    if isinstance(read, Finding):
        return read
    return Decoded(read.text, encoding, read.page_starts, media_type, read.findings)


def _decode_text(data: bytes) -> Decoded | Finding:
    encodings = ("utf-16",) if data.startswith(_WIDE_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _checked(text, encoding)
    return _unknown("Filens tegn er hverken UTF-8 eller Windows-1252: den ligner ikke tekst.")


def _checked(text: str, encoding: str) -> Decoded | Finding:
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return _unknown(f"Filen er binær: linje {line} har et nul-tegn, som ren tekst ikke har.")
    normal, page_starts = _without_page_breaks(normalise_line_ends(text))
    normal, controls = _CONTROLS.subn(" ", normal)
    if controls > len(normal) // 50:
        return _unknown("Filen består for en stor del af styretegn: den ligner ikke tekst.")
    return Decoded(unicodedata.normalize("NFC", normal), encoding, page_starts)


def normalise_line_ends(text: str) -> str:
    """CRLF, CR and vertical tabs become LF; a byte order mark at the beginning is off."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").lstrip("\ufeff")


def _without_page_breaks(text: str) -> tuple[str, frozenset[int]]:
    """A page break beside a line end is no line of its own; one inside a line ends it."""
    if "\f" not in text:
        return text, frozenset()
    lines: list[str] = []
    starts: set[int] = set()
    for line in text.split("\n"):
        parts = [part for part in line.split("\f") if part] or [""]
        if line.startswith("\f"):
            starts.add(len(lines) + 1)
        starts.update(range(len(lines) + 2, len(lines) + 1 + len(parts)))
        lines.extend(parts)
    return "\n".join(lines), frozenset(starts)


def _unknown(message: str) -> Finding:
    return Finding("format_unknown", "error", message)
