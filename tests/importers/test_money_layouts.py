"""Money tables as other bodies print them. Codes (M14 …) are those of the domain facts."""

from decimal import Decimal

import pytest

from app.importers.document import Funding
from tests.importers.minutes import findings_of, minutes, read, read_pot

PARTY_HEADER = "Indsats\tLyngdal Kommune\tØsterå Kommune\tRegion Fjordland\tI alt"
PARTY_GRANTS = "Klyngemidler 2024\t400.000\t500.000\t600.000\t1.500.000"


def amounts(pot: Funding) -> list[Decimal | None]:
    return [row.amount_dkk for row in pot.allocations]


def stated(pot: Funding) -> list[tuple[str, str | None]]:
    return [(row.what, row.initiative_ref) for row in pot.stated]


def single(header: str, *rows: str) -> Funding:
    _, pot = read_pot(f"Indsats\t{header}", *rows, before="Udmøntning af klyngemidler for 2022:")
    return pot


def test_a_blank_cell_is_null_beside_zeros_m14() -> None:
    _, pot = read_pot(PARTY_HEADER, "6. Søvnskole\t180.000\t\t0\t180.000", PARTY_GRANTS)
    assert amounts(pot) == [Decimal(180_000), None, Decimal(0)]


def test_a_table_over_a_page_break_keeps_its_later_rows_and_totals_m15() -> None:
    document, pot = read_pot(
        PARTY_HEADER, "1. Bus\t1\t2\t3\t6\n\n2. Linje\t4\t5\t6\t15", "I alt\t5\t7\t9\t21", PARTY_GRANTS
    )
    assert [row.key for row in document.initiatives] == ["1", "2"]
    assert [row.amount_dkk for row in pot.stated if row.what == "grand_total"] == [Decimal(21)]


def test_one_column_for_all_municipalities_is_a_group_party_m21() -> None:
    document, pot = read_pot("Indsats\tKommunerne\tRegionen\tI alt", "Bus\t1\t2\t3", "Tilskud 2024\t1\t2\t3")
    assert document.cluster is not None
    kinds = {party.key: party.kind for party in document.cluster.parties}
    assert [kinds[row.party_ref or ""] for row in pot.allocations] == ["group", "region"]


def test_party_columns_and_a_total_or_one_amount_for_the_cluster_m22() -> None:
    _, pot = read_pot(PARTY_HEADER, "1. Bus\t1\t2\t3\t6", PARTY_GRANTS)
    assert [row.party_ref for row in pot.allocations] == ["lyngdal kommune", "østerå kommune", "region fjordland"]
    assert [row.party_ref for row in single("Tildelt beløb i kr.", "Bus\t6").allocations] == [None]


def test_a_rule_below_the_total_is_no_row_m38() -> None:
    _, pot = read_pot("Indsats\tTildelt beløb i kr.", "Bus\t500.000", "\nI alt\t500.000\n-----------\t-----------")
    assert stated(pot) == [("allocated", "bus"), ("grand_total", None)]


def test_a_header_over_two_lines_is_one_header() -> None:
    document, pot = read_pot(
        "Indsats\tLyngdal\tRegion\tSam-\n\tKommune\tFjordland\tlet", "1. Bus\t1\t2\t3", "Tilskud 2024\t1\t2\t3"
    )
    assert document.meeting is not None
    assert document.meeting.agenda_items[0].tables[0].header == (
        "Indsats",
        "Lyngdal Kommune",
        "Region Fjordland",
        "Samlet",
    )
    assert pot.party_refs == ("lyngdal kommune", "region fjordland")
    assert [row.evidence and row.evidence.lines for row in pot.allocations] == [(18, 18), (18, 18)]


@pytest.mark.parametrize(
    "label",
    [
        "I alt",
        "Ialt",
        "Total",
        "Sum",
        "Tildelt i alt",
        "Samlet",
        "Hovedtotal",
        "I alt ultimo 2023",
        "Disponerede midler",
    ],
)
def test_a_total_has_many_names(label: str) -> None:
    pot = single("Beløb i kr.", "Bus\t5.000", f"{label}\t5.000")
    assert stated(pot) == [("allocated", "bus"), ("grand_total", None)]


@pytest.mark.parametrize("label", ["Samlet indsats for ældre", "Summercamp for unge", "Tilskud til transport"])
def test_an_initiative_may_begin_like_a_total_or_a_grant(label: str) -> None:
    assert [row.name for row in read_pot("Indsats\tBeløb i kr.", f"{label}\t5.000")[0].initiatives] == [label]


@pytest.mark.parametrize(
    "label", ["Balance", "Saldo", "Rest", "Resterende midler", "Ikke disponerede klyngemidler", "Ufordelt"]
)
def test_what_is_left_has_many_names(label: str) -> None:
    pot = single("Beløb i kr.", "Bus\t5.000", "Tilskud 2022\t7.000", f"{label}\t2.000")
    assert stated(pot)[-1] == ("balance", None)


@pytest.mark.parametrize(
    "label", ["Ramme 2022", "Klyngens midler 2022", "Tildelte udviklingsmidler 2022", "Tilskud i alt"]
)
def test_the_grant_has_many_names(label: str) -> None:
    pot = single("Beløb i kr.", "Bus\t5.000", f"{label}\t7.000")
    assert [row.amount_dkk for row in pot.grants] == [Decimal(7_000)]
    assert [row.initiative_ref for row in pot.allocations] == ["bus"]


@pytest.mark.parametrize(
    "cell", ["1.250.000", "1250000", "1 250 000", "1\u00a0250\u00a0000", "1\u2009250\u2009000", "1.250.000,00 kr."]
)
def test_thousands_are_grouped_by_dots_by_blanks_or_not(cell: str) -> None:
    assert amounts(single("Beløb i kr.", f"Bus\t{cell}")) == [Decimal(1_250_000)]


@pytest.mark.parametrize("cell", ["7500.000", "7500 000", "1.250 000"])
def test_thousands_grouped_otherwise_are_never_guessed_m4(cell: str) -> None:
    assert amounts(single("Beløb i kr.", f"Bus\t{cell}")) == [None]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Beløb (t.kr.)", "750"),
        ("Beløb i t. kr.", "750"),
        ("Afsat i 1.000 kr.", "750"),
        ("Beløb 1000 kr.", "750"),
        ("Tildelt (mio. kr.)", "0,75"),
        ("Tildelt i mio. DKK", "0,75"),
        ("Tildelt i kr.", "750.000"),
    ],
)
def test_the_header_gives_the_unit_of_its_cells(header: str, cell: str) -> None:
    assert amounts(single(header, f"Bus\t{cell}")) == [Decimal(750_000)]


def test_brackets_are_less_than_nothing() -> None:
    _, pot = read_pot(PARTY_HEADER, "1. Bus\t1\t2\t3\t6", PARTY_GRANTS, "Balance\t(210.000)\t5\t4\t-209.991")
    assert next(row.amount_dkk for row in pot.stated if row.what == "balance") == Decimal(-210_000)


def test_money_given_back_is_stated_and_sets_nothing_aside() -> None:
    pot = single("Beløb i kr.", "Bus\t-5.000", "Linje\t7.000")
    assert amounts(pot) == [None, Decimal(7_000)]
    assert [row.amount_dkk for row in pot.stated] == [Decimal(-5_000), Decimal(7_000)]


@pytest.mark.parametrize("column", ["Andel i %", "Pct.", "Antal borgere", "Timer pr. uge", "Bemærkninger"])
def test_a_column_of_counts_or_shares_in_percent_is_no_money(column: str) -> None:
    _, pot = read_pot(f"Indsats\t{column}\tBeløb i kr.", "Bus\t12\t500.000", "Linje\t88\t100.000")
    assert amounts(pot) == [Decimal(500_000), Decimal(100_000)]
    assert (pot.party_refs, len(pot.stated)) == ((), 2)


def test_columns_of_what_is_spent_and_forecast_are_stated_as_such_m26_m31() -> None:
    pot = single("Afsat i kr.\tForbrug\tForventet forbrug\tRest", "Bus\t500.000\t200.000\t350.000\t300.000")
    assert amounts(pot) == [Decimal(500_000)]
    assert stated(pot) == [("allocated", "bus"), ("spent", "bus"), ("forecast", "bus")]


def test_of_what_was_asked_for_and_what_was_given_the_given_counts() -> None:
    assert amounts(single("Ansøgt beløb\tTildelt beløb", "Bus\t900.000\t500.000")) == [Decimal(500_000)]


def test_a_total_alone_is_the_amount() -> None:
    pot = single("I alt (kr.)", "Bus\t500.000")
    assert (amounts(pot), stated(pot)) == ([Decimal(500_000)], [("allocated", "bus")])


def test_a_row_that_says_of_which_is_no_initiative() -> None:
    document, _ = read_pot("Indsats\tBeløb i kr.", "Bus\t500.000", "- heraf løn\t300.000", "I alt\t500.000")
    assert [row.name for row in document.initiatives] == ["Bus"]


@pytest.mark.parametrize("cell", ["-", "–", ".", "n/a", "Ingen"])
def test_a_mark_for_nothing_is_a_blank_cell(cell: str) -> None:
    pot = single("Beløb i kr.", f"Bus\t{cell}", "Linje\t5.000")
    assert (amounts(pot), len(pot.stated)) == ([None, Decimal(5_000)], 1)


def test_parties_may_be_named_by_initials_n17() -> None:
    document, pot = read_pot(
        "Indsats\tLK\tØK\tI alt", "4. Nattevagt\t0\t0\t0", "Tilskud 2024\t1\t2\t3", "Balance\t1\t2\t3"
    )
    assert (pot.party_refs, len(findings_of(document, "party_unknown"))) == (("lk", "øk"), 2)
    assert amounts(pot) == [Decimal(0), Decimal(0)]
    assert [row.code for row in document.initiatives] == ["4"]


def test_a_table_of_visits_beside_a_word_for_money_is_no_pot_m36() -> None:
    rows = "Kommune\tKontakter\nLyngdal Kommune\t4.605\nØsterå Kommune\t4.640\nI alt\t9.245"
    assert read(minutes("Punkt 1: Midlerne", "Sagsfremstilling", rows)).funding == ()


@pytest.mark.parametrize(
    ("title", "before", "years"),
    [
        ("Fordeling af klyngemidler 2024", "Tabellen viser fordelingen.", (2024,)),
        ("Fordeling af udviklingsmidler for 2023 og 2024", "Tabellen viser fordelingen.", (2023, 2024)),
        ("Fordeling af klyngemidler 2024", "Fordeling af klyngemidler fra 2022, status pr. 1. maj 2024", (2022,)),
        ("Klyngemidler", "Status ultimo 2024", ()),
        ("Klyngemidler", "Puljen 2023, status pr. 1. maj 2024", (2023,)),
    ],
)
def test_the_grant_years_are_those_of_the_pot_and_not_of_the_day_m9_m25(
    title: str, before: str, years: tuple[int, ...]
) -> None:
    rows = "Indsats\tTildelt beløb i kr.\nBus\t5.000\nI alt\t5.000"
    (pot,) = read(minutes(f"Punkt 1: {title}", "Sagsfremstilling", before, rows)).funding
    assert pot.grant_years == years


def test_a_table_whose_rows_are_parties_makes_no_initiatives_of_them() -> None:
    parties = "Lyngdal Kommune\t5.000\t1.000\nRegion Fjordland\t6.000\t2.000"
    rows = f"Part\tTilskud i kr.\tBalance\n{parties}\nI alt\t11.000\t3.000"
    document = read(minutes("Punkt 1: Klyngemidler 2024", "Sagsfremstilling", rows))
    assert (document.initiatives, document.funding) == ((), ())
