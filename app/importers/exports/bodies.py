"""Texts of sections: HTML or plain, as an element holds them."""

import re
from html import escape, unescape

from app.domain.vocabulary import Access, SectionKind
from app.importers.exports.export import ExportedSection

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_MARK = re.compile(r"</?(?:p|br|div|span|b|strong|i|em|u|ul|ol|li|table|tr|td|th|h[1-6]|a|img|font)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")


def section_of(
    heading: str | None, markup: str | None, access: Access, kind: SectionKind | None = None
) -> ExportedSection | None:
    """As HTML where there are tags or entities of it in the markup, else as plain text; null where no text shows."""
    if markup is None or not shows_text(markup):
        return None
    if _MARK.search(markup) is None and _ENTITY.search(markup) is None:
        return plain_section(heading, markup, access, kind)
    return ExportedSection(heading, html=markup, kind=kind, access=access)


def plain_section(
    heading: str | None, markup: str | None, access: Access, kind: SectionKind | None = None
) -> ExportedSection | None:
    """As plain text, unless it has tags of HTML all the same; null where no text shows."""
    if markup is None or not shows_text(markup):
        return None
    if _MARK.search(markup) is not None:
        return ExportedSection(heading, html=markup, kind=kind, access=access)
    return ExportedSection(heading, text=markup.strip(), kind=kind, access=access)


def shows_text(markup: str) -> bool:
    """Whether anything is left when tags are off and entities are letters."""
    return bool(unescape(_TAG.sub("", markup)).strip())


def introduction_of(*markups: str | None) -> str | None:
    """Texts of a meeting as a whole, one below the other as HTML; one that comes again is left out."""
    sections = (section_of(None, markup, "unknown") for markup in dict.fromkeys(markups))
    return "\n".join(_as_html(section) for section in sections if section is not None) or None


def _as_html(section: ExportedSection) -> str:
    if section.html is not None:
        return section.html
    lines = (line.strip() for line in (section.text or "").splitlines())
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
