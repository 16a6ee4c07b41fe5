"""No two pots of a cluster share a grant year."""

from app.errors import RuleBroken
from app.services.ports import Body, Query, SortKey, Store


async def check_grant_years(store: Store, proposed: Body, current: Body | None) -> None:
    """Raises `RuleBroken` where another pot of the cluster has one of the years; what did not change is not asked.

    This looks before the write and is no lock: two new pots written within the same moment may both pass. A claim of a
    source key per year would be one, but tombstones keep their keys, so the year of a deleted pot would stay taken.
    """
    held = (current["cluster_id"], set(current["grant_years"])) if current else (None, set())
    years = set(proposed["grant_years"])
    if held[0] == proposed["cluster_id"]:
        years -= held[1]
    if not years:
        return
    query = Query(
        "funding",
        equals={"cluster": proposed["cluster_id"]},
        any_of={"years": tuple(sorted(years))},
        sort=(SortKey("name_sort"),),
        limit=2,
    )
    own = current["id"] if current else None
    others = [row for row in (await store.find_page(query)).rows if row.id != own]
    if others:
        told = ", ".join(str(year) for year in sorted(years))
        raise RuleBroken(f"another pot of this cluster has one of the grant years {told}")
