"""Taking one person out of everything that is kept: the request, and how far it is."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.fields import Code, Count, Id, Name, UtcInstant
from app.schemas.shared import Shape

NAMES = 50


class SuppressionRequest(Shape):
    """`names` are spellings beside those that the participant and meetings have; of one word, they count where they
    are all of a value."""

    names: Annotated[list[Name], Field(default_factory=list, max_length=NAMES)]


class SuppressionCounts(Shape):
    """What was changed, or would be: current records, archived versions, reasons of changes, source documents of which
    the text alone is left, files of attachments that are gone, and what imports remember."""

    records: Count = 0
    versions: Count = 0
    reasons: Count = 0
    documents: Count = 0
    files: Count = 0
    other: Count = 0


class SuppressionRead(Shape):
    """How far it is. It is completed when a round through everything has found nothing more."""

    participant_id: Id
    pseudonym: Name = Field(description="What stands in place of the name")
    state: Literal["accepted", "running", "completed"]
    requested_at: UtcInstant
    requested_by: str
    reason: str | None
    completed_at: UtcInstant | None
    round: Count
    step: Code | None = Field(description="The kind of record that is looked through")
    counts: SuppressionCounts
    unread_files: Count = Field(description="Attachments that nobody can read, so that a person has to look")
