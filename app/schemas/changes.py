"""The feed and its summary as they are served."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.fields import IN_DIGITS, Sha256
from app.schemas.queries import PAGE_LIMIT
from app.schemas.shared import Shape

MAX_SEQ = 999_999_999_999_999
_CHANGE: JsonDict = {
    "seq": 41,
    "id": "0190a000-0000-7000-8000-00000000000c",
    "type": "meeting.updated",
    "subject": "/v1/meetings/0190a000-0000-7000-8000-00000000000a",
    "version": 3,
    "at": "2031-03-04T12:00:00.000000Z",
    "actor": "sekretariat@fjordby.example",
    "reason": "Rettet efter mødet",
}
_BUCKET: JsonDict = {
    "kind": "meeting",
    "month": "2031-03",
    "count": 1,
    "sha256": "82380bcb8928bdb39e77d46d0bd6b7acb4df668afa53a8c2359248a982eb7e3f",
}


class ChangeQuery(BaseModel):
    """Where the reader stands. Negative, not a number, or beyond the end of the feed (`not_reached`) is 422."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        int, Field(ge=0, le=MAX_SEQ, description="`next_after` of the answer before; 0 is the start"), IN_DIGITS
    ] = 0
    limit: Annotated[int, Field(ge=1, le=PAGE_LIMIT, description="Changes of an answer"), IN_DIGITS] = 50


class ChangeRead(Shape):
    """One change, without content: read `subject` for what is there now, which may be newer than `version`.

    `type` is `<kind>.created`, `.updated`, `.deleted` (reading answers 410 with the tombstone, or, where it was merged,
    the survivor), `.restored`, or `.retracted`: the caller may see it no longer.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_CHANGE]})

    seq: Annotated[int, Field(description="Place in the feed: 1, 2, 3 …; a caller who may not see all misses some")]
    id: Annotated[str, Field(description="Of the change; the same however often it is read")]
    type: Annotated[str, Field(description="The kind and what was done to it")]
    subject: Annotated[str, Field(description="Path of the resource")]
    version: Annotated[int, Field(description="The version that the change made")]
    at: Annotated[str, Field(description="When it was made, RFC 3339 in UTC")]
    actor: Annotated[str | None, Field(description="Who made it; null where it was retracted")]
    reason: Annotated[str | None, Field(description="`Klynge-Reason` of the request; null where it was retracted")]


class ChangesRead(Shape):
    """Go on with `after=next_after`, also where nothing came. The end is reached where it equals the `after` sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_CHANGE], "next_after": 41}]})

    items: list[ChangeRead]
    next_after: Annotated[int, Field(description="The `after` of the next request; keep it")]


class SummaryBucket(Shape):
    """The resources of one kind that were created in one month and are not deleted.

    `sha256` is over one line for each, `<id> <version>` and a line feed, sorted by their bytes.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_BUCKET]})

    kind: Annotated[str, Field(description="As before the dot of a change's `type`")]
    month: Annotated[str, Field(description="First seven characters of `created_at`, which is UTC")]
    count: int
    sha256: Sha256


class ChangesSummary(Shape):
    """What a mirror holds when it is whole. A month without resources is absent.

    With `is_exact` nothing was changed during the count, and this is the state right after change `seq`. Without it
    ask again, or compare only what the feed has not touched since.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"seq": 41, "is_exact": True, "items": [_BUCKET]}]})

    seq: int
    is_exact: bool
    items: list[SummaryBucket]
