"""Where it is kept what documents said of resources, so that an import reads no more of it when there is more.

Every job keeps two blobs for good: what its document said of its meetings, and of all else. Of each resource but
meetings there is a gist beside them, which is replaced where it still is what was read, so that of imports at once each
knows of the others. A gist that is not there, or knows too little, is made from the jobs that named the resource; of a
meeting few documents speak, so its jobs are always asked.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.exact_json import decode, encode
from app.errors import StoreBusy
from app.services.contention import attempts
from app.services.import_gists import Gist, gist_of, packed, unpacked
from app.services.import_said import Saying
from app.services.ports import Kind, Query, SortKey, Store

MAX_JOBS = 20_000
"""How many imports that named a resource are looked through."""

_MANY = 200
_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Heard:
    """What other jobs said of a resource, of each document the last reading. `gist` stands where `held` was read;
    null for a meeting."""

    sayings: tuple[Saying, ...] = ()
    gist: Gist | None = None
    held: bytes | None = None


async def keep_said(store: Store, job: str, sayings: Mapping[str, Saying]) -> None:
    """For good; `sayings` by the id of the resource, all of one document. Doing it again replaces what was kept."""
    first = next(iter(sayings.values()))
    said: dict[str, list[dict[str, Any]]] = {"": [], "/meetings": []}
    for id, one in sayings.items():
        row = {name: getattr(one, name) for name in ("kind", "content", "is_addition", "is_applied")}
        said["/meetings" if one.kind == "meeting" else ""].append({"id": id, **row})
    head = {"order": first.order, "document_id": first.document_id, "at": first.at}
    kept = {f"said/{job}{name}": encode({**head, "said": rows}) for name, rows in said.items()}
    await asyncio.gather(*(store.replace_blob(key, data, _MEDIA_TYPE) for key, data in kept.items()))


async def said_by(store: Store, job: str) -> dict[str, Saying]:
    """What the document of one job said, by the id of the resource as the job names it."""
    return {**await _said(store, job, ""), **await _said(store, job, "/meetings")}


async def add_to_gist(store: Store, id: str, heard: Heard, own: Saying) -> bool:
    """Adds what this import says. False where somebody else was quicker, who is to be heard first."""
    if heard.gist is None:
        return True
    gist = heard.gist.with_(own)
    if gist is heard.gist:
        return True
    return await store.swap_blob(_key(own.kind, id), packed(gist), _MEDIA_TYPE, heard.held)


async def forget(store: Store, kinds: Mapping[str, Kind], document_id: str) -> None:
    """Takes what a document said of these resources out of their gists; once its jobs are gone, for good.

    Raises `StoreBusy`.
    """
    for id, kind in kinds.items():
        async for _ in attempts():
            heard = (await hear(store, {id: kind}, {id: id}, without=document_id))[id]
            if heard.gist is None or heard.held is None or document_id.encode() not in heard.held:
                break
            if await store.swap_blob(_key(kind, id), packed(heard.gist), _MEDIA_TYPE, heard.held):
                break
        else:
            raise StoreBusy(f"of this {kind} many speak at once")


async def hear(
    store: Store, kinds: Mapping[str, Kind], owners: Mapping[str, str], own_job: str = "", without: str = ""
) -> dict[str, Heard]:
    """By the id of the resource. `owners` gives for every id that was ever used, whose it is now; `kinds` the kind.

    `own_job` is not heard, nor any reading of the document `without`.
    """
    hearing = _Hearing(store, kinds, owners, own_job, without)
    await hearing.gists()
    await hearing.jobs()
    return hearing.heard


@dataclass(frozen=True, slots=True)
class _Row:
    """`id` is what it was said of, which may be another's by now."""

    id: str
    saying: Saying
    is_completed: bool


class _Hearing:
    def __init__(
        self, store: Store, kinds: Mapping[str, Kind], owners: Mapping[str, str], own_job: str, without: str
    ) -> None:
        self._store, self._kinds, self._own_job, self._without = store, kinds, own_job, without
        self._ids: dict[str, list[str]] = {}
        for id, owner in owners.items():
            self._ids.setdefault(owner, []).append(id)
        self._held: dict[str, bytes] = {}
        self.heard: dict[str, Heard] = {}

    async def gists(self) -> None:
        """Hears of those resources whose gists know enough."""
        keys = {id: _key(kind, id) for id, kind in self._kinds.items() if kind != "meeting"}
        blobs = await _blobs(self._store, tuple(keys.values()))
        self._held = {id: blobs[key] for id, key in keys.items() if key in blobs}
        gists = {id: unpacked(data, self._kinds[id]) for id, data in self._held.items()}
        is_completed = await _is_completed(self._store, {one.job for gist in gists.values() for one in gist.pending})
        gists = {id: _as_of_now(gist, is_completed).without(self._without) for id, gist in gists.items()}
        for owner, ids in self._ids.items():
            if all(id in gists for id in ids):
                self._hear(owner, {id: gists[id] for id in ids})

    def _hear(self, owner: str, gists: Mapping[str, Gist]) -> None:
        rows = [_Row(id, one, is_completed=True) for id, gist in gists.items() for one in gist.settled]
        rows += [_Row(id, one, is_completed=False) for id, gist in gists.items() for one in gist.pending]
        said = self._last_readings(rows)
        if all(gist.is_known(row.saying for row in said) for gist in gists.values()):
            self.heard[owner] = Heard(_shown(said, owner), gists[owner], self._held[owner])

    async def jobs(self) -> None:
        """Hears of the others from the jobs that named them."""
        owners = {owner: ids for owner, ids in self._ids.items() if owner not in self.heard}
        asked = [id for ids in owners.values() for id in ids]
        meetings = tuple(id for id in asked if self._kinds[id] == "meeting")
        found = await _rows(self._store, tuple(id for id in asked if id not in meetings), "")
        rows: dict[str, list[_Row]] = {}
        for row in (*found, *await _rows(self._store, meetings, "/meetings")):
            if row.saying.document_id != self._without:
                rows.setdefault(row.id, []).append(row)
        for owner, ids in owners.items():
            said = self._last_readings([row for id in ids for row in rows.get(id, ())])
            own = rows.get(owner, ())
            gist = gist_of((row.saying for row in own), {row.saying.job for row in own if row.is_completed})
            held = self._held.get(owner)
            self.heard[owner] = Heard(_shown(said, owner), None if self._kinds[owner] == "meeting" else gist, held)

    def _last_readings(self, rows: Iterable[_Row]) -> list[_Row]:
        """Of what others than the own job say, by each document what it said last."""
        others = [row for row in rows if row.saying.job != self._own_job]
        last = {row.saying.document_id: row.saying.job for row in sorted(others, key=lambda row: row.saying.at)}
        return [row for row in others if last[row.saying.document_id] == row.saying.job]


def _shown(rows: Iterable[_Row], owner: str) -> tuple[Saying, ...]:
    return tuple(
        replace(
            row.saying,
            is_addition=row.saying.is_addition or row.id != owner,
            is_applied=row.saying.is_applied and row.is_completed,
        )
        for row in rows
    )


async def _blobs(store: Store, keys: tuple[str, ...]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for start in range(0, len(keys), _MANY):
        found |= await store.get_blobs(keys[start : start + _MANY])
    return found


async def _is_completed(store: Store, jobs: Iterable[str]) -> dict[str, bool]:
    """Whether a job came to its end, for those that are there."""
    asked = tuple(jobs)
    found: dict[str, bool] = {}
    for start in range(0, len(asked), _MANY):
        records = await store.get_many("import", asked[start : start + _MANY])
        found |= {one.id: one.body["state"] == "completed" for one in records if not one.deleted}
    return found


def _as_of_now(gist: Gist, is_completed: Mapping[str, bool]) -> Gist:
    """Jobs that are gone said nothing."""
    there = replace(gist, pending=tuple(one for one in gist.pending if one.job in is_completed))
    return there.with_completed({job for job, is_ended in is_completed.items() if is_ended})


async def _rows(store: Store, ids: tuple[str, ...], part: str) -> list[_Row]:
    """What all jobs said of these resources, as each keeps it; `part` is the blob that has their kind."""
    found: list[_Row] = []
    for job, state in (await _jobs(store, ids)).items():
        for id, saying in (await _said(store, job, part)).items():
            if id in ids:
                found.append(_Row(id, saying, state == "completed"))
    return found


async def _said(store: Store, job: str, part: str) -> dict[str, Saying]:
    blob = await store.get_blob(f"said/{job}{part}")
    if blob is None:
        return {}
    kept = decode(blob[0])
    head = {"order": tuple(kept["order"]), "document_id": kept["document_id"], "at": kept["at"], "job": job}
    return {one.pop("id"): Saying(**one, **head) for one in kept["said"]}


async def _jobs(store: Store, ids: tuple[str, ...]) -> dict[str, str]:
    """The state of every import job that named one of the resources."""
    states: dict[str, str] = {}
    for start in range(0, len(ids), _MANY):
        query = Query("import", any_of={"resources": ids[start : start + _MANY]}, sort=(SortKey("created"),))
        states |= await _states(store, query)
    return states


async def _states(store: Store, query: Query) -> dict[str, str]:
    states: dict[str, str] = {}
    after = None
    for _ in range(MAX_JOBS // _MANY):
        page = await store.find_page(replace(query, limit=_MANY, after=after))
        states |= {row.id: row.summary["state"] for row in page.rows}
        if not page.has_more:
            break
        after = page.rows[-1].position
    return states


def _key(kind: Kind, id: str) -> str:
    return f"gist/{kind}/{id}"
