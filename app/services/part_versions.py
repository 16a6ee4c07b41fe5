"""Parts have versions too: the version of their resource in which each was added or last changed. Pure.

Versions of a resource only grow, so a part that was removed and added again has a greater one than before.
"""

from app.services.part_kinds import collections_of
from app.services.ports import Record


def part_version(record: Record, part_id: str) -> int:
    return record.part_versions.get(part_id, 1)


def next_part_versions(record: Record, previous: Record) -> dict[str, int]:
    """The `part_versions` of a record that replaces `previous`."""
    versions: dict[str, int] = {}
    for name in collections_of(record.kind):
        before = {part["id"]: part for part in previous.body.get(name) or ()}
        for part in record.body.get(name) or ():
            id = part["id"]
            version = part_version(previous, id) if before.get(id) == part else record.version
            if version > 1:
                versions[id] = version
    return versions
