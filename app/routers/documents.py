"""`/v1/documents`: imported files, kept as they came."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from app.dependencies import ReaderDep, ServicesDep
from app.http.attachment import disposition
from app.http.contract import READ_ERRORS, errors, header_parameters, headers
from app.http.entity import CACHING, JSON, etag_of, is_known, not_modified, read_response
from app.http.negotiation import preferred
from app.http.ranges import byte_range
from app.schemas.documents import DocumentRead
from app.services.documents import DocumentService, SourceDocument

TEXT, BYTES = "text/plain", "application/octet-stream"
router = APIRouter(prefix="/v1/documents", tags=["documents"])

_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_HEADERS = header_parameters(
    {
        "If-None-Match": "An ETag; where it is still the current one the answer is 304",
        "Range": "One range of bytes, such as `bytes=0-999` or `bytes=-500`; several are answered with the whole",
        "If-Range": "An ETag; where it is no longer the current one `Range` is not heeded",
    }
)


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
        200: {
            "description": "The document",
            "content": {TEXT: {"schema": {"type": "string"}}, BYTES: _BINARY},
            **headers("Accept-Ranges", "Content-Disposition"),
        },
        206: {
            "description": "The range of bytes that was asked for",
            "content": {BYTES: _BINARY},
            **headers("Accept-Ranges", "Content-Disposition"),
        },
    },
    openapi_extra=_HEADERS,
)
async def read(id: str, request: Request, services: ServicesDep, caller: ReaderDep) -> Response:
    media_type = preferred(request.headers, (JSON, TEXT, BYTES))
    if media_type == JSON:
        return read_response(request, await services.resources["document"].read(id, caller), id)
    document = await services.documents.read(id, caller)
    etag = etag_of(document.version, document.shape, media_type=media_type)
    if is_known(request.headers, etag):
        return not_modified(etag)
    headers = {**CACHING, "ETag": etag, "X-Content-Type-Options": "nosniff"}
    if media_type == TEXT:
        return Response(document.text.encode(), headers=headers, media_type=TEXT)
    return _bytes(request, services.documents, document, headers)


def _bytes(request: Request, documents: DocumentService, document: SourceDocument, headers: dict[str, str]) -> Response:
    size = document.size_bytes
    is_same = request.headers.get("if-range", headers["ETag"]) == headers["ETag"]
    found = byte_range(request.headers.get("range"), size) if is_same else None
    start, stop = found or (0, size)
    headers |= {
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(document.name),
        "Content-Length": str(stop - start),
    }
    if found is not None:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    pieces = documents.pieces(document.id, start, stop)
    return StreamingResponse(pieces, 206 if found else 200, headers, media_type=BYTES)
