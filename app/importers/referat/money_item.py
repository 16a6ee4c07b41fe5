"""An item as the money rules see it."""

from msgspec import Struct

from app.domain.vocabulary import Outcome
from app.importers.referat.blocks import SectionBlock
from app.importers.referat.lines import Line
from app.importers.referat.money_table import MoneyTable


class MoneyItem(Struct, frozen=True):
    """An item as the money rules see it: its tables, and the lines of text outside them, none of them blank.

    `running` are the sections whose text is read.
    """

    key: str
    title: str
    tables: tuple[MoneyTable, ...]
    text: tuple[Line, ...]
    running: tuple[SectionBlock, ...] = ()
    html_rows: tuple[Line, ...] = ()
    asked: tuple[Line, ...] = ()
    outcome: Outcome | None = None
    heading: Line | None = None

    def mentions(self, stems: tuple[str, ...]) -> bool:
        """Whether one of the stems (casefolded) stands anywhere in the text."""
        return any(part.mentions(stems) for part in self.running)

    @property
    def is_agreed(self) -> bool:
        return self.outcome in {"approved", "adopted"}
