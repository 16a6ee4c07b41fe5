"""A pot's balance as CSV, workbook, page and bars."""

import csv
import re
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from app.reports.balance_csv import balance_csv, harmless
from app.reports.balance_html import balance_html
from app.reports.balance_sheet import BalanceSheet
from app.reports.balance_svg import balance_svg
from app.reports.balance_xlsx import balance_xlsx
from tests.domain import pots
from tests.reports import sheets
from tests.reports.workbook import Page

SHEETS = (sheets.printed, sheets.moved, sheets.unattributed, sheets.empty)
any_sheet = pytest.mark.parametrize("make", SHEETS)
Make = Callable[[], BalanceSheet]


def hostile() -> BalanceSheet:
    return sheets.sheet_of(pots.party_table_pot(), sheets.HOSTILE)


@any_sheet
def test_csv_read_again_is_the_grid(make: Make) -> None:
    content = balance_csv(make())
    assert content.startswith(b"\xef\xbb\xbfIndsats;")
    assert content.count(b"\n") == content.count(b"\r\n")
    header, *rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    grid = make().grid()
    assert tuple(header[1:]) == grid.columns
    read = [tuple(None if cell in ("", "?") else Decimal(cell.replace(",", ".")) for cell in row[1:]) for row in rows]
    assert read == [line.amounts for line in (*grid.rows, *grid.totals)]


def test_csv_has_decimal_commas_and_signs() -> None:
    assert "\r\nBalance;-1022190,00;210000,00;874293,00;62103,00\r\n" in balance_csv(sheets.printed()).decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc"])
def test_csv_text_that_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_csv_text_that_nothing_would_compute_is_as_it_was() -> None:
    assert harmless("1a. Trygge udskrivninger - hele vejen") == "1a. Trygge udskrivninger - hele vejen"


@any_sheet
def test_formulas_of_the_workbook_compute_the_totals_and_balances(make: Make) -> None:
    page, grid = Page(balance_xlsx(make())), make().grid()
    first = 5
    for row, line in enumerate((*grid.rows, *grid.totals), first):
        for column, amount in zip("BCDEFG", line.amounts, strict=False):
            place = f"{column}{row}"
            assert page.value(place) == (amount or 0), place
            assert page.shown.get(place, amount) == amount, place
            if amount is None and line in grid.totals:
                assert page.texts[place] == "?"


def test_what_is_changed_in_the_workbook_changes_its_totals() -> None:
    page = Page(balance_xlsx(sheets.printed()))
    page.numbers["B5"] += 1000
    assert [page.value("E5"), page.value(f"E{page.row_of('I alt')}")] == [751_000, 7_021_000]
    balance = page.row_of("Balance")
    assert [page.value(f"B{balance}"), page.value(f"E{balance}")] == [-1_023_190, 61_103]
    totals = range(page.row_of("I alt"), balance + 1)
    assert {f"E{row}" for row in (*range(5, 21), *totals)} <= set(page.formulas)


def test_text_in_the_workbook_is_never_a_formula_or_a_link() -> None:
    page = Page(balance_xlsx(hostile()))
    assert page.texts["A1"] == f"Balance for {sheets.HOSTILE}"
    assert all(re.fullmatch(r"[SUM()A-Z0-9:-]+", formula) for formula in page.formulas.values())
    assert not [name for name in page.names if "rels/sheet" in name]


@pytest.mark.parametrize("form", [balance_csv, balance_html, balance_svg, balance_xlsx])
def test_the_same_balance_gives_the_same_bytes(form: Callable[[BalanceSheet], bytes]) -> None:
    assert form(sheets.moved()) == form(sheets.moved())


class Outline(HTMLParser):
    """Tags with their attributes, and the text of header cells and data cells."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@any_sheet
def test_the_page_is_a_table_with_caption_and_scopes_and_needs_nothing_from_elsewhere(make: Make) -> None:
    content = balance_html(make()).decode()
    outline, grid = Outline(content), make().grid()
    assert outline.all("html") == [{"lang": "da"}]
    assert len(outline.all("caption")) == 1
    scopes = [attributes["scope"] for attributes in outline.all("th")]
    assert scopes == ["col"] * (len(grid.columns) + 1) + ["row"] * len((*grid.rows, *grid.totals))
    assert not outline.all("script")
    assert not re.search(r"(src|href|url\()=?\"?(?!#)[a-z]+:", content)


def test_the_balance_is_marked_in_words() -> None:
    content = balance_html(sheets.printed()).decode()
    assert '-1.022.190<span class="mark">mangler</span>' in content
    assert '210.000<span class="mark">til rest</span>' in content
    assert '?<span class="mark">kendes ikke</span>' in balance_html(sheets.unattributed()).decode()


@pytest.mark.parametrize("form", [balance_html, balance_svg])
def test_names_are_escaped(form: Callable[[BalanceSheet], bytes]) -> None:
    content = form(hostile()).decode()
    assert "<script" not in content
    assert "&lt;script&gt;&amp;" in content


@any_sheet
def test_the_bars_say_in_text_all_that_they_show(make: Make) -> None:
    sheet = make()
    figure = ET.fromstring(balance_svg(sheet))
    space = "{http://www.w3.org/2000/svg}"
    told = figure.findtext(f"{space}desc") or ""
    assert figure.findtext(f"{space}title") == "Balance for Klyngemidler 2022 og 2023"
    for name in sheet.grid().columns[:-1]:
        assert f"{name}: Tildelt" in told
    lengths = [float(bar.get("width", "0")) for bar in figure.iter(f"{space}rect") if "%" not in bar.get("width", "%")]
    assert all(0 <= length <= 470 for length in lengths)


def test_a_party_s_balance_stands_at_its_bars() -> None:
    texts = [text.text for text in ET.fromstring(balance_svg(sheets.printed())).iter() if text.text]
    assert "Balance -1.022.190 kr.: mangler" in texts
    assert "Balance 874.293 kr.: til rest" in texts


def test_the_templates_are_package_data() -> None:
    folder = files("app.reports") / "templates"
    assert {"balance.html", "balance.svg"} <= {one.name for one in folder.iterdir()}
