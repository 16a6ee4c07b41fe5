"""`/history` and `/history/{version}` of a resource."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, RootModel, create_model

from app.dependencies import ReaderDep, ServicesDep
from app.http.contract import NOT_MODIFIED, READ_HEADERS, errors
from app.http.entity import read_response
from app.http.listed import cursor_page_response
from app.schemas.fields import IN_DIGITS
from app.schemas.history import HistoryPage, HistoryQuery, TombstoneRead
from app.services.ports import Kind

Version = Annotated[int, Path(ge=1, le=1_000_000_000), IN_DIGITS]


def add_history(router: APIRouter, kind: Kind, one: str, noun: str, shape: type[BaseModel]) -> None:
    """Both answer for what is deleted as well."""

    async def history(
        id: str, asked: Annotated[HistoryQuery, Query()], request: Request, services: ServicesDep, caller: ReaderDep
    ) -> Response:
        return cursor_page_response(request, await services.history.page(kind, id, asked, caller))

    async def version(
        id: str, version: Version, request: Request, services: ServicesDep, caller: ReaderDep
    ) -> Response:
        return read_response(request, await services.history.version(kind, id, version, caller), id)

    router.add_api_route(
        "/{id}/history",
        history,
        methods=["GET"],
        response_model=HistoryPage,
        operation_id=f"list{one}History",
        summary=f"Who changed {noun}, when, why and how, newest first; of a deleted one too",
        responses=errors(400, 404, 422),
    )
    router.add_api_route(
        "/{id}/history/{version}",
        version,
        methods=["GET"],
        response_model=create_model(
            f"{one}Version",
            __base__=RootModel[shape | TombstoneRead],  # type: ignore[valid-type]  # a shape known at run time
            __doc__="One version: the whole body, or the tombstone, told by its `deleted_at`.",
        ),
        operation_id=f"get{one}Version",
        summary=f"The whole body of {noun} as it was in this version",
        responses={**NOT_MODIFIED, **errors(404, 410, 422)},
        openapi_extra=READ_HEADERS,
    )
