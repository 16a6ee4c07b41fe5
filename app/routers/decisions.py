"""`/v1/decisions`, and what is asked of one participant or one initiative across meetings."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.dependencies import ReaderDep, ServicesDep
from app.http.contract import LIST_ERRORS, errors
from app.http.listed import cursor_page_response
from app.http.strict_route import StrictRoute
from app.schemas.decisions import (
    AttendancePage,
    AttendanceQuery,
    DecisionPage,
    DecisionQuery,
    InitiativeDecisionQuery,
)

router = APIRouter(prefix="/v1", tags=["decisions"], route_class=StrictRoute)


@router.get(
    "/decisions",
    response_model=DecisionPage,
    operation_id="listDecisions",
    summary="What meetings decided, across meetings, newest day first",
    responses=LIST_ERRORS,
)
async def decisions(
    asked: Annotated[DecisionQuery, Query()], request: Request, services: ServicesDep, caller: ReaderDep
) -> Response:
    return cursor_page_response(request, await services.decisions.page(asked, caller))


@router.get(
    "/initiatives/{id}/decisions",
    response_model=DecisionPage,
    operation_id="listInitiativeDecisions",
    summary="What meetings decided on an initiative",
    responses=errors(400, 404, 410, 422),
)
async def initiative_decisions(
    id: str,
    asked: Annotated[InitiativeDecisionQuery, Query()],
    request: Request,
    services: ServicesDep,
    caller: ReaderDep,
) -> Response:
    return cursor_page_response(request, await services.decisions.of_initiative(id, asked, caller))


@router.get(
    "/participants/{id}/attendance",
    response_model=AttendancePage,
    operation_id="listAttendance",
    summary="The meetings that list a participant, and how",
    responses=errors(400, 404, 410, 422),
)
async def attendance(
    id: str, asked: Annotated[AttendanceQuery, Query()], request: Request, services: ServicesDep, caller: ReaderDep
) -> Response:
    return cursor_page_response(request, await services.attendance.page(id, asked, caller))
