"""`/by-source` of a kind: one resource under the name that another system has for it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.dependencies import ReaderDep, services_of
from app.http.contract import BY_SOURCE_ERRORS, NOT_MODIFIED, READ_HEADERS, WITHDRAW_ERRORS, Responses, errors, headers
from app.http.entity import STATE, read_response, upserted_response
from app.http.shapes import Shapes, with_types
from app.schemas.patches import Patch
from app.schemas.upserts import SourceQuery, upsert_of
from app.services.by_source import BySourceService
from app.services.ports import SourceKey
from app.services.source_references import reference_paths
from app.services.writing import Act, derived_id

_UPSERTED = headers(STATE, "Content-Location")
_PUT_DESCRIPTION = """Idempotent, for scripts that sync: no If-Match, and what is sent again writes nothing.

A member that is sent replaces what was there, null empties it, and what is left out stays. Where a resource is named by
its id, `{"source": {"system", "kind", "id"}}` names it as well. Parts without an id keep the one that they have had:
by their `source_ids`, else by their content, else by their place. What this source withdrew (DELETE) is restored; what
was deleted otherwise stays deleted (409 `deleted_by_person`)."""

Asked = Annotated[SourceQuery, Query()]


def add_by_source(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    """GET, PUT and DELETE."""
    _add_read(router, shapes)
    _add_upsert(router, shapes, act_type)
    _add_withdraw(router, shapes, act_type)


def _service(request: Request, shapes: Shapes) -> BySourceService:
    return services_of(request).by_source[shapes.kind]


def _key(asked: SourceQuery) -> SourceKey:
    return SourceKey(asked.system, asked.kind, asked.id)


def _add_read(router: APIRouter, shapes: Shapes) -> None:
    async def read(asked: Asked, request: Request, caller: ReaderDep) -> Response:
        answer = await _service(request, shapes).read(_key(asked), caller)
        response = read_response(request, answer, derived_id(shapes.kind, asked.system, asked.kind, asked.id))
        response.headers["Content-Location"] = f"{shapes.path}/{answer.id}"
        return response

    router.add_api_route(
        "/by-source",
        read,
        methods=["GET"],
        response_model=shapes.read,
        operation_id=f"get{shapes.one}BySource",
        summary=f"Read {shapes.noun} by the name that a source has for it; its own path is in Content-Location",
        responses={**NOT_MODIFIED, **errors(404, 410, 422), 200: headers("Content-Location")},
        openapi_extra=READ_HEADERS,
    )


def _add_upsert(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    async def upsert(content: Patch, asked: Asked, request: Request, act: Act) -> Response:
        sent = content.model_dump(exclude_unset=True)
        upserted = await _service(request, shapes).upsert(_key(asked), sent, act)
        response = upserted_response(shapes.path, upserted.answer, upserted.state)
        response.headers["Content-Location"] = f"{shapes.path}/{upserted.answer.id}"
        return response

    created: Responses = {201: {"model": shapes.read, "description": "It is new", **_UPSERTED}}
    there: Responses = {200: {"description": "It was there; `Klynge-State` says what changed", **_UPSERTED}}
    content = upsert_of(shapes.update, f"{shapes.one}Upsert", reference_paths(shapes.kind))
    router.add_api_route(
        "/by-source",
        with_types(upsert, content=content, act=act_type),
        methods=["PUT"],
        response_model=shapes.read,
        operation_id=f"upsert{shapes.one}",
        summary=f"Create {shapes.noun}, or bring it up to date, by the name that a source has for it",
        description=_PUT_DESCRIPTION,
        responses={**there, **created, **BY_SOURCE_ERRORS},
    )


def _add_withdraw(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    async def withdraw(asked: Asked, request: Request, act: Act) -> Response:
        await _service(request, shapes).withdraw(_key(asked), act)
        return Response(status_code=204)

    router.add_api_route(
        "/by-source",
        with_types(withdraw, act=act_type),
        methods=["DELETE"],
        status_code=204,
        operation_id=f"withdraw{shapes.one}",
        summary=f"Delete {shapes.noun} that a source has no longer; it may bring it back",
        responses=WITHDRAW_ERRORS,
    )
