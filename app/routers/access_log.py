"""`/v1/access-log`: who was handed hidden material."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.dependencies import AdminDep, ServicesDep
from app.http.contract import errors
from app.http.entity import json_response
from app.http.strict_route import StrictRoute
from app.schemas.access_log import AccessLogQuery, AccessLogRead
from app.services.ports import Body

router = APIRouter(prefix="/v1/access-log", tags=["access-log"], route_class=StrictRoute)


@router.get(
    "",
    response_model=AccessLogRead,
    operation_id="listAccessLog",
    summary="Who was handed hidden material, and when",
    description="Every request that was answered out of a resource in which something is closed, untold or not "
    "published, by a caller who may read that. Only for callers who are limited to no cluster. To follow it, begin "
    "with the `settled_at` that the first answer of the last walk had: what is between may be told twice.",
    responses=errors(422),
)
async def entries(services: ServicesDep, caller: AdminDep, asked: Annotated[AccessLogQuery, Query()]) -> Response:
    def is_wanted(entry: Body) -> bool:
        by = asked.actor in (None, entry["actor"])
        return by and (asked.resource is None or any(one["id"] == asked.resource for one in entry["resources"]))

    log = services.access_log
    return json_response(asdict(await log.entries(caller, asked.after, asked.until, asked.limit, is_wanted)))
