"""`/v1/meetings`: meetings, their parts one by one, and the steps of their life."""

from typing import Annotated

from fastapi import Header, Request, Response

from app.dependencies import ReaderDep, ServicesDep, WriterActDep
from app.domain.lifecycle import Step
from app.http.changes import changed
from app.http.contract import READ_ERRORS, READ_HEADERS, STEP_ERRORS, headers
from app.http.entity import JSON, condition, read_response
from app.http.idempotency import HARMLESS_KEY
from app.http.minutes_forms import MINUTES_CONTENT, MINUTES_FORMS, minutes_response
from app.http.negotiation import preferred
from app.http.part_routes import PartRoutes, add_parts
from app.http.resource_routes import resource_router
from app.http.shapes import ETAG_FORM, Shapes
from app.http.strict_route import NegotiatedRoute
from app.schemas.meetings import MeetingCreate, MeetingRead, MeetingUpdate
from app.schemas.pages import MeetingPage
from app.schemas.queries import MeetingQuery

router = resource_router(
    Shapes(
        kind="meeting",
        path="/v1/meetings",
        one="Meeting",
        many="Meetings",
        noun="a meeting",
        create=MeetingCreate,
        update=MeetingUpdate,
        read=MeetingRead,
        page=MeetingPage,
        query=MeetingQuery,
    )
)


async def minutes(id: str, request: Request, services: ServicesDep, caller: ReaderDep) -> Response:
    media_type = preferred(request.headers, (JSON, *MINUTES_FORMS))
    if media_type == JSON:
        return read_response(request, await services.resources["meeting"].read(id, caller), id)
    return await minutes_response(request, media_type, await services.minutes.read(id, caller))


router.add_api_route(
    "/{id}/minutes",
    minutes,
    methods=["GET"],
    route_class_override=NegotiatedRoute,
    response_model=MeetingRead,
    operation_id="getMinutes",
    summary="The minutes of a meeting, to send on",
    description=(
        "By `Accept`: JSON, the meeting as it is read by itself; a page that prints; a tagged PDF on A4. Page and PDF "
        "leave out what is marked closed: of a closed item they keep the number. Very long minutes are 406 as a PDF."
    ),
    responses={
        **READ_ERRORS,
        200: {"description": "The minutes", "content": MINUTES_CONTENT, **headers("Content-Disposition")},
    },
    openapi_extra=READ_HEADERS,
)
for parts in (
    PartRoutes("agenda_items", "agenda-items", "item_id", "AgendaItem", "AgendaItems"),
    PartRoutes("attendees", "attendees", "attendee_id", "Attendee", "Attendees"),
):
    add_parts(router, parts, WriterActDep)

_STEPS: tuple[tuple[Step, str, str], ...] = (
    ("publish-agenda", "publishAgenda", "Publish the agenda of a planned meeting"),
    ("hold", "holdMeeting", "Say that a meeting with a published agenda was held"),
    ("publish-minutes", "publishMinutes", "Publish the minutes of a meeting that was held"),
    ("approve-minutes", "approveMinutes", "Approve published minutes"),
    ("cancel", "cancelMeeting", "Cancel a meeting that was not held yet"),
)
ExpectedVersion = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="An ETag that was read, or `*`; optional, since a step says where it leads",
        json_schema_extra={"pattern": ETAG_FORM},
    ),
]


def _add_step(step: Step, operation_id: str, summary: str) -> None:
    async def take(id: str, services: ServicesDep, act: WriterActDep, if_match: ExpectedVersion = None) -> Response:
        stated = condition(if_match)
        return await changed(services.lifecycle.take(id, step, stated if isinstance(stated, int) else None, act))

    router.add_api_route(
        f"/{{id}}/{step}",
        take,
        methods=["POST"],
        response_model=MeetingRead,
        dependencies=[HARMLESS_KEY],
        operation_id=operation_id,
        summary=f"{summary}; 200 too where that is done already",
        responses=STEP_ERRORS,
    )


for step, operation_id, summary in _STEPS:
    _add_step(step, operation_id, summary)
