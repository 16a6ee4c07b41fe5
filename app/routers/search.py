"""`/v1/search`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.dependencies import ReaderDep, ServicesDep
from app.http.contract import LIST_ERRORS
from app.http.listed import cursor_page_response
from app.http.strict_route import StrictRoute
from app.schemas.search import SearchPage, SearchParameters

router = APIRouter(prefix="/v1/search", tags=["search"], route_class=StrictRoute)


@router.get(
    "",
    response_model=SearchPage,
    operation_id="search",
    summary="Meetings, agenda items, decisions and initiatives by their words",
    responses=LIST_ERRORS,
)
async def search(
    request: Request, services: ServicesDep, caller: ReaderDep, asked: Annotated[SearchParameters, Query()]
) -> Response:
    return cursor_page_response(request, await services.search.search(asked, caller))
