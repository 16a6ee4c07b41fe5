"""`/v1/imports`: source documents in, one a request, and what became of them."""

from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.dependencies import ImporterActDep, services_of, state_of
from app.http.contract import errors
from app.http.entity import json_response
from app.http.idempotency import HARMLESS_KEY
from app.http.reader import read_body
from app.http.resource_routes import add_list, add_read
from app.http.strict_route import StrictRoute
from app.schemas.imports import ImportRead, ImportRun
from app.schemas.pages import ImportPage
from app.schemas.queries import ImportQuery
from app.services.import_documents import SourceFile, UnknownMeans
from app.services.import_report import run_of

router = APIRouter(prefix="/v1/imports", tags=["imports"], route_class=StrictRoute)
add_read(router, "import", "Import", "an import", ImportRead)
add_list(router, "import", "Imports", ImportPage, ImportQuery)

_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_ANY_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES, "text/plain": _BYTES}}}


class ImportOptions(BaseModel):
    """`unknown_means`: what `unknown` access in the document means; without it, what was said before, else closed."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200, description="The file's name")] = "document.txt"
    dry_run: Annotated[bool, Field(description="Says what would happen and writes nothing")] = False
    unknown_means: UnknownMeans | None = None


@router.post(
    "",
    response_model=ImportRun,
    dependencies=[HARMLESS_KEY],
    operation_id="createImport",
    summary="Import one source document, or see what that would do",
    responses=errors(400, 413, 422),
    openapi_extra=_ANY_FILE,
)
async def create(request: Request, act: ImporterActDep, asked: Annotated[ImportOptions, Query()]) -> Response:
    """The body is the file as it is. A file that cannot be read is an answer too: its state is `failed`."""
    data = await read_body(request, state_of(request)["settings"].import_limit_bytes)
    file = SourceFile(PurePosixPath(asked.name).name, data, asked.unknown_means)
    imports = services_of(request).imports
    done = await (imports.preview(file) if asked.dry_run else imports.apply(file, act))
    return json_response(run_of([done], dry_run=asked.dry_run))
