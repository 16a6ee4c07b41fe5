"""What each imported document said of each resource, kept beside the records, so that imports may come in any order.

Of every job two blobs are kept: what its document said of its meetings, and of all else. From those of all jobs that
named a resource, `Told` is computed: what the documents say together before this import, and with it. Documents are
ordered by the day of their meeting; several of one meeting by how far they are (an agenda before minutes), then by when
they first came; two meetings of one day by their keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.exact_json import decode, encode
from app.domain.findings import Finding
from app.services.import_overlay import MEETING_STEPS, is_supplement, overlaid, with_additions
from app.services.ports import Body, Kind, Query, SortKey, Store

MAX_JOBS = 20_000
"""How many imports that named a resource are looked through."""

_PAGE = 200
_MEDIA_TYPE = "application/json"

Order = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """`is_addition`: said under a name that a person merged into this resource. `is_applied`: the import was completed
    and the resource was there to take it."""

    order: Order
    document_id: str
    kind: Kind
    content: Body
    is_addition: bool = False
    is_applied: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What documents say together. `findings` are about statements that a pot's policy kept from being applied."""

    body: Body | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """`befores` are what the record may hold of imports, the completed ones first; `now` is with this import."""

    befores: tuple[Body | None, ...]
    now: Told


def order_of(meeting: Body | None, key: str | None, first_seen_at: str, document_id: str) -> Order:
    """`meeting` is the content of the document's own meeting, `key` its natural key."""
    date = (meeting or {}).get("date") or {}
    step = str(MEETING_STEPS.index(meeting["status"])) if meeting else ""
    if meeting and is_supplement(meeting):
        step += "+"
    return (date.get("from") or "", key or document_id, step, first_seen_at, document_id)


async def keep_said(store: Store, job_id: str, sayings: Mapping[str, Saying], at: str) -> None:
    """`sayings` by the id of the resource, all of one document. Doing it again replaces what was kept."""
    first = next(iter(sayings.values()))
    for name, of_meetings in (("", False), ("/meetings", True)):
        rows = [
            {
                "id": id,
                "kind": one.kind,
                "content": one.content,
                "is_addition": one.is_addition,
                "is_applied": one.is_applied,
            }
            for id, one in sayings.items()
            if (one.kind == "meeting") is of_meetings
        ]
        data = encode({"order": first.order, "document_id": first.document_id, "at": at, "said": rows})
        key = f"said/{job_id}{name}"
        held = await store.get_blob(key)
        if held is None or held[0] != data:
            await store.replace_blob(key, data, _MEDIA_TYPE)


async def said_by_others(store: Store, owners: Mapping[str, str], own_job: str) -> dict[str, list[Saying]]:
    """What other jobs said, by the id of the resource. `owners` gives for every id that was ever used, whose it is now.

    Of a document that was read several times, only the last reading.
    """
    states = await _jobs(store, tuple(owners))
    latest: dict[tuple[str, str], tuple[str, list[Saying]]] = {}
    for job, state in states.items():
        if job == own_job:
            continue
        for at, id, saying in await _kept(store, job, owners, is_completed=state == "completed"):
            owner = owners[id]
            key = owner, saying.document_id
            held = latest.get(key)
            if held is None or held[0] < at:
                latest[key] = (at, [saying])
            elif held[0] == at:
                held[1].append(saying)
    found: dict[str, list[Saying]] = {}
    for (owner, _), (_, sayings) in latest.items():
        found.setdefault(owner, []).extend(sayings)
    return found


async def _jobs(store: Store, ids: tuple[str, ...]) -> dict[str, str]:
    """The state of every import job that named one of the resources."""
    states: dict[str, str] = {}
    for start in range(0, len(ids), _PAGE):
        query = Query("import", any_of={"resources": ids[start : start + _PAGE]}, sort=(SortKey("created"),))
        states |= await _states(store, query)
    return states


async def _states(store: Store, query: Query) -> dict[str, str]:
    states: dict[str, str] = {}
    after = None
    for _ in range(MAX_JOBS // _PAGE):
        page = await store.find_page(Query(query.kind, any_of=query.any_of, sort=query.sort, limit=_PAGE, after=after))
        states |= {row.id: row.summary["state"] for row in page.rows}
        if not page.has_more:
            break
        after = page.rows[-1].position
    return states


async def _kept(
    store: Store, job: str, owners: Mapping[str, str], *, is_completed: bool
) -> list[tuple[str, str, Saying]]:
    found = []
    for name in ("", "/meetings"):
        blob = await store.get_blob(f"said/{job}{name}")
        kept: dict[str, Any] = decode(blob[0]) if blob is not None else {"said": []}
        for row in kept["said"]:
            if row["id"] in owners:
                saying = Saying(
                    tuple(kept["order"]),
                    kept["document_id"],
                    row["kind"],
                    row["content"],
                    row["is_addition"] or owners[row["id"]] != row["id"],
                    row["is_applied"] and is_completed,
                )
                found.append((kept["at"], row["id"], saying))
    return found


async def said_of(store: Store, id: str, own_job: str) -> Body | None:
    """What other jobs said together of one resource, whatever people have made of it since."""
    others = await said_by_others(store, {id: id}, own_job)
    return _together(others.get(id, [])).body


async def said_by(store: Store, job: str, ids: tuple[str, ...]) -> dict[str, Saying]:
    """What the document of one job said, by the id of the resource as the job names it."""
    return {id: saying for _, id, saying in await _kept(store, job, {id: id for id in ids}, is_completed=True)}


def together(sayings: list[Saying]) -> Body:
    """What these documents say of one resource; there is at least one."""
    body = _together(sayings).body
    if body is None:
        raise ValueError("nobody says anything of it")
    return body


def around(others: Iterable[Saying], own: Saying) -> Around:
    """`own` is what this import's document says. An older reading of it counts before, and no longer now."""
    known = list(others)
    applied = [one for one in known if one.is_applied]
    befores = [_together(applied).body]
    if len(applied) < len(known):
        befores.append(_together(known).body)
    others_now = [one for one in known if one.document_id != own.document_id]
    if len(others_now) == len(known) and all(one.order < own.order for one in known) and not own.is_addition:
        return Around(tuple(befores), _with(befores[-1], own))
    return Around(tuple(befores), _together([*others_now, own], since=own.order))


def _with(body: Body | None, newest: Saying) -> Told:
    return Told(*overlaid(newest.kind, body, newest.content, newest.document_id))


def _together(sayings: list[Saying], since: Order | None = None) -> Told:
    """`since`: findings only of the documents from this one on."""
    body: Body | None = None
    findings: tuple[Finding, ...] = ()
    for one in sorted(sayings, key=lambda one: (one.order, one.is_addition)):
        if one.is_addition and body is not None:
            body = with_additions(body, one.content)
            continue
        body, refused = overlaid(one.kind, body, one.content, one.document_id)
        if since is not None and since <= one.order:
            findings += refused
    return Told(body, findings)
