"""The entries of a resource's `sources`: under which names it is known elsewhere, and what each of them wrote last."""

from collections.abc import Iterator

from app.domain.identity import KIND, SYSTEM
from app.services.ports import Body, SourceKey


def key_of(entry: Body) -> SourceKey:
    return SourceKey(entry["system"], entry["kind"], entry["id"])


def natural_keys(body: Body) -> Iterator[str]:
    """The keys by which documents name the resource (domain.md section 4)."""
    return (one["id"] for one in body["sources"] if (one["system"], one["kind"]) == (SYSTEM, KIND))


def entry_for(source: SourceKey, at: str, applied_version: int | None, checksum: str | None = None) -> Body:
    """`at` is RFC 3339 in UTC, `applied_version` the last version that the source wrote."""
    return {
        "system": source.system,
        "kind": source.kind,
        "id": source.id,
        "url": None,
        "checksum": checksum,
        "imported_at": at,
        "applied_version": applied_version,
    }
