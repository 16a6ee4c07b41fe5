"""Who was handed closed material, and when."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.fields import IN_DIGITS, Code, Count, Id, Line, Sha256, UtcInstant
from app.schemas.queries import PAGE_LIMIT
from app.schemas.shared import Shape


class AccessLogQuery(BaseModel):
    """Oldest first."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        str, Field(max_length=100, description="`next_after` of the answer before, or an instant in UTC to begin at")
    ] = ""
    until: Annotated[str | None, Field(max_length=100, description="Entries before this instant in UTC")] = None
    actor: Annotated[str | None, Field(max_length=500, description="By this caller")] = None
    resource: Annotated[Id | Sha256 | None, Field(description="In which this resource was handed out")] = None
    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT, description="Entries of an answer"), IN_DIGITS] = 50


class AccessedResource(Shape):
    """A version of a resource in which something is closed."""

    kind: Code = Field(description="Of this kind")
    id: Id | Sha256 = Field(description="The resource; a document by its sum")
    version: int = Field(description="The version that was read")


class AccessLogEntry(Shape):
    """One request that was answered out of closed material. It holds nothing of it."""

    at: UtcInstant = Field(description="When it was answered")
    actor: Line = Field(description="Who asked: `sub` of the token")
    operation: Line = Field(description="The `operationId` of the request")
    request_id: Line = Field(description="`X-Request-ID` of the request")
    count: Count = Field(description="How many resources with something closed in them were read for the answer")
    resources: list[AccessedResource] = Field(description="Those, as far as an entry names them")


class AccessLogRead(Shape):
    """Entries, oldest first. A page may have fewer than were asked for, and still not be the last."""

    items: list[AccessLogEntry] = Field(description="The entries")
    next_after: str | None = Field(description="Where to go on; null at the end")
