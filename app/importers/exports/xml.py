"""The one reader of XML for all dialects: bytes to the root element, or the finding that says why there is none.

No DTD, so no entities; no network; bounds on size, depth and number of elements. What no XML 1.0 may hold is taken
out (raw control characters and references to them), as real exports have them; nothing else is mended. The encoding is
what the bytes are, whatever the declaration says. Letters come composed (NFC), comments and processing instructions
are left out.
"""

import re
import unicodedata

from lxml import etree
from lxml.etree import _Element

from app.domain.findings import Finding

Element = _Element

SIZE_LIMIT_BYTES = 50_000_000
DEPTH_LIMIT = 200
ELEMENTS_LIMIT = 500_000

_CHUNK_BYTES = 100_000
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_LATIN = {"iso-8859-15": "iso-8859-15", "latin-9": "iso-8859-15"}
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"\s*<\?xml(?=\s)[^<>]{0,200}\?>")
_BEFORE_ROOT = re.compile(r"(?:\s++|<\?(?s:.)*?\?>|<!--(?s:.)*?-->)*+")
_UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_PAGE = re.compile(rb"(?:<\?.*?\?>|<!--.*?-->|\s)*<(?:!doctype\s+html|html)\b", re.DOTALL)
_ROOTS = re.compile(rb"(?:<!--.*?-->\s*)*<(?:dagsorden|publication|root|meeting)\b", re.DOTALL)
_PAGE_BREAKS = "\v\f"


def read_xml(data: bytes, limit_bytes: int = SIZE_LIMIT_BYTES) -> Element | Finding:
    """The root element. Its `sourceline` counts in the file as it came."""
    if len(data) > limit_bytes:
        return _unknown(f"XML-filen fylder {len(data)} byte; grænsen er {limit_bytes}. Den er ikke læst.")
    text = _decoded(data)
    if isinstance(text, Finding):
        return text
    if not text.strip():
        return _unknown("Filen er tom; forventet var XML.")
    text = _without_declaration(_without_illegal(text))
    if text.startswith("<!DOCTYPE", _end_of_prolog(text)):
        return _unknown(f"Linje {_line_at(text, _end_of_prolog(text))} har en DOCTYPE; XML med DTD læses ikke.")
    return _parsed(text.encode())


def is_xml(data: bytes) -> bool:
    """Whether the bytes begin as XML does that is no page: with its declaration, or with the root of an export."""
    start = data[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return _PAGE.match(start) is None and (start.startswith(b"<?xml") or _ROOTS.match(start) is not None)


def plain_name(element: Element) -> str:
    """Its name without the namespace."""
    return str(etree.QName(element).localname)


def _decoded(data: bytes) -> str | Finding:
    for start, encoding in _WIDE:
        if data.startswith(start):
            try:
                return _composed(data.decode(encoding))
            except UnicodeDecodeError as fault:
                return _undecodable(data, fault)
    try:
        return _composed(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        return _undecodable(data, fault) if _UTF8_LETTER.search(data) else _single_byte(data)


def _single_byte(data: bytes) -> str | Finding:
    """Windows-1252, which ISO 8859-1 is read as too, unless the declaration names another of its kind."""
    declared = _DECLARED.match(data)
    encoding = _LATIN.get(declared[1].decode("ascii").lower(), "cp1252") if declared is not None else "cp1252"
    try:
        return _composed(data.decode(encoding))
    except UnicodeDecodeError as fault:
        return _undecodable(data, fault)


def _undecodable(data: bytes, fault: UnicodeDecodeError) -> Finding:
    line = data.count(b"\n", 0, fault.start) + 1
    return _unknown(f"Linje {line} har tegn, der hverken er UTF-8, UTF-16 eller Windows-1252. Filen er ikke læst.")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff"))


def _without_illegal(text: str) -> str:
    """Page breaks become blanks, so that no two words grow together; the rest goes without a trace."""
    return _REFERENCE.sub(_legal_reference, _ILLEGAL.sub(_left_of, text))


def _left_of(sign: re.Match[str]) -> str:
    return " " if sign[0] in _PAGE_BREAKS else ""


def _legal_reference(reference: re.Match[str]) -> str:
    base, digits = (16, reference[1]) if reference[1] else (10, reference[2])
    digits = digits.lstrip("0") or "0"
    code = int(digits, base) if len(digits) <= 8 else 0
    if code > 0x10FFFF:
        return ""
    illegal = _ILLEGAL.match(chr(code))
    return reference[0] if illegal is None else _left_of(illegal)


def _without_declaration(text: str) -> str:
    """It may name an encoding that is not the file's. Its line ends stay, so that lines are counted as they were."""
    match = _DECLARATION.match(text)
    return text if match is None else "\n" * match[0].count("\n") + text[match.end() :]


def _end_of_prolog(text: str) -> int:
    """Where the first thing stands that is no blank, comment or processing instruction."""
    match = _BEFORE_ROOT.match(text)
    return 0 if match is None else match.end()


def _parsed(data: bytes) -> Element | Finding:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    bounds = _Bounds()
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            parser.feed(data[start : start + _CHUNK_BYTES])
            if (finding := bounds.passed(parser)) is not None:
                return finding
        root = parser.close()
    except etree.XMLSyntaxError as fault:
        return bounds.passed(parser) or _ill_formed(fault)
    return bounds.passed(parser) or root


class _Bounds:
    """Counts elements while they are read, so that a flood of them is cut off and not built first."""

    def __init__(self) -> None:
        self._depth = self._count = 0

    def passed(self, parser: "etree.XMLPullParser") -> Finding | None:
        """The finding, where what was read since last time is too deep or too much."""
        for event, element in parser.read_events():
            if event == "end":
                self._depth -= 1
                continue
            self._depth += 1
            self._count += 1
            if self._depth > DEPTH_LIMIT:
                return _unknown(f"Linje {element.sourceline} ligger mere end {DEPTH_LIMIT} elementer dybt.")
            if self._count > ELEMENTS_LIMIT:
                return _unknown(f"Filen har mere end {ELEMENTS_LIMIT} elementer. Den er ikke læst.")
        return None


def _ill_formed(fault: etree.XMLSyntaxError) -> Finding:
    line, column = fault.position
    return Finding(
        "format_unknown",
        "error",
        f"Filen er ikke velformet XML: linje {line}, tegn {column} kan ikke læses.",
        hint="Er filen afbrudt, eller skrives der stadig i den?",
    )


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _unknown(message: str) -> Finding:
    return Finding("format_unknown", "error", message)
