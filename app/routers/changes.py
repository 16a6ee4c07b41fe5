"""`/v1/changes`: the feed, and the sums that prove a mirror whole."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.dependencies import ReaderDep, ServicesDep
from app.http.contract import errors
from app.http.entity import json_response
from app.http.strict_route import StrictRoute
from app.schemas.changes import ChangeQuery, ChangesRead, ChangesSummary

router = APIRouter(prefix="/v1/changes", tags=["changes"], route_class=StrictRoute)


@router.get(
    "",
    response_model=ChangesRead,
    operation_id="listChanges",
    summary="What was changed after a place in the feed, each change exactly once",
    responses=errors(422),
)
async def changes(services: ServicesDep, caller: ReaderDep, asked: Annotated[ChangeQuery, Query()]) -> Response:
    feed = await services.changes.read(asked.after, asked.limit, caller)
    return json_response({"items": feed.items, "next_after": feed.next_after})


@router.get(
    "/summary",
    response_model=ChangesSummary,
    operation_id="getChangesSummary",
    summary="Counts and hashes by kind and month, by which a mirror proves that it is whole",
    responses=errors(),
)
async def summary(services: ServicesDep, caller: ReaderDep) -> Response:
    found = await services.changes.summary(caller)
    items = [{"kind": one.kind, "month": one.month, "count": one.count, "sha256": one.sha256} for one in found.buckets]
    return json_response({"seq": found.seq, "is_exact": found.is_exact, "items": items})
