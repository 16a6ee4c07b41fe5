"""Taking one person out of everything that is kept: the request, and how far it is."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.fields import Code, Count, Id, Name, UtcInstant
from app.schemas.shared import Shape

NAMES = 50
SuppressionState = Literal["accepted", "running", "completed"]


class SuppressionRequest(Shape):
    """`names` are spellings beside those that the participant and meetings have; of one word, they count where they
    are all of a value."""

    names: Annotated[list[Name], Field(default_factory=list, max_length=NAMES, description="Further spellings")]


class SuppressionCounts(Shape):
    """What was changed, or would be."""

    records: Count = Field(default=0, description="Resources; each has a new version")
    versions: Count = Field(default=0, description="Versions in the archive")
    reasons: Count = Field(default=0, description="Reasons of changes")
    documents: Count = Field(default=0, description="Source documents of which the text alone is left")
    files: Count = Field(default=0, description="Files of attachments that are kept no longer")
    other: Count = Field(default=0, description="What imports remember")


class SuppressionRead(Shape):
    """How far it is. It is completed when a round through everything has found nothing more."""

    participant_id: Id = Field(description="The participant, whose id stays")
    pseudonym: Name = Field(description="What stands in place of the name")
    state: SuppressionState = Field(description="How far it has come")
    requested_at: UtcInstant = Field(description="When it was asked for last")
    requested_by: str = Field(description="Who asked for it")
    reason: str | None = Field(description="Why, as it was said")
    completed_at: UtcInstant | None = Field(description="When nothing more was found; null: not yet")
    round: Count = Field(description="How often everything is being looked through")
    step: Code | None = Field(description="The kind of record that is looked through")
    counts: SuppressionCounts = Field(description="What was changed until now")
    unread_files: Count = Field(description="Attachments that nobody can read, so that a person has to look")
