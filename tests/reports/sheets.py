"""Balances of invented pots for the reports."""

from datetime import date

from app.domain.balance import balance_of
from app.domain.budget import pot_findings
from app.domain.pot import read_pot
from app.domain.spending import read_initiatives
from app.reports.balance_sheet import BalanceSheet
from tests.domain import pots

HOSTILE = '=HYPERLINK("http://x";"y")<script>&'


def sheet_of(body: pots.Body, pot: str = "Klyngemidler 2022 og 2023") -> BalanceSheet:
    initiatives = pots.party_table_initiatives()
    return BalanceSheet(
        pot=pot,
        cluster="Sundhedsklynge Fjordby",
        grant_years=(2022, 2023),
        balance=balance_of(read_pot(body), pots.PARTIES, read_initiatives(initiatives)),
        findings=pot_findings(body, pots.PARTIES, initiatives, as_of=date(2024, 1, 15)),
        as_of="2031-03-04T08:05:00.000000Z",
        decided_by=None,
        partial=False,
    )


def printed() -> BalanceSheet:
    return sheet_of(pots.party_table_pot())


def moved() -> BalanceSheet:
    body = pots.party_table_pot()
    body["transfers"].append(pots.transfer(pots.ENG, pots.FJORD, 100))
    return sheet_of(body)


def unattributed() -> BalanceSheet:
    """Balances of the parties cannot be known."""
    return sheet_of(
        pots.pot(
            grants=[pots.grant(1000, 500, 500)], party_ids=[pots.FJORD], allocations=[pots.allocation("1", None, 400)]
        )
    )


def empty() -> BalanceSheet:
    return sheet_of(pots.pot(grants=[], party_ids=[], allocations=[]))
