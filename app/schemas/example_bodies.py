"""The invented cluster of OpenAPI's examples, as a caller would send it: a forum, a person, an initiative, a meeting
and a pot."""

from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]
NORTH, SOUTH = "0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"
ITEM, ATTENDEE = "0190a000-0000-7000-8000-000000000003", "0190a000-0000-7000-8000-000000000004"
REPORT, ALLOCATION = "0190a000-0000-7000-8000-000000000005", "0190a000-0000-7000-8000-000000000006"
GRANT, TRANSFER = "0190a000-0000-7000-8000-000000000007", "0190a000-0000-7000-8000-000000000008"
CARRY_OVER = "0190a000-0000-7000-8000-000000000009"
MEETING, FORUM = "0190a000-0000-7000-8000-00000000000a", "0190a000-0000-7000-8000-00000000000b"
CLUSTER, INITIATIVE = "0190a000-0000-7000-8000-00000000000c", "0190a000-0000-7000-8000-00000000000d"
PARTICIPANT, POT = "0190a000-0000-7000-8000-00000000000e", "0190a000-0000-7000-8000-00000000000f"
TIMES = {"created_at": "2031-01-10T08:00:00.000000Z", "updated_at": "2031-03-04T12:00:00.000000Z"}
DAY: Body = {"from": "2031-03-04", "to": "2031-03-04", "precision": "day"}

ATTENDEE_ROW: Body = {
    "id": ATTENDEE,
    "participant_id": PARTICIPANT,
    "name": "Ask Øllgaard",
    "title": "Direktør",
    "organisation": "Nordkommune",
    "roles": ["chair"],
    "side": "municipal",
    "attendance": "present",
}
AGENDA_ITEM: Body = {
    "id": ITEM,
    "number": "1",
    "title": "Medicinbokse til borgere med hjemmepleje",
    "duration_minutes": 20,
    "access": "open",
    "sections": [
        {
            "id": "0190a000-0000-7000-8000-000000000010",
            "kind": "decision",
            "heading": "Beslutning",
            "text": "Godkendt.",
        }
    ],
    "recommendations": [{"number": "1", "text": "Det indstilles, at boksene udleveres fra 1. april."}],
    "decision": {"text": "Godkendt.", "outcome": "approved"},
    "initiative_ids": [INITIATIVE],
}
STATUS_REPORT: Body = {
    "id": REPORT,
    "reported_on": "2031-03-01",
    "schedule": "on_track",
    "text": "120 borgere har fået en boks.",
    "spent_dkk": 80000,
    "forecast_dkk": 240000,
}
GRANT_PART: Body = {
    "id": GRANT,
    "amount_dkk": 1000000,
    "shares": [{"party_id": NORTH, "amount_dkk": 600000}, {"party_id": SOUTH, "amount_dkk": 400000}],
    "years": [{"year": 2031, "amount_dkk": 1000000}],
}
ALLOCATION_PART: Body = {"id": ALLOCATION, "initiative_id": INITIATIVE, "party_id": NORTH, "amount_dkk": 250000}
TRANSFER_PART: Body = {"id": TRANSFER, "from_party_id": NORTH, "to_party_id": SOUTH, "amount_dkk": 50000}
CARRY_OVER_PART: Body = {"id": CARRY_OVER, "from_year": 2031, "to_year": 2032, "party_id": SOUTH, "amount_dkk": 10000}

CONTENT: Mapping[str, tuple[str, Body]] = {
    "Cluster": (
        CLUSTER,
        {
            "name": "Sundhedsklynge Fjordby",
            "region": "Region Øst",
            "parties": [
                {"id": NORTH, "name": "Nordkommune", "kind": "municipality", "municipality_code": "0990"},
                {"id": SOUTH, "name": "Sydkommune", "kind": "municipality", "municipality_code": "0991"},
            ],
        },
    ),
    "Forum": (FORUM, {"cluster_id": CLUSTER, "name": "Politisk Forum", "level": "political"}),
    "Participant": (
        PARTICIPANT,
        {
            "name": "Ask Øllgaard",
            "title": "Direktør",
            "organisation": "Nordkommune",
            "memberships": [{"forum_id": FORUM, "role": "chair", "side": "municipal"}],
        },
    ),
    "Initiative": (
        INITIATIVE,
        {
            "cluster_id": CLUSTER,
            "code": "1a",
            "name": "Trygge udskrivninger",
            "status": "running",
            "responsible_forum_id": FORUM,
            "lead": {"participant_id": PARTICIPANT, "name": "Ask Øllgaard"},
            "participation": [{"party_id": NORTH, "status": "active"}],
            "status_reports": [STATUS_REPORT],
        },
    ),
    "Meeting": (
        MEETING,
        {
            "forum_id": FORUM,
            "title": "Møde i Politisk Forum",
            "number": "2.",
            "date": DAY,
            "starts_at": "2031-03-04T09:00:00+01:00",
            "location": {"name": "Fjordby Rådhus"},
            "case_numbers": ["SAG-31-7"],
            "attendance_recorded": True,
            "attendees": [ATTENDEE_ROW],
            "agenda_items": [AGENDA_ITEM],
        },
    ),
    "Funding": (
        POT,
        {
            "cluster_id": CLUSTER,
            "name": "Klyngemidler 2031",
            "grant_years": [2031],
            "party_ids": [NORTH, SOUTH],
            "grants": [GRANT_PART],
            "allocations": [ALLOCATION_PART],
        },
    ),
}
PATCHES: Mapping[str, Body] = {
    "Cluster": {"valid_to": "2026-12-31"},
    "Forum": {"level": "strategic"},
    "Participant": {"title": None, "organisation": "Sydkommune"},
    "Initiative": {"status": "completed"},
    "Meeting": {"title": "Ekstraordinært møde i Politisk Forum", "location": {"online": True}},
    "Funding": {"policy": {"pot": "warn"}},
}
UPSERTS: Mapping[str, Body] = {
    "Cluster": {"name": "Sundhedsklynge Fjordby", "region": "Region Øst"},
    "Forum": {"cluster_id": {"source": {"system": "esdh", "kind": "klynge", "id": "7"}}, "name": "Politisk Forum"},
    "Participant": {"name": "Ask Øllgaard", "organisation": "Nordkommune"},
    "Initiative": {"cluster_id": CLUSTER, "code": "1a", "name": "Trygge udskrivninger"},
    "Meeting": {
        "forum_id": {"source": {"system": "esdh", "kind": "udvalg", "id": "12"}},
        "title": "Møde i Politisk Forum",
        "date": DAY,
        "agenda_items": [{"source_ids": ["punkt-1"], "number": "1", "title": "Økonomi"}],
    },
    "Funding": {"cluster_id": CLUSTER, "name": "Klyngemidler 2031", "grant_years": [2031]},
}
