"""Whether a writer may attach a file by its sum: whoever could name any sum could open every file that is kept."""

from collections.abc import Iterable, Iterator

from app.domain.access import READ_CLOSED, WRITE, Caller
from app.domain.audience import as_seen
from app.domain.parts import attachments_of
from app.errors import Fault
from app.services.kept_files import file_key
from app.services.paging import pages
from app.services.ports import Body, Query, SortKey, Store
from app.services.shown import as_reader, shown_to

_MANY = 50
_Place = tuple[str, str | None, str]


async def unseen_files(store: Store, meeting: Body, before: Body | None, caller: Caller) -> list[Fault]:
    """Attachments that `before` does not have in the same place, of files that are kept and that the caller sees at no
    meeting. A file that is not kept here may be named by anybody."""
    if caller.may(READ_CLOSED) and caller.may(WRITE) and caller.clusters is None:
        return []
    held = {place for place, _ in _attached(before or {})}
    new: dict[str, list[str]] = {}
    for place, pointer in _attached(meeting):
        if place not in held:
            new.setdefault(place[2], []).append(pointer)
    unseen = [sum for sum in new if await _is_kept(store, sum) and not await _is_seen(store, sum, as_reader(caller))]
    return [
        Fault(pointer, "reference_unknown", "names no file that may be attached by this caller")
        for sum in unseen
        for pointer in new[sum]
    ]


async def _is_kept(store: Store, sum: str) -> bool:
    return file_key(sum) in await store.list_blobs(file_key(sum), "", 1)


async def _is_seen(store: Store, sum: str, reader: Caller) -> bool:
    query = shown_to(reader, Query("meeting", equals={"files": sum}, sort=(SortKey("created"),), limit=_MANY))
    async for page in pages(store, query):
        for record in await store.get_many("meeting", tuple(row.id for row in page.rows)):
            seen = as_seen("meeting", record.body, record.audience, reader)
            if any(one["sha256"] == sum for one in attachments_of(seen)):
                return True
    return False


def _attached(meeting: Body) -> Iterator[tuple[_Place, str]]:
    """Each attachment that names a file: its item ('' for the meeting's own), its id and the sum; and the pointer."""
    yield from _of("", meeting.get("attachments") or (), "/attachments")
    for number, item in enumerate(meeting.get("agenda_items") or ()):
        yield from _of(item.get("id") or "new", item["attachments"], f"/agenda_items/{number}/attachments")


def _of(owner: str, attachments: Iterable[Body], pointer: str) -> Iterator[tuple[_Place, str]]:
    for number, one in enumerate(attachments):
        if one["sha256"] is not None:
            yield (owner, one.get("id"), one["sha256"]), f"{pointer}/{number}/sha256"
