"""A pot while a document is read: what its tables and sentences have said so far."""

from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from app.domain.identity import funding_key
from app.importers.document import Allocation, CarryOver, Criterion, Decided, Funding, Grant, Statement


class PotDraft(Struct):
    years: tuple[int, ...]
    name: str
    parties: dict[str, None] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    allocations: dict[str, Allocation] = field(default_factory=dict)
    carry_overs: dict[str, CarryOver] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    stated: list[Statement] = field(default_factory=list)
    repeats: dict[str, int] = field(default_factory=dict)

    def state(self, statement: Statement) -> None:
        """Keeps the statement. A key that comes again gets `~2`, `~3` …"""
        again = self.repeats.get(statement.key, 0) + 1
        self.repeats[statement.key] = again
        self.stated.append(statement if again == 1 else replace(statement, key=f"{statement.key}~{again}"))

    @property
    def granted(self) -> Decimal | None:
        """What is known to be granted; null where nothing is."""
        known = [grant.amount_dkk for grant in self.grants.values() if grant.amount_dkk is not None]
        return sum(known, Decimal(0)) if known else None

    def decide(self, decided: Decided) -> None:
        """What is set aside, and nobody is known to have decided yet, was decided so."""
        for key, cell in self.allocations.items():
            if cell.status == "approved" and cell.decided is None:
                self.allocations[key] = replace(cell, decided=decided)

    def funding(self, cluster_key: str) -> Funding:
        return Funding(
            funding_key(cluster_key, self.years) if self.years else None,
            self.name,
            self.years,
            tuple(self.parties),
            tuple(self.grants.values()),
            tuple(self.allocations.values()),
            tuple(self.carry_overs.values()),
            tuple(self.stated),
            tuple(self.criteria.values()),
        )
