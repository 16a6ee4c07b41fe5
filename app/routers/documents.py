"""`/v1/documents`: imported files, kept as they came."""

from fastapi import APIRouter

from app.http.resource_routes import add_read
from app.schemas.documents import DocumentRead

router = APIRouter(prefix="/v1/documents", tags=["documents"])
add_read(router, "document", "Document", "a source document: what is kept of it, and its text", DocumentRead)
