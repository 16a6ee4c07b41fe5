"""The line ledger: every non-blank line and the one field that holds it."""

from collections.abc import Iterator

from app.importers.document import Unplaced
from app.importers.referat.blocks import Blocks, ItemBlock, SectionBlock

Placement = tuple[int, str]


def place(blocks: Blocks, appendices: tuple[str, ...], unplaced: tuple[Unplaced, ...]) -> tuple[Placement, ...]:
    """(line number, JSON Pointer into the imported document) in the order of the lines. `appendices` point to the
    attachments that hold the appendices, and to the first section of each there."""
    head = [(line.number, "/document/head") for line in blocks.head if not line.is_blank]
    rest = [placement for position, item in enumerate(blocks.items) for placement in _of_item(item, position)]
    after = [
        placement
        for block, path in zip(blocks.appendices, appendices, strict=True)
        for placement in _of_sections(block.sections, *path.rsplit("/", 1))
    ]
    return (*head, *rest, *after, *_of_print(unplaced))


def _of_print(unplaced: tuple[Unplaced, ...]) -> Iterator[Placement]:
    for index, one in enumerate(unplaced):
        path = f"/document/unplaced/{index}"
        for number in range(one.lines[0], one.lines[1] + 1):
            yield number, path


def _of_item(item: ItemBlock, position: int) -> Iterator[Placement]:
    path = f"/meeting/agenda_items/{position}"
    title = f"{path}/title"
    for line in item.heading_lines:
        yield line.number, title
    for line, field in item.ids:
        yield line.number, field if field.startswith("/") else f"{path}/{field}"
    yield from _of_sections(item.sections, f"{path}/sections", "0")


def _of_sections(sections: tuple[SectionBlock, ...], path: str, first: str) -> Iterator[Placement]:
    for index, section in enumerate(sections, int(first)):
        if section.heading is not None:
            yield section.heading.number, f"{path}/{index}/heading"
        text = f"{path}/{index}/text"
        for line in section.lines:
            if not line.is_blank:
                yield line.number, text
