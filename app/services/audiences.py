"""Who may see a record: judged at every write from what it says and what the records say that it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.access import Caller, Decided, decided_access
from app.domain.audience import NOBODY, Audience, audience_in
from app.domain.closed_parts import (
    WITHHOLDING,
    Hidden,
    documents_of,
    hidden_facts,
    hidden_in_meeting,
    meetings_of,
    opening_day,
)
from app.domain.identity import SYSTEM
from app.domain.visible import EVERYTHING, visible
from app.schemas.fields import COPENHAGEN
from app.services.merged import survivors
from app.services.ports import Body, Kind, Query, Row, Store

_MANY = 200
_ALL = frozenset({EVERYTHING})


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting that is about to be written: `shown` are the ids of the persons that anybody may read of in it."""

    audience: Audience
    shown: frozenset[str]

    def within(self, clusters: tuple[str, ...]) -> "Coming":
        """The same, where its own cluster is not stored yet: in these."""
        return self if self.audience.clusters else replace(self, audience=replace(self.audience, clusters=clusters))


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged: a record's body, its audience before, who writes it, and meetings that are on their way.

    `anew`: also what is otherwise kept as it was, since what it comes from has changed.
    """

    kind: Kind
    body: Body
    previous: Audience | None
    caller: Caller
    coming: Mapping[str, Coming]
    anew: bool = False


class Audiences:
    """`clock` gives aware UTC time; items open on Copenhagen's days."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock

    async def of(self, judged: Judged) -> Audience:
        """The audience of a record that is not deleted."""
        match judged.kind:
            case "meeting":
                audience = await self.of_meeting(judged.body)
            case "document":
                audience = await self._of_document(judged)
            case "import":
                audience = await self._of_import(judged)
            case _:
                audience = await self._of_facts(judged)
        return replace(audience, clusters=_clusters(audience.clusters, judged))

    async def of_meeting(self, body: Body, meanings: Mapping[str, Decided] | None = None) -> Audience:
        """`meanings`: what unknown access means in documents that are not stored yet."""
        cluster = await self._cluster_of_forum(body["forum_id"])
        today = self._clock().astimezone(COPENHAGEN).date().isoformat()
        hidden = hidden_in_meeting(body, await self._meanings(body, meanings or {}), today)
        others = await self._origins(body, {}, without=body.get("id"))
        hidden |= hidden_facts("meeting", body, others) | _announced(body, others)
        return Audience(
            clusters=(cluster["id"],) if cluster else (),
            closed=hidden.closed,
            untold=hidden.untold,
            unpublished=hidden.unpublished,
            leaves_out=(cluster or {}).get("closed_items") == "absent",
            opens_on=opening_day(body, today),
        )

    async def coming(self, id: str, body: Body, meanings: Mapping[str, Decided]) -> Coming:
        """Of a meeting that is about to be written under this id."""
        audience = await self.of_meeting({**body, "id": id}, meanings)
        return Coming(audience, persons_shown(body, audience))

    async def _cluster_of_forum(self, forum_id: str) -> Body | None:
        forum = (await survivors(self._store, "forum", (forum_id,))).get(forum_id)
        cluster_id = forum.body["cluster_id"] if forum else None
        cluster = await self._store.get("cluster", cluster_id) if cluster_id else None
        if cluster is None or cluster.deleted:
            return {"id": cluster_id} if cluster_id else None
        return cluster.body

    async def _meanings(self, meeting: Body, told: Mapping[str, Decided]) -> list[Decided]:
        """What unknown access means in each document of the meeting, or in the sources where there is none.

        None where it was written here alone: no document of it is stored, and no source or import speaks of it.
        """
        ids = {one["id"] or "" for one in meeting["documents"]}
        entries = meeting.get("sources") or ()
        kept = {row.id: row.summary.get("unknown_means", "closed") for row in await self._rows("document", ids)}
        if not (told or kept or entries or meeting.get("announced_in")):
            return []
        if ids:
            return [told.get(id) or kept.get(id, "closed") for id in ids]
        systems = {one["system"] for one in entries} - {SYSTEM}
        rows = [row for system in systems for row in await self._find("source", "system", system)]
        return [row.summary["unknown_means"] for row in rows] if len(rows) == len(systems) > 0 else ["closed"]

    async def _of_document(self, judged: Judged) -> Audience:
        """Who may not see all that came of a document may not see the document."""
        body = judged.body
        audiences = [one.audience for one in judged.coming.values()]
        audiences += [audience_in(row.audience) for row in await self._find("meeting", "documents", body["id"])]
        is_closed = decided_access((body["access"],), (body["unknown_means"],)) == "closed"
        if not audiences and judged.previous not in (None, NOBODY):  # its meeting is deleted
            audiences = [judged.previous]
        return Audience(
            clusters=tuple({cluster for one in audiences for cluster in one.clusters}),
            closed=_everything_if(is_closed or any(one.closed for one in audiences)),
            untold=_everything_if(any(one.untold for one in audiences)),
            unpublished=_everything_if(any(one.unpublished for one in audiences)),
        )

    async def _of_import(self, judged: Judged) -> Audience:
        """A report tells of the document; what is not stored of it is for whoever sent it."""
        ids = {checksum for file in judged.body["files"] if (checksum := file.get("sha256"))}
        audiences = [audience_in(row.audience) for row in await self._rows("document", ids)]
        is_open = len(audiences) == len(judged.body["files"]) > 0 and not any(one.closed for one in audiences)
        return Audience(
            clusters=tuple({cluster for one in audiences for cluster in one.clusters}),
            closed=_everything_if(not is_open),
            untold=_everything_if(any(one.untold for one in audiences)),
            unpublished=_everything_if(any(one.unpublished for one in audiences)),
            owner=(judged.previous and judged.previous.owner) or judged.caller.name,
        )

    async def _of_facts(self, judged: Judged) -> Audience:
        kind, body = judged.kind, judged.body
        hidden = hidden_facts(kind, body, await self._origins(body, judged.coming))
        clusters = await self._own_clusters(judged)
        audience = Audience(clusters, closed=hidden.closed, untold=hidden.untold, unpublished=hidden.unpublished)
        if kind == "participant":
            return await self._of_person(judged, audience)
        return audience

    async def _own_clusters(self, judged: Judged) -> tuple[str, ...]:
        kind, body = judged.kind, judged.body
        if kind == "cluster":
            return (body["id"],)
        if kind == "participant":
            ids = tuple(dict.fromkeys(one["forum_id"] for one in body["memberships"]))
            forums = await survivors(self._store, "forum", ids) if ids else {}
            found = [forum.body["cluster_id"] for forum in forums.values()]
            found += [cluster for one in judged.coming.values() for cluster in one.audience.clusters]
            return tuple({id for id in found if id})
        return (body["cluster_id"],) if body.get("cluster_id") else ()

    async def _of_person(self, judged: Judged, audience: Audience) -> Audience:
        """A person that only closed material speaks of is closed. One that somebody wrote down here is not."""
        if not _is_of_imports(judged.body):
            return audience
        shown = [judged.body["id"] in one.shown for one in judged.coming.values()]
        was_hidden = judged.previous is not None and EVERYTHING in judged.previous.closed
        if any(shown) or (judged.previous is not None and not was_hidden and not judged.anew):
            return audience
        if judged.previous is None and not shown:
            return audience
        is_shown = judged.previous is not None and await self._is_shown(judged.body["id"])
        return audience if is_shown else replace(audience, closed=audience.closed | _ALL)

    async def _is_shown(self, person: str) -> bool:
        query = Query("meeting", equals={"open_participants": person, "hidden": ""}, limit=1)
        return bool((await self._store.find_page(query)).rows)

    async def _origins(self, body: Body, coming: Mapping[str, Coming], without: str | None = None) -> dict[str, Hidden]:
        """What is hidden in the meetings and documents that facts of the body come from."""
        meetings, documents = set(meetings_of(body)) - {without}, set(documents_of(body))
        found = {id: _hidden(coming[id].audience) for id in meetings & coming.keys()}
        for row in await self._rows("meeting", meetings - coming.keys()):
            found[row.id] = _hidden_in(row)
        for row in await self._rows("document", documents):
            found[row.id] = _hidden_in(row)
        return found

    async def _rows(self, kind: Kind, ids: Iterable[str]) -> list[Row]:
        wanted, rows = sorted(ids), list[Row]()
        for start in range(0, len(wanted), _MANY):
            some = tuple(wanted[start : start + _MANY])
            query = Query(kind, any_of={"id": some}, limit=_MANY, include_deleted=True)
            rows += (await self._store.find_page(query)).rows
        return rows

    async def _find(self, kind: Kind, key: str, value: str) -> tuple[Row, ...]:
        return (await self._store.find_page(Query(kind, equals={key: value}, limit=_MANY))).rows


def persons_shown(meeting: Body, audience: Audience) -> frozenset[str]:
    """The ids of the persons that anybody may read of in the meeting."""
    seen = visible("meeting", meeting, audience.hidden, leaves_out=audience.leaves_out)
    presenters = (one for item in seen.get("agenda_items", ()) for one in item["presenters"])
    persons = [*seen.get("attendees", ()), *presenters]
    return frozenset(one["participant_id"] for one in persons if one["participant_id"])


def _clusters(own: tuple[str, ...], judged: Judged) -> tuple[str, ...]:
    """Once in reach of somebody it stays so where the record itself names no cluster."""
    if not own and judged.previous is not None:
        own = judged.previous.clusters
    if not own and judged.caller.clusters is not None:
        own = tuple(judged.caller.clusters)
    return tuple(sorted(own))


def _announced(meeting: Body, others: Mapping[str, Hidden]) -> Hidden:
    """As a whole, where all that is known of a meeting is that one announced it which is hidden as a whole."""
    announced = meeting.get("announced_in")
    if not announced or meeting["documents"] or announced["meeting_id"] not in others:
        return Hidden()
    by = others[announced["meeting_id"]]
    return Hidden(closed=by.closed & _ALL, untold=by.untold & _ALL)


def _is_of_imports(body: Body) -> bool:
    entries = body.get("sources") or ()
    return bool(entries) and all(entry["checksum"] is not None for entry in entries)


def _everything_if(is_all: bool) -> frozenset[str]:  # noqa: FBT001 - what it is named after
    return _ALL if is_all else frozenset()


def _hidden_in(row: Row) -> Hidden:
    is_withheld = row.deleted and row.summary["deleted_reason"] in WITHHOLDING
    return Hidden(_ALL) if is_withheld else _hidden(audience_in(row.audience))


def _hidden(audience: Audience) -> Hidden:
    return Hidden(audience.closed, audience.untold, audience.unpublished)
