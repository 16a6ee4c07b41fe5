"""`/v1/imports`: source documents in, and what became of each of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.dependencies import ImporterActDep, ReaderDep, services_of, state_of
from app.domain.exact_json import decode
from app.http.contract import READ_ERRORS, READ_HEADERS, errors, headers
from app.http.entity import accepted_response, json_response, read_response
from app.http.idempotency import REPLAYED, KeyDep
from app.http.resource_routes import add_list
from app.http.strict_route import DirectRoute, StrictRoute
from app.http.uploads import FIELD, FORM, FORM_NAME, NAME_LENGTH, read_files
from app.schemas.fields import AskedFlag, Code
from app.schemas.imports import ImportRead, ImportRun
from app.schemas.pages import ImportPage
from app.schemas.queries import ImportQuery
from app.services.idempotency import keyed_request
from app.services.import_documents import SourceFile, UnknownMeans
from app.services.import_jobs import IMMEDIATE_BYTES, MAX_FILES, ImportOrder, is_small
from app.services.import_report import run_of
from app.services.writing import Act, KeyedRequest

PATH = "/v1/imports"
router = APIRouter(prefix=PATH, tags=["imports"], route_class=StrictRoute)
add_list(router, "import", "Imports", ImportPage, ImportQuery)

_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_CONTENT = {
    FORM: {"schema": {"$ref": f"#/components/schemas/{FORM_NAME}"}},
    "application/octet-stream": _BYTES,
    "text/plain": _BYTES,
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "What became of the file", **headers(REPLAYED)},
    202: {
        "model": ImportRead,
        "description": "The files are stored and will be imported; `Location` tells how far that is",
        **headers("Location", REPLAYED),
    },
}


class ImportOptions(BaseModel):
    """`unknown_means`: what `unknown` access in the documents means; without it, what their source says, else what was
    said before, else closed."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, Field(min_length=1, max_length=NAME_LENGTH, description="The file's name, where the body is the file")
    ] = "document.txt"
    dry_run: Annotated[AskedFlag, Field(description="Says what would happen and imports nothing")] = False
    unknown_means: UnknownMeans | None = None
    source: Annotated[
        Code | None,
        Field(
            description=(
                "The system that the files come from, as `/v1/sources` has it: its `unknown_means` holds, "
                "and when every file is imported, it has succeeded"
            )
        ),
    ] = None


async def read(id: str, request: Request, caller: ReaderDep) -> Response:
    return read_response(request, await services_of(request).import_jobs.read(id, caller), id)


router.add_api_route(
    "/{id}",
    read,
    methods=["GET"],
    route_class_override=DirectRoute,
    response_model=ImportRead,
    operation_id="getImport",
    summary="Read an import: how far it is, and what became of each file",
    responses=READ_ERRORS,
    openapi_extra=READ_HEADERS,
)


@router.post(
    "",
    response_model=ImportRun,
    operation_id="createImport",
    summary="Import source documents, or see what that would do",
    description=(
        f"The body is one file as it is, or a form with up to {MAX_FILES} parts named `{FIELD}`. One file of up to "
        f"{IMMEDIATE_BYTES:_} bytes is answered at once with 200. Anything else is stored and answered with 202; the "
        "service then takes in one file after the other, whatever happens to it meanwhile, and `Location` says how far "
        "it is. Every file that was sent is told of, one that cannot be read as `failed`."
    ),
    responses={**_ANSWERS, **errors(400, 410, 413, 415, 422)},
    openapi_extra={"requestBody": {"required": True, "content": _CONTENT}},
)
async def create(
    request: Request, act: ImporterActDep, asked: Annotated[ImportOptions, Query()], key: KeyDep
) -> Response:
    limit = state_of(request)["settings"].import_limit_bytes
    uploads = await read_files(request, asked.name, limit, MAX_FILES)
    files = [SourceFile(name, data) for name, data in uploads]
    order = ImportOrder(asked.dry_run, asked.unknown_means, asked.source)
    jobs = services_of(request).import_jobs
    if is_small(files) and (key is None or asked.dry_run):
        return json_response(run_of([await jobs.run(files[0], order, act)], dry_run=asked.dry_run))
    taken = await jobs.take_on(files, order, act, _keyed(request, act, key, asked, files))
    replayed = {REPLAYED: "true"} if taken.is_replayed else {}
    if is_small(files) and taken.is_finished:
        job = decode(taken.answer.json)
        return json_response({name: job[name] for name in ImportRun.model_fields}, headers=replayed)
    return accepted_response(PATH, taken.answer, replayed)


def _keyed(
    request: Request, act: Act, key: str | None, asked: ImportOptions, files: list[SourceFile]
) -> KeyedRequest | None:
    if key is None:
        return None
    content = {**asked.model_dump(), "files": [[file.name, file.document_id] for file in files]}
    return keyed_request(act.caller, request.scope["path"], key, content)
