"""`/v1/meetings`: meetings, their parts one by one, and the steps of their life."""

from functools import partial
from typing import Annotated

from fastapi import Header, Request, Response

from app.dependencies import ReaderDep, ServicesDep, WriterActDep
from app.domain.lifecycle import Step
from app.http.changes import changed
from app.http.contract import READ_ERRORS, READ_HEADERS, STEP_ERRORS, errors, headers
from app.http.entity import JSON, condition, read_response
from app.http.file_response import BINARY, RANGE_HEADERS, file_answers, file_response
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
from app.services.attachment_files import SERVED_TYPES

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


async def attachment_file(
    id: str, attachment_id: str, request: Request, services: ServicesDep, caller: ReaderDep
) -> Response:
    preferred(request.headers, SERVED_TYPES)
    file = await services.attachment_files.read(id, attachment_id, caller)
    return file_response(
        request.headers,
        f'"{file.sha256}"',
        media_type=preferred(request.headers, (file.media_type,)),
        name=file.name,
        size_bytes=file.size_bytes,
        pieces=partial(services.attachment_files.pieces, file),
    )


router.add_api_route(
    "/{id}/attachments/{attachment_id}/file",
    attachment_file,
    methods=["GET"],
    route_class_override=NegotiatedRoute,
    response_class=Response,
    operation_id="getAttachmentFile",
    summary="The file of an attachment of a meeting or of one of its items, as it came, also in ranges",
    description=(
        "404 where the source had no file, and for whoever may not see it: the strictest `access` of the attachment, "
        "its item and the meeting's documents counts, `unknown` as `unknown_means` of those documents. Closed files "
        "need the scope `klynge:read_closed`. It is to be saved: what a browser might run comes as bytes."
    ),
    responses={
        **READ_ERRORS,
        **errors(404, 410, 416),
        **file_answers("The file", dict.fromkeys(SERVED_TYPES, BINARY), dict.fromkeys(SERVED_TYPES, BINARY)),
    },
    openapi_extra=RANGE_HEADERS,
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
