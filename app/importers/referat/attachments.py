"""The documents an item names: both lists of an item joined, numbers taken out of titles, how they were delivered."""

import re
from dataclasses import dataclass, replace

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import edits_at_most, key_text
from app.domain.vocabulary import Delivery
from app.importers.document import Attachment
from app.importers.referat.blocks import SectionBlock
from app.importers.referat.lines import Line

_DELIVERIES: tuple[tuple[re.Pattern[str], Delivery], ...] = (
    (re.compile(r"\s*\(?\beftersendes\b[^()]{0,60}\)?", re.IGNORECASE), "to_follow"),
    (
        re.compile(
            r"\s*\((?:udsendes|sendes|udsendt|fremsendes|vedhæftet i mail|udleveres)[^()]{0,80}\)", re.IGNORECASE
        ),
        "sent_separately",
    ),
)
_FILE = re.compile(r".*\.(?:pdf|docx?|pptx?|xlsx?|odt|rtf|txt|msg|html?|png|jpe?g|zip)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|odt|rtf|txt|msg|html?|png|jpe?g|zip)$", re.IGNORECASE)
_DOCUMENT_NUMBER = re.compile(r"_dok\.?(?:nr|id)\.?\s?([\w-]+?)(?:_v\d+)?$", re.IGNORECASE)
_IDS = re.compile(r"\s*\(dok\s?id:?\s*(\d+)(?:\s*-\s*([\w./-]+))?\)$", re.IGNORECASE)
_DATE_TAIL = re.compile(r"_\d[\d-]{4,9}$")
_NUMBER = re.compile(r"bilag(?: pkt\.?| nr\.?)?\s+(\d+(?:\.\d+)*)\s*[-:.]?\s+(?=\S)", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_ATTACHED = re.compile(r"\b(?:vedlagt|vedhæftet|vedlægges|vedhæftes|vedhæftede|vedlagte)\b", re.IGNORECASE)
_FUZZY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class _Named:
    attachment: Attachment
    alike: str
    list_number: int


def read_attachments(
    sections: tuple[SectionBlock, ...], item_key: str
) -> tuple[tuple[Attachment, ...], tuple[Finding, ...]]:
    """The attachments of one item, and a finding where the text says something is attached and no list names it."""
    lists = [section for section in sections if section.kind == "attachments"]
    named: list[_Named] = []
    for number, section in enumerate(lists):
        for line in section.lines:
            if line.style not in {"blank", "rule"} and line.bare != ".":
                _take(named, _read(line, item_key, number))
    if named:
        return tuple(entry.attachment for entry in named), ()
    return (), _missing(sections, lists, item_key)


def _read(line: Line, item_key: str, list_number: int) -> _Named:
    title = line.bare
    delivery: Delivery = "attached"
    for pattern, meaning in _DELIVERIES:
        if pattern.search(title):
            title, delivery = pattern.sub("", title).strip(" ."), meaning
    document_number = case_number = None
    if (ids := _IDS.search(title)) is not None:
        title, document_number, case_number = title[: ids.start()], ids[1], ids[2]
    file_name = title if _FILE.fullmatch(title) else None
    title = _EXTENSION.sub("", title)
    if document_number is None and (tail := _DOCUMENT_NUMBER.search(title)) is not None:
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


def _take(named: list[_Named], new: _Named) -> None:
    """Joins the new one to its like in an earlier list, where exactly one fits."""
    earlier = [entry for entry in named if entry.list_number < new.list_number][:_FUZZY_LIMIT]
    same_number = [entry for entry in earlier if entry.attachment.document_number == new.attachment.document_number]
    fitting = [entry for entry in same_number if new.attachment.document_number is not None]
    fitting = fitting or [entry for entry in earlier if entry.alike == new.alike]
    fitting = fitting or [entry for entry in earlier if _are_alike(entry, new)]
    if len(fitting) == 1:
        named[named.index(fitting[0])] = _joined(fitting[0], new)
    elif all(entry.attachment.key != new.attachment.key for entry in named):
        named.append(new)
    else:
        again = sum(entry.attachment.title == new.attachment.title for entry in named) + 1
        named.append(replace(new, attachment=replace(new.attachment, key=f"{new.attachment.key}~{again}")))


def _are_alike(one: _Named, other: _Named) -> bool:
    """A slip of the pen (one letter in forty), or one title the whole-word beginning of the other."""
    short, long = sorted((key_text(one.attachment.title), key_text(other.attachment.title)), key=len)
    if len(short) >= 12 and long.startswith(short + " "):
        return True
    return len(one.alike) >= 12 and edits_at_most(one.alike, other.alike, 1 + len(one.alike) // 40)


def _joined(known: _Named, new: _Named) -> _Named:
    first, second = known.attachment, new.attachment
    printed = (*first.title_variants, second.title, *second.title_variants)
    return replace(
        known,
        attachment=replace(
            first,
            title_variants=tuple(dict.fromkeys(text for text in printed if text != first.title)),
            number=first.number or second.number,
            document_number=first.document_number or second.document_number,
            case_number=first.case_number or second.case_number,
            file_name=first.file_name or second.file_name,
            delivery=second.delivery if first.delivery == "attached" else first.delivery,
        ),
    )


def _missing(sections: tuple[SectionBlock, ...], lists: list[SectionBlock], item_key: str) -> tuple[Finding, ...]:
    for section in sections:
        for line in section.lines:
            if section.kind in {"presentation", "summary", "other"} and _ATTACHED.search(line.bare):
                message = f"Linje {line.number} siger, at noget er vedlagt, men {_list_place(lists)}."
                where = Evidence((line.number, line.number), line.bare, agenda_item_id=item_key)
                return (Finding("attachment_missing", "warning", message, where=(where,)),)
    return ()


def _list_place(lists: list[SectionBlock]) -> str:
    if not lists or lists[0].heading is None:
        return "punktet har ingen liste over bilag"
    return f"listen over bilag på linje {lists[0].heading.number} er tom"
