"""Tables of money in workbooks and separated text are read by the rules of minutes."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.importers.document import Funding, ImportedDocument
from tests.importers.minutes import minutes
from tests.importers.minutes import read as read_minutes
from tests.importers.spreadsheets.made import HEADER, ROWS, TITLE, danish, read, separated, told, workbook


def set_aside(pot: Funding) -> list[tuple[str, str | None, Decimal | None]]:
    return [(row.initiative_ref, row.party_ref, row.amount_dkk) for row in pot.allocations]


def stated(pot: Funding) -> list[tuple[str, str | None, str | None, Decimal | None]]:
    return [(row.what, row.initiative_ref, row.party_ref, row.amount_dkk) for row in pot.stated]


def repacked(data: bytes, **parts: bytes) -> bytes:
    held = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(held, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], source.read(name)))
    return held.getvalue()


def test_the_same_table_gives_the_same_money_from_minutes_a_workbook_and_separated_text() -> None:
    table = "\n".join("\t".join(map(danish, row)) for row in (HEADER, *ROWS))
    item = ("Punkt 1: Klyngemidler", "Sagsfremstilling", "Status for klyngemidler:", table, "Beslutning", "Godkendt.")
    documents = [read_minutes(minutes(*item)), read(workbook()), read(separated())]
    documents += [read(separated().encode("cp1252")), read(separated(separator="\t"))]
    of_minutes = documents[0]
    for document in documents[1:]:
        assert document.meeting is None
        assert document.cluster is not None
        assert of_minutes.cluster is not None
        assert document.cluster.natural_key == of_minutes.cluster.natural_key
        assert [one.natural_key for one in document.initiatives] == [one.natural_key for one in of_minutes.initiatives]
        [pot], [own] = of_minutes.funding, document.funding
        assert own.natural_key == pot.natural_key
        assert set_aside(own) == set_aside(pot)
        assert stated(own) == stated(pot)
        assert [one.shares for one in own.grants] == [one.shares for one in pot.grants]
        assert told(document) == []
        assert document.stated_on == date(2024, 1, 17)


def test_every_amount_points_to_the_line_it_stands_on() -> None:
    for document in (read(workbook()), read(separated())):
        lines = (document.text or "").split("\n")
        for row in document.funding[0].stated:
            assert row.evidence is not None
            assert row.evidence.lines is not None
            assert row.evidence.text == lines[row.evidence.lines[0] - 1].strip()
        held = {number for number, _ in document.placements}
        assert held == {number for number, line in enumerate(lines, 1) if line.strip()}


def test_a_cell_with_an_error_is_malformed_and_named() -> None:
    def edit(_: Any, page: Any) -> None:
        page.write_formula("C4", "=1/0", None, "#DIV/0!")
        page.write_formula("D4", "=1+1", None, "")

    document = read(workbook(edit=edit))
    assert told(document) == [("amount_malformed", "error")] * 2
    assert ["celle C4" in one.message or "celle D4" in one.message for one in document.findings] == [True, True]
    [pot] = document.funding
    unread = [row.printed for row in pot.stated if row.amount_dkk is None]
    assert unread == ["#DIV/0! (C4)", "formel uden værdi (D4)"]


def test_formulas_count_as_the_values_they_were_kept_with() -> None:
    def edit(_: Any, page: Any) -> None:
        page.write_formula("E7", "=SUM(E4:E6)", None, 1_200_000.5)

    assert set_aside(read(workbook(edit=edit)).funding[0]) == set_aside(read(workbook()).funding[0])


def test_an_amount_merged_over_two_parties_is_the_amount_of_neither() -> None:
    def edit(_: Any, page: Any) -> None:
        page.merge_range("B4:C4", 750_000)

    [pot] = read(workbook(edit=edit)).funding
    assert [row.printed for row in pot.stated if row.amount_dkk is None] == ["750000 (B4:C4)"]


def test_hidden_sheets_are_told_and_not_read() -> None:
    def edit(book: Any, _: Any) -> None:
        hidden = book.add_worksheet("Kladde")
        hidden.write(0, 0, "Fortroligt")
        hidden.hide()

    document = read(workbook(edit=edit))
    assert told(document) == [("text_absent", "info")]
    assert "Fortroligt" not in (document.text or "")


def test_numbers_of_initiatives_in_a_column_of_their_own_are_their_codes() -> None:
    rows = [(1, "Bus", 5, 6, 7, 18), (2, "Linje", 1, 1, 1, 3), (None, "I alt", 6, 7, 8, 21)]
    document = read(workbook(rows, header=("Nr.", *HEADER)))
    assert [(one.code, one.name) for one in document.initiatives] == [("1", "Bus"), ("2", "Linje")]
    assert [row.amount_dkk for row in document.funding[0].stated if row.what == "grand_total"] == [Decimal(21)]


def test_years_over_the_columns_give_each_year_its_pot() -> None:
    rows = [("1. Bus", 5, 6, 11), ("2. Linje", 1, 2, 3), ("I alt", 6, 8, 14)]
    header = ("Indsats", "2022", "2023", "I alt")
    document = read(workbook(rows, title="Sundhedsklynge Øst: Budget i kr.", header=header))
    assert [(pot.grant_years, [row.amount_dkk for row in pot.allocations]) for pot in document.funding] == [
        ((2022,), [Decimal(5), Decimal(1)]),
        ((2023,), [Decimal(6), Decimal(2)]),
    ]


def test_years_of_one_pot_are_read_by_their_sum() -> None:
    rows = [("1. Bus", 5, 6, 11), ("2. Linje", 1, 2, 3)]
    document = read(workbook(rows, header=("Indsats", "2022", "2023", "I alt")))
    assert [(pot.grant_years, [row.amount_dkk for row in pot.allocations]) for pot in document.funding] == [
        ((2022, 2023), [Decimal(11), Decimal(3)])
    ]


def test_a_header_of_two_levels_is_told_and_its_table_not_read() -> None:
    header = ("Indsats", "Solby Kommune", "", "Havnsø Kommune", "")
    document = read(workbook([("", 2022, 2023, 2022, 2023), ("1. Bus", 1, 2, 3, 4)], header=header))
    assert document.funding == ()
    assert "to niveauer" in document.findings[0].message


def test_larger_units_keep_their_fractions_and_kroner_lose_what_is_less_than_an_ore() -> None:
    header = ("Indsats", "Solby Kommune", "Region Fjordland")
    [pot] = read(workbook([("1. Bus", 1.2345, 0.5)], title=f"{TITLE} (mio. kr.)", header=header)).funding
    assert [row.amount_dkk for row in pot.allocations] == [Decimal(1_234_500), Decimal(500_000)]
    [pot] = read(workbook([("1. Bus", 1000 / 3, 0.1 + 0.2)], header=header)).funding
    assert [row.amount_dkk for row in pot.allocations] == [Decimal("333.33"), Decimal("0.3")]


NAMED_ELSEWHERE = [
    ("Klyngemidler", "Sundhedsklynge Øst 2023", "x"),
    ("Klyngemidler 2023", "Ark1", "Sundhedsklynge_Øst.csv"),
]


@pytest.mark.parametrize(("title", "sheet", "name"), NAMED_ELSEWHERE)
def test_the_cluster_and_the_years_may_stand_in_the_sheets_or_the_files_name(title: str, sheet: str, name: str) -> None:
    document = read(workbook(ROWS[:4], title=title, sheet=sheet), name)
    assert document.cluster is not None
    assert document.cluster.name == "Sundhedsklynge Øst"
    assert document.funding[0].grant_years == (2023,)


def test_money_of_no_cluster_is_told() -> None:
    document = read(workbook(title="Klyngemidler 2022+2023"))
    assert document.lacks_owner
    assert told(document)[-1] == ("format_unknown", "error")
    assert "hvilken klynge" in document.findings[-1].message


def cell_at(ref: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
        f'<c r="A1"><v>1</v></c><c r="{ref}"><v>2</v></c></row></sheetData></worksheet>'
    ).encode()


def of_bytes(data: bytes) -> ImportedDocument:
    document = read(data)
    assert document.meeting is None
    assert document.funding == ()
    assert document.findings[-1].severity == "error"
    return document


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (repacked(workbook(), sheet1=cell_at("XFD1048576")), "XFD1048576"),
        (repacked(workbook(), sheet1=cell_at("A99999999")), "A99999999"),
        (repacked(workbook(), sheet1=b" " * 60_000_000), "pakket ud"),
        (repacked(workbook(), workbook=b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook/>"), "DOCTYPE"),
        (workbook()[:-200], "beskadiget"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), ".xls"),
        (workbook((), title="", header=()), "tabel"),
    ],
    ids=["far", "nowhere", "bomb", "dtd", "cut", "old", "empty"],
)
def test_workbooks_that_cannot_be_read_say_why(data: bytes, word: str) -> None:
    assert word in of_bytes(data).findings[-1].message


@pytest.mark.parametrize(
    "text",
    [
        "Vi mødtes, Solby Kommune, Region Fjordland, og talte.\nDet var godt, og 3, 4 eller 5 kom.\n",
        "navn;dato;sted\nmøde;1. maj;Solby\nmøde;2. maj;Havnsø\n",
        ";;;\n;;;\n",
    ],
)
def test_separated_text_that_is_no_money_is_no_table(text: str) -> None:
    assert of_bytes(text.encode()).format is None


def test_a_table_too_long_is_told() -> None:
    text = separated([(f"{number}. Indsats", 1, 2, 3, 6) for number in range(6_000)])
    assert "5000" in of_bytes(text.encode()).findings[-1].message


def test_a_row_of_separated_text_with_another_number_of_cells_is_ragged() -> None:
    assert ("row_ragged", "error") in told(read(separated() + "9. Ny;1;2\r\n"))
