"""The same bad input to every operation that takes its kind; the operations come from the contract itself."""

import re
from collections.abc import Iterator
from typing import Any

from httpx import AsyncClient

from app.config import Settings
from app.main import create_app
from tests.api.conftest import bearer, serving
from tests.api.contract import DOCUMENT
from tests.api.world import World, build

REMOVED = ("id", "version", "created_at", "updated_at", "sources")


def operations(method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((path, item[method]) for path, item in DOCUMENT["paths"].items() if method in item)


def lists_with(parameter: str) -> list[str]:
    """Paths without a place for an id whose GET has the parameter, with what else it requires."""
    found = []
    for path, operation in operations("get"):
        named = {each["name"]: each for each in operation.get("parameters", ())}
        if parameter in named and "{" not in path:
            required = [f"{name}=x" for name, each in named.items() if each.get("required") and name != parameter]
            found.append(f"{path}?{'&'.join(required)}")
    assert len(found) >= 8
    return found


async def test_a_limit_outside_1_to_200_is_422_in_every_list(api: AsyncClient) -> None:
    for path in lists_with("limit"):
        parameters = DOCUMENT["paths"][path.rstrip("?").partition("?")[0]]["get"]["parameters"]
        [schema] = [each["schema"] for each in parameters if each["name"] == "limit"]
        assert (schema["type"], schema["minimum"], schema["maximum"]) == ("integer", 1, 200)
        for limit in ("0", "-1", "201", "1e2", "", " 5", "5.0", "1_0"):
            answer = await api.get(f"{path}&limit={limit}")
            assert answer.status_code == 422, (path, limit)
            assert [error["pointer"] for error in answer.json()["errors"]] == ["?limit"], (path, limit)
        for limit in ("1", "200"):
            assert (await api.get(f"{path}&limit={limit}")).status_code == 200, (path, limit)


async def test_a_broken_cursor_is_400_in_every_list(api: AsyncClient) -> None:
    for path in lists_with("cursor"):
        for cursor in ("x", "e30", "%00", "$where", "a" * 4_000, "../..", "eyJhIjoxfQ=="):
            answer = await api.get(f"{path}&cursor={cursor}")
            assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid"), (path, cursor)


async def test_a_cursor_of_another_list_is_400_in_every_list(api: AsyncClient) -> None:
    for name in ("A", "B"):
        await api.post("/v1/clusters", json={"name": name})
    cursor = (await api.get("/v1/clusters?limit=1")).json()["next_cursor"]
    assert cursor
    for path in lists_with("cursor"):
        answer = await api.get(f"{path}&cursor={cursor}")
        assert answer.status_code == (200 if path == "/v1/clusters?" else 400), path


async def test_a_time_long_ago_lists_everything_in_every_list(api: AsyncClient) -> None:
    world = await build(api)
    for path in lists_with("updated_since"):
        answer = await api.get(f"{path}&updated_since=1800-01-01T00:00:00Z")
        name = path.removeprefix("/v1/").rstrip("?")
        assert answer.status_code == 200, path
        assert [row["id"] for row in answer.json()["items"]] == ([world.id(name)] if name in world.bodies else []), path


async def test_an_id_with_slashes_nul_or_operators_is_404_everywhere(api: AsyncClient) -> None:
    for method in ("get", "put", "patch", "delete", "post"):
        for path, operation in operations(method):
            if "/v1/" not in path or "{" not in path or any(e["in"] == "query" for e in operation["parameters"]):
                continue
            for id in ("a%2Fb", "%2F", "%00", "x%00y", "$ne", "%7B%22$ne%22:null%7D"):
                body: dict[str, Any] | None = {} if "requestBody" in operation else None
                at = re.sub(r"\{\w+\}", id, path)
                answer = await api.request(method.upper(), at, headers={"If-Match": "*"}, json=body)
                assert answer.status_code in (404, 405, 422), (method, path, id, answer.text)
                assert "%00" not in answer.headers.get("location", "")


async def test_a_title_of_5_mb_is_refused_with_its_place_and_not_repeated(settings: Settings) -> None:
    usual = Settings(
        database_url=settings.database_url, auth=settings.auth, development_secret=settings.development_secret
    )
    async with serving(create_app(usual)) as api:
        api.headers.update(bearer(usual, "klynge:read", "klynge:write", "klynge:funding"))
        world = await build(api)
        title = "zqx " * 1_250_000
        meeting = {"forum_id": world.id("forums"), "title": title}
        for method, path in (("POST", "/v1/meetings"), ("PUT", world.path("meetings"))):
            answer = await api.request(method, path, json=meeting, headers={"If-Match": "*"})
            assert answer.status_code == 422
            assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/title", "too_long")]
            assert "zqx" not in answer.text


async def test_what_was_read_and_edited_may_be_put_back_for_every_kind(api: AsyncClient) -> None:
    world: World = await build(api)
    for name in world.bodies:
        read = await api.get(world.path(name))
        edited = {**read.json(), ("title" if name == "meetings" else "name"): "Et nyt navn"}
        written = await api.put(world.path(name), json=edited, headers={"If-Match": read.headers["etag"]})
        assert written.status_code == 200, written.text
        kept = {member: value for member, value in written.json().items() if member not in REMOVED}
        assert kept == {member: value for member, value in edited.items() if member not in REMOVED}
        assert written.json()["version"] == read.json()["version"] + 1


async def test_a_source_s_id_of_500_characters_with_blanks_and_slashes_is_written_and_read(api: AsyncClient) -> None:
    key = {"system": "esdh", "kind": "sag", "id": ("sag 24/1017 " * 50)[:499] + "x"}
    written = await api.put("/v1/clusters/by-source", params=key, json={"name": "K"})
    assert written.status_code == 201
    read = await api.get("/v1/clusters/by-source", params=key)
    assert (read.status_code, read.json()["id"]) == (200, written.json()["id"])
    assert read.json()["sources"][0]["id"] == key["id"]
