"""What differs between the kinds over HTTP, and how route functions are given their types."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header

from app.schemas.pages import Page
from app.schemas.queries import ListQuery
from app.schemas.shared import Shape
from app.services.ports import Kind

ETAG_FORM = r'^(\*|"[0-9]{1,15}(\.[A-Za-z0-9_-]{1,40})?")$'
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag that was read, or `*`. Without it the answer is 428",
        json_schema_extra={"pattern": ETAG_FORM},
    ),
]


@dataclass(frozen=True, slots=True)
class Shapes:
    """A kind's path, its names in operation ids, and its shapes."""

    kind: Kind
    path: str
    one: str
    many: str
    noun: str
    create: type[Shape]
    update: type[Shape]
    read: type[Shape]
    page: type[Page[Any]]
    query: type[ListQuery]
    is_money: bool = False
    is_mergeable: bool = False


def with_types(endpoint: Callable[..., Any], **types: Any) -> Callable[..., Any]:
    """The function with the types of one kind in its signature, where FastAPI reads them."""
    endpoint.__annotations__ |= types
    return endpoint
