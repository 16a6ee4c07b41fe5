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
    """Paths of this page and of the next."""

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
    """Clusters; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""


class ForumPage(Page[ForumSummary | Tombstone]):
    """Forums; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""


class ParticipantPage(Page[ParticipantSummary | Tombstone]):
    """Participants; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""


class MeetingPage(Page[MeetingSummary | Tombstone]):
    """Meetings; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""


class InitiativePage(Page[InitiativeSummary | Tombstone]):
    """Initiatives; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""


class ImportSummary(Shape):
    """An import in a list."""

    id: Id
    version: int
    state: ImportState
    dry_run: bool
    created_at: str
    updated_at: str


class ImportPage(Page[ImportSummary | Tombstone]):
    """Imports; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""


class FundingPage(Page[FundingSummary | Tombstone]):
    """Pots; with `updated_since` also the tombstones of deleted ones, told by their `deleted_at`."""
