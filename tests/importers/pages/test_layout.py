"""Rows of print: stretched text is no table, headings end tables, and what merely comes twice is no running foot."""

import pytest

from app.importers.pages.columns import with_tables
from app.importers.pages.flow import Flow, measures_of, with_leads
from app.importers.pages.furniture import furniture_of
from app.importers.pages.glyphs import Box, Word
from app.importers.pages.page_rows import Row, rows_of

LETTER = 5.0
HEIGHT = 800.0
WAYS = (("Sti", 30), ("Vej", 400), ("Bro", 7))


def words(text: str, top: float, gap: float = 3.0, size: float = 12.0, *, is_bold: bool = False) -> list[Word]:
    """Words of one row from x = 50; a tab stands for a gap of 60 points."""
    found: list[Word] = []
    x = 50.0
    for part in text.replace("\t", " \t ").split(" "):
        if part == "\t":
            x += 60
            continue
        end = x + LETTER * len(part)
        found.append(Word(part, Box(x, top, end, top + size), size, is_bold))
        x = end + gap
    return found


def text_of(*rows: list[Word]) -> list[str]:
    page = [with_leads(rows_of([word for one in rows for word in one]))]
    measures = measures_of(page)
    flow = Flow(measures)
    flow.page(with_tables(page[0], measures.pitch))
    return [line for block in flow.blocks() for line in block.lines]


@pytest.mark.parametrize("start", ["3 ", "", "4. "])
def test_a_stretched_row_is_text_also_after_a_number(start: str) -> None:
    assert text_of(words(f"{start}Samtale med de frivillige foreninger", 100, gap=40)) == [
        f"{start}Samtale med de frivillige foreninger"
    ]


def test_a_heading_below_a_table_is_none_of_its_rows() -> None:
    table = [words(f"{way}\t10. marts\t{meters} m", 100 + 20 * at) for at, (way, meters) in enumerate(WAYS)]
    heading = words("4. Lokalplanens lys", 165, gap=4, is_bold=True)
    assert text_of(*table, heading)[-1] == "4. Lokalplanens lys"


def page(*texts: tuple[str, float]) -> tuple[float, tuple[Row, ...]]:
    return HEIGHT, rows_of([word for text, top in texts for word in words(text, top)])


def test_what_comes_twice_where_text_of_another_page_stands_is_no_foot() -> None:
    pages = [page(("Sti", 400), ("Godkendt", 760)), page(("Vej", 400), ("Godkendt", 760)), page(("Lys på sti", 760))]
    assert furniture_of(pages) == (frozenset(), frozenset(), frozenset())


def test_a_foot_that_the_first_page_lacks_is_one() -> None:
    pages = [page(("Sti", 400)), page(("Vej", 400), ("Solby Kommune", 760)), page(("Lys", 400), ("Solby Kommune", 760))]
    assert furniture_of(pages) == (frozenset(), frozenset({1}), frozenset({1}))
