"""Decisions and attendance across meetings."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.vocabulary import Access, MeetingStatus, Outcome
from app.schemas.fields import Code, Day, Id, Line, MeetingInstant, Text
from app.schemas.meetings import Attendee, Continuation, DecisionPoint
from app.schemas.pages import CursorPage
from app.schemas.queries import PageQuery
from app.schemas.search import MAX_Q, MAX_WORDS
from app.schemas.shared import FuzzyDate, Shape


class MeetingReference(Shape):
    """Which meeting; `cluster_id` is that of its forum."""

    meeting_id: Id
    forum_id: Id
    cluster_id: Id | None
    meeting_title: Line | None
    meeting_number: Code | None
    status: MeetingStatus
    date: FuzzyDate | None
    starts_at: MeetingInstant | None


class DecisionSummary(MeetingReference):
    """What one item of one meeting resolved. `initiative_ids`: those of the item and of the decision's points."""

    agenda_item_id: Id
    number: Code | None
    title: Line
    access: Access
    outcome: Outcome
    text: Text | None
    points: list[DecisionPoint]
    initiative_ids: list[Id]
    continues_in: Continuation | None


class AttendanceSummary(MeetingReference):
    """One meeting, and how the participant is listed there: usually one row."""

    attendees: list[Attendee]


class MeetingsQuery(PageQuery):
    """Of what lists go through meetings for."""

    sort: Annotated[Literal["date", "-date"], Field(description="By the meeting's day")] = "-date"
    forum: Id | None = None
    cluster: Id | None = None
    from_: Annotated[Day | None, Field(alias="from", description="First day in Copenhagen")] = None
    to: Annotated[Day | None, Field(description="Last day in Copenhagen, inclusive")] = None


class AttendanceQuery(MeetingsQuery):
    pass


class InitiativeDecisionQuery(MeetingsQuery):
    q: Annotated[
        str | None,
        Field(
            max_length=MAX_Q,
            description=(
                "Words that the item's title, the decision and its points hold together: all of them, as `/search` "
                "compares them. Case, accents and endings make no difference, the last word may be the start of a "
                "longer one unless a blank follows it, and words that say nothing (og, i, som …) do not count; of "
                f"those alone nothing is found. At most {MAX_WORDS} words"
            ),
        ),
    ] = None
    outcome: Annotated[Outcome | None, Field(description="Of the decision or of one of its points")] = None


class DecisionQuery(InitiativeDecisionQuery):
    initiative: Id | None = None


class DecisionPage(CursorPage[DecisionSummary]):
    """May be short, even empty, while `next_cursor` is not null: each request opens a bounded number of meetings."""


class AttendancePage(CursorPage[AttendanceSummary]):
    """May be short, even empty, while `next_cursor` is not null: each request looks through a bounded number of
    meetings."""
