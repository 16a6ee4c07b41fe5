"""`/v1/sources`: the systems that write here."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from app.dependencies import ReaderDep, ServicesDep, WriterActDep
from app.http.contract import LIST_ERRORS, errors, headers
from app.http.entity import STATE, upserted_response
from app.http.listed import page_response
from app.http.resource_routes import add_read
from app.http.shapes import with_types
from app.http.strict_route import StrictRoute
from app.schemas.fields import Code
from app.schemas.patches import Patch
from app.schemas.sources import SourceListQuery, SourcePage, SourceRead, SourceUpsert

PATH = "/v1/sources"
router = APIRouter(prefix=PATH, tags=["sources"], route_class=StrictRoute)
add_read(router, "source", "Source", "a source", SourceRead)


class SystemQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    system: Code


@router.get(
    "",
    response_model=SourcePage,
    operation_id="listSources",
    summary="The systems that write here, and how long ago each last succeeded",
    responses=LIST_ERRORS,
)
async def page(
    asked: Annotated[SourceListQuery, Query()], request: Request, services: ServicesDep, caller: ReaderDep
) -> Response:
    return page_response(request, await services.sources.page(asked, caller))


async def put(
    content: Patch, asked: Annotated[SystemQuery, Query()], services: ServicesDep, act: WriterActDep
) -> Response:
    answer, state = await services.sources.put(asked.system, content.model_dump(exclude_unset=True), act)
    return upserted_response(PATH, answer, state)


router.put(
    "",
    response_model=SourceRead,
    operation_id="putSource",
    summary="Say how a source is to be read, or that a run of it has succeeded",
    description=(
        "Idempotent, without If-Match. A member that is sent replaces what was there, null empties it, and what is "
        "left out stays. A script that syncs ends each whole run with `last_success_at`: from its age everybody sees "
        "when a source has stopped. `Klynge-State` says `created`, `updated` or `unchanged`."
    ),
    responses={
        200: headers(STATE),
        201: {"model": SourceRead, "description": "It is new", **headers(STATE)},
        **errors(400, 413, 415, 422),
    },
)(with_types(put, content=SourceUpsert))
