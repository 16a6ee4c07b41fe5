"""Lists: one page of summaries."""

from typing import Generic, TypeVar

from pydantic import BaseModel

from app.schemas.clusters import ClusterSummary
from app.schemas.fields import Id
from app.schemas.forums import ForumSummary
from app.schemas.funding import FundingSummary
from app.schemas.imports import ImportState
from app.schemas.initiatives import InitiativeSummary
from app.schemas.meetings import MeetingSummary
from app.schemas.participants import ParticipantSummary
from app.schemas.shared import Shape

RowT = TypeVar("RowT", bound=BaseModel)


class PageLinks(Shape):
    self: str
    next: str | None = None


class Page(Shape, Generic[RowT]):
    """`next_cursor` is null on the last page."""

    items: list[RowT]
    next_cursor: str | None = None
    links: PageLinks


class ClusterPage(Page[ClusterSummary]):
    pass


class ForumPage(Page[ForumSummary]):
    pass


class ParticipantPage(Page[ParticipantSummary]):
    pass


class MeetingPage(Page[MeetingSummary]):
    pass


class InitiativePage(Page[InitiativeSummary]):
    pass


class ImportSummary(Shape):
    id: Id
    version: int
    state: ImportState
    dry_run: bool
    created_at: str
    updated_at: str


class ImportPage(Page[ImportSummary]):
    pass


class FundingPage(Page[FundingSummary]):
    pass
