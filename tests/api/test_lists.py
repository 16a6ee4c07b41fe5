"""Lists: filters, order, cursors, and what they refuse."""

import base64
import json
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import READ
from app.main import create_app
from tests.api.conftest import bearer, serving
from tests.api.walks import listed, walk
from tests.api.world import NORTH, UNKNOWN_ID, World, build

NAMES = ["Aalborg", "Ærø", "anholt", "Ølgod", "Åbenrå", "Zoffmann", "Aarhus", "2.10", "2.9", "bornholm"]
IN_DANISH_ORDER = ["2.9", "2.10", "anholt", "bornholm", "Zoffmann", "Ærø", "Ølgod", "Åbenrå", "Aalborg", "Aarhus"]


async def clusters(api: AsyncClient, *names: str, **members: Any) -> list[str]:
    created = [await api.post("/v1/clusters", json={"name": name, **members}) for name in names]
    return [answer.json()["id"] for answer in created]


async def test_text_is_in_danish_order(api: AsyncClient) -> None:
    await clusters(api, *NAMES)
    assert [row["name"] for row in await listed(api, "/v1/clusters")] == IN_DANISH_ORDER
    assert [row["name"] for row in await listed(api, "/v1/clusters?sort=-name")] == IN_DANISH_ORDER[::-1]


@pytest.mark.parametrize("limit", [1, 3, 4, 10, 200])
@pytest.mark.parametrize("sort", ["name", "-name", "updated_at", "-updated_at"])
async def test_pages_join_to_the_whole_list(api: AsyncClient, limit: int, sort: str) -> None:
    ids = await clusters(api, *["Samme"] * 5, *NAMES[:5])
    rows = await walk(api, f"/v1/clusters?limit={limit}&sort={sort}")
    assert sorted(row["id"] for row in rows) == sorted(ids)


async def test_a_row_that_stays_unchanged_is_met_once_while_others_come_and_go(api: AsyncClient) -> None:
    ids = await clusters(api, *NAMES)
    page = (await api.get("/v1/clusters?limit=4")).json()
    met = [row["id"] for row in page["items"]]
    moved, gone = met[1], met[2]
    await api.patch(f"/v1/clusters/{moved}", json={"name": "Åå sidst"}, headers={"If-Match": "*"})
    await api.delete(f"/v1/clusters/{gone}", headers={"If-Match": "*"})
    await clusters(api, "0 først")
    met += [row["id"] for row in await walk(api, page["links"]["next"])]
    assert all(met.count(id) == 1 for id in ids if id != moved)


async def test_filters_survive_in_the_links(api: AsyncClient) -> None:
    await clusters(api, "A", "B", "C", region="Region Øst")
    page = (await api.get("/v1/clusters?region=region%20%C3%B8st&limit=2&sort=-name")).json()
    assert page["links"]["self"] == "/v1/clusters?region=region+%C3%B8st&limit=2&sort=-name"
    assert page["next_cursor"] in page["links"]["next"]
    assert [row["name"] for row in (await api.get(page["links"]["next"])).json()["items"]] == ["A"]


async def test_the_last_page_has_no_next(api: AsyncClient) -> None:
    await clusters(api, "A", "B")
    page = (await api.get("/v1/clusters?limit=2")).json()
    assert (len(page["items"]), page["next_cursor"], page["links"]["next"]) == (2, None, None)


CLUSTER_FILTERS = [
    ("kind=sundhedsraad", ["Beta"]),
    ("region=REGION%20ØST", ["Alfa"]),
    ("region=Region", []),
    ("name=al", ["Alfa"]),
    ("name=AL", ["Alfa"]),
    ("name=%25", []),
    ("name=.*", []),
    ("name=", ["Alfa", "Beta"]),
    ("name=%00", []),
    ("region=%00%F0%9F%98%80", []),
    ("kind=sundhedsraad&name=al", []),
]


@pytest.mark.parametrize(("query", "names"), CLUSTER_FILTERS)
async def test_clusters_are_filtered(api: AsyncClient, query: str, names: list[str]) -> None:
    await clusters(api, "Alfa", region="Region Øst")
    await clusters(api, "Beta", kind="sundhedsraad")
    assert [row["name"] for row in await listed(api, f"/v1/clusters?{query}")] == names


FILTERS = [
    ("forums", "cluster={clusters}", True),
    ("forums", f"cluster={UNKNOWN_ID}", False),
    ("forums", "level=political", True),
    ("forums", "level=strategic", False),
    ("forums", "parent={forums}", False),
    ("forums", "municipality_code=0990", False),
    ("forums", "name=POLI", True),
    ("participants", "forum={forums}", True),
    ("participants", f"forum={UNKNOWN_ID}", False),
    ("participants", "organisation=nordkommune", True),
    ("participants", "organisation=nord", False),
    ("participants", "name=ask", True),
    ("initiatives", "cluster={clusters}&kind=initiative&status=proposed&code=1A&forum={forums}", True),
    ("initiatives", "status=running", False),
    ("initiatives", "kind=project", False),
    ("initiatives", "code=1", False),
    ("initiatives", f"forum={UNKNOWN_ID}", False),
    ("initiatives", "parent={initiatives}", False),
    ("funding", "cluster={clusters}&year=2031", True),
    ("funding", "year=2030", False),
    ("meetings", "cluster={clusters}", True),
    ("meetings", f"cluster={UNKNOWN_ID}", False),
    ("meetings", "forum={forums}&status=planned", True),
    ("meetings", "cluster={clusters}&forum={forums}", True),
    ("meetings", f"cluster={{clusters}}&forum={UNKNOWN_ID}", False),
    ("meetings", "status=held", False),
    ("meetings", "from=2031-03-04&to=2031-03-04", True),
    ("meetings", "from=2031-03-05", False),
    ("meetings", "to=2031-03-03", False),
    ("meetings", "to=9999-12-31", True),
    ("meetings", "case_number=SAG-31-7", True),
    ("meetings", "case_number=SAG-31", False),
    ("meetings", "participant={participants}", True),
    ("meetings", f"participant={NORTH}", False),
]


@pytest.mark.parametrize(("name", "query", "found"), FILTERS)
async def test_a_filter_holds(api: AsyncClient, name: str, query: str, found: bool) -> None:
    world = await build(api)
    ids = {other: world.id(other) for other in world.bodies}
    rows = await listed(api, f"/v1/{name}?{query.format(**ids)}")
    assert [row["id"] for row in rows] == ([world.id(name)] if found else [])


EVERY_ROW = {"id", "version", "created_at", "updated_at"}
ROWS = {
    "clusters": EVERY_ROW | {"name", "kind", "region", "valid_from", "valid_to"},
    "forums": EVERY_ROW | {"cluster_id", "name", "level", "parent_id", "valid_from", "valid_to"},
    "participants": EVERY_ROW | {"name", "title", "organisation", "political_party"},
    "initiatives": EVERY_ROW | {"cluster_id", "kind", "code", "parent_id", "name", "status", "responsible_forum_id"},
    "funding": EVERY_ROW | {"cluster_id", "name", "grant_years", "closed_on"},
    "meetings": {
        *("id", "version", "forum_id", "cluster_id", "title", "number", "status", "date", "starts_at", "ends_at"),
        *("location", "attendee_count", "agenda_item_count", "updated_at"),
    },
}
"""The scalars at the top; a pot is told apart by its years, and a meeting has its place and counts."""


async def test_a_row_has_these_members(api: AsyncClient) -> None:
    await build(api)
    for name, members in ROWS.items():
        [row] = await listed(api, f"/v1/{name}")
        assert set(row) == members, name


async def test_a_meeting_names_the_cluster_of_its_forum(api: AsyncClient) -> None:
    world: World = await build(api)
    committee = {"name": "Sundhedsudvalget", "organisation": {"name": "Nordkommune", "municipality_code": "0990"}}
    other = (await api.post("/v1/forums", json=committee)).json()["id"]
    await api.post("/v1/meetings", json={"forum_id": other, "starts_at": "2032-06-01T23:30:00Z"})
    rows = await listed(api, "/v1/meetings")
    assert [row["cluster_id"] for row in rows] == [None, world.id("clusters")]
    assert [row["attendee_count"] for row in rows] == [0, 1]
    assert [row["id"] for row in await listed(api, "/v1/forums?municipality_code=0990")] == [other]


STARTS = {
    "2032-01-01T22:59:59Z": "2032-01-01",
    "2032-01-01T23:00:00Z": "2032-01-02",
    "2032-06-01T21:59:59Z": "2032-06-01",
    "2032-06-01T22:00:00Z": "2032-06-02",
    "2032-03-27T22:30:00Z": "2032-03-27",  # the night in which the clocks go forward
    "2032-03-27T23:30:00Z": "2032-03-28",
    "2032-03-28T22:30:00Z": "2032-03-29",
    "2032-10-30T22:30:00Z": "2032-10-31",  # and back
    "2032-10-31T22:30:00Z": "2032-10-31",
    "2032-10-31T23:30:00Z": "2032-11-01",
    "2032-07-05T00:30:00+09:00": "2032-07-04",
}
"""When a meeting starts, and Copenhagen's day then."""


async def test_a_meeting_without_a_date_is_found_on_the_copenhagen_day_it_starts(api: AsyncClient) -> None:
    forum = (await build(api)).id("forums")
    for starts_at, day in STARTS.items():
        made = await api.post("/v1/meetings", json={"forum_id": forum, "starts_at": starts_at})
        found = await listed(api, f"/v1/meetings?from={day}&to={day}")
        assert made.json()["id"] in [row["id"] for row in found], starts_at
        assert {row["starts_at"][:10] for row in found} == {day}


REFUSED = [
    ("limit=0", "?limit"),
    ("limit=201", "?limit"),
    ("limit=-1", "?limit"),
    ("limit=x", "?limit"),
    ("limit=1e1", "?limit"),
    ("sort=shoesize", "?sort"),
    ("sort=", "?sort"),
    ("colour=red", "?colour"),
    ("kind=other&kinds=other", "?kinds"),
    ("kind=mystery", "?kind"),
    ("$where=1", "?$where"),
]


@pytest.mark.parametrize(("query", "pointer"), REFUSED)
async def test_a_parameter_that_does_not_hold_is_named(api: AsyncClient, query: str, pointer: str) -> None:
    answer = await api.get(f"/v1/clusters?{query}")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("name", "query", "pointer"),
    [
        ("meetings", "from=yesterday", "?from"),
        ("meetings", "from_=2031-01-01", "?from_"),
        ("meetings", "to=2031-02-30", "?to"),
        ("meetings", "forum=1", "?forum"),
        ("funding", "year=x", "?year"),
        ("forums", "municipality_code=99", "?municipality_code"),
    ],
)
async def test_a_filter_that_does_not_hold_is_named(api: AsyncClient, name: str, query: str, pointer: str) -> None:
    answer = await api.get(f"/v1/{name}?{query}")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("path", ["clusters?sort=-name&", "clusters?name=a&", "forums?", "meetings?"])
async def test_a_cursor_of_another_list_is_400(api: AsyncClient, path: str) -> None:
    await clusters(api, "a1", "a2")
    cursor = (await api.get("/v1/clusters?limit=1")).json()["next_cursor"]
    answer = await api.get(f"/v1/{path}cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


async def test_a_cursor_belongs_to_its_audience(api: AsyncClient, settings: Settings) -> None:
    await clusters(api, "a1", "a2")
    cursor = (await api.get("/v1/clusters?limit=1")).json()["next_cursor"]
    answer = await api.get(f"/v1/clusters?cursor={cursor}", headers=bearer(settings, READ))
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


async def test_a_cursor_goes_on_in_another_process(api: AsyncClient, settings: Settings) -> None:
    await clusters(api, "a1", "a2", "a3")
    page = (await api.get("/v1/clusters?limit=1")).json()
    async with serving(create_app(settings)) as other:
        other.headers.update(api.headers)
        assert [row["name"] for row in (await other.get(page["links"]["next"])).json()["items"]] == ["a2"]


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize("made", ["x", "%%%", "=", _encoded([]), _encoded({}), _encoded(["0" * 16, "a"]), _encoded(7)])
async def test_what_is_no_cursor_is_400(api: AsyncClient, made: str) -> None:
    answer = await api.get("/v1/clusters", params={"cursor": made})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


@pytest.mark.parametrize(
    "position", [[], ["a"], ["a", "b", "c"], [1, 2], [None, "x"], [["a"], "b"], ["a", {"$gt": ""}]]
)
async def test_a_cursor_with_a_forged_position_is_400(api: AsyncClient, position: list[Any]) -> None:
    await clusters(api, "a1", "a2")
    cursor = (await api.get("/v1/clusters?limit=1")).json()["next_cursor"]
    digest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    answer = await api.get("/v1/clusters", params={"cursor": _encoded([digest, *position])})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")
