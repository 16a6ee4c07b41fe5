"""Routes of the parts of a resource: read, add, replace, patch and remove them one by one."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response

from app.dependencies import ReaderDep, services_of
from app.domain.exact_json import encode
from app.errors import VersionConflict
from app.http.changes import changed
from app.http.contract import (
    CHANGE_ERRORS,
    DELETE_ERRORS,
    NOT_MODIFIED,
    PART_ADD_ERRORS,
    READ_ERRORS,
    READ_HEADERS,
    errors,
    headers,
)
from app.http.entity import (
    changed_response,
    condition,
    created_response,
    read_response,
    stale,
)
from app.http.idempotency import REPLAYED, KeyDep
from app.http.shapes import IfMatch, with_types
from app.http.strict_route import MERGE_PATCH
from app.schemas.fields import Id
from app.schemas.parts import NumberedQuery, PartQuery, part_page_of, part_read_of, part_update_of
from app.schemas.patches import Patch, patch_of
from app.schemas.shared import Part
from app.services.idempotency import keyed_request
from app.services.part_kinds import PART_KINDS
from app.services.parts import PartList, PartService
from app.services.resources import Answer
from app.services.writing import Act


@dataclass(frozen=True, slots=True)
class PartRoutes:
    """A collection, its path below the resource, the name of a part's id in it, and its names in operation ids."""

    collection: str
    path: str
    id_name: str
    one: str
    many: str

    @property
    def shape(self) -> type[Part]:
        return PART_KINDS[self.collection].shape

    @property
    def noun(self) -> str:
        return PART_KINDS[self.collection].noun

    @property
    def item_path(self) -> str:
        return f"/{{id}}/{self.path}/{{{self.id_name}}}"


def add_parts(router: APIRouter, parts: PartRoutes, act_type: Any) -> None:
    """GET and POST of the collection; GET, PUT, PATCH and DELETE of a part."""
    _add_list(router, parts)
    _add_post(router, parts, act_type)
    add_part_read(router, parts)
    _add_put(router, parts, act_type)
    _add_patch(router, parts, act_type)
    add_part_delete(router, parts, act_type)


def _service(request: Request, parts: PartRoutes) -> PartService:
    return services_of(request).parts[parts.collection]


def _add_list(router: APIRouter, parts: PartRoutes) -> None:
    async def all_of(id: str, asked: PartQuery, request: Request, caller: ReaderDep) -> Response:
        number = asked.number if isinstance(asked, NumberedQuery) else None
        return _list_response(request, await _service(request, parts).all_of(id, caller, number))

    query = NumberedQuery if "number" in parts.shape.model_fields else PartQuery
    router.add_api_route(
        f"/{{id}}/{parts.path}",
        with_types(all_of, asked=Annotated[query, Query()]),
        methods=["GET"],
        response_model=part_page_of(parts.shape),
        operation_id=f"list{parts.many}",
        summary=f"All {parts.noun}s in their order, on one page; the ETag is the resource's",
        responses={**NOT_MODIFIED, **errors(404, 410, 422)},
        openapi_extra=READ_HEADERS,
    )


def _list_response(request: Request, found: PartList) -> Response:
    query = request.url.query
    path = request.scope["path"]
    links = {"self": f"{path}?{query}" if query else path, "next": None}
    json = encode({"items": found.items, "next_cursor": None, "links": links})
    return read_response(request, Answer(found.id, found.version, found.shape, found.is_redacted, json), found.id)


def _add_post(router: APIRouter, parts: PartRoutes, act_type: Any) -> None:
    async def add(id: str, content: Part, request: Request, act: Act, key: KeyDep) -> Response:
        path = request.scope["path"]
        keyed = None if key is None else keyed_request(act.caller, path, key, content.model_dump())
        created = await _service(request, parts).add(id, content, act, keyed)
        response = created_response(path, created.answer)
        if created.is_replayed:
            response.headers[REPLAYED] = "true"
        return response

    router.add_api_route(
        f"/{{id}}/{parts.path}",
        with_types(add, content=parts.shape, act=act_type),
        methods=["POST"],
        status_code=201,
        response_model=part_read_of(parts.shape),
        operation_id=f"add{parts.one}",
        summary=f"Add {_a(parts.noun)} at the end; no If-Match, whoever else changes the resource",
        responses={201: headers(REPLAYED), **PART_ADD_ERRORS},
    )


def add_part_read(router: APIRouter, parts: PartRoutes) -> None:
    async def read(id: str, part_id: str, request: Request, caller: ReaderDep) -> Response:
        return read_response(request, await _service(request, parts).read(id, part_id, caller), part_id)

    router.add_api_route(
        parts.item_path,
        with_types(read, part_id=_part_id(parts)),
        methods=["GET"],
        response_model=part_read_of(parts.shape),
        operation_id=f"get{parts.one}",
        summary=f"Read {_a(parts.noun)}; the ETag is its own",
        responses=READ_ERRORS,
        openapi_extra=READ_HEADERS,
    )


def _add_put(router: APIRouter, parts: PartRoutes, act_type: Any) -> None:
    async def replace(
        id: str, part_id: str, content: Part, request: Request, act: Act, if_match: IfMatch = None
    ) -> Response:
        version = condition(if_match)
        return await changed(_service(request, parts).replace(id, part_id, content, version, act))

    router.add_api_route(
        parts.item_path,
        with_types(replace, part_id=_part_id(parts), content=part_update_of(parts.shape), act=act_type),
        methods=["PUT"],
        response_model=part_read_of(parts.shape),
        operation_id=f"replace{parts.one}",
        summary=f"Replace {_a(parts.noun)}",
        responses=CHANGE_ERRORS,
    )


def add_part_put(router: APIRouter, parts: PartRoutes, act_type: Any) -> None:
    """A PUT that adds what is not there yet, by an id of the caller's making."""

    async def put(
        id: str, part_id: str, content: Part, request: Request, act: Act, if_match: IfMatch = None
    ) -> Response:
        try:
            written = await _service(request, parts).put(id, part_id, content, condition(if_match), act)
        except VersionConflict as conflict:
            raise stale(conflict) from conflict
        if written.is_added:
            return created_response(request.scope["path"].removesuffix(f"/{part_id}"), written.answer)
        return changed_response(written.answer)

    read = part_read_of(parts.shape)
    router.add_api_route(
        parts.item_path,
        with_types(
            put,
            part_id=Annotated[Id, Path(alias=parts.id_name)],
            content=part_update_of(parts.shape),
            act=act_type,
        ),
        methods=["PUT"],
        response_model=read,
        operation_id=f"put{parts.one}",
        summary=f"Add {_a(parts.noun)} under an id of your making, or replace it; checked before it lands",
        responses={**CHANGE_ERRORS, 201: {"model": read, "description": "It was added"}},
    )


def _add_patch(router: APIRouter, parts: PartRoutes, act_type: Any) -> None:
    async def patch(
        id: str, part_id: str, changes: Patch, request: Request, act: Act, if_match: IfMatch = None
    ) -> Response:
        version, sent = condition(if_match), changes.model_dump(exclude_unset=True)
        return await changed(_service(request, parts).patch(id, part_id, sent, version, act))

    patch_shape = patch_of(part_update_of(parts.shape), f"{parts.one}Patch")
    router.add_api_route(
        parts.item_path,
        with_types(
            patch,
            part_id=_part_id(parts),
            changes=Annotated[patch_shape, Body(media_type=MERGE_PATCH)],
            act=act_type,
        ),
        methods=["PATCH"],
        response_model=part_read_of(parts.shape),
        operation_id=f"patch{parts.one}",
        summary=f"Patch {_a(parts.noun)}",
        responses=CHANGE_ERRORS,
    )


def add_part_delete(router: APIRouter, parts: PartRoutes, act_type: Any) -> None:
    async def delete(id: str, part_id: str, request: Request, act: Act, if_match: IfMatch = None) -> Response:
        try:
            await _service(request, parts).delete(id, part_id, condition(if_match), act)
        except VersionConflict as conflict:
            raise stale(conflict) from conflict
        return Response(status_code=204)

    router.add_api_route(
        parts.item_path,
        with_types(delete, part_id=_part_id(parts), act=act_type),
        methods=["DELETE"],
        status_code=204,
        operation_id=f"delete{parts.one}",
        summary=f"Remove {_a(parts.noun)}",
        responses=DELETE_ERRORS,
    )


def _part_id(parts: PartRoutes) -> Any:
    return Annotated[str, Path(alias=parts.id_name)]


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
