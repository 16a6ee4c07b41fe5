"""Whose money a document without a cluster of its own is about: what the settings of its source say."""

from app.domain.identity import cluster_key
from app.importers.document import Cluster
from app.services.ports import Store
from app.services.source_entries import natural_keys
from app.services.writing import derived_id


async def cluster_of_source(store: Store, system: str | None) -> Cluster | None:
    """The stored cluster of the source, as a document would name it; null where its settings name none. Its region is
    left out where no document has named the cluster yet: then it is found by its name."""
    source = None if system is None else await store.get("source", derived_id("source", system))
    id = None if source is None or source.deleted else source.body["cluster_id"]
    record = None if id is None else await store.get("cluster", id)
    if record is None or record.deleted:
        return None
    body = record.body
    key = next(natural_keys(body), None)
    region = None if key is None else body["region"]
    return Cluster(key or cluster_key(None, body["name"]), body["name"], body["kind"], region)
