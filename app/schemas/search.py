"""What a search is asked, and its hits as they are served."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from app.schemas.fields import Code, Day, Id, Line
from app.schemas.pages import CursorPage
from app.schemas.queries import PageQuery
from app.schemas.shared import FuzzyDate, Shape

MAX_Q = 200
MAX_WORDS = 10
HitKind = Literal["initiative", "meeting", "agenda_item", "decision"]
_HIT: JsonDict = {
    "kind": "decision",
    "id": "0190a000-0000-7000-8000-000000000003",
    "subject": "/v1/meetings/0190a000-0000-7000-8000-00000000000a",
    "agenda_item_id": "0190a000-0000-7000-8000-000000000003",
    "title": "Medicinbokse til borgere med hjemmepleje",
    "number": "4",
    "forum_id": "0190a000-0000-7000-8000-00000000000b",
    "date": {
        "from": "2031-03-04",
        "to": "2031-03-04",
        "precision": "day",
        "part": None,
        "open_end": False,
        "year_from": None,
        "text": None,
    },
    "snippet": [
        {"text": "Forummet godkendte, at ", "is_hit": False},
        {"text": "medicinboksene", "is_hit": True},
        {"text": " udleveres fra 1. april.", "is_hit": False},
    ],
}


class SearchParameters(PageQuery):
    """Every word of `q` must occur in the record. Words that say nothing (og, i, som …) do not count.

    Case, accents and endings make no difference (medicinboks finds medicinboksene); aa is å. The last word may be the
    start of a longer one, unless a blank follows it.
    """

    q: Annotated[str, Field(min_length=1, max_length=MAX_Q, description=f"What is sought; at most {MAX_WORDS} words")]
    kind: Annotated[HitKind | None, Field(description="Only hits of this kind")] = None
    cluster: Id | None = None
    forum: Annotated[Id | None, Field(description="Held the meeting, or is responsible for the initiative")] = None
    from_: Annotated[Day | None, Field(alias="from", description="First day in Copenhagen; leaves out initiatives")] = (
        None
    )
    to: Annotated[Day | None, Field(description="Last day in Copenhagen, inclusive; leaves out initiatives")] = None


class SnippetPiece(Shape):
    """Plain text, to be shown one piece after the other; those with `is_hit` are what was sought."""

    text: str
    is_hit: bool


class SearchHit(Shape):
    """A passage in which something was found. Read `subject` for the whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HIT]})

    kind: HitKind
    id: Annotated[Id, Field(description="Of the resource; of the agenda item for an item or its decision")]
    subject: Annotated[str, Field(description="Path of the meeting or initiative")]
    agenda_item_id: Id | None
    title: Line | None
    number: Code | None
    forum_id: Annotated[Id | None, Field(description="Held the meeting, or is responsible for the initiative")]
    date: Annotated[FuzzyDate | None, Field(description="Of the meeting")]
    snippet: list[SnippetPiece]


class SearchPage(CursorPage[SearchHit]):
    """Best first: a word in a title counts more than in a decision, and that more than in other text; the word itself
    more than its stem, and that more than the start of a word. Of equal hits the newest comes first.

    Of many records the newest 200 are ranked, of each: with all words in titles, in titles and decisions, anywhere.
    """
