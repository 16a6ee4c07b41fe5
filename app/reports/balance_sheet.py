"""What a report about a pot's money is made of."""

from dataclasses import dataclass

from app.domain.balance import Balance
from app.domain.findings import Finding
from app.reports.balance_table import BalanceGrid, BalanceTable, balance_grid, balance_table


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """A pot's balance with its names. `as_of` is an instant in UTC, `decided_by` a day or null (both ISO).

    `partial`: something is left out of it.
    """

    pot: str
    cluster: str | None
    grant_years: tuple[int, ...]
    balance: Balance
    findings: tuple[Finding, ...]
    as_of: str
    decided_by: str | None
    partial: bool

    @property
    def title(self) -> str:
        return f"Balance for {self.pot}"

    @property
    def file_stem(self) -> str:
        return " ".join(filter(None, ("Balance", self.cluster, self.pot)))

    def grid(self) -> BalanceGrid:
        return balance_grid(self.balance, self.grant_years)

    def table(self) -> BalanceTable:
        return balance_table(self.balance, self.grant_years, self.findings)
