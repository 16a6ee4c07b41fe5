"""History: who, when, why, JSON Patch, and the whole body as it was. P6, P7: what was withdrawn is not read there."""

from typing import Any
from urllib.parse import quote

import jsonpatch
import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.access import ADMIN, READ, WRITE
from tests.api.conftest import bearer
from tests.api.world import PATHS, UNKNOWN_ID, build

ANY = {"If-Match": "*"}
WITHHOLDING = ("withdrawn", "published_by_mistake", "privacy", "tightened")


@pytest.fixture
async def path(api: AsyncClient) -> str:
    """A cluster with three versions."""
    created = await api.post("/v1/clusters", json={"name": "Klynge"})
    at = created.headers["location"]
    reason = {"Klynge-Reason": "Regionen var forkert"}
    await api.patch(at, json={"region": "Region Øst"}, headers={**ANY, **reason})
    await api.patch(at, json={"parties": [{"name": "Nordkommune", "kind": "municipality"}]}, headers=ANY)
    return at


async def entries(api: AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await api.get(f"{path}/history")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def version(api: AsyncClient, path: str, number: int) -> Response:
    return await api.get(f"{path}/history/{number}")


async def test_history_says_who_when_why_and_what(api: AsyncClient, path: str) -> None:
    newest, second, first = await entries(api, path)
    assert [one["version"] for one in (newest, second, first)] == [3, 2, 1]
    assert [one["type"] for one in (newest, first)] == ["cluster.updated", "cluster.created"]
    assert (second["reason"], newest["reason"], first["patch"]) == ("Regionen var forkert", None, None)
    assert newest["actor"] == first["actor"] != ""
    body = (await api.get(path)).json()
    assert (first["at"], newest["at"]) == (body["created_at"], body["updated_at"])
    assert {"op": "replace", "path": "/region", "value": "Region Øst"} in second["patch"]


async def test_each_patch_makes_a_version_of_the_one_before(api: AsyncClient, path: str) -> None:
    await api.delete(f"{path}?reason=duplicate", headers=ANY)
    await api.post(f"{path}/restore", headers=ANY)
    bodies = {number: (await version(api, path, number)).json() for number in range(1, 6)}
    found = await entries(api, path)
    assert [one["type"].partition(".")[2] for one in found] == ["restored", "deleted", "updated", "updated", "created"]
    for one in found[:-1]:
        assert jsonpatch.apply_patch(bodies[one["version"] - 1], one["patch"]) == bodies[one["version"]]
    assert bodies[5] == (await api.get(path)).json()
    assert bodies[4]["deleted_reason"] == "duplicate"


async def test_a_version_is_the_body_as_it_was(api: AsyncClient, path: str) -> None:
    first = await version(api, path, 1)
    assert (first.json()["version"], first.json()["region"], first.json()["name"]) == (1, None, "Klynge")
    current = await api.get(path)
    assert (await version(api, path, 3)).content == current.content
    assert (await version(api, path, 3)).headers["etag"] == current.headers["etag"]
    known = {"If-None-Match": first.headers["etag"]}
    assert (await api.get(f"{path}/history/1", headers=known)).status_code == 304


@pytest.mark.parametrize("name", PATHS)
async def test_every_kind_has_its_history(api: AsyncClient, name: str) -> None:
    world = await build(api)
    [entry] = await entries(api, world.path(name))
    assert (entry["version"], entry["patch"]) == (1, None)
    assert (await version(api, world.path(name), 1)).json() == world.bodies[name]


async def test_history_is_paged(api: AsyncClient) -> None:
    path = (await api.post("/v1/clusters", json={"name": "0"})).headers["location"]
    for number in range(1, 8):
        await api.patch(path, json={"name": str(number)}, headers=ANY)
    met: list[dict[str, Any]] = []
    following: str | None = f"{path}/history?limit=3"
    for _ in range(3):
        assert following is not None
        page = (await api.get(following)).json()
        met += page["items"]
        following = page["links"]["next"]
    assert following is None
    assert [one["version"] for one in met] == list(range(8, 0, -1))
    assert met == await entries(api, path)


async def test_a_write_during_a_walk_changes_no_later_page(api: AsyncClient, path: str) -> None:
    page = (await api.get(f"{path}/history?limit=2")).json()
    await api.patch(path, json={"name": "Ny"}, headers=ANY)
    rest = (await api.get(page["links"]["next"])).json()
    assert [one["version"] for one in (*page["items"], *rest["items"])] == [3, 2, 1]


@pytest.mark.parametrize("cursor", ["x", "%%%", "WzFd"])
async def test_what_is_no_cursor_is_400(api: AsyncClient, path: str, cursor: str) -> None:
    answer = await api.get(f"{path}/history", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


async def test_a_cursor_of_another_history_is_400(api: AsyncClient, path: str) -> None:
    cursor = (await api.get(f"{path}/history?limit=1")).json()["next_cursor"]
    other = (await api.post("/v1/clusters", json={"name": "Anden"})).headers["location"]
    assert (await api.get(f"{other}/history?cursor={cursor}")).status_code == 400


@pytest.mark.parametrize(
    ("tail", "status"),
    [("0", 422), ("-1", 422), ("x", 422), ("4", 404), ("999999999", 404), ("9" * 40, 422)],
)
async def test_a_version_that_was_not_is_refused(api: AsyncClient, path: str, tail: str, status: int) -> None:
    assert (await api.get(f"{path}/history/{tail}")).status_code == status


@pytest.mark.parametrize("id", [UNKNOWN_ID, "a", "\x00", "$where", '{"$ne": null}', "æ" * 500])
async def test_history_of_nothing_is_404(api: AsyncClient, id: str) -> None:
    for tail in ("history", "history/1"):
        answer = await api.get(f"/v1/clusters/{quote(id)}/{tail}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "abc"])
async def test_a_limit_out_of_bounds_is_422(api: AsyncClient, path: str, limit: str) -> None:
    assert (await api.get(f"{path}/history?limit={limit}")).status_code == 422


@pytest.mark.parametrize("reason", WITHHOLDING)
async def test_p7_what_was_deleted_so_that_nobody_reads_it_is_not_read_in_its_history(
    api: AsyncClient, settings: Settings, path: str, reason: str
) -> None:
    await api.delete(f"{path}?reason={reason}", headers=ANY)
    reader = bearer(settings, READ, WRITE)
    page = await api.get(f"{path}/history", headers=reader)
    assert [one["version"] for one in page.json()["items"]] == [4, 3, 2, 1]
    assert [one["patch"] for one in page.json()["items"]] == [None] * 4
    for number in (1, 2, 3):
        answer = await api.get(f"{path}/history/{number}", headers=reader)
        assert (answer.status_code, answer.json()["tombstone"]["deleted_reason"]) == (410, reason)
    tombstone = await api.get(f"{path}/history/4", headers=reader)
    assert (tombstone.status_code, tombstone.json()["deleted_reason"]) == (200, reason)
    assert "Klynge" not in page.text + tombstone.text
    assert (await version(api, path, 1)).json()["name"] == "Klynge"


async def test_what_was_deleted_for_another_reason_keeps_its_history(
    api: AsyncClient, settings: Settings, path: str
) -> None:
    await api.delete(f"{path}?reason=duplicate", headers=ANY)
    answer = await api.get(f"{path}/history/1", headers=bearer(settings, READ))
    assert (answer.status_code, answer.json()["name"]) == (200, "Klynge")


async def test_history_needs_the_right_to_read(api: AsyncClient, settings: Settings, path: str) -> None:
    for tail in ("history", "history/1"):
        assert (await api.get(f"{path}/{tail}", headers=bearer(settings, WRITE))).status_code == 403


async def test_patches_that_are_too_long_together_are_left_to_the_versions(api: AsyncClient) -> None:
    world = await build(api)
    for number in range(8):
        sections = [{"kind": "summary", "text": f"{number}" * 150_000}]
        items = [{"title": "Økonomi", "sections": sections}]
        answer = await api.patch(world.path("meetings"), json={"agenda_items": items}, headers=ANY)
        assert answer.status_code == 200, answer.text
    patches = [one["patch"] for one in await entries(api, world.path("meetings"))]
    assert [patch is None for patch in patches] == [False] * 6 + [True] * 3
    assert (await version(api, world.path("meetings"), 2)).status_code == 200


async def test_p7_what_was_deleted_for_privacy_is_restored_by_an_administrator_alone(
    api: AsyncClient, settings: Settings, path: str
) -> None:
    await api.delete(f"{path}?reason=privacy", headers=ANY)
    refused = await api.post(f"{path}/restore", headers={**ANY, **bearer(settings, READ, WRITE)})
    assert (refused.status_code, refused.json()["missing_scope"]) == (403, ADMIN)
    assert (await api.get(path)).status_code == 410
    assert (await api.post(f"{path}/restore", headers={**ANY, **bearer(settings, ADMIN)})).status_code == 200
