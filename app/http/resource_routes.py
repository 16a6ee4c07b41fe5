"""The routes that every kind of resource has: list, create, read, replace, patch, delete.

One piece of code for all kinds. What differs comes in as `Shapes`; the functions below are given their types at run
time, so that OpenAPI names every shape.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from app.dependencies import ReaderDep, services_of, treasurer_act, writer_act
from app.domain.vocabulary import DeletedReason
from app.errors import VersionConflict
from app.http.by_source_routes import add_by_source
from app.http.changes import changed
from app.http.contract import (
    CHANGE_ERRORS,
    CREATE_ERRORS,
    DELETE_ERRORS,
    LIST_ERRORS,
    READ_ERRORS,
    READ_HEADERS,
    RESTORE_ERRORS,
    headers,
)
from app.http.entity import (
    created_response,
    expected_version,
    read_response,
    stale,
)
from app.http.history_routes import add_history
from app.http.idempotency import HARMLESS_KEY, REPLAYED, KeyDep
from app.http.listed import page_response
from app.http.shapes import IfMatch, Shapes, with_types
from app.http.strict_route import MERGE_PATCH, DirectRoute, StrictRoute
from app.schemas.merging import MergeRequest
from app.schemas.pages import Page
from app.schemas.patches import Patch, patch_of
from app.schemas.queries import ListQuery
from app.schemas.shared import Shape
from app.services.idempotency import keyed_request
from app.services.ports import Kind
from app.services.resources import ResourceService
from app.services.writing import Act


class DeleteQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: DeletedReason = "other"


def resource_router(shapes: Shapes) -> APIRouter:
    """The routes of a kind."""
    router = APIRouter(prefix=shapes.path, tags=[shapes.many.lower()], route_class=StrictRoute)
    act = Annotated[Act, Depends(treasurer_act if shapes.is_money else writer_act)]
    add_by_source(router, shapes, act)  # before `/{id}`, which its path would match
    add_read(router, shapes.kind, shapes.one, shapes.noun, shapes.read)
    add_list(router, shapes.kind, shapes.many, shapes.page, shapes.query)
    _add_create(router, shapes, act)
    _add_changes(router, shapes, act)
    _add_restore(router, shapes, act)
    add_history(router, shapes.kind, shapes.one, shapes.noun, shapes.read)
    if shapes.is_mergeable:
        _add_merge(router, shapes, act)
    return router


def _service(request: Request, kind: Kind) -> ResourceService:
    return services_of(request).resources[kind]


def add_read(router: APIRouter, kind: Kind, one: str, noun: str, shape: type[BaseModel]) -> None:
    """`GET /{id}`."""

    async def read(id: str, request: Request, caller: ReaderDep) -> Response:
        answer = await _service(request, kind).read(id, caller)
        response = read_response(request, answer, id)
        if answer.id != id:
            response.headers["Content-Location"] = request.scope["path"].removesuffix(id) + answer.id
        return response

    router.add_api_route(
        "/{id}",
        read,
        methods=["GET"],
        route_class_override=DirectRoute,
        response_model=shape,
        operation_id=f"get{one}",
        summary=f"Read {noun}; one that was merged into another answers with that other, see Content-Location",
        responses={**READ_ERRORS, 200: headers("Content-Location")},
        openapi_extra=READ_HEADERS,
    )


def add_list(router: APIRouter, kind: Kind, many: str, page_shape: type[Page[Any]], query: type[ListQuery]) -> None:
    """`GET` of the collection."""

    async def page(asked: ListQuery, request: Request, caller: ReaderDep) -> Response:
        return page_response(request, await _service(request, kind).page(asked, caller))

    router.add_api_route(
        "",
        with_types(page, asked=Annotated[query, Query()]),
        methods=["GET"],
        response_model=page_shape,
        operation_id=f"list{many}",
        summary=f"{many}, a page at a time",
        responses=LIST_ERRORS,
    )


def _add_create(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    async def create(content: Shape, request: Request, act: Act, key: KeyDep) -> Response:
        service = _service(request, shapes.kind)
        if key is None:
            return created_response(shapes.path, await service.create(content, act))
        keyed = keyed_request(act.caller, request.scope["path"], key, content.model_dump())
        created = await service.create_once(content, keyed, act)
        response = created_response(shapes.path, created.answer)
        if created.is_replayed:
            response.headers[REPLAYED] = "true"
        return response

    router.add_api_route(
        "",
        with_types(create, content=shapes.create, act=act_type),
        methods=["POST"],
        status_code=201,
        response_model=shapes.read,
        operation_id=f"create{shapes.one}",
        summary=f"Create {shapes.noun}",
        responses={201: headers(REPLAYED), **CREATE_ERRORS},
    )


def _add_changes(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    async def replace(id: str, content: Shape, request: Request, act: Act, if_match: IfMatch = None) -> Response:
        version = expected_version(if_match)
        return await changed(_service(request, shapes.kind).replace(id, content, version, act))

    async def patch(id: str, changes: Patch, request: Request, act: Act, if_match: IfMatch = None) -> Response:
        version = expected_version(if_match)
        sent = changes.model_dump(exclude_unset=True)
        return await changed(_service(request, shapes.kind).patch(id, sent, version, act))

    async def delete(
        id: str, asked: Annotated[DeleteQuery, Query()], request: Request, act: Act, if_match: IfMatch = None
    ) -> Response:
        version = expected_version(if_match)
        try:
            await _service(request, shapes.kind).delete(id, asked.reason, version, act)
        except VersionConflict as conflict:
            raise stale(conflict) from conflict
        return Response(status_code=204)

    _add_change(router, shapes, "PUT", "Replace", with_types(replace, content=shapes.update, act=act_type))
    _add_change(
        router,
        shapes,
        "PATCH",
        "Patch",
        with_types(
            patch,
            changes=Annotated[patch_of(shapes.update, f"{shapes.one}Patch"), Body(media_type=MERGE_PATCH)],
            act=act_type,
        ),
    )
    router.add_api_route(
        "/{id}",
        with_types(delete, act=act_type),
        methods=["DELETE"],
        status_code=204,
        operation_id=f"delete{shapes.one}",
        summary=f"Delete {shapes.noun}, leaving a tombstone",
        responses=DELETE_ERRORS,
    )


def _add_change(router: APIRouter, shapes: Shapes, method: str, verb: str, endpoint: Callable[..., Any]) -> None:
    router.add_api_route(
        "/{id}",
        endpoint,
        methods=[method],
        response_model=shapes.read,
        operation_id=f"{verb.lower()}{shapes.one}",
        summary=f"{verb} {shapes.noun}",
        responses=CHANGE_ERRORS,
    )


def _add_restore(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    async def restore(id: str, request: Request, act: Act, if_match: IfMatch = None) -> Response:
        version = expected_version(if_match)
        return await changed(services_of(request).merging.restore(shapes.kind, id, version, act))

    router.add_api_route(
        "/{id}/restore",
        with_types(restore, act=act_type),
        methods=["POST"],
        response_model=shapes.read,
        dependencies=[HARMLESS_KEY],
        operation_id=f"restore{shapes.one}",
        summary=f"Lift the tombstone of {shapes.noun}, undoing the merge that left it",
        responses=RESTORE_ERRORS,
    )


def _add_merge(router: APIRouter, shapes: Shapes, act_type: Any) -> None:
    async def merge(id: str, asked: MergeRequest, request: Request, act: Act, if_match: IfMatch = None) -> Response:
        version = expected_version(if_match)
        return await changed(services_of(request).merging.merge(shapes.kind, id, asked.into, version, act))

    router.add_api_route(
        "/{id}/merge",
        with_types(merge, act=act_type),
        methods=["POST"],
        response_model=shapes.read,
        dependencies=[HARMLESS_KEY],
        operation_id=f"merge{shapes.one}",
        summary=f"Merge {shapes.noun} into another, which is answered; it becomes a tombstone that names the other",
        responses=CHANGE_ERRORS,
    )
