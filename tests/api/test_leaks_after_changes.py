"""What was open and turns closed, by whichever road, is found by nobody without the right: in no list, past or feed."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import READ, SCOPES, WRITE
from tests.api.hidden_world import ANY, STEPS, HiddenWorld, item, note_ids, ok, publish
from tests.api.reads import MARKS_OF_CLOSED, swept, token
from tests.api.world import cluster
from tests.cli.minutes import SECOND

LATE = "Zqlate"
ESDH = "/v1/meetings/by-source?system=esdh-nord&kind=møde&id=1"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"anonymous_read": True})


async def searched(client: AsyncClient, headers: dict[str, str]) -> int:
    return len((await ok(await client.get(f"/v1/search?q={LATE}&limit=50", headers=headers)))["items"])


async def check_vanished(
    client: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str], *marks: str
) -> None:
    """For readers with a token and without one: at every address there is by now."""
    client.headers.update(everything)
    await note_ids(client, hidden)
    del client.headers["Authorization"]
    for headers in (token(settings, READ), {}):
        assert await searched(client, headers) == 0
        assert await swept(client, headers, hidden, (*MARKS_OF_CLOSED, *(marks or (LATE,)))) > 40


async def told_since(client: AsyncClient, seq: int, headers: dict[str, str]) -> set[str]:
    rows = (await ok(await client.get(f"/v1/changes?after={seq}&limit=200", headers=headers)))["items"]
    return {one["type"] for one in rows}


async def seq_of(client: AsyncClient, headers: dict[str, str]) -> int:
    seq: int = (await ok(await client.get("/v1/changes/summary", headers=headers)))["seq"]
    return seq


async def test_minutes_imported_again_as_closed_vanish(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    told = SECOND.replace("Agnete", LATE).replace("akutteam", f"{LATE}-team").encode()
    path = "/v1/imports?name=b.txt&unknown_means="
    await ok(await anyone.post(f"{path}open", content=told, headers=everything))
    reader = token(settings, READ)
    assert await searched(anyone, reader) > 2
    seq = await seq_of(anyone, reader)
    await ok(await anyone.post(f"{path}closed", content=told, headers=everything))
    await check_vanished(anyone, settings, hidden, everything)
    assert "meeting.retracted" in await told_since(anyone, seq, reader)


async def test_what_a_source_says_of_unknown_access_holds_for_what_came_before(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    source = "/v1/sources?system=esdh-nord"
    await ok(await anyone.put(source, json={"unknown_means": "open"}, headers=everything))
    rows = [item(f"{LATE} a", "unknown")]
    content = {"forum_id": hidden.world.id("forums"), "title": "Hentet", "agenda_items": rows}
    made = await ok(await anyone.put(ESDH, json=content, headers=everything))
    anyone.headers.update(everything)
    await publish(anyone, made["id"])
    evidence = {"meeting_id": made["id"], "agenda_item_id": made["agenda_items"][0]["id"]}
    fact = {"cluster_id": hidden.cluster, "name": f"{LATE} b", "evidence": evidence}
    await ok(await anyone.post("/v1/initiatives", json=fact))
    del anyone.headers["Authorization"]
    reader = token(settings, READ)
    assert await searched(anyone, reader) > 2
    await ok(await anyone.put(source, json={"unknown_means": "closed"}, headers=everything | ANY))
    await check_vanished(anyone, settings, hidden, everything)


async def test_what_moves_to_another_cluster_is_found_no_longer_by_those_of_the_first(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    anyone.headers.update(everything)
    room = await ok(await anyone.post("/v1/forums", json={"cluster_id": hidden.cluster, "name": f"{LATE} a"}))
    person = await ok(
        await anyone.post("/v1/participants", json={"name": f"{LATE} b", "memberships": [{"forum_id": room["id"]}]})
    )
    rows = [{"participant_id": person["id"], "name": f"{LATE} b"}]
    content = {"forum_id": room["id"], "title": f"{LATE} c", "agenda_items": [item(LATE, "open")], "attendees": rows}
    await publish(anyone, (await ok(await anyone.post("/v1/meetings", json=content)))["id"])
    own = token(settings, *SCOPES, clusters=(hidden.cluster,))
    assert await searched(anyone, own) > 2
    other = await ok(await anyone.post("/v1/clusters", json=cluster() | {"name": "En anden"}))
    await ok(await anyone.patch(f"/v1/forums/{room['id']}", json={"cluster_id": other["id"]}, headers=ANY))
    await note_ids(anyone, hidden)
    del anyone.headers["Authorization"]
    assert await searched(anyone, own) == 0
    assert await swept(anyone, own, hidden, (LATE,)) > 40
    theirs = token(settings, *SCOPES, clusters=(other["id"],))
    assert await searched(anyone, theirs) > 2


async def test_a_day_that_is_put_off_and_a_restored_meeting_stay_closed(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    anyone.headers.update(everything)
    until = {"on": "2020-01-01", "event": None, "text": None}
    rows = [item(f"{LATE} a", "closed", closed_until=until), item("Altid", "open")]
    content = {"forum_id": hidden.world.id("forums"), "title": "Udsat", "agenda_items": rows}
    made = await ok(await anyone.post("/v1/meetings", json=content))
    await publish(anyone, made["id"])
    path = f"/v1/meetings/{made['id']}"
    reader = token(settings, READ)
    assert await searched(anyone, reader) > 0
    off = {"closed_until": until | {"on": "2099-01-01"}}
    await ok(await anyone.patch(f"{path}/agenda-items/{made['agenda_items'][0]['id']}", json=off, headers=ANY))
    deleted = await anyone.delete(f"{path}?reason=tightened", headers=ANY)
    assert deleted.status_code == 204
    del anyone.headers["Authorization"]
    await check_vanished(anyone, settings, hidden, everything)
    await ok(await anyone.post(f"{path}/restore", headers=everything | ANY))
    await check_vanished(anyone, settings, hidden, everything)


async def test_what_is_merged_tells_nothing_of_the_closed_one(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """An initiative and a person that only closed material names, each merged with one that everybody knows; and the
    merge undone."""
    anyone.headers.update(everything)
    meeting = (await anyone.get("/v1/meetings?from=2031-04-04&to=2031-04-04")).json()["items"][0]
    items = (await anyone.get(f"/v1/meetings/{meeting['id']}")).json()["agenda_items"]
    shut = {"meeting_id": meeting["id"], "agenda_item_id": items[1]["id"]}
    fact: dict[str, Any] = {"cluster_id": hidden.cluster, "name": f"{LATE} a", "evidence": shut}
    fact |= {"code": f"{LATE}7", "milestones": [{"title": f"{LATE} c"}], "lead": {"name": f"{LATE} d"}}
    fact["goals"] = [{"text": f"{LATE} b", "evidence": shut}]
    closed = await ok(await anyone.post("/v1/initiatives", json=fact))
    held = {"forum_id": hidden.world.id("forums"), "title": "Åbent", "agenda_items": [item("Kendt", "open")]}
    open_one = await ok(await anyone.post("/v1/meetings", json=held))
    await publish(anyone, open_one["id"])
    place = {"meeting_id": open_one["id"], "agenda_item_id": open_one["agenda_items"][0]["id"]}
    known = {"cluster_id": hidden.cluster, "name": "Kendt", "evidence": place}
    known = await ok(await anyone.post("/v1/initiatives", json=known))
    into = {"into": known["id"]}
    await ok(await anyone.post(f"/v1/initiatives/{closed['id']}/merge", json=into, headers=ANY))
    del anyone.headers["Authorization"]
    await check_vanished(anyone, settings, hidden, everything)
    seen = await ok(await anyone.get(f"/v1/initiatives/{known['id']}", headers=token(settings, READ)))
    assert seen["name"] == "Kendt"
    await ok(await anyone.post(f"/v1/initiatives/{closed['id']}/restore", headers=everything | ANY))
    await check_vanished(anyone, settings, hidden, everything)
    persons = (await anyone.get("/v1/participants?limit=200", headers=everything)).json()["items"]
    [person] = [one["id"] for one in persons if one["name"].startswith("Zqshut")]
    into = {"into": hidden.world.id("participants")}
    refused = await anyone.post(f"/v1/participants/{person}/merge", json=into, headers=everything | ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "merge_refused")
    await check_vanished(anyone, settings, hidden, everything)


async def test_a_writer_who_takes_an_item_out_of_its_meeting_opens_nothing(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """Not by moving it to another forum, nor by cancelling it, nor by making it a plan again."""
    writer = token(settings, READ, WRITE) | ANY
    found = (await anyone.get("/v1/meetings?from=2031-04-04&to=2031-04-04", headers=everything)).json()["items"]
    path = f"/v1/meetings/{found[0]['id']}"
    room = {"cluster_id": hidden.cluster, "name": "Et andet forum"}
    other = await ok(await anyone.post("/v1/forums", json=room, headers=everything))
    await ok(await anyone.patch(path, json={"forum_id": other["id"]}, headers=writer))
    for step in (*STEPS, "cancel"):
        await anyone.post(f"{path}/{step}", headers=writer)
    await check_vanished(anyone, settings, hidden, everything)


async def test_why_a_closed_item_was_changed_is_not_told_when_it_opens(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    anyone.headers.update(everything)
    content = {
        "forum_id": hidden.world.id("forums"),
        "title": "Åbnes",
        "agenda_items": [{"title": "Et", "access": "closed"}],
    }
    made = await ok(await anyone.post("/v1/meetings", json=content))
    await publish(anyone, made["id"])
    path = f"/v1/meetings/{made['id']}"
    part = f"{path}/agenda-items/{made['agenda_items'][0]['id']}"
    for change, reason in (
        ({"title": "To"}, LATE),
        ({"access": "open"}, "Aktindsigt"),
        ({"title": "Tre"}, "Stavefejl"),
    ):
        await ok(await anyone.patch(part, json=change, headers=ANY | {"Klynge-Reason": reason}))
    del anyone.headers["Authorization"]
    told = [
        [one["reason"] for one in (await ok(await anyone.get(f"{path}/history", headers=headers)))["items"]][:3]
        for headers in (token(settings, READ), everything)
    ]
    assert told == [["Stavefejl", None, None], ["Stavefejl", "Aktindsigt", LATE]]
