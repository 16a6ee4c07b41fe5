"""`/v1/documents`: imported files, kept as they came."""

from functools import partial

from fastapi import APIRouter, Request, Response

from app.dependencies import ReaderDep, ServicesDep
from app.http.contract import READ_ERRORS, errors
from app.http.entity import CACHING, JSON, etag_of, is_known, not_modified, read_response
from app.http.file_response import BINARY, BYTES, RANGE_HEADERS, file_answers, file_response
from app.http.negotiation import preferred
from app.schemas.documents import DocumentRead

TEXT = "text/plain"
router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.get(
    "/{id}",
    response_model=DocumentRead,
    operation_id="getDocument",
    summary="Read a source document: what is kept of it, its text, or its bytes",
    description=(
        "By `Accept`: JSON with the text in it; `text/plain`, the text in UTF-8, in whose lines evidence counts; "
        "`application/octet-stream`, the file as it came, also in ranges."
    ),
    responses={
        **READ_ERRORS,
        **errors(404, 410, 416),
        **file_answers("The document", {TEXT: {"schema": {"type": "string"}}, BYTES: BINARY}, {BYTES: BINARY}),
    },
    openapi_extra=RANGE_HEADERS,
)
async def read(id: str, request: Request, services: ServicesDep, caller: ReaderDep) -> Response:
    media_type = preferred(request.headers, (JSON, TEXT, BYTES))
    if media_type == JSON:
        return read_response(request, await services.resources["document"].read(id, caller), id)
    document = await services.documents.read(id, caller)
    etag = etag_of(document.version, document.shape, media_type=media_type)
    if media_type == BYTES:
        return file_response(
            request.headers,
            etag,
            media_type=BYTES,
            name=document.name,
            size_bytes=document.size_bytes,
            pieces=partial(services.documents.pieces, document.id),
        )
    if is_known(request.headers, etag):
        return not_modified(etag)
    headers = {**CACHING, "ETag": etag, "X-Content-Type-Options": "nosniff"}
    return Response(document.text.encode(), headers=headers, media_type=TEXT)
