"""The documents an item names: both lists of an item joined, numbers taken out of titles, how they were delivered."""

import re
from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import edits_at_most, key_text
from app.domain.vocabulary import Delivery
from app.importers.document import Attachment
from app.importers.referat.blocks import SectionBlock
from app.importers.referat.lines import Line

_APART = r"(?:særskilt|separat|(?:i|på|pr\.|via) (?:e-?)?mail|på mødet|efter mødet)"
_DELIVERIES: tuple[tuple[tuple[str, ...], re.Pattern[str], Delivery], ...] = (
    (
        ("eftersend", "følger"),
        re.compile(
            r"\s*[-–,]?\s*\(?\b(?:(?:vil blive |bliver )?eftersend(?:es|t)|følger (?:senere|efter))\b[^()]{0,60}\)?",
            re.IGNORECASE,
        ),
        "to_follow",
    ),
    (
        ("send", "udleveres", "omdeles", "vedhæftet", "vedlagt", "fremlægges", "tilgår"),
        re.compile(
            rf"\s*\((?:er )?(?:(?:ud|frem)?sendes|(?:ud|frem)sendt|udleveres|omdeles|vedhæftet i mail|"
            rf"(?:vedlagt|sendt|fremlægges|tilgår) {_APART})[^()]{{0,80}}\)"
            rf"|\s*[-–,]?\s*\b(?:er )?(?:(?:ud|frem)?send(?:es|t)|udleveres|omdeles|fremlægges) {_APART}.{{0,80}}$",
            re.IGNORECASE,
        ),
        "sent_separately",
    ),
)
"""Words one of which the pattern cannot do without (casefolded), the pattern, its meaning."""
_EXTENSION = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|odt|rtf|txt|msg|html?|png|jpe?g|zip)$", re.IGNORECASE)
_DOCUMENT_NUMBER = re.compile(
    r"[_\s,–-]+dok\.?\s?(?:nr|id)\.?:?\s?((?:[^\W_]|[/-])*\d(?:[^\W_]|[/-])*)(?:[_ ]v\.?\d+)?$", re.IGNORECASE
)
_IDS = re.compile(
    r"\s*\(dok(?:ument)?\.?\s?(?:id|nr|nummer)\.?:?\s*([\w./-]*\d[\w./-]*)"
    r"(?:\s*[-–,;]\s*(?:sags?\s?(?:id|nr)\.?:?\s*)?([\w./-]+))?\)$",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()\s]{0,500}\)")
_DATE_TAIL = re.compile(r"_\d[\d-]{4,9}$")
_NUMBER = re.compile(r"bilag(?: pkt\.?| nr\.?)?\s+(\d+(?:\.\d+)*)\s*[-:.]?\s+(?=\S)", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_ATTACHED = re.compile(r"(?<!ikke )\b(?:vedlagt|vedhæftet|vedlægges|vedhæftes|vedhæftede|vedlagte)\b", re.IGNORECASE)
_ATTACHED_STEMS = ("vedlagt", "vedhæft", "vedlæg")
_NONE = re.compile(r"(?:ingen(?: bilag)?|intet|nej|[-–])\.?", re.IGNORECASE)
_COMPARED_AT_MOST = 60
_LONGEST_TITLE = 500
_LONGEST_EXTENSION = 5
_NARROWEST = 35
"""A line was hardly broken before it was as long as this."""


class _Named(Struct):
    attachment: Attachment
    alike: str
    list_number: int


def read_attachments(
    sections: tuple[SectionBlock, ...], item_key: str
) -> tuple[tuple[Attachment, ...], tuple[Finding, ...]]:
    """The attachments of one item, and a finding where the text says something is attached and no list names it."""
    lists = [section for section in sections if section.kind == "attachments"]
    joiner = _Joiner()
    for number, section in enumerate(lists):
        lines = _entries(section.lines)
        is_counted = [line.marker for line in lines] == [str(place) for place in range(1, len(lines) + 1)]
        for line in lines:
            if len(line.bare) <= _LONGEST_TITLE:
                counted = is_counted or (line.style == "numbered" and _IDS.search(line.bare) is not None)
                joiner.take(_read(line, item_key, number, is_counted=counted))
    if joiner.named:
        return tuple(entry.attachment for entry in joiner.named), ()
    return (), _missing(sections, lists, item_key)


def _entries(lines: tuple[Line, ...]) -> list[Line]:
    """The lines of a list, one for each entry."""
    printed = [line for line in lines if not line.is_blank and line.style != "rule" and line.bare != "."]
    if len(printed) == 1 and _NONE.fullmatch(printed[0].text.strip()) is not None:
        return []
    entries: list[Line] = []
    if printed and printed[0].label and "; " in printed[0].text:
        titles = [title for part in printed[0].text.split("; ") if (title := part.strip(" ;"))]
        entries, printed = [replace(printed[0], text=title, bare=title) for title in titles], printed[1:]
    for line in printed:
        if entries and _goes_on(entries[-1], line):
            above = entries[-1]
            entries[-1] = replace(
                above, bare=f"{above.bare} {line.text.strip()}", text=f"{above.text.rstrip()} {line.bare}"
            )
        else:
            entries.append(line)
    return entries


def _goes_on(above: Line, line: Line) -> bool:
    """ "- A long title", and below it, indented, the rest; a dash that the rest begins with is no list marker."""
    if above.style not in {"bullet", "numbered"} or line.text[:1] not in {" ", "\t"}:
        return False
    if line.style == "plain":
        return len(line.text) - len(line.text.lstrip()) > above.indent
    is_below = line.style in {"bullet", "numbered"} and above.style == "bullet" and line.indent > above.indent
    return is_below and len(above.text) >= _NARROWEST


def _read(line: Line, item_key: str, list_number: int, *, is_counted: bool) -> _Named:
    """`is_counted`: the list numbers its lines 1, 2, 3 …; any other number is part of the title."""
    title = line.bare if is_counted or line.style == "bullet" else line.text.strip()
    title = _LINK.sub(r"\1", title) if "[" in title else title
    delivery: Delivery = "attached"
    folded = title.casefold()
    for stems, pattern, meaning in _DELIVERIES:
        if any(map(folded.__contains__, stems)) and pattern.search(title):
            title, delivery = pattern.sub("", title).strip(" ."), meaning
    document_number = case_number = None
    if "dok" in folded and (ids := _IDS.search(title)) is not None:
        title, document_number, case_number = title[: ids.start()], ids[1], ids[2]
    extension = _EXTENSION.search(title) if "." in title[-_LONGEST_EXTENSION:] else None
    file_name = None if extension is None else title
    title = title if extension is None else title[: extension.start()]
    if "dok" in folded and document_number is None and (tail := _DOCUMENT_NUMBER.search(title)) is not None:
        title, document_number = title[: tail.start()], tail[1]
    number = _NUMBER.match(title)
    title = title.strip() or line.bare
    attachment = Attachment(
        f"{item_key}/{key_text(title)}",
        title,
        (line.bare,) if line.bare != title else (),
        number[1] if number else None,
        document_number,
        case_number,
        file_name,
        delivery=delivery,
        evidence=Evidence((line.number, line.number), line.bare, agenda_item_id=item_key),
    )
    return _Named(attachment, _NOT_LETTERS.sub("", _DATE_TAIL.sub("", title).casefold()), list_number)


class _Joiner:
    """Joins a name to its like in an earlier list of the same item, where exactly one fits."""

    def __init__(self) -> None:
        self.named: list[_Named] = []
        self._by_mark: dict[str, list[_Named]] = {}
        self._uses_of_key: Counter[str] = Counter()

    def take(self, new: _Named) -> None:
        fitting = self._fitting(new)
        if len(fitting) == 1:
            fitting[0].attachment = _joined(fitting[0].attachment, new.attachment)
            return
        key = new.attachment.key
        self._uses_of_key[key] += 1
        if self._uses_of_key[key] > 1:
            new.attachment = replace(new.attachment, key=f"{key}~{self._uses_of_key[key]}")
        self.named.append(new)
        for mark in (new.alike, new.attachment.document_number):
            if mark is not None:
                self._by_mark.setdefault(mark, []).append(new)

    def _fitting(self, new: _Named) -> list[_Named]:
        """By document number, else by equal title, else by likeness in lists short enough to compare all pairs."""
        for mark in (new.attachment.document_number, new.alike):
            known = self._by_mark.get(mark, ()) if mark is not None else ()
            fitting = [entry for entry in known if entry.list_number < new.list_number]
            if fitting:
                return fitting
        if len(self.named) > _COMPARED_AT_MOST:
            return []
        return [entry for entry in self.named if entry.list_number < new.list_number and _are_alike(entry, new)]


def _are_alike(one: _Named, other: _Named) -> bool:
    """A slip of the pen (one letter in forty), or one title the whole-word beginning of the other."""
    short, long = sorted((key_text(one.attachment.title), key_text(other.attachment.title)), key=len)
    if len(short) >= 12 and long.startswith(short + " "):
        return True
    return len(one.alike) >= 12 and edits_at_most(one.alike, other.alike, 1 + len(one.alike) // 40)


def _joined(first: Attachment, second: Attachment) -> Attachment:
    printed = (*first.title_variants, second.title, *second.title_variants)
    return replace(
        first,
        title_variants=tuple(dict.fromkeys(text for text in printed if text != first.title)),
        number=first.number or second.number,
        document_number=first.document_number or second.document_number,
        case_number=first.case_number or second.case_number,
        file_name=first.file_name or second.file_name,
        delivery=second.delivery if first.delivery == "attached" else first.delivery,
    )


def _missing(sections: tuple[SectionBlock, ...], lists: list[SectionBlock], item_key: str) -> tuple[Finding, ...]:
    for section in sections:
        if section.kind not in {"presentation", "summary", "other"} or not section.mentions(_ATTACHED_STEMS):
            continue
        for line in section.lines:
            if _ATTACHED.search(line.bare):
                message = (
                    f"Linje {line.number} siger, at noget er vedlagt, men {_list_place(lists)}; mindst ét bilag var "
                    "ventet."
                )
                where = Evidence((line.number, line.number), line.bare, agenda_item_id=item_key)
                return (Finding("attachment_missing", "warning", message, where=(where,)),)
    return ()


def _list_place(lists: list[SectionBlock]) -> str:
    if not lists or lists[0].heading is None:
        return "punktet har ingen liste over bilag"
    return f"listen over bilag på linje {lists[0].heading.number} er tom"
