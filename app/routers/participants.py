"""`/v1/participants`."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.dependencies import AdminActDep, AdminDep, services_of
from app.http.contract import errors, headers
from app.http.entity import json_response
from app.http.idempotency import HARMLESS_KEY
from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.schemas.fields import AskedFlag
from app.schemas.pages import ParticipantPage
from app.schemas.participants import ParticipantCreate, ParticipantRead, ParticipantUpdate
from app.schemas.queries import ParticipantQuery
from app.schemas.suppressions import SuppressionRead, SuppressionRequest

PATH = "/v1/participants"
router = resource_router(
    Shapes(
        kind="participant",
        path=PATH,
        one="Participant",
        many="Participants",
        noun="a participant",
        create=ParticipantCreate,
        update=ParticipantUpdate,
        read=ParticipantRead,
        page=ParticipantPage,
        query=ParticipantQuery,
        is_mergeable=True,
    )
)


class SuppressionOptions(BaseModel):
    model_config = ConfigDict(extra="forbid")

    dry_run: Annotated[AskedFlag, Field(description="Says what would be changed and changes nothing")] = False


@router.post(
    "/{id}/suppress",
    status_code=202,
    response_model=SuppressionRead,
    dependencies=[HARMLESS_KEY],
    operation_id="suppressParticipant",
    summary="Take a person out of everything that is kept, under a pseudonym; this cannot be undone",
    description=(
        "The name is replaced in records, archived versions, documents and what imports remember, and in whatever is "
        "written or imported from now on. Attendance stays, under the pseudonym; title, organisation, party and notes "
        "go. `Location` says how far it is. Sent again, it looks through everything again."
    ),
    responses={
        200: {"model": SuppressionRead, "description": "What would be changed"},
        202: {"description": "It is taken on", **headers("Location")},
        **errors(400, 404, 410, 413, 415, 422),
    },
)
async def suppress(
    id: str,
    content: SuppressionRequest,
    request: Request,
    act: AdminActDep,
    asked: Annotated[SuppressionOptions, Query()],
) -> Response:
    suppressing = services_of(request).suppressing
    names = tuple(content.names)
    if asked.dry_run:
        return json_response(await suppressing.would_change(id, names, act.caller))
    told = await suppressing.suppress(id, names, act)
    return json_response(told, 202, {"Location": f"{PATH}/{id}/suppression"})


@router.get(
    "/{id}/suppression",
    response_model=SuppressionRead,
    operation_id="getSuppression",
    summary="Read how far the suppression of a person is",
    responses=errors(404),
)
async def read_suppression(id: str, request: Request, caller: AdminDep) -> Response:
    return json_response(await services_of(request).suppressing.read(id, caller))
