"""Examples of what the service computes or keeps about the invented cluster, for OpenAPI."""

from pydantic import BaseModel

from app.schemas.balance import BalanceRead, SettlementRead
from app.schemas.decisions import AttendanceSummary, DecisionSummary
from app.schemas.documents import DocumentRead
from app.schemas.example_bodies import (
    AGENDA_ITEM,
    ALLOCATION_PART,
    ATTENDEE_ROW,
    CLUSTER,
    DAY,
    FORUM,
    INITIATIVE,
    ITEM,
    MEETING,
    NORTH,
    POT,
    SOUTH,
    TIMES,
    Body,
)
from app.schemas.findings import FindingsRead
from app.schemas.history import HistoryEntry
from app.schemas.imports import ImportRead, ImportRun
from app.schemas.pages import ImportSummary
from app.schemas.search import SearchHit
from app.schemas.sources import SourceRead, SourceSummary
from app.schemas.suppressions import SuppressionRead

_CURSOR = "eyJhZnRlciI6WyIyMDMxMDMwNCJdfQ"
_SHA256 = "82380bcb8928bdb39e77d46d0bd6b7acb4df668afa53a8c2359248a982eb7e3f"
_JOB, _SOURCE = "0190a000-0000-7000-8000-000000000011", "0190a000-0000-7000-8000-000000000012"
_ACCESS: Body = {
    "at": "2031-03-05T08:00:00.000000Z",
    "actor": "sekretariat@fjordby.example",
    "operation": "getMeeting",
    "request_id": "82380bcb8928bdb3",
    "count": 1,
    "resources": [{"kind": "meeting", "id": MEETING, "version": 3}],
    "counted": [],
}
_SUPPRESSION: Body = {
    "participant_id": "0190a000-0000-7000-8000-000000000013",
    "pseudonym": "Udeladt person 3f2a9c01",
    "state": "running",
    "requested_at": "2031-03-05T08:00:00.000000Z",
    "requested_by": "arkivar@nordkommune.example",
    "reason": "Anmodning om sletning",
    "completed_at": None,
    "round": 1,
    "step": "meeting",
    "counts": {"records": 14, "versions": 31, "reasons": 0, "documents": 6, "files": 1, "other": 22},
    "unread_files": 2,
}
_PARTIES = ({"id": NORTH, "name": "Nordkommune"}, {"id": SOUTH, "name": "Sydkommune"})


def full(shape: type[BaseModel], content: Body) -> Body:
    """As the service answers: every member, those that say nothing as null."""
    return shape.model_validate(content).model_dump()


def page(path: str, *rows: Body) -> Body:
    links = {"self": f"{path}?limit=1", "next": f"{path}?limit=1&cursor={_CURSOR}"}
    return {"items": list(rows), "next_cursor": _CURSOR, "links": links}


def _given(shape: type[BaseModel]) -> Body:
    """The example that stands with the shape."""
    extra = shape.model_config["json_schema_extra"]
    if not isinstance(extra, dict) or not isinstance(extra["examples"], list):
        raise TypeError(f"{shape.__name__} has no examples")
    [example, *_] = extra["examples"]
    if not isinstance(example, dict):
        raise TypeError(f"the example of {shape.__name__} is no object")
    return dict(example)


_MEETING_REFERENCE: Body = {
    "meeting_id": MEETING,
    "forum_id": FORUM,
    "cluster_id": CLUSTER,
    "meeting_title": "Møde i Politisk Forum",
    "meeting_number": "2.",
    "status": "minutes_published",
    "date": DAY,
    "starts_at": "2031-03-04T09:00:00+01:00",
}
_DECISION: Body = {
    **_MEETING_REFERENCE,
    "agenda_item_id": ITEM,
    "number": "1",
    "title": AGENDA_ITEM["title"],
    "access": "open",
    **AGENDA_ITEM["decision"],
    "points": [],
    "initiative_ids": [INITIATIVE],
    "continues_in": None,
}
_REMAINDER: Body = {
    "code": "unallocated_remainder",
    "severity": "info",
    "message": "Der er 750.000 kr. tilbage i puljen.",
    "paths": ["/allocations"],
    "computed": 750000,
}
_BALANCE: Body = {
    "funding_id": POT,
    "as_of": TIMES["updated_at"],
    "partial": False,
    "parties": [
        {
            "party": _PARTIES[0],
            "granted_dkk": 600000,
            "allocated_dkk": 250000,
            "transferred_dkk": 0,
            "balance_dkk": 350000,
        },
        {"party": _PARTIES[1], "granted_dkk": 400000, "allocated_dkk": 0, "transferred_dkk": 0, "balance_dkk": 400000},
    ],
    "unattributed": {"granted_dkk": 0, "allocated_dkk": 0, "balance_dkk": 0},
    "rows": [
        {
            "initiative": {"id": INITIATIVE, "code": "1a", "name": "Trygge udskrivninger"},
            "cells": [{"party_id": NORTH, "amount_dkk": 250000}],
            "total_dkk": 250000,
            "spent_dkk": 80000,
            "forecast_dkk": 240000,
        }
    ],
    "total": {
        "granted_dkk": 1000000,
        "allocated_dkk": 250000,
        "transferred_dkk": 0,
        "spent_dkk": 80000,
        "balance_dkk": 750000,
    },
}
_SETTLEMENT: Body = {
    "method": "proportional",
    "transfers": [{"from_party": _PARTIES[1], "to_party": _PARTIES[0], "amount_dkk": 50000}],
    "remaining": [{"party": _PARTIES[0], "amount_dkk": 0}, {"party": _PARTIES[1], "amount_dkk": 30000}],
    "uncovered_dkk": 0,
    "findings": [],
}
_IMPORT: Body = {
    "state": "completed",
    "dry_run": False,
    "files": [
        {
            "name": "fjordby-2031-03-04.txt",
            "format": "referat",
            "sha256": _SHA256,
            "state": "created",
            "import_id": _JOB,
            "resources": [{"kind": "meeting", "id": MEETING, "state": "created"}],
        }
    ],
    "counts": {"files": 1, "created": 1, "resources_created": 1},
}
_STORED: Body = {"version": 1, **TIMES}
_DOCUMENT: Body = {
    **_STORED,
    "id": _SHA256,
    "name": "fjordby-2031-03-04.txt",
    "media_type": "text/plain",
    "size_bytes": 31,
    "text": "Referat af møde i Politisk Forum",
    "importer": "referat",
    "importer_version": "1",
    "imported_at": TIMES["updated_at"],
    "sources": [],
}
_SOURCE_SETTINGS: Body = {
    "name": "ESDH i Nordkommune",
    "cluster_id": CLUSTER,
    "forum_ids": [FORUM],
    "removes_missing": False,
    "removes_at_most": 10,
    "attendance_codes": [{"code": "A", "attendance": "excused"}],
    "last_success_at": "2025-03-04T12:00:00.000000Z",
}


def answers() -> dict[str, Body]:
    """By the name of the shape."""
    return {
        "AccessLogRead": {"items": [_ACCESS], "next_after": None, "settled_at": "2031-03-05T08:01:00.000000Z"},
        "AttendancePage": page(
            "/v1/participants/{id}/attendance",
            full(AttendanceSummary, {**_MEETING_REFERENCE, "attendees": [ATTENDEE_ROW]}),
        ),
        "BalanceRead": full(BalanceRead, _BALANCE),
        "DecisionPage": page("/v1/decisions", full(DecisionSummary, _DECISION)),
        "DocumentRead": full(DocumentRead, _DOCUMENT),
        "FindingsRead": full(FindingsRead, {"findings": [_REMAINDER], "ok": True}),
        "Health": {"status": "ready"},
        "HistoryPage": page(f"/v1/meetings/{MEETING}/history", _given(HistoryEntry)),
        "ImportForm": {"files": ["Referat af møde i Politisk Forum"]},
        "ImportPage": {
            **page(
                "/v1/imports",
                full(ImportSummary, {"id": _JOB, "state": "completed", "dry_run": False, **_STORED}),
            ),
            "total": None,
        },
        "ImportRead": full(ImportRead, {**_IMPORT, **_STORED, "id": _JOB, "sources": []}),
        "ImportRun": full(ImportRun, {**_IMPORT, "id": _JOB}),
        "MergeRequest": {"into": "0190a000-0000-7000-8000-000000000013"},
        "SearchPage": page("/v1/search", _given(SearchHit)),
        "SettlementRead": full(SettlementRead, _SETTLEMENT),
        "SourcePage": {**page("/v1/sources", _given(SourceSummary)), "total": None},
        "SourceRead": full(
            SourceRead, {**_SOURCE_SETTINGS, **_STORED, "id": _SOURCE, "system": "esdh-nord", "sources": []}
        ),
        "SourceUpsert": _SOURCE_SETTINGS,
        "SuppressionCounts": _SUPPRESSION["counts"],
        "SuppressionRead": full(SuppressionRead, _SUPPRESSION),
        "SuppressionRequest": {"names": ["Ask B. Øllgaard"]},
        "ValidateRequest": {"allocations": [{**ALLOCATION_PART, "amount_dkk": 300000}]},
    }
