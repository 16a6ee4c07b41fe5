"""Decisions across meetings, an initiative's decisions, a participant's attendance. P16, P20, P21: who sat for whom,
where a postponed item goes on, who was away for one item."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.walks import listed, walk
from tests.api.world import NORTH, UNKNOWN_ID, World, build

ANY = {"If-Match": "*"}


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


def item(title: str, outcome: str | None, text: str = "", **members: Any) -> dict[str, Any]:
    decision = {"text": text, "outcome": outcome, **members.pop("decision", {})} if outcome else None
    return {"title": title, "decision": decision, **members}


async def meet(api: AsyncClient, forum: str, day: str, *items: dict[str, Any], **members: Any) -> dict[str, Any]:
    date = {"from": day, "to": day, "precision": "day"}
    content = {"forum_id": forum, "date": date, "agenda_items": list(items), **members}
    answer = await api.post("/v1/meetings", json=content)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def titles(api: AsyncClient, path: str) -> list[str]:
    return [row["title"] for row in await listed(api, path)]


@pytest.fixture
async def decided(api: AsyncClient, world: World) -> World:
    """Three meetings in two forums, with an item that decides nothing and one without a decision section."""
    forum, initiative = world.id("forums"), world.id("initiatives")
    other = (await api.post("/v1/forums", json={"cluster_id": world.id("clusters"), "name": "Fagligt Forum"})).json()
    points = [
        {"number": "1", "text": "Udsættes til mødet i maj", "outcome": "postponed", "initiative_ids": [initiative]}
    ]
    await meet(
        api,
        forum,
        "2031-01-10",
        item("Økonomi", "approved", "Budgettet blev godkendt."),
        item("Orientering", None),
        item("Medicinbokse", "noted", "Taget til efterretning", initiative_ids=[initiative]),
    )
    await meet(api, forum, "2031-02-10", item("Udskrivninger", "discussed", "Drøftet", decision={"points": points}))
    await meet(api, other["id"], "2031-03-01", item("Årshjul", "none"), item("Økonomi igen", "approved", "Godkendt"))
    return World({**world.bodies, "other": other})


IN_ORDER = ["Årshjul", "Økonomi igen", "Udskrivninger", "Økonomi", "Medicinbokse"]

FILTERS = [
    ("", IN_ORDER),
    ("outcome=approved", ["Økonomi igen", "Økonomi"]),
    ("outcome=postponed", ["Udskrivninger"]),
    ("outcome=rejected", []),
    ("initiative={initiatives}", ["Udskrivninger", "Medicinbokse"]),
    ("initiative={initiatives}&outcome=noted", ["Medicinbokse"]),
    ("initiative={initiatives}&outcome=approved", []),
    (f"initiative={UNKNOWN_ID}", []),
    ("forum={forums}", IN_ORDER[2:]),
    ("forum={other}", IN_ORDER[:2]),
    ("cluster={clusters}", IN_ORDER),
    (f"cluster={UNKNOWN_ID}", []),
    (f"cluster={{clusters}}&forum={UNKNOWN_ID}", []),
    ("from=2031-01-10&to=2031-01-10", ["Økonomi", "Medicinbokse"]),
    ("from=2031-01-11", IN_ORDER[:3]),
    ("to=2031-02-10", IN_ORDER[2:]),
    ("q=ØKONOMI", ["Økonomi igen", "Økonomi"]),
    ("q=budget", ["Økonomi"]),
    ("q=økonomi%20godk", ["Økonomi igen", "Økonomi"]),
    ("q=mødet%20i%20maj", ["Udskrivninger"]),
    ("q=boks", []),
    ("q=medicinboks%20", ["Medicinbokse"]),
    ("q=budgetterne%20", ["Økonomi"]),
    ("q=øko%20", []),
    ("q=og", []),
    ("q=...", []),
    ("q=%7B%22%24ne%22%3A%20null%7D", []),
    ("q=$where", []),
    ("sort=date", ["Økonomi", "Medicinbokse", "Udskrivninger", "Årshjul", "Økonomi igen"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
async def test_decisions_are_filtered_across_meetings(
    api: AsyncClient, decided: World, query: str, expected: list[str]
) -> None:
    ids = {name: decided.id(name) for name in decided.bodies}
    assert await titles(api, f"/v1/decisions?{query.format(**ids)}") == expected


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 200])
async def test_pages_of_decisions_join_to_the_whole_list_within_and_across_meetings(
    api: AsyncClient, decided: World, limit: int
) -> None:
    for order in ("date", "-date"):
        rows = await walk(api, f"/v1/decisions?limit={limit}&sort={order}")
        whole = (await api.get(f"/v1/decisions?sort={order}")).json()
        assert rows == whole["items"]
        assert whole["next_cursor"] is None


async def test_a_decision_names_its_meeting_forum_and_cluster(api: AsyncClient, decided: World) -> None:
    row = (await api.get("/v1/decisions?outcome=postponed")).json()["items"][0]
    assert (row["forum_id"], row["cluster_id"]) == (decided.id("forums"), decided.id("clusters"))
    meeting = (await api.get(f"/v1/meetings/{row['meeting_id']}")).json()
    found = next(one for one in meeting["agenda_items"] if one["id"] == row["agenda_item_id"])
    assert (row["text"], row["points"]) == (found["decision"]["text"], found["decision"]["points"])
    assert (row["date"], row["outcome"]) == (meeting["date"], "discussed")
    assert row["initiative_ids"] == [decided.id("initiatives")]


async def test_p20_a_postponed_item_says_where_it_goes_on(api: AsyncClient, world: World) -> None:
    later = await meet(api, world.id("forums"), "2031-05-01", item("Igen", "approved"))
    target = {"meeting_id": later["id"], "agenda_item_id": later["agenda_items"][0]["id"]}
    first = item("Udsat", "postponed", decision={"continues_in": target})
    await meet(api, world.id("forums"), "2031-04-01", first)
    row = (await api.get("/v1/decisions?outcome=postponed")).json()["items"][0]
    assert {name: row["continues_in"][name] for name in target} == target


async def test_decisions_unchanged_during_a_walk_are_met_once_while_their_meetings_change(
    api: AsyncClient, world: World
) -> None:
    items = [item(f"Punkt {number}", "approved") for number in range(6)]
    meeting = await meet(api, world.id("forums"), "2031-06-01", *items)
    await meet(api, world.id("forums"), "2031-05-01", item("Ældre", "noted"))
    page = (await api.get("/v1/decisions?limit=3")).json()
    kept = meeting["agenda_items"]
    without_the_last_met = [*kept[:2], *kept[3:], item("Nyt sidst", "approved")]
    changed = {"agenda_items": without_the_last_met}
    path = f"/v1/meetings/{meeting['id']}"
    assert (await api.patch(path, json=changed, headers=ANY)).status_code == 200
    rest = await walk(api, page["links"]["next"])
    assert [row["title"] for row in rest] == ["Punkt 3", "Punkt 4", "Punkt 5", "Nyt sidst", "Ældre"]


async def test_what_is_deleted_has_no_decisions(api: AsyncClient, decided: World) -> None:
    page = (await api.get("/v1/decisions?limit=1&sort=date")).json()
    await api.delete(f"/v1/meetings/{page['items'][0]['meeting_id']}", headers=ANY)
    assert await titles(api, page["links"]["next"]) == ["Udskrivninger"]
    assert await titles(api, "/v1/decisions") == IN_ORDER[:3]


async def test_an_initiative_has_the_decisions_that_name_it(api: AsyncClient, decided: World) -> None:
    path = f"{decided.path('initiatives')}/decisions"
    assert await titles(api, path) == ["Udskrivninger", "Medicinbokse"]
    assert await titles(api, f"{path}?outcome=noted&forum={decided.id('forums')}&q=medicin") == ["Medicinbokse"]
    rows = await walk(api, f"{path}?limit=1")
    assert [row["title"] for row in rows] == ["Udskrivninger", "Medicinbokse"]


async def test_decisions_follow_a_merge_of_initiatives(api: AsyncClient, decided: World) -> None:
    content = {"cluster_id": decided.id("clusters"), "name": "Trygge udskrivninger fra sygehus"}
    into = (await api.post("/v1/initiatives", json=content)).json()["id"]
    merge = await api.post(f"{decided.path('initiatives')}/merge", json={"into": into}, headers=ANY)
    assert merge.status_code == 200, merge.text
    for id in (into, decided.id("initiatives")):
        assert await titles(api, f"/v1/initiatives/{id}/decisions") == ["Udskrivninger", "Medicinbokse"]
        assert await titles(api, f"/v1/decisions?initiative={id}&outcome=noted") == ["Medicinbokse"]


async def test_attendance_lists_the_meetings_and_the_row_of_the_participant(api: AsyncClient, world: World) -> None:
    """P22: who sent somebody in their place is not present by that."""
    person = world.id("participants")
    rows = [
        {"participant_id": person, "name": "Ask Øllgaard", "attendance": "excused"},
        {"name": "Bo", "attendance": "present", "substitutes_for": {"printed": "Ask Øllgaard"}},
    ]
    later = await meet(api, world.id("forums"), "2031-05-01", item("Punkt", None), attendees=rows)
    await meet(api, world.id("forums"), "2031-06-01", attendees=rows[1:])
    path = f"{world.path('participants')}/attendance"
    found = (await api.get(path)).json()["items"]
    assert [row["meeting_id"] for row in found] == [later["id"], world.id("meetings")]
    assert [[one["attendance"] for one in row["attendees"]] for row in found] == [["excused"], ["unknown"]]
    assert found[0]["attendees"] == later["attendees"][:1]
    assert {row["cluster_id"] for row in found} == {world.id("clusters")}
    assert [row["meeting_id"] for row in await walk(api, f"{path}?limit=1&sort=date")] == [
        world.id("meetings"),
        later["id"],
    ]
    assert len((await api.get(f"{path}?from=2031-05-01&to=2031-05-01&forum={world.id('forums')}")).json()["items"]) == 1
    assert (await api.get(f"{path}?cluster={UNKNOWN_ID}")).json()["items"] == []


async def test_p21_attendance_says_who_was_away_for_one_item(api: AsyncClient, world: World) -> None:
    away: dict[str, Any] = {"participant_id": world.id("participants"), "absent_for": [{"number": "1"}]}
    await meet(api, world.id("forums"), "2031-07-01", item("Inhabil", None, number="1"), attendees=[away])
    newest = (await api.get(f"{world.path('participants')}/attendance")).json()["items"][0]
    assert newest["attendees"][0]["absent_for"] == [{"id": None, "number": "1"}]


@pytest.mark.parametrize("path", ["initiatives/{}/decisions", "participants/{}/attendance"])
async def test_what_is_not_there_is_404_and_what_was_deleted_is_410(api: AsyncClient, world: World, path: str) -> None:
    name = path.partition("/")[0]
    assert (await api.get(f"/v1/{path.format(UNKNOWN_ID)}")).json()["code"] == "not_found"
    for other in ("meetings", "funding", "initiatives", "participants"):
        await api.delete(world.path(other), headers=ANY)
    answer = await api.get(f"/v1/{path.format(world.id(name))}")
    assert (answer.status_code, answer.json()["tombstone"]["id"]) == (410, world.id(name))


REFUSED = [
    ("limit=0", 422),
    ("limit=201", 422),
    ("limit=-1", 422),
    ("limit=abc", 422),
    ("q=a%20b%20c%20d%20e%20f%20g%20h%20k%20l%20m", 422),
    ("from=yesterday", 422),
    ("forum=1", 422),
    ("sort=title", 422),
    ("colour=red", 422),
    ("cursor=x", 400),
    ("cursor=WyJ4Il0", 400),
]


@pytest.mark.parametrize(("query", "status"), REFUSED)
async def test_what_does_not_hold_is_refused(api: AsyncClient, world: World, query: str, status: int) -> None:
    paths = ("/v1/decisions", f"{world.path('initiatives')}/decisions", f"{world.path('participants')}/attendance")
    for path in paths:
        assert (await api.get(f"{path}?{query}")).status_code == status


async def test_a_cursor_belongs_to_its_list_and_filters(api: AsyncClient, decided: World) -> None:
    cursor = (await api.get("/v1/decisions?limit=1")).json()["next_cursor"]
    for query in ("outcome=approved&", "sort=date&", "q=a&"):
        assert (await api.get(f"/v1/decisions?{query}cursor={cursor}")).status_code == 400
    for path in (f"{decided.path('initiatives')}/decisions", f"{decided.path('participants')}/attendance"):
        assert (await api.get(f"{path}?cursor={cursor}")).status_code == 400


async def test_a_party_is_no_forum(api: AsyncClient, decided: World) -> None:
    assert await titles(api, f"/v1/decisions?forum={NORTH}") == []
