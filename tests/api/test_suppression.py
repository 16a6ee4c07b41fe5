"""A person is taken out of everything that is kept, and does not come back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import SCOPES
from app.main import create_app
from app.services import suppressing
from app.storage.stores import open_store
from tests.api.conftest import bearer, serving
from tests.api.hidden_world import ANY, ok
from tests.api.walks import completed
from tests.cli.minutes import FIRST, SECOND
from tests.kept import named_in

NAME = "Birger Lundemose"
MARKS = ("lundemose", "birger")
Body = dict[str, Any]


@pytest.fixture
async def service(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    monkeypatch.setattr(suppressing, "SETTLE_SECONDS", 0.0)
    async with serving(create_app(settings)) as client:
        client.headers.update(bearer(settings, *SCOPES))
        yield client


async def imported(api: AsyncClient, name: str, text: str) -> Body:
    answer = await api.post("/v1/imports", params={"name": name, "unknown_means": "open"}, content=text.encode())
    return await ok(answer)


async def person(api: AsyncClient) -> Body:
    found = (await ok(await api.get("/v1/participants", params={"name": NAME})))["items"]
    assert len(found) == 1
    body: Body = found[0]
    return body


async def suppressed(api: AsyncClient, id: str, **sent: Any) -> Body:
    answer = await api.post(
        f"/v1/participants/{id}/suppress", json=sent, headers={"Klynge-Reason": f"{NAME} bad om det"}
    )
    assert answer.status_code == 202, answer.text
    return await completed(api, answer.headers["Location"])


async def places(settings: Settings, marks: tuple[str, ...] = MARKS) -> list[str]:
    """Where one of the marks stands in what is kept."""
    store = await open_store(settings)
    try:
        return await named_in(store, *marks)
    finally:
        await store.close()


async def a_life(api: AsyncClient) -> Body:
    """The person in minutes that were imported, and in what people wrote, changed and deleted; returns them."""
    await imported(api, f"referat-{NAME}.txt", FIRST)
    somebody = await person(api)
    id = somebody["id"]
    patch = {"title": "Direktør Zqtitle", "political_party": "Q", "organisation": "Zqorganisation"}
    await ok(await api.patch(f"/v1/participants/{id}", json=patch, headers=ANY))
    meeting = (await ok(await api.get("/v1/meetings")))["items"][0]
    attendee = {"participant_id": id, "name": NAME, "printed": f"{NAME} (Q), Zqprinted", "note": "Zqnote om helbred"}
    await ok(await api.post(f"/v1/meetings/{meeting['id']}/attendees", json=attendee))
    item = (await ok(await api.get(f"/v1/meetings/{meeting['id']}")))["agenda_items"][0]["id"]
    text = {"sections": [{"kind": "presentation", "html": f"<p><b>Birger</b> Lundemoses oplæg, {NAME.upper()}</p>"}]}
    await ok(await api.patch(f"/v1/meetings/{meeting['id']}/agenda-items/{item}", json=text, headers=ANY))
    await ok(await api.patch(f"/v1/meetings/{meeting['id']}", json={"title": f"Møde hos {NAME}"}, headers=ANY))
    await ok(await api.patch(f"/v1/meetings/{meeting['id']}", json={"title": "Møde"}, headers=ANY))
    other = await ok(await api.post("/v1/participants", json={"name": "Lundemose, Birger"}))
    gone = {"Klynge-Reason": f"{NAME} er skrevet to gange", **ANY}
    assert (await api.delete(f"/v1/participants/{other['id']}", headers=gone)).status_code == 204
    return somebody


async def test_nothing_that_is_kept_names_a_person_who_is_suppressed(service: AsyncClient, settings: Settings) -> None:
    somebody = await a_life(service)
    before = await attendance(service, somebody["id"])
    assert len(await places(settings)) > 15
    told = await suppressed(service, somebody["id"])
    assert await places(settings) == []
    assert await places(settings, ("zqnote", "zqprinted", "zqtitle", "zqorganisation")) == []
    assert min(told["counts"].values()) >= 0
    assert told["counts"]["records"] >= 4
    assert told["counts"]["versions"] >= 4
    assert told["counts"]["documents"] == 1
    assert told["reason"] == f"{told['pseudonym']} bad om det"
    now = await ok(await service.get(f"/v1/participants/{somebody['id']}"))
    assert (now["name"], now["title"], now["organisation"], now["political_party"]) == (told["pseudonym"], *[None] * 3)
    assert await attendance(service, somebody["id"]) == before


async def attendance(api: AsyncClient, id: str) -> list[tuple[str, str]]:
    """The person's meetings, and what each says of their attendance."""
    meetings = (await ok(await api.get("/v1/meetings", params={"participant": id})))["items"]
    return [
        (meeting["id"], attendee["attendance"])
        for meeting in meetings
        for attendee in (await ok(await api.get(f"/v1/meetings/{meeting['id']}")))["attendees"]
        if attendee["participant_id"] == id
    ]


async def test_a_person_who_is_suppressed_does_not_come_back(service: AsyncClient, settings: Settings) -> None:
    somebody = await a_life(service)
    told = await suppressed(service, somebody["id"])
    again = await imported(service, f"referat-{NAME}.txt", FIRST)
    later = await imported(service, f"{NAME}.txt", SECOND)
    assert [one["state"] for one in (*again["files"], *later["files"])] == ["unchanged", "created"]
    await ok(await service.post("/v1/participants", json={"name": NAME}))
    patch = {"name": NAME, "title": "Direktør Zqtitle"}
    await ok(await service.patch(f"/v1/participants/{somebody['id']}", json=patch, headers=ANY))
    reason = {"Klynge-Reason": f"Oprettet for {NAME}"}
    await ok(await service.post("/v1/participants", json={"name": "Bo Dam"}, headers=reason))
    assert await places(settings) == []
    assert await places(settings, ("zqtitle",)) == []
    meetings = {one["id"] for one in (await ok(await service.get("/v1/meetings")))["items"]}
    assert len(meetings) == 2
    assert {meeting for meeting, _ in await attendance(service, somebody["id"])} == meetings
    text = await service.get(f"/v1/documents/{later['files'][0]['sha256']}", headers={"Accept": "text/plain"})
    assert told["pseudonym"] in text.text
    assert text.text.count("\n") == SECOND.count("\n")


async def test_a_trial_tells_what_would_change_and_changes_nothing(service: AsyncClient, settings: Settings) -> None:
    somebody = await a_life(service)
    before = await places(settings)
    address = f"/v1/participants/{somebody['id']}/suppress"
    answer = await service.post(address, params={"dry_run": "true"}, json={})
    assert answer.status_code == 200
    trial = answer.json()
    assert trial["counts"]["documents"] == 1
    assert trial["counts"]["records"] >= 4
    assert await places(settings) == before
    assert (await service.get(f"/v1/participants/{somebody['id']}/suppression")).status_code == 404
