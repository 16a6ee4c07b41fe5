"""Attachments whose text is printed after the minutes: each text goes to the attachment it belongs to."""

from dataclasses import replace

from app.domain.evidence import Evidence
from app.importers.document import AgendaItem, Attachment, Section
from app.importers.referat.blocks import AppendixBlock, SectionBlock
from app.importers.referat.lines import printed, span


def with_appendices(
    items: tuple[AgendaItem, ...], appendices: tuple[AppendixBlock, ...]
) -> tuple[tuple[AgendaItem, ...], tuple[str, ...]]:
    """The items with the sections of their attachments, and for each appendix the JSON Pointer of its first section.

    A text of an item that is not there goes to the last one. The item's only attachment has the text; an item with
    several, or none, gets one more that is called as the text is.
    """
    known = list(items)
    paths: list[str] = []
    for block in appendices:
        at = next((place for place, item in enumerate(known) if item.number == block.number), len(known) - 1)
        item = known[at]
        attachments = list(item.attachments)
        if len(attachments) != 1:
            attachments.append(_called(block, item.key, len(attachments)))
        last = attachments[-1]
        paths.append(f"/meeting/agenda_items/{at}/attachments/{len(attachments) - 1}/sections/{len(last.sections)}")
        own = tuple(_section(part) for part in block.sections)
        attachments[-1] = replace(last, sections=(*last.sections, *own))
        known[at] = replace(item, attachments=tuple(attachments))
    return tuple(known), tuple(paths)


def _called(block: AppendixBlock, item_key: str, count: int) -> Attachment:
    heading = block.sections[0].heading
    title = f"Bilag til punkt {block.number}" if heading is None else heading.bare.rstrip(":")
    where = Evidence(span(block.sections[0].all_lines), title, agenda_item_id=item_key)
    return Attachment(f"{item_key}/appendix~{count}", title, evidence=where)


def _section(part: SectionBlock) -> Section:
    heading = None if part.heading is None else part.heading.bare
    return Section("other", heading, printed(part.lines), span(part.all_lines))
