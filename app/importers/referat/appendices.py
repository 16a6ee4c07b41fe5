"""Attachments whose text is printed after the minutes: each text goes to the attachment it belongs to."""

from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.importers.document import AgendaItem, Attachment, Section
from app.importers.referat.blocks import AppendixBlock, SectionBlock
from app.importers.referat.lines import printed, span

_NAMED_WITHIN = 10
_SHORTEST_TITLE = 12


def with_appendices(
    items: tuple[AgendaItem, ...], appendices: tuple[AppendixBlock, ...]
) -> tuple[tuple[AgendaItem, ...], tuple[str, ...]]:
    """The items with the sections of their attachments, and for each appendix the JSON Pointer of its first section.

    A text of an item that is not there goes to the last one. The item's only attachment has the text, or of several
    the one that the text names; else the item gets one more that is called as the text is.
    """
    known = list(items)
    paths: list[str] = []
    for block in appendices:
        at = next((place for place, item in enumerate(known) if item.number == block.number), len(known) - 1)
        item = known[at]
        attachments = list(item.attachments)
        place = _named(attachments, block)
        if place is None:
            place = len(attachments)
            attachments.append(_called(block, item.key, place))
        meant = attachments[place]
        paths.append(f"/meeting/agenda_items/{at}/attachments/{place}/sections/{len(meant.sections)}")
        own = tuple(_section(part) for part in block.sections)
        attachments[place] = replace(meant, sections=(*meant.sections, *own))
        known[at] = replace(item, attachments=tuple(attachments))
    return tuple(known), tuple(paths)


def _named(attachments: list[Attachment], block: AppendixBlock) -> int | None:
    """The place of the attachment the text belongs to: the only one, or the only one whose title it names."""
    if len(attachments) == 1:
        return 0
    lines = [line for part in block.sections for line in part.lines if not line.is_blank][:_NAMED_WITHIN]
    texts = [key_text(line.bare) for line in lines]
    titles = ((place, key_text(one.title)) for place, one in enumerate(attachments))
    named = [place for place, title in titles if len(title) >= _SHORTEST_TITLE and any(title in text for text in texts)]
    return named[0] if len(named) == 1 else None


def _called(block: AppendixBlock, item_key: str, count: int) -> Attachment:
    heading = block.sections[0].heading
    title = f"Bilag til punkt {block.number}" if heading is None else heading.bare.rstrip(":")
    where = Evidence(span(block.sections[0].all_lines), title, agenda_item_id=item_key)
    return Attachment(f"{item_key}/appendix~{count}", title, evidence=where)


def _section(part: SectionBlock) -> Section:
    heading = None if part.heading is None else part.heading.bare
    return Section("other", heading, printed(part.lines), span(part.all_lines))
