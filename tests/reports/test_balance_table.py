from datetime import date

from app.domain.balance import Balance, balance_of
from app.domain.budget import pot_findings
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.pot import read_pot
from app.domain.spending import read_initiatives
from app.reports.balance_table import balance_table, finding_line
from tests.domain import pots


def balance(body: pots.Body) -> Balance:
    return balance_of(read_pot(body), pots.PARTIES, read_initiatives(pots.party_table_initiatives()))


def test_the_table_is_laid_out_like_the_printed_one() -> None:
    table = balance_table(balance(pots.party_table_pot()), [2022, 2023])
    assert table.header == ("Indsats", "Fjordby Kommune", "Engby Kommune", "Region Øst", "I alt")
    assert table.rows[0] == ("1. Indsatsen 1", "0", "0", "750.000", "750.000")
    assert table.rows[7] == ("6. Indsatsen 6", "580.000", "1.420.000", "", "2.000.000")
    assert len(table.rows) == 16
    assert table.totals == (
        ("I alt", "1.588.000", "2.682.000", "2.750.000", "7.020.000"),
        ("Klyngemidler 2022+2023", "565.810", "2.892.000", "3.624.293", "7.082.103"),
        ("Balance", "-1.022.190", "210.000", "874.293", "62.103"),
    )


def test_money_without_a_party_has_its_own_column_and_unknown_balances_a_question_mark() -> None:
    body = pots.pot(
        grants=[pots.grant(1000, 500, 500)], party_ids=[pots.FJORD], allocations=[pots.allocation("1", None, 400)]
    )
    table = balance_table(balance(body), [2022])
    assert table.header == ("Indsats", "Fjordby Kommune", "Engby Kommune", "Uden part", "I alt")
    assert table.rows == (("1. Indsatsen 1", "", "", "400", "400"),)
    assert table.totals[-1] == ("Balance", "?", "?", "-400", "600")


def test_a_redistribution_has_a_row_where_there_is_one() -> None:
    body = pots.pot(grants=[pots.grant(1000, 500, 500, 0)], transfers=[pots.transfer(pots.FJORD, pots.ENG, 100)])
    assert balance_table(balance(body), [2022]).totals[2] == ("Omfordeling", "-100", "100", "0", "0")


def test_notes_are_the_findings_with_their_lines_and_the_gravest_stands_first() -> None:
    body = pots.party_table_pot()
    body["stated"].append(pots.said("allocated", None, "7500.000", of="1", unit_printed="kr.", line=200))
    found = pot_findings(body, pots.PARTIES, pots.party_table_initiatives(), as_of=date(2024, 1, 15))
    notes = balance_table(balance(body), [2022, 2023], found).notes
    assert len(notes) == len(found)
    assert notes[0].startswith("FEJL amount_malformed: ")
    assert notes[0].endswith("(linje 200) Måske 750.000 kr.: det beløb står for samme indsats (linje 119).")
    assert notes[1].startswith("ADVARSEL unit_suspect: ")


def test_lines_that_follow_each_other_are_one_run() -> None:
    places = tuple(Evidence(lines=lines) for lines in [(122, 122), (119, 120), (121, 121), (127, 127)])
    finding = Finding("empty_cell", "info", "Tomt.", where=places)
    assert finding_line(finding) == "OPLYSNING empty_cell: Tomt. (linje 119-122, 127)"
