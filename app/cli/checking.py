"""`klynge check`: the balance of each pot as a table laid out like the clusters' own, and what is wrong with it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.importing import Patience, now, opened
from app.cli.summary import located, print_finding
from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.domain.findings import is_ok
from app.errors import NotFound
from app.reports.balance_table import balance_table
from app.schemas.balance import balance_read
from app.schemas.findings import findings_read
from app.services.funding import CheckedPot, FundingService
from app.services.ports import Body, Query, SortKey, Store
from app.services.writing import Writer

_CALLER = Caller("klynge check", frozenset({ADMIN}))
_PAGE = 200
_GRAVEST_FIRST = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Checked:
    """A pot, the name of its cluster, and the names of the documents that its findings point into, by id."""

    pot: CheckedPot
    cluster: str
    documents: dict[str, str]

    @property
    def ok(self) -> bool:
        return is_ok(self.pot.findings)

    @property
    def findings(self) -> list[Body]:
        """In their wire form, the gravest first."""
        found = [finding.model_dump() for finding in findings_read(self.pot.findings)]
        return sorted(found, key=lambda finding: _GRAVEST_FIRST.index(finding["severity"]))


async def check_pots(settings: Settings, funding_ids: tuple[str, ...]) -> list[Checked]:
    """Those named, or every pot by name. Raises `NotFound` and `Deleted` for an id that is no pot's."""
    async with opened(settings) as store:
        service = FundingService(store, Writer(store, now), now)
        patience = Patience()
        ids = tuple(map(_id, funding_ids)) or await patience.with_(partial(_all_ids, store))
        return [await patience.with_(partial(_checked, store, service, id)) for id in ids]


def check_read(checked: list[Checked]) -> Body:
    """What `--json` prints."""
    return {"items": [_read(one) for one in checked], "ok": all(one.ok for one in checked)}


def print_check(console: Console, checked: list[Checked]) -> None:
    for one in checked:
        console.print(f"\n[bold]{escape(one.cluster)} · {escape(one.pot.body['name'])}[/bold]", highlight=False)
        console.print(one.pot.body["id"], style="dim", highlight=False, soft_wrap=True)
        console.print(_table(one))
        for finding in one.findings:
            print_finding(console, _place(one, finding), finding)
    console.print(f"\n{_verdict(checked)}", highlight=False, soft_wrap=True)


def _id(text: str) -> str:
    """Raises `NotFound` for what cannot be an id."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound("funding", text) from None


async def _all_ids(store: Store) -> tuple[str, ...]:
    ids: list[str] = []
    query = Query("funding", sort=(SortKey("name_sort"),), limit=_PAGE)
    while True:
        page = await store.find_page(query)
        ids += [row.id for row in page.rows]
        if not page.has_more:
            return tuple(ids)
        query = Query("funding", sort=query.sort, limit=_PAGE, after=page.rows[-1].position)


async def _checked(store: Store, service: FundingService, id: str) -> Checked:
    pot = await service.checked(id, _CALLER)
    cluster = await store.get("cluster", pot.body["cluster_id"])
    known = cluster.body.get("name") if cluster else None
    ids = {place.document_id for finding in pot.findings for place in finding.where if place.document_id}
    documents = {}
    for document_id in ids:
        document = await store.get("document", document_id)
        documents[document_id] = document.body["name"] if document and not document.deleted else document_id[:12]
    return Checked(pot, known or "Ukendt klynge", documents)


def _read(one: Checked) -> Body:
    body = one.pot.body
    balance = balance_read(one.pot.balance, body["id"], body["updated_at"], partial=one.pot.partial)
    return {
        "id": body["id"],
        "name": body["name"],
        "cluster": {"id": body["cluster_id"], "name": one.cluster},
        "balance": balance.model_dump(),
        "findings": one.findings,
        "ok": one.ok,
    }


def _table(one: Checked) -> Table:
    laid_out = balance_table(one.pot.balance, one.pot.body["grant_years"])
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, title in enumerate(laid_out.header):
        table.add_column(escape(title), justify="right" if place else "left", overflow="fold", min_width=place and 10)
    for row in laid_out.rows:
        table.add_row(*map(escape, row))
    table.add_section()
    for row in laid_out.totals:
        table.add_row(*map(escape, row), style="bold")
    return table


def _place(one: Checked, finding: Body) -> str:
    """The document that the finding points into with its line; without one the pot itself."""
    ids = (place["document_id"] for place in finding["where"] if place["document_id"])
    document = next((one.documents[id] for id in ids), None)
    return located(document, finding) if document else "puljen"


def _verdict(checked: list[Checked]) -> str:
    if not checked:
        return "Der er ingen puljer. Importér referater med: klynge import PATH…"
    wrong = sum(not one.ok for one in checked)
    pots = f"{len(checked)} {'pulje' if len(checked) == 1 else 'puljer'}"
    return f"{pots}: {wrong} med fejl." if wrong else f"{pots}: ingen fejl."
