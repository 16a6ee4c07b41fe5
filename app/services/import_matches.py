"""Initiatives that an earlier document named otherwise: with a code where this one has none, or the other way round."""

from collections.abc import Iterable, Iterator

from app.domain.identity import key_text
from app.services.import_plan import Named
from app.services.ports import Body, Query, SortKey, SourceKey, Store

MAX_INITIATIVES = 200
"""How many initiatives of one cluster are looked through."""


async def stored_initiatives(
    store: Store, cluster_id: str, unknown: Iterable[Named], taken: set[str]
) -> dict[SourceKey, str]:
    """Ids by source key, for those of which exactly one stored initiative has the name and no other code.

    `taken` are the ids that this document has by their own source key; no initiative is joined twice.
    """
    sought = [one for one in unknown if one.said.name is not None]
    if not sought:
        return {}
    query = Query("initiative", equals={"cluster": cluster_id}, sort=(SortKey("code_sort"),), limit=MAX_INITIATIVES)
    rows = [row.summary for row in (await store.find_page(query)).rows if row.id not in taken]
    return dict(_matches(rows, sought))


def _matches(rows: list[Body], sought: list[Named]) -> Iterator[tuple[SourceKey, str]]:
    for one in sought:
        fitting = [row["id"] for row in rows if _fits(row, one.said.code, one.said.name)]
        rivals = [other for other in sought if key_text(other.said.name) == key_text(one.said.name)]
        if len(fitting) == len(rivals) == 1:
            yield one.source, fitting[0]


def _fits(row: Body, code: str | None, name: str) -> bool:
    if row["name"] is None or key_text(row["name"]) != key_text(name):
        return False
    return row["code"] is None or code is None or key_text(row["code"]) == key_text(code)
