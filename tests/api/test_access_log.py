"""Who was handed closed material is told by the access log, and nobody else is in it."""

from collections.abc import Callable
from typing import Any

from httpx import AsyncClient

from app.config import Settings
from app.domain.access import ADMIN, READ, READ_CLOSED, SCOPES, WRITE
from app.errors import StoreBusy
from app.services.handed_out import ACCESS_LOG
from app.services.ports import Store
from tests.api.conftest import serving_over
from tests.api.hidden_world import SHUT, HiddenWorld
from tests.api.reads import MARKS_OF_CLOSED, asked, found_in, token

LOG = "/v1/access-log"


async def logged(client: AsyncClient, headers: dict[str, str], question: str = "") -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    after = ""
    for _ in range(200):
        told = (await client.get(f"{LOG}?limit=200&after={after}{question}", headers=headers)).json()
        entries += told["items"]
        if told["next_after"] is None:
            return entries
        after = told["next_after"]
    raise AssertionError("the log does not end")


async def half_closed(client: AsyncClient, hidden: HiddenWorld, headers: dict[str, str]) -> str:
    """A meeting that a reader sees too, without what is closed in it."""
    for id in hidden.ids["meetings"]:
        answer = await client.get(f"/v1/meetings/{id}", headers=headers)
        if answer.json().get("title") == "Et møde":
            return id
    raise AssertionError("no such meeting")


async def test_every_answer_with_something_closed_in_it_is_in_the_log(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """Of every address there is, in every form and by every question."""
    before = len(await logged(anyone, everything))
    reader, privileged = token(settings, READ, WRITE), token(settings, READ, READ_CLOSED, WRITE)
    told = {}
    for number, (address, form) in enumerate(asked(hidden)):
        headers = {"Accept": form, "X-Request-ID": f"closed-{number}"}
        answer = await anyone.get(address, headers=privileged | headers)
        if answer.status_code == 200 and found_in(answer, MARKS_OF_CLOSED):
            told[f"closed-{number}"] = address
        await anyone.get(address, headers=reader | headers | {"X-Request-ID": "open"})
    entries = {one["request_id"]: one for one in (await logged(anyone, everything))[before:]}
    assert len(told) > 50
    assert {id: address for id, address in told.items() if id not in entries} == {}
    assert "open" not in entries
    assert {one["actor"] for one in entries.values()} == {"somebody"}
    meeting = await half_closed(anyone, hidden, privileged)
    of_one = await logged(anyone, everything, f"&resource={meeting}&actor=somebody")
    assert {one["operation"] for one in of_one} >= {"getMeeting", "getMinutes", "listMeetingHistory"}
    assert all(meeting in [named["id"] for named in one["resources"]] for one in of_one)
    assert await logged(anyone, everything, "&actor=nobody") == []
    assert await logged(anyone, everything, "&until=2000") == []
    assert not [one for one in entries.values() if SHUT.casefold() in str(one).casefold()]


async def test_only_administrators_of_everything_read_it(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld
) -> None:
    answers = [
        await anyone.get(LOG, headers=token(settings, *(set(SCOPES) - {ADMIN}))),
        await anyone.get(LOG, headers=token(settings, ADMIN, clusters=(hidden.cluster,))),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


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


async def test_what_cannot_be_logged_is_not_handed_out(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    meeting = await half_closed(anyone, hidden, everything)
    over: Callable[[Store], Any] = _Full
    async with serving_over(settings, over) as client:
        closed = await client.get(f"/v1/meetings/{meeting}", headers=everything)
        open_ = await client.get(f"/v1/meetings/{meeting}", headers=token(settings, READ))
    assert (closed.status_code, closed.json()["code"], open_.status_code) == (503, "store_busy", 200)
    assert SHUT.casefold() not in closed.text.casefold()
