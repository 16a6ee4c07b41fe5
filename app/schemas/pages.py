"""Lists: one page of summaries."""

from typing import Generic, TypeVar

from pydantic import BaseModel

from app.schemas.clusters import ClusterSummary
from app.schemas.fields import Count, Id
from app.schemas.forums import ForumSummary
from app.schemas.funding import FundingSummary
from app.schemas.imports import ImportState
from app.schemas.initiatives import InitiativeSummary
from app.schemas.meetings import MeetingSummary
from app.schemas.participants import ParticipantSummary
from app.schemas.shared import Shape
from app.schemas.tombstones import Tombstone

RowT = TypeVar("RowT", bound=BaseModel)


class PageLinks(Shape):
    self: str
    next: str | None = None


class CursorPage(Shape, Generic[RowT]):
    """`next_cursor` is null on the last page."""

    items: list[RowT]
    next_cursor: str | None = None
    links: PageLinks


class Page(CursorPage[RowT], Generic[RowT]):
    """`total` is null without `count=true`."""

    total: Count | None = None


class ClusterPage(Page[ClusterSummary | Tombstone]):
    pass


class ForumPage(Page[ForumSummary | Tombstone]):
    pass


class ParticipantPage(Page[ParticipantSummary | Tombstone]):
    pass


class MeetingPage(Page[MeetingSummary | Tombstone]):
    pass


class InitiativePage(Page[InitiativeSummary | Tombstone]):
    pass


class ImportSummary(Shape):
    id: Id
    version: int
    state: ImportState
    dry_run: bool
    created_at: str
    updated_at: str


class ImportPage(Page[ImportSummary | Tombstone]):
    pass


class FundingPage(Page[FundingSummary | Tombstone]):
    pass
