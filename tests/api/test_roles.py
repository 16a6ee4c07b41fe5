"""Every operation of the contract as every role, held against the table in `roles.txt`.

In the table stands what a role is answered: `401`, `403`, `404`, or `in` where it is let in and what was sent decides.
Write it anew, to be read before it is committed: KLYNGE_WRITE_ROLES=1 pytest tests/api/test_roles.py
"""

import os
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import ADMIN, FUNDING, IMPORT, READ, READ_CLOSED, SCOPES, WRITE
from app.security.development import make_development_token
from tests.api.test_every_operation import OF_THE_API, Places, places
from tests.api.world import UNKNOWN_ID

__all__ = ("places",)
TABLE = Path(__file__).with_name("roles.txt")
ROLES: dict[str, dict[str, Any] | None] = {
    "none": None,
    "read": {"scopes": (READ,)},
    "closed": {"scopes": (READ_CLOSED,)},
    "write": {"scopes": (WRITE,)},
    "import": {"scopes": (IMPORT,)},
    "funding": {"scopes": (FUNDING,)},
    "admin": {"scopes": (ADMIN,)},
    "far": {"scopes": SCOPES, "clusters": (UNKNOWN_ID,)},
    "source": {"scopes": SCOPES, "source": "another"},
}
"""`far` may do everything in another cluster, `source` everything for another source."""

NEVER = {"If-Match": '"999999.none"'}
"""No version that there is: who is let in changes nothing."""


def headers_of(settings: Settings, role: str) -> dict[str, str]:
    said = ROLES[role]
    if said is None:
        return {}
    made = make_development_token(settings, said["scopes"], 600, role, said.get("clusters"), said.get("source"))
    return {"Authorization": f"Bearer {made}"}


async def test_every_role_is_answered_as_the_table_says(api: AsyncClient, settings: Settings, places: Places) -> None:
    del api.headers["Authorization"]
    tokens = {role: headers_of(settings, role) for role in ROLES}
    lines = []
    for one in sorted(OF_THE_API, key=lambda operation: (operation.path, operation.method)):
        content: Any = None if one.method in ("GET", "DELETE") else {}
        answers = [
            await api.request(one.method, places.of(one.path), json=content, headers={**tokens[role], **NEVER})
            for role in ROLES
        ]
        told = [str(answer.status_code) if answer.status_code in (401, 403, 404) else "in" for answer in answers]
        lines.append(f"{one.method:6} {one.path:62} " + " ".join(f"{word:7}" for word in told).rstrip())
    found = f"{'':70}" + " ".join(f"{role:7}" for role in ROLES).rstrip() + "\n" + "\n".join(lines) + "\n"
    if os.environ.get("KLYNGE_WRITE_ROLES"):
        TABLE.write_text(found, encoding="utf-8")
    assert found == TABLE.read_text(encoding="utf-8")


async def test_who_writes_for_one_source_writes_for_no_other(
    api: AsyncClient, settings: Settings, places: Places
) -> None:
    world, own = places.world, headers_of(settings, "source")
    kept = {kind: (await api.get(world.path(kind))).json() for kind in world.bodies}
    answers = [
        await api.patch(world.path(kind), json={"name": "Taget"}, headers={**own, "If-Match": "*"})
        for kind in ("clusters", "forums", "participants", "initiatives", "funding")
    ]
    answers += [
        await api.delete(world.path("meetings"), headers={**own, "If-Match": "*"}),
        await api.post("/v1/clusters", json={"name": "Ny"}, headers=own),
        await api.put("/v1/forums/by-source?system=esdh&kind=f&id=1", json={"name": "Nyt"}, headers=own),
        await api.delete("/v1/forums/by-source?system=esdh&kind=f&id=1", headers=own),
        await api.put("/v1/sources?system=esdh", json={"name": "Taget"}, headers=own),
        await api.post("/v1/imports?source=esdh", content=b"x", headers=own),
        await api.post("/v1/imports", content=b"x", headers=own),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "not_in_reach")] * len(answers)
    assert {kind: (await api.get(world.path(kind))).json() for kind in kept} == kept
    named = {"cluster_id": world.id("clusters"), "name": "Eget forum"}
    mine = await api.put("/v1/forums/by-source?system=another&kind=f&id=1", json=named, headers=own)
    assert mine.status_code == 201, mine.text
    again = await api.patch(f"/v1/forums/{mine.json()['id']}", json={"name": "Nyt"}, headers={**own, "If-Match": "*"})
    assert (again.status_code, again.json()["name"]) == (200, "Nyt")


@pytest.fixture
def settings(database_url: str, settings: Settings) -> Settings:
    return settings.model_copy(
        update={"database_url": database_url, "rate_per_second": 0, "rate_refused_per_second": 0}
    )
