"""What holds for every operation there is: each is taken from the contract, none is named here."""

import hashlib
from typing import Any, NamedTuple

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.main import create_app
from app.services.kept_files import file_key
from app.storage.stores import open_store
from tests.api.conftest import bearer, serving
from tests.api.contract import DOCUMENT
from tests.api.world import NORTH, SOUTH, UNKNOWN_ID, World, build

ANY = {"If-Match": "*"}
PARTS = [f"0190a000-0000-7000-8000-00000000030{n}" for n in range(4)]


FILE = b"%PDF-1.7"
FILE_SHA256 = hashlib.sha256(FILE).hexdigest()


class Operation(NamedTuple):
    method: str
    path: str
    told: dict[str, Any]

    def declares(self, status: int) -> bool:
        return str(status) in self.told["responses"]


OPERATIONS = [
    Operation(method.upper(), path, told)
    for path, methods in DOCUMENT["paths"].items()
    for method, told in methods.items()
]
OF_THE_API = [one for one in OPERATIONS if one.path.startswith("/v1/")]
BY_SOURCE = "?system=esdh&kind=sag&id=1"


class Places(NamedTuple):
    """Where each path of the contract leads, in a world with one thing of every kind that a write can make."""

    world: World
    named: dict[str, str]

    def of(self, path: str) -> str:
        name = path.split("/")[2] if path.startswith("/v1/") else ""
        id = self.named.get(name) or (self.world.id(name) if name in self.world.bodies else UNKNOWN_ID)
        filled = path.format(**{**self.named, "id": id, "version": 1, "code": "not_found"})
        needed = {"by-source": BY_SOURCE, "search": "?q=x", "sources": "?system=esdh"}
        return filled + needed.get(path.rpartition("/")[2], "")


@pytest.fixture
async def places(api: AsyncClient, settings: Settings) -> Places:
    world = await build(api)
    initiative, meeting, pot = world.id("initiatives"), world.bodies["meetings"], world.bodies["funding"]
    report = await api.post(f"{world.path('initiatives')}/status-reports", json={"text": "I gang"})
    money = {
        "transfers": {"from_party_id": NORTH, "to_party_id": SOUTH, "amount_dkk": 5},
        "carry-overs": {"from_year": 2031, "to_year": 2032, "amount_dkk": 1},
    }
    for id, (name, content) in zip(PARTS, money.items(), strict=False):
        assert (await api.put(f"{world.path('funding')}/{name}/{id}", json=content)).status_code == 201
    assert initiative == report.request.url.path.split("/")[3]
    attachments = [{"id": PARTS[2], "access": "open", "sha256": FILE_SHA256, "size_bytes": len(FILE)}]
    change = {"attachments": attachments}
    assert (await api.patch(world.path("meetings"), json=change, headers=ANY)).status_code == 200
    store = await open_store(settings)
    await store.put_blob(file_key(FILE_SHA256), FILE, "application/octet-stream")
    await store.close()
    source = await api.put("/v1/sources?system=esdh", json={})
    for name in ("clusters", "forums", "participants", "initiatives", "funding", "meetings"):
        world.bodies[name] = (await api.get(world.path(name))).json()
    named = {
        "sources": source.json()["id"],
        "item_id": meeting["agenda_items"][0]["id"],
        "attachment_id": PARTS[2],
        "attendee_id": meeting["attendees"][0]["id"],
        "report_id": report.json()["id"],
        "grant_id": pot["grants"][0]["id"],
        "allocation_id": pot["allocations"][0]["id"],
        "transfer_id": PARTS[0],
        "carry_over_id": PARTS[1],
    }
    return Places(world, named)


async def test_every_path_says_what_it_allows_and_refuses_the_rest(api: AsyncClient, places: Places) -> None:
    for path in DOCUMENT["paths"]:
        methods = {one.method for one in OPERATIONS if one.path == path}
        allowed = ", ".join(sorted(methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())))
        options, other = await api.options(places.of(path)), await api.request("PURGE", places.of(path))
        assert (options.status_code, options.headers["allow"]) == (204, allowed), path
        assert (other.status_code, other.headers["allow"], other.json()["code"]) == (405, allowed, "method_not_allowed")


CHANGING_BY_ITSELF = {"x-request-id", "content-length"}
"""A request counts itself in `/metrics`, and a source tells its age."""


async def test_every_read_answers_head_as_get_without_the_body(api: AsyncClient, places: Places) -> None:
    for path in [one.path for one in OPERATIONS if one.method == "GET"]:
        got, headed = await api.get(places.of(path)), await api.head(places.of(path))
        ignored = CHANGING_BY_ITSELF if path in ("/metrics", "/v1/sources") else {"x-request-id"}
        assert (headed.status_code, headed.content) == (got.status_code, b""), path
        assert {name: value for name, value in headed.headers.items() if name not in ignored} == {
            name: value for name, value in got.headers.items() if name not in ignored
        }, path


async def test_every_read_is_private_varies_and_is_304_where_it_is_known(api: AsyncClient, places: Places) -> None:
    known = 0
    for one in [one for one in OF_THE_API if one.method == "GET"]:
        answer = await api.get(places.of(one.path))
        if answer.status_code == 404:  # no document or import was made
            continue
        assert answer.status_code == 200, (one.path, answer.text)
        assert answer.headers["cache-control"] == "private, no-cache", one.path
        assert answer.headers["vary"] == "Authorization, Accept", one.path
        assert one.declares(304) == ("etag" in answer.headers), one.path
        if one.declares(304):
            again = await api.get(places.of(one.path), headers={"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b""), one.path
            known += 1
    assert known > 20


async def test_every_operation_answers_406_where_nothing_it_has_is_acceptable(api: AsyncClient, places: Places) -> None:
    for one in OF_THE_API:
        answer = await send(api, places, one, {"Accept": "application/x-none"})
        assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable"), one[:2]


async def test_every_body_in_another_media_type_is_415(api: AsyncClient, places: Places) -> None:
    reading = [one for one in OF_THE_API if "application/json" in one.told.get("requestBody", {}).get("content", {})]
    assert len(reading) > 30
    for one in reading:
        headers = {"Content-Type": "text/plain", **ANY}
        answer = await api.request(one.method, places.of(one.path), content=b"{}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type"), one[:2]


CONDITIONS = [({}, 428), ({"If-Match": 'W/"1.x"'}, 400), ({"If-Match": "1"}, 400), ({"If-Match": '"999.x"'}, 412)]


async def test_every_change_by_id_names_the_version_that_was_read(api: AsyncClient, places: Places) -> None:
    conditional = [one for one in OF_THE_API if one.declares(428) and not one.path.endswith("/restore")]
    assert len(conditional) > 35
    for one in conditional:
        for headers, status in CONDITIONS:
            answer = await send(api, places, one, headers)
            assert (answer.status_code, one[:2]) == (status, one[:2]), answer.text
    for name, body in places.world.bodies.items():
        assert (await api.get(places.world.path(name))).json() == body


async def send(api: AsyncClient, places: Places, one: Operation, headers: dict[str, str]) -> Response:
    """With the body that is there now, or one that a merge or a step takes."""
    path = places.of(one.path)
    content: Any = None
    if one.method in ("PUT", "PATCH") and "{" in one.path:
        content = (await api.get(path)).json()
    elif "application/json" in one.told.get("requestBody", {}).get("content", {}):
        content = {"into": UNKNOWN_ID} if path.endswith("/merge") else {}
    return await api.request(one.method, path, json=content, headers=headers)


async def test_every_operation_of_the_api_asks_who_is_there_and_what_they_may(settings: Settings) -> None:
    async with serving(create_app(settings)) as client:
        for one in OF_THE_API:
            path = one.path.replace("{version}", "1").replace("{", "").replace("}", "")
            answer = await client.request(one.method, path, json={})
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), one[:2]
            answer = await client.request(one.method, path, json={}, headers=bearer(settings))
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), one[:2]
