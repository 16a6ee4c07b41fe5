"""A cluster's forums, by which its meetings are found: a meeting knows its forum alone."""

from dataclasses import replace

from app.services.merged import merged_ids, survivors
from app.services.ports import Body, Query, SortKey, Store

MAX_FORUMS = 200
"""How many forums of one cluster, with those merged into them, are looked through."""


async def forums_of(store: Store, cluster_id: str) -> tuple[str, ...]:
    """With the ids of those that were merged into them."""
    query = Query("forum", equals={"cluster": cluster_id}, sort=(SortKey("name_sort"),), limit=MAX_FORUMS)
    ids = tuple(row.id for row in (await store.find_page(query)).rows)
    merged = [id for forum in (await store.get_many("forum", ids) if ids else ()) for id in merged_ids(forum.body)]
    return (*ids, *merged)[:MAX_FORUMS]


async def within_cluster(store: Store, query: Query, cluster_id: str) -> Query:
    """The query for meetings, of the cluster's forums alone, or of those among them that it names."""
    wanted = query.any_of.get("forum")
    within = tuple(id for id in await forums_of(store, cluster_id) if wanted is None or id in wanted)
    return replace(query, any_of={**query.any_of, "forum": within})


async def with_clusters(store: Store, summaries: list[Body]) -> list[Body]:
    """`cluster_id` of each, from its forum."""
    ids = tuple(dict.fromkeys(summary["forum_id"] for summary in summaries))
    clusters = {id: forum.body["cluster_id"] for id, forum in (await survivors(store, "forum", ids)).items()}
    return [{**summary, "cluster_id": clusters.get(summary["forum_id"])} for summary in summaries]
