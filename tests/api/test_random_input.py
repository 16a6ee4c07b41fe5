"""Whatever JSON comes in: it is taken or refused, never a failure."""

import asyncio
import copy
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from httpx import AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config import Settings
from app.main import create_app
from tests.api.conftest import serving
from tests.api.world import NORTH, PATHS, UNKNOWN_ID, World, build

MEMBERS = (
    *("name", "name_variants", "kind", "region", "parties", "cvr", "id", "version", "sources", "status", "policy"),
    *("date", "from", "to", "starts_at", "location", "agenda_items", "sections", "lines", "attendees", "roles"),
    *("grants", "shares", "amount_dkk", "allocations", "grant_years", "period", "evidence", "forum_id", "text"),
)
WORDS = (NORTH, UNKNOWN_ID, "2031-02-28", "9999-12-31", "2031-02-28T10:00:00Z", "municipality", "held", "other", "")
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.sampled_from(WORDS)
    | st.text(max_size=20)
    | st.text(st.characters(categories=["Cs", "Cc", "Cn"]), max_size=5)
)
NAMES = st.sampled_from(MEMBERS) | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=6),
    max_leaves=25,
)
PLACES = st.lists(st.integers(0, 40), max_size=6)
"""A way down into a body: which member or element, again and again."""


def changed(body: Any, places: list[int], value: Any) -> Any:
    """The body with the value put where the places lead."""
    if not places or not body or not isinstance(body, dict | list):
        return value
    at = places[0] % len(body)
    place: Any = at if isinstance(body, list) else list(body)[at]
    body[place] = changed(body[place], places[1:], value)
    return body


async def send(client: AsyncClient, method: str, path: str, content: bytes) -> Response:
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    return await client.request(method, path, content=content, headers=headers)


async def every_write(address: str, changes: list[tuple[list[int], Any]]) -> list[tuple[str, int]]:
    """Each change made to a body of each kind, sent by each writing method."""
    answers: list[tuple[str, int]] = []
    async with serving(create_app(Settings(database_url=address, auth="off"))) as client:
        world = await build(client)
        owned = ("id", "version", "created_at", "updated_at", "sources", "status")
        for places, value in changes:
            for name in PATHS:
                whole = world.bodies[name]
                new = {member: item for member, item in whole.items() if member not in owned}
                for method, path, body in (
                    ("POST", f"/v1/{name}", new),
                    ("PUT", f"/v1/{name}/by-source?system=esdh&kind=sag&id=1", new),
                    ("PUT", world.path(name), whole),
                    ("PATCH", world.path(name), new),
                ):
                    content = json.dumps(changed(copy.deepcopy(body), places, value)).encode()
                    answers.append((f"{method} {path}", (await send(client, method, path, content)).status_code))
            for method, path, body in parts_of(world):
                content = json.dumps(changed(copy.deepcopy(body), places, value)).encode()
                answers.append((f"{method} {path}", (await send(client, method, path, content)).status_code))
    return answers


def parts_of(world: World) -> list[tuple[str, str, Any]]:
    meeting, pot = world.bodies["meetings"], world.bodies["funding"]
    item, attendee, grant = meeting["agenda_items"][0], meeting["attendees"][0], pot["grants"][0]
    new = {name: value for name, value in item.items() if name != "id"}
    return [
        ("POST", f"{world.path('meetings')}/agenda-items", new),
        ("PUT", f"{world.path('meetings')}/agenda-items/{item['id']}", item),
        ("PATCH", f"{world.path('meetings')}/attendees/{attendee['id']}", attendee),
        ("PUT", f"{world.path('funding')}/grants/{grant['id']}", grant),
        ("POST", f"{world.path('initiatives')}/status-reports", {"text": "I gang", "spent_dkk": 1}),
    ]


@settings(max_examples=8, suppress_health_check=[HealthCheck.data_too_large])
@given(changes=st.lists(st.tuples(PLACES, VALUES), min_size=6, max_size=6))
def test_no_json_makes_a_write_fail(changes: list[tuple[list[int], Any]]) -> None:
    with TemporaryDirectory() as folder:
        answers = asyncio.run(every_write(f"sqlite:///{Path(folder) / 'klynge.db'}", changes))
    assert [(asked, status) for asked, status in answers if status not in (200, 201, 400, 409, 422)] == []


@settings(max_examples=20)
@given(contents=st.lists(st.binary(max_size=200), min_size=10, max_size=10))
def test_no_bytes_make_a_write_fail(contents: list[bytes]) -> None:
    async def run(address: str) -> list[int]:
        async with serving(create_app(Settings(database_url=address, auth="off"))) as client:
            return [(await send(client, "POST", "/v1/clusters", content)).status_code for content in contents]

    with TemporaryDirectory() as folder:
        statuses = asyncio.run(run(f"sqlite:///{Path(folder) / 'klynge.db'}"))
    assert set(statuses) <= {400, 422}
