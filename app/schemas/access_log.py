"""Who was handed hidden material, and when."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.schemas.fields import IN_DIGITS, Code, Count, Id, Line, Sha256, UtcInstant, utc_instant
from app.schemas.queries import PAGE_LIMIT
from app.schemas.shared import Shape

_CURSOR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z-[0-9a-f-]{36}", re.ASCII)


def _place(sent: str) -> str:
    return sent if _CURSOR.fullmatch(sent) else utc_instant(sent)


class AccessLogQuery(BaseModel):
    """Oldest first."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        str,
        Field(max_length=100, description="`next_after` of the answer before, or an instant (RFC 3339) to begin at"),
        AfterValidator(_place),
    ] = ""
    until: Annotated[UtcInstant | None, Field(description="Entries before this instant")] = None
    actor: Annotated[str | None, Field(max_length=500, description="By this caller")] = None
    resource: Annotated[Id | Sha256 | None, Field(description="In which this resource was handed out")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT, description="Entries of an answer"), IN_DIGITS] = 50


class AccessedResource(Shape):
    """A version of a resource in which something is hidden from who may read and no more."""

    kind: Code = Field(description="Of this kind")
    id: Id | Sha256 = Field(description="The resource; a document by its sum")
    version: int = Field(description="The version that was read or written")


class AccessLogEntry(Shape):
    """One request that was answered out of hidden material, or a part of one that had much. It holds nothing of it."""

    at: UtcInstant = Field(description="When it was answered")
    actor: Line = Field(description="Who asked: `sub` of the token")
    operation: Line = Field(description="The `operationId` of the request")
    request_id: Line = Field(description="`X-Request-ID` of the request; several entries may be of one")
    count: Count = Field(description="How many versions of resources the entry names")
    resources: list[AccessedResource] = Field(description="Those that were at hand for the answer")
    counted: list[Code] = Field(description="Kinds of which resources were counted that are hidden from others")


class AccessLogRead(Shape):
    """Entries, oldest first. A page may have fewer than were asked for, and still not be the last."""

    items: list[AccessLogEntry] = Field(description="The entries")
    next_after: str | None = Field(description="Where to go on; null at the end")
    settled_at: UtcInstant = Field(description="No entry is added any more before this instant")
