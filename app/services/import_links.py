"""What a document leaves open, and the meeting that closes it: where an item goes on, who decided about money.

A reference waits where it names a forum and a day and no meeting. It is linked when both are stored, whichever came
first: a new document's own references to the meetings that are there, and those that wait to the meeting it brings.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.awaited import awaited_day, references
from app.domain.identity import key_text
from app.services.import_plan import OWN_MEETING, Named, Planned
from app.services.merged import merged_ids
from app.services.ports import Body, Kind, Query, Record, SortKey, Store
from app.services.writing import Act, Writer

MAX_FORUMS = 200
MAX_WAITING = 200
"""How many resources that wait for a meeting of one day are looked through."""

_WAITING: tuple[Kind, ...] = ("meeting", "funding")


@dataclass(frozen=True, slots=True)
class _Forum:
    ids: tuple[str, ...]
    names: frozenset[str]


async def linked_to_stored(store: Store, planned: tuple[Planned, ...], named: tuple[Named, ...]) -> tuple[Planned, ...]:
    """What the document says, with its references to its own meeting and to stored ones. Its contents are changed."""
    own = {one.source for one in named if one.key == OWN_MEETING}
    meeting = next((one for one in planned if one.kind == "meeting" and own & set(one.sources)), None)
    waiting: list[tuple[Body, str | None, str]] = []
    for one in planned:
        for reference, title in references(one.content):
            if reference["agenda_item_id"] is not None and reference["meeting_id"] is None and meeting is not None:
                reference["meeting_id"] = meeting.id
            if (day := awaited_day(reference)) is not None:
                waiting.append((reference, title, day))
    if waiting:
        forums = await _forums(store, [one for one in planned if one.kind == "forum"])
        for reference, title, day in waiting:
            await _link(store, reference, title, day, forums)
    return planned


async def _forums(store: Store, named: list[Planned]) -> list[_Forum]:
    """The stored forums of the cluster that those of the document belong to; without a cluster these alone."""
    ids = {one.id for one in named}
    for cluster_id in {one.content["cluster_id"] for one in named} - {None}:
        query = Query("forum", equals={"cluster": cluster_id}, sort=(SortKey("name_sort"),), limit=MAX_FORUMS)
        ids |= {row.id for row in (await store.find_page(query)).rows}
    sought = tuple(sorted(ids))[:MAX_FORUMS]
    return [_forum(one) for one in (await store.get_many("forum", sought) if sought else ()) if not one.deleted]


def _forum(record: Record) -> _Forum:
    names = (record.body["name"], *(variant["text"] for variant in record.body["name_variants"]))
    return _Forum((record.id, *merged_ids(record.body)), frozenset(map(key_text, names)))


def _means(forum: _Forum, reference: Body) -> bool:
    if reference["forum_id"] is not None:
        return reference["forum_id"] in forum.ids
    return key_text(reference.get("forum_name") or "") in forum.names


async def _link(store: Store, reference: Body, title: str | None, day: str, forums: list[_Forum]) -> None:
    meant = [one for one in forums if _means(one, reference)]
    if len(meant) != 1:
        return
    query = Query("meeting", any_of={"forum": meant[0].ids}, at_least={"day": day}, sort=(SortKey("day"),), limit=2)
    rows = (await store.find_page(query)).rows
    records = await store.get_many("meeting", tuple(row.id for row in rows)) if rows else ()
    on_day = [one for one in records if not one.deleted and (one.body["date"] or {}).get("from") == day]
    if len(on_day) == 1 and reference["meeting_id"] in (None, on_day[0].id):
        reference |= _place(on_day[0].body, meant[0].ids[0], title)


def _place(meeting: Body, forum_id: str, title: str | None) -> Body:
    """Of the meeting's items the one with the title of the item that was put off."""
    items = [one["id"] for one in meeting["agenda_items"] if title and key_text(one["title"]) == key_text(title)]
    return {"forum_id": forum_id, "meeting_id": meeting["id"], "agenda_item_id": items[0] if len(items) == 1 else None}


async def link_waiting(store: Store, writer: Writer, meeting_ids: Iterable[str], act: Act) -> None:
    """Links what waits for these meetings. Doing it again changes nothing."""
    for id in meeting_ids:
        meeting = await store.get("meeting", id)
        if meeting is None or meeting.deleted or (meeting.body["date"] or {}).get("precision") != "day":
            continue
        forum = await store.get("forum", meeting.body["forum_id"])
        if forum is not None and not forum.deleted:
            await _link_to(store, writer, meeting.body, forum, act)


async def _link_to(store: Store, writer: Writer, meeting: Body, forum: Record, act: Act) -> None:
    day, meant = meeting["date"]["from"], _forum(forum)

    def edit(body: Body) -> Body:
        for reference, title in references(body):
            is_it = reference["meeting_id"] in (None, meeting["id"]) and _means(meant, reference)
            if is_it and awaited_day(reference) == day:
                reference.update(_place(meeting, meant.ids[0], title))
        return body

    for kind in _WAITING:
        query = Query(kind, equals={"awaits": day}, sort=(SortKey("updated"),), limit=MAX_WAITING)
        for row in (await store.find_page(query)).rows:
            if await _is_near(store, kind, row.summary, forum.body):
                await writer.change(kind, row.id, edit, act)


async def _is_near(store: Store, kind: Kind, summary: Body, forum: Body) -> bool:
    """Whether it is of the forum's cluster, or of the forum itself."""
    if kind == "funding":
        return bool(summary["cluster_id"] == forum["cluster_id"])
    other = await store.get("forum", summary["forum_id"])
    return other is not None and (
        other.id == forum["id"] or (other.body.get("cluster_id") or "") == (forum["cluster_id"] or None)
    )
