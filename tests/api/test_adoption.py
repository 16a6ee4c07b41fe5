"""Minutes and source systems speak of the same things: whichever comes first, there is one resource for each."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.cli.minutes import FIRST, SECOND

Body = dict[str, Any]
REGION = "Region Øst"
UPSERTS: list[tuple[str, Body]] = [
    ("clusters", {"name": "Sundhedsklynge Fjord", "region": REGION}),
    ("forums", {"name": "CHEFFORUM", "level": "strategic"}),
    ("participants", {"name": "Agnete Holmsted Ravnsø", "title": "direktør"}),
    ("initiatives", {"code": "1", "name": "Tryg udskrivelse", "status": "running"}),
    ("funding", {"name": "Klyngemidler 2022", "grant_years": [2022]}),
    ("meetings", {"title": "Januarmødet", "date": {"from": "2024-01-15", "to": "2024-01-15", "precision": "day"}}),
]


async def imported(api: AsyncClient, text: str) -> Body:
    file: Body = (await api.post("/v1/imports", content=text.encode())).json()["files"][0]
    assert file["state"] != "failed", file
    return file


async def put(api: AsyncClient, path: str, sent: Body, id: str = "1", system: str = "esdh") -> Response:
    return await api.put(f"/v1/{path}/by-source", params={"system": system, "kind": "sag", "id": id}, json=sent)


async def put_all(api: AsyncClient, **options: str) -> dict[str, Body]:
    """What was answered, by the last part of the path. References are to what was put before."""
    bodies: dict[str, Body] = {}
    for path, sent in UPSERTS:
        ids = {f"{name[:-1]}_id": bodies[name]["id"] for name in ("clusters", "forums") if name in bodies}
        refers: Body = {"cluster_id": ids.get("cluster_id")} if path in ("forums", "initiatives", "funding") else {}
        if path == "participants":
            refers = {"memberships": [{"forum_id": ids["forum_id"], "role": "member"}]}
        if path == "meetings":
            refers = {"forum_id": ids["forum_id"]}
        answer = await put(api, path, {**sent, **refers}, **options)
        assert answer.status_code in (200, 201), answer.text
        bodies[path] = {**answer.json(), "state": answer.headers["klynge-state"]}
    return bodies


async def totals(api: AsyncClient) -> dict[str, int]:
    return {path: (await api.get(f"/v1/{path}?count=true")).json()["total"] for path, _ in UPSERTS}


async def test_what_minutes_made_is_adopted_by_a_source_that_names_it(api: AsyncClient) -> None:
    first = await imported(api, FIRST)
    before = await totals(api)
    bodies = await put_all(api)
    assert {body["state"] for body in bodies.values()} == {"updated"}
    assert await totals(api) == before
    assert {body["id"] for body in bodies.values()} <= {one["id"] for one in first["resources"]}
    for path, sent in UPSERTS:
        kinds = [(entry["system"], entry["kind"]) for entry in bodies[path]["sources"]]
        assert kinds == [("klynge", "natural_key"), ("esdh", "sag")]
        assert bodies[path]["name" if "name" in sent else "title"] == sent.get("name", sent.get("title"))
        again = await put(api, path, sent)
        assert (again.headers["klynge-state"], again.json()["id"]) == ("unchanged", bodies[path]["id"])
    assert bodies["meetings"]["agenda_items"]
    later = await imported(api, SECOND)
    assert {one["id"] for one in later["resources"] if one["kind"] in ("cluster", "forum")} == {
        bodies[path]["id"] for path in ("clusters", "forums")
    }
    forum = (await api.get(f"/v1/forums/{bodies['forums']['id']}")).json()
    assert (forum["name"], forum["level"]) == ("CHEFFORUM", "strategic")


async def test_what_a_source_made_is_met_by_minutes_that_come_later(api: AsyncClient) -> None:
    bodies = await put_all(api)
    assert {body["state"] for body in bodies.values()} == {"created"}
    file = await imported(api, FIRST)
    met = {one["id"] for one in file["resources"] if one["state"] != "created"}
    assert met == {body["id"] for body in bodies.values()}
    assert (await totals(api))["clusters"] == (await totals(api))["meetings"] == 1
    meeting = (await api.get(f"/v1/meetings/{bodies['meetings']['id']}")).json()
    assert (meeting["title"], len(meeting["agenda_items"])) == ("Januarmødet", 3)
    assert (await imported(api, FIRST))["state"] == "unchanged"


async def test_two_systems_that_name_one_thing_share_it(api: AsyncClient) -> None:
    one, other = await put_all(api), await put_all(api, system="dagsorden")
    assert {path: body["id"] for path, body in one.items()} == {path: body["id"] for path, body in other.items()}
    assert set((await totals(api)).values()) == {1}


async def test_p11_two_ids_of_one_system_are_two_even_where_they_are_called_alike(api: AsyncClient) -> None:
    one, other = await put_all(api), await put_all(api, id="2")
    assert not {body["id"] for body in one.values()} & {body["id"] for body in other.values()}
    assert set((await totals(api)).values()) == {2}


@pytest.mark.parametrize(("is_imported", "status"), [(False, 204), (True, 409)])
async def test_a_source_withdraws_what_no_minutes_speak_of(api: AsyncClient, is_imported: bool, status: int) -> None:
    if is_imported:
        await imported(api, FIRST)
    bodies = await put_all(api)
    query = {"system": "esdh", "kind": "sag", "id": "1"}
    answer = await api.delete("/v1/meetings/by-source", params=query)
    assert answer.status_code == status
    if is_imported:
        assert answer.json()["code"] == "source_shared"
        return
    assert (await api.get(f"/v1/meetings/{bodies['meetings']['id']}")).status_code == 410
    back = await put(api, "meetings", {"title": "Januarmødet"})
    assert back.headers["klynge-state"] == "restored"
    assert [entry["system"] for entry in back.json()["sources"]] == ["esdh", "klynge"]
    file = await imported(api, FIRST)
    assert bodies["meetings"]["id"] in {one["id"] for one in file["resources"]}


async def test_what_was_withdrawn_does_not_keep_its_name_from_another(api: AsyncClient) -> None:
    cluster = {"name": "Sundhedsklynge Fjord", "region": REGION}
    gone = (await put(api, "clusters", cluster)).json()
    await api.delete("/v1/clusters/by-source", params={"system": "esdh", "kind": "sag", "id": "1"})
    new = (await put(api, "clusters", cluster, id="2")).json()
    assert new["id"] != gone["id"]
    file = await imported(api, FIRST)
    assert [one["id"] for one in file["resources"] if one["kind"] == "cluster"] == [new["id"]]
