"""Who was handed hidden material is told by the access log, and nobody else is in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.access import ADMIN, READ, READ_CLOSED, SCOPES, WRITE, Caller
from app.errors import StoreBusy
from app.services.access_log import ACCESS_LOG, SETTLED, AccessLog
from app.services.ports import Kind, Store
from app.storage.stores import open_store
from tests.api.conftest import serving_over
from tests.api.hidden_world import ANY, DRAFT, SHUT, UNTOLD, HiddenWorld, addresses, item, ok
from tests.api.reads import MARKS_OF_CLOSED, QUESTIONS, asked, found_in, needed, token
from tests.api.test_every_operation import OF_THE_API

LOG = "/v1/access-log"
MARKS = (*MARKS_OF_CLOSED, UNTOLD, DRAFT)
FEED = {"/v1/changes": ["", "?limit=200"]}
SHOWING = ("/publish-agenda", "/publish-minutes", "/cancel")
"""Steps after which what was hidden is for everybody."""

REASON = {"Klynge-Reason": f"{SHUT} reason"}


async def logged(client: AsyncClient, headers: dict[str, str], question: str = "") -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    following = ""
    for _ in range(200):
        told = (await client.get(f"{LOG}?limit=200{question}{following}", headers=headers)).json()
        entries += told["items"]
        if told["next_after"] is None:
            return entries
        following = f"&after={told['next_after']}"
    raise AssertionError("the log does not end")


async def half_closed(client: AsyncClient, hidden: HiddenWorld, headers: dict[str, str]) -> dict[str, Any]:
    """A meeting that a reader sees too, without what is closed in it."""
    for id in hidden.ids["meetings"]:
        body: dict[str, Any] = (await client.get(f"/v1/meetings/{id}", headers=headers)).json()
        if str(body.get("title")).startswith("Et møde"):
            return body
    raise AssertionError("no such meeting")


class Walk:
    """What one caller was answered with hidden words, by the id of the request."""

    def __init__(self, client: AsyncClient, name: str, headers: dict[str, str]) -> None:
        self._client, self._name, self._headers, self._sent = client, name, headers, 0
        self.told: dict[str, str] = {}

    async def send(self, method: str, address: str, content: Any = None, **headers: str) -> Response:
        self._sent += 1
        id = f"{self._name}-{self._sent}"
        headers = {**self._headers, "X-Request-ID": id, **headers}
        answer = await self._client.request(method, address, json=content, headers=headers)
        if found_in(answer, MARKS):
            self.told[id] = f"{method} {address} {answer.status_code}"
        return answer

    async def read(self, hidden: HiddenWorld) -> None:
        for address, form in asked(hidden, QUESTIONS | FEED):
            if not address.startswith(LOG):
                await self.send("GET", address, Accept=form)

    async def write(self, hidden: HiddenWorld) -> None:
        """By every operation that writes, on all there is, and a create of what is hidden when it is there."""
        meeting = await half_closed(self._client, hidden, self._headers)
        evidence = {"meeting_id": meeting["id"], "agenda_item_id": meeting["agenda_items"][1]["id"], "text": SHUT}
        fact = {"cluster_id": hidden.cluster, "name": f"{SHUT} {self._name}", "evidence": evidence}
        closed = {"name": "Referat", "kind": "minutes", "access": "closed"}
        whole = {"forum_id": meeting["forum_id"], "title": SHUT, "documents": [closed]}
        items = {"forum_id": meeting["forum_id"], "title": f"{DRAFT} z", "agenda_items": [item(SHUT, "closed")]}
        for number, (path, body) in enumerate((("initiatives", fact), ("meetings", whole), ("meetings", items))):
            key = {"Idempotency-Key": f"{self._name}-{number}"}
            answers = [await self.send("POST", f"/v1/{path}", body, **key) for _ in range(2)]
            assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
        fact["name"] = f"{SHUT} by source"
        made = await self.send("PUT", f"/v1/initiatives/by-source?system={self._name}&kind=sag&id=1", fact)
        assert made.status_code == 201, made.text
        async for method, address, content in self._changes(hidden):
            await self.send(method, address, content, **ANY)

    async def _changes(self, hidden: HiddenWorld) -> AsyncIterator[tuple[str, str, Any]]:
        writing = [one for one in OF_THE_API if one.method in ("POST", "PUT", "PATCH")]
        for one in [one for one in writing if not one.path.endswith(SHOWING)]:
            for address in addresses(one.path, hidden):
                content: Any = {}
                if one.declares(428):
                    answer = await self._client.get(address, headers=self._headers)
                    content = answer.json() if answer.status_code == 200 else {}
                    content |= {name: f"{content[name]} ny" for name in ("title", "name", "text") if content.get(name)}
                yield one.method, address + needed(one.path), content


async def test_every_answer_with_something_hidden_in_it_is_in_the_log(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """Of every address there is, in every form and by every question, and of every write."""
    closed = [
        one for one in (await anyone.get("/v1/initiatives", headers=everything)).json()["items"] if SHUT in one["name"]
    ]
    for one in closed:
        await ok(
            await anyone.patch(
                f"/v1/initiatives/{one['id']}", json={"kind": "project"}, headers=everything | ANY | REASON
            )
        )
    before = len(await logged(anyone, everything))
    callers = {"all": (READ, READ_CLOSED, WRITE), "writer": (READ, WRITE), "open": (READ,)}
    if not settings.database_url.startswith("sqlite"):  # which notices by the same code, and is quicker
        callers = {"all": callers["all"]}
    walks = {name: Walk(anyone, name, token(settings, *scopes)) for name, scopes in callers.items()}
    for walk in walks.values():
        await walk.read(hidden)
    for walk in [walk for name, walk in walks.items() if WRITE in callers[name]]:
        await walk.write(hidden)
    entries = (await logged(anyone, everything))[before:]
    ids = {one["request_id"] for one in entries}
    told = {id: what for walk in walks.values() for id, what in walk.told.items()}
    assert [len(walk.told) > least for walk, least in zip(walks.values(), (150, 50, -1), strict=False)] == [True] * len(
        walks
    )
    assert {id: what for id, what in told.items() if id not in ids} == {}
    assert not [id for id in told.keys() | ids if id.startswith("open")]
    assert {one["actor"] for one in entries} == {"somebody"}
    assert not [one for one in entries if any(mark.casefold() in str(one).casefold() for mark in MARKS)]


async def test_an_entry_is_found_by_who_what_and_when(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    privileged = token(settings, READ, READ_CLOSED, WRITE)
    meeting = await half_closed(anyone, hidden, everything)
    path = f"/v1/meetings/{meeting['id']}"
    for address in (path, f"{path}/minutes", f"{path}/history", f"{path}/history/1"):
        answer = await anyone.get(address, headers=privileged | {"X-Request-ID": address})
        assert answer.status_code == 200
    of_one = await logged(anyone, everything, f"&resource={meeting['id']}&actor=somebody")
    assert {one["operation"] for one in of_one} >= {"getMeeting", "getMinutes", "listMeetingHistory"}
    versions = {one["request_id"]: {own["version"] for own in one["resources"]} for one in of_one}
    now = meeting["version"]
    assert now > 2
    assert (versions[path], versions[f"{path}/history/1"]) == ({now}, {1, now})
    assert versions[f"{path}/history"] == set(range(1, now + 1))
    assert await logged(anyone, everything, "&actor=nobody") == []
    assert await logged(anyone, everything, "&until=2000-01-01T00:00:00Z") == []
    at = datetime.fromisoformat(of_one[0]["at"])
    answer = await anyone.patch(
        f"/v1/clusters/{hidden.cluster}",
        json={"closed_items": "absent"},
        headers=privileged | ANY | {"X-Request-ID": "spread"},
    )
    assert answer.status_code == 200
    assert "spread" not in [one["request_id"] for one in await logged(anyone, everything)]
    second, local = at.replace(microsecond=0), at.astimezone().isoformat().replace("+", "%2B")
    whole = f"{second:%Y-%m-%dT%H:%M:%S}Z"
    ids = [
        {one["request_id"] for one in await logged(anyone, everything, question)}
        for question in (
            f"&after={whole}&actor=somebody",
            f"&until={whole}&actor=somebody",
            f"&after={local}&actor=somebody",
        )
    ]
    assert [path in found for found in ids] == [True, False, True]


@pytest.mark.parametrize("question", ["after=zzz", "until=i+g%C3%A5r", "after=2026-11-23", "after=", "until=2026"])
async def test_what_is_no_instant_is_refused_with_its_name(
    anyone: AsyncClient, everything: dict[str, str], question: str
) -> None:
    answer = await anyone.get(f"{LOG}?{question}", headers=everything)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"?{question.partition('=')[0]}")


async def test_what_is_counted_without_being_read_is_told_by_its_kind(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """The sums of the feed as well, also where they were summed for somebody before."""
    privileged, reader = token(settings, READ, READ_CLOSED, WRITE), token(settings, READ)
    for address in ("clusters?count=true", "meetings?count=true&limit=1", "changes/summary"):
        for number in (1, 2):
            headers = {"X-Request-ID": f"{address.rpartition('=')[2]}-{number}"}
            await anyone.get(f"/v1/{address}", headers=privileged | headers)
        await anyone.get(f"/v1/{address}", headers=reader | {"X-Request-ID": "open"})
    by_value = {"X-Request-ID": "by-value"} | token(settings, READ, READ_CLOSED)
    answer = await anyone.get(f"/v1/meetings?count=true&case_number={SHUT}-1", headers=by_value)
    assert answer.json()["total"] == 1
    told = {one["request_id"]: one["counted"] for one in await logged(anyone, everything) if one["counted"]}
    assert told.pop("by-value") == ["meeting"]
    summed = ["document", "funding", "import", "initiative", "meeting", "participant"]
    meetings = {f"1-{number}": ["meeting"] for number in (1, 2)}
    assert told == meetings | {f"changes/summary-{number}": summed for number in (1, 2)}


async def test_only_administrators_of_everything_read_it(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld
) -> None:
    answers = [
        await anyone.get(LOG, headers=token(settings, *(set(SCOPES) - {ADMIN}))),
        await anyone.get(LOG, headers=token(settings, ADMIN, clusters=(hidden.cluster,))),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[1].json()["detail"] == "it is about all clusters and sources, and the caller is limited"


class _Full:
    """A store that takes no entry."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def put_blob(self, key: str, data: bytes, media_type: str) -> None:
        if key.startswith(ACCESS_LOG):
            raise StoreBusy("the disk is full")
        await self._store.put_blob(key, data, media_type)


async def test_what_cannot_be_logged_is_neither_handed_out_nor_written(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    before = await half_closed(anyone, hidden, everything)
    meeting = f"/v1/meetings/{before['id']}"
    new = {"forum_id": before["forum_id"], "title": "Nyt", "agenda_items": [item(SHUT, "closed")]}
    over: Callable[[Store], Any] = _Full
    async with serving_over(settings, over) as client:
        closed = await client.get(meeting, headers=everything)
        open_ = await client.get(meeting, headers=token(settings, READ))
        patched = await client.patch(meeting, json={"title": "Ny"}, headers=everything | ANY)
        created = await client.post("/v1/meetings", json=new, headers=everything)
    refused = [closed, patched, created]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(503, "store_busy")] * 3
    assert open_.status_code == 200
    assert SHUT.casefold() not in "".join(one.text for one in refused).casefold()
    assert await half_closed(anyone, hidden, everything) == before
    assert "Nyt" not in (await anyone.get("/v1/meetings?limit=200", headers=everything)).text


NOW = datetime(2031, 3, 5, tzinfo=UTC)
EVERYBODY = Caller("a", frozenset({ADMIN}))


def anything(_: Any) -> bool:
    return True


async def test_no_entry_loses_a_name_however_many_there_are(settings: Settings) -> None:
    store = await open_store(settings)
    log = AccessLog(store, lambda: NOW)
    kinds: tuple[Kind, ...] = ("meeting",)
    await log.keep("a", "listMeetings", "1", [("meeting", str(number), 1) for number in range(450)], kinds)
    found = (await log.entries(EVERYBODY, "", None, 10, anything)).items
    assert [one["count"] for one in found] == [200, 200, 50]
    assert [named["id"] for one in found for named in one["resources"]] == [str(number) for number in range(450)]
    assert [one["counted"] for one in found] == [["meeting"], [], []]
    await cast("Any", store).close()


class _Slow:
    """A store of which one write takes as long as `let_go` waits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.let_go = asyncio.Event()

    async def put_blob(self, key: str, data: bytes, media_type: str) -> None:
        await self.let_go.wait()
        await self._store.put_blob(key, data, media_type)


async def test_who_follows_the_log_from_where_it_is_settled_misses_no_entry_that_was_late(sqlite_url: str) -> None:
    store = await open_store(Settings(database_url=sqlite_url))
    slow, clock = _Slow(store), NOW
    late = asyncio.create_task(AccessLog(cast("Any", slow), lambda: NOW).keep("a", "getMeeting", "late", [], ()))
    await asyncio.sleep(0)
    clock = NOW + timedelta(seconds=5)
    log = AccessLog(store, lambda: clock)
    await log.keep("a", "getMeeting", "early", [], ())
    told = await log.entries(EVERYBODY, "", None, 1, anything)
    slow.let_go.set()
    await late
    assert told.next_after is not None
    again = [await log.entries(EVERYBODY, after, None, 10, anything) for after in (told.next_after, told.settled_at)]
    assert [[one["request_id"] for one in page.items] for page in again] == [[], ["late", "early"]]
    assert datetime.fromisoformat(told.settled_at) == clock - SETTLED
    await cast("Any", store).close()
