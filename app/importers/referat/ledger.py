"""The line ledger: every non-blank line and the one field that holds it."""

from collections.abc import Iterator

from app.importers.referat.blocks import Blocks, ItemBlock

Placement = tuple[int, str]


def place(blocks: Blocks) -> tuple[Placement, ...]:
    """(line number, JSON Pointer into the imported document) in the order of the lines."""
    head = [(line.number, "/document/head") for line in blocks.head if not line.is_blank]
    rest = [placement for position, item in enumerate(blocks.items) for placement in _of_item(item, position)]
    return (*head, *rest)


def _of_item(item: ItemBlock, position: int) -> Iterator[Placement]:
    path = f"/meeting/agenda_items/{position}"
    yield item.heading.number, f"{path}/title"
    if item.case_number is not None:
        yield item.case_number.number, f"{path}/case_number"
    for index, section in enumerate(item.sections):
        if section.heading is not None:
            yield section.heading.number, f"{path}/sections/{index}/heading"
        for line in section.lines:
            if not line.is_blank:
                yield line.number, f"{path}/sections/{index}/text"
