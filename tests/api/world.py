"""A small invented world over HTTP: one resource of each kind, which refer to each other."""

from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient

UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
NORTH, SOUTH = "0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"
ITEM, CHAIR = "0190a000-0000-7000-8000-000000000003", "0190a000-0000-7000-8000-000000000004"
PATHS = ("clusters", "forums", "participants", "initiatives", "funding", "meetings")


@dataclass(frozen=True)
class World:
    """Bodies as they were served after the create, by the last part of the path."""

    bodies: dict[str, dict[str, Any]]

    def id(self, name: str) -> str:
        id: str = self.bodies[name]["id"]
        return id

    def path(self, name: str) -> str:
        return f"/v1/{name}/{self.id(name)}"


def cluster() -> dict[str, Any]:
    return {
        "name": "Sundhedsklynge Fjordby",
        "region": "Region Øst",
        "parties": [
            {"id": NORTH, "name": "Nordkommune", "kind": "municipality", "municipality_code": "0990"},
            {"id": SOUTH, "name": "Sydkommune", "kind": "municipality"},
        ],
    }


def forum(cluster_id: str) -> dict[str, Any]:
    return {"cluster_id": cluster_id, "name": "Politisk Forum", "level": "political"}


def participant(forum_id: str) -> dict[str, Any]:
    memberships = [{"forum_id": forum_id, "role": "chair", "side": "municipal"}]
    return {"name": "Ask Øllgaard", "organisation": "Nordkommune", "memberships": memberships}


def initiative(cluster_id: str, forum_id: str, participant_id: str) -> dict[str, Any]:
    return {
        "cluster_id": cluster_id,
        "code": "1a",
        "name": "Trygge udskrivninger",
        "responsible_forum_id": forum_id,
        "lead": {"participant_id": participant_id, "name": "Ask Øllgaard"},
        "participation": [{"party_id": NORTH, "status": "active"}],
    }


def funding(cluster_id: str, initiative_id: str) -> dict[str, Any]:
    return {
        "cluster_id": cluster_id,
        "name": "Klyngemidler 2031",
        "grant_years": [2031],
        "party_ids": [NORTH, SOUTH],
        "grants": [
            {
                "amount_dkk": 1000,
                "shares": [{"party_id": NORTH, "amount_dkk": 600}, {"party_id": SOUTH, "amount_dkk": 400}],
            }
        ],
        "allocations": [{"initiative_id": initiative_id, "party_id": NORTH, "amount_dkk": 250.5}],
    }


def meeting(forum_id: str, participant_id: str, initiative_id: str) -> dict[str, Any]:
    return {
        "forum_id": forum_id,
        "title": "Møde i Politisk Forum",
        "number": "2.",
        "date": {"from": "2031-03-04", "to": "2031-03-04", "precision": "day"},
        "starts_at": "2031-03-04T09:00:00+01:00",
        "case_numbers": ["SAG-31-7"],
        "attendees": [{"id": CHAIR, "participant_id": participant_id, "name": "Ask Øllgaard", "roles": ["chair"]}],
        "agenda_items": [{"id": ITEM, "number": "1", "title": "Økonomi", "initiative_ids": [initiative_id]}],
    }


async def build(api: AsyncClient) -> World:
    bodies: dict[str, dict[str, Any]] = {}

    async def create(name: str, content: dict[str, Any]) -> str:
        response = await api.post(f"/v1/{name}", json=content)
        assert response.status_code == 201, response.text
        bodies[name] = response.json()
        id: str = bodies[name]["id"]
        return id

    cluster_id = await create("clusters", cluster())
    forum_id = await create("forums", forum(cluster_id))
    participant_id = await create("participants", participant(forum_id))
    initiative_id = await create("initiatives", initiative(cluster_id, forum_id, participant_id))
    await create("funding", funding(cluster_id, initiative_id))
    await create("meetings", meeting(forum_id, participant_id, initiative_id))
    return World(bodies)
