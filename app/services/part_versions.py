"""Parts have versions too: the version of their resource in which each was added or last changed. Pure.

Versions of a resource only grow, so a part that was removed and added again has a greater one than before.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.services.ports import Kind, Record

COLLECTIONS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "meeting": ("agenda_items", "attendees"),
        "initiative": ("status_reports",),
        "funding": ("grants", "allocations", "transfers", "carry_overs"),
    }
)
"""The members of a kind whose parts are changed one by one."""


def part_version(record: Record, part_id: str) -> int:
    return record.part_versions.get(part_id, 1)


def next_part_versions(record: Record, previous: Record) -> dict[str, int]:
    """The `part_versions` of a record that replaces `previous`."""
    versions: dict[str, int] = {}
    for name in COLLECTIONS.get(record.kind, ()):
        before = {part["id"]: part for part in previous.body.get(name) or ()}
        for part in record.body.get(name) or ():
            id = part["id"]
            version = part_version(previous, id) if before.get(id) == part else record.version
            if version > 1:
                versions[id] = version
    return versions
