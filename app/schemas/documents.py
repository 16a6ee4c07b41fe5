"""Source documents: imported files, kept as they came. The id is the SHA-256 of the bytes."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.vocabulary import Access
from app.schemas.fields import Code, Count, Line, MediaType, Sha256, Text, UtcInstant
from app.schemas.shared import Shape, Source


class DocumentCreate(Shape):
    """What is kept beside the bytes. `text` is the decoded text that line numbers of evidence count in."""

    name: Line
    media_type: MediaType
    size_bytes: Count
    text: Text
    importer: Code
    importer_version: Code
    access: Access = "unknown"
    unknown_means: Literal["open", "closed"] = Field(
        default="closed", description="What `unknown` access in it means, as the import was told"
    )
    imported_at: UtcInstant


class DocumentRead(DocumentCreate):
    """A source document: what is kept beside the bytes. `text` is what line numbers of evidence count in."""

    id: Sha256
    version: Annotated[int, Field(ge=1)]
    created_at: UtcInstant
    updated_at: UtcInstant
    sources: list[Source]
