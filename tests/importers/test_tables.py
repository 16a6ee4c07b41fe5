from decimal import Decimal

import pytest

from tests.importers.minutes import findings_of, lines_of, minutes, read, read_item, read_pot

HEADER = "Indsats\tSolby Kommune\tRegion Fjordland\tI alt"
GRANTS = "Klyngemidler 2023\t100.000\t200.000\t300.000"


def test_a_table_goes_on_after_the_blank_line_of_a_page_break() -> None:
    (table,) = read_item("Sagsfremstilling", "Gruppe\tAntal\nEn\t1\n\nTo\t2").tables
    assert table.header == ("Gruppe", "Antal")
    assert table.rows == (("En", "1"), ("To", "2"))
    assert table.lines == (14, 17)


def test_an_empty_cell_is_null_and_markup_is_off() -> None:
    (table,) = read_item("Sagsfremstilling", "<i>Gruppe</i>\t<i>Antal</i>\t<i>Fra</i>\nI alt\t\t2.145\t").tables[:1]
    assert table.rows == ((("I alt", None, "2.145")),)


def test_a_schedule_has_no_header() -> None:
    (table,) = read_item("Sagsfremstilling", "Tidsplan for holdet", "2024\t\n4. september\tSamling").tables
    assert (table.header, table.caption) == ((), "Tidsplan for holdet")
    assert table.rows == (("2024", None), ("4. september", "Samling"))


def test_a_ragged_row_is_a_finding_with_its_line() -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", "Gruppe\tAntal\tFra\nEn\t1\nTo\t2\t2024"))
    (finding,) = findings_of(document, "row_ragged")
    assert (finding.severity, lines_of(finding)) == ("error", [(15, 15)])


def test_a_cell_each_is_an_allocation_and_blank_is_not_zero() -> None:
    document, pot = read_pot(HEADER, "1. Bus\t100.000\t\t100.000", "2. Linje\t0\t50.000\t50.000", GRANTS)
    assert [(row.initiative_ref, row.party_ref, row.amount_dkk) for row in pot.allocations] == [
        ("1", "solby kommune", Decimal(100_000)),
        ("1", "region fjordland", None),
        ("2", "solby kommune", Decimal(0)),
        ("2", "region fjordland", Decimal(50_000)),
    ]
    assert document.findings == ()


def test_every_printed_amount_is_a_statement_of_its_kind_m9() -> None:
    _, pot = read_pot(HEADER, "1. Bus\t1\t2\t3", "I alt ultimo 2023\t4\t5\t6", GRANTS, "Balance\t-7\t8\t9")
    stated = [(row.what, row.initiative_ref, row.party_ref, row.printed) for row in pot.stated]
    solby, region = "solby kommune", "region fjordland"
    assert stated == [
        ("allocated", "1", solby, "1"),
        ("allocated", "1", region, "2"),
        ("row_total", "1", None, "3"),
        ("column_total", None, solby, "4"),
        ("column_total", None, region, "5"),
        ("grand_total", None, None, "6"),
        ("share", None, solby, "100.000"),
        ("share", None, region, "200.000"),
        ("granted", None, None, "300.000"),
        ("balance", None, solby, "-7"),
        ("balance", None, region, "8"),
        ("balance", None, None, "9"),
    ]
    assert {str(row.as_of) for row in pot.stated if row.what not in {"share", "granted"}} == {"2023-12-31"}


def test_the_grants_row_is_grant_and_shares_and_gives_the_years_m8() -> None:
    document, pot = read_pot(HEADER, "1. Bus\t1\t2\t3", "Klyngemidler 2022+2023\t100.000\t200.000\t300.000")
    (grant,) = pot.grants
    assert pot.grant_years == (2022, 2023)
    assert grant.amount_dkk == Decimal(300_000)
    assert [(share.party_ref, share.amount_dkk) for share in grant.shares] == [
        ("solby kommune", Decimal(100_000)),
        ("region fjordland", Decimal(200_000)),
    ]
    assert [(row.year, row.amount_dkk) for row in grant.years] == [(2022, None), (2023, None)]
    assert document.cluster is not None
    assert pot.natural_key == f"{document.cluster.natural_key}|2022+2023"


def test_a_grant_of_one_year_is_that_years_amount() -> None:
    _, pot = read_pot(HEADER, "1. Bus\t1\t2\t3", GRANTS)
    assert [(row.year, row.amount_dkk) for row in pot.grants[0].years] == [(2023, Decimal(300_000))]


def test_a_pot_without_any_year_has_none_and_so_no_name_to_be_known_by() -> None:
    _, pot = read_pot(HEADER, "1. Bus\t1\t2\t3", "Klyngemidler\t100.000\t200.000\t300.000")
    assert (pot.grant_years, pot.natural_key) == ((), None)


def test_an_unreadable_amount_is_kept_as_printed_and_never_guessed() -> None:
    _, pot = read_pot(HEADER, "1. Bus\t7500.000\tca. 5.000\t755.000", GRANTS)
    first, second = pot.allocations
    assert (first.amount_dkk, second.amount_dkk, second.approximate) == (None, Decimal(5_000), ("amount_dkk",))
    assert [(row.printed, row.amount_dkk, row.approximate) for row in pot.stated[:2]] == [
        ("7500.000", None, False),
        ("ca. 5.000", Decimal(5_000), True),
    ]


def test_amounts_of_a_ragged_row_belong_to_no_party() -> None:
    _, pot = read_pot(HEADER, "1. Bus\t100.000\t100.000", GRANTS)
    assert pot.allocations == ()
    assert [(row.what, row.party_ref, row.printed) for row in pot.stated[:2]] == [
        ("allocated", None, "100.000"),
        ("allocated", None, "100.000"),
    ]


def test_codes_with_a_letter_have_a_parent_even_where_it_has_no_row_m11_m12_m13() -> None:
    document, _ = read_pot(HEADER, "1. Bus\t1\t2\t3", "1a. Aften\t1\t2\t3", "10b. Nat\t1\t2\t3", GRANTS)
    assert [(row.code, row.kind, row.parent_ref, row.name) for row in document.initiatives] == [
        ("1", "initiative", None, "Bus"),
        ("1a", "sub_initiative", "1", "Aften"),
        ("10", "initiative", None, None),
        ("10b", "sub_initiative", "10", "Nat"),
    ]


def test_a_code_that_comes_twice_is_a_finding_and_the_first_cells_stand() -> None:
    document, pot = read_pot(HEADER, "1. Bus\t1\t2\t3", "1. Tog\t4\t5\t9", GRANTS)
    (finding,) = findings_of(document, "number_repeated")
    assert lines_of(finding) == [(18, 18)]
    assert [row.amount_dkk for row in pot.allocations] == [Decimal(1), Decimal(2)]
    assert [variant.text for variant in document.initiatives[0].name_variants] == ["Tog"]


def test_a_column_of_unknown_kind_beside_parties_is_a_party_and_a_finding() -> None:
    document, pot = read_pot(
        "Indsats\tSolby Kommune\tRegion Fjordland\tFællesdrift\tI alt", "1. Bus\t1\t2\t3\t6", "Tilskud 2023\t1\t2\t3\t6"
    )
    assert pot.party_refs == ("solby kommune", "region fjordland", "fællesdrift")
    assert len(findings_of(document, "party_unknown")) == 1


@pytest.mark.parametrize(
    ("header", "cell", "amount"),
    [
        ("Tildelt beløb i kr.", "750.000", 750_000),
        ("Beløb i mio. kr.", "1,5", 1_500_000),
        ("Tilskud (1.000 kr.)", "750", 750_000),
        ("Beløb", "0,25 mio. kr.", 250_000),
    ],
)
def test_a_table_without_parties_is_money_by_its_header(header: str, cell: str, amount: int) -> None:
    _, pot = read_pot(f"Indsats\t{header}", f"Bus\t{cell}", f"I alt\t{cell}", before="Udmøntning af midler fra 2022:")
    assert [(row.party_ref, row.amount_dkk) for row in pot.allocations] == [(None, Decimal(amount))]
    assert [row.what for row in pot.stated] == ["allocated", "grand_total"]
    assert pot.grant_years == (2022,)


@pytest.mark.parametrize(
    ("before", "header", "status"),
    [
        ("Status for de disponerede midler:", "Indsats\tSolby Kommune\tRegion Fjordland", "approved"),
        ("Forslag til fordeling:", "Indsats\tSolby Kommune\tRegion Fjordland", "proposed"),
        ("Forslag til fordeling:", "Tildelt til\tSolby Kommune\tRegion Fjordland", "approved"),
    ],
)
def test_the_words_over_a_table_say_whether_it_is_agreed(before: str, header: str, status: str) -> None:
    document, pot = read_pot(header, "1. Bus\t1\t2", "Tilskud 2023\t1\t2", before=before)
    assert {row.status for row in pot.allocations} == {status}
    assert [row.status for row in document.initiatives] == [status]


@pytest.mark.parametrize(
    "rows",
    [
        ("Gruppe\tHvem\tAntal", "Gruppe 1\tBorgere\t1.205", "I alt\t\t2.145"),
        ("Kontakter\tSolby Kommune\tRegion Fjordland", "2023\t4.605\t9.245"),
        ("2024\t", "4. september\tSamling"),
    ],
    ids=["statistics", "counts by party", "schedule"],
)
def test_numbers_that_are_no_money_make_no_pot(rows: tuple[str, ...]) -> None:
    assert read(minutes("Punkt 1: Status", "Sagsfremstilling", "\n".join(rows))).funding == ()


@pytest.mark.parametrize("rows", ["Gruppe\tAntal\t\nEn\t1\nTo\t2\t\t", "Gruppe\tAntal\nEn\t1\t\nTo\t2"])
def test_tabs_at_the_end_of_a_row_make_no_cells(rows: str) -> None:
    document = read(minutes("Punkt 1: Status", "Sagsfremstilling", rows, "Beslutning", "Godkendt."))
    assert document.meeting is not None
    (table,) = document.meeting.agenda_items[0].tables
    assert (table.header, table.rows) == (("Gruppe", "Antal"), (("En", "1"), ("To", "2")))
    assert document.findings == ()
