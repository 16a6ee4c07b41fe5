"""Decisions across meetings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from app.domain.access import Caller
from app.domain.decisions import deciding_items, holds_words, initiatives_of, outcomes_of
from app.domain.search_words import SoughtWord
from app.domain.vocabulary import Outcome
from app.errors import CursorInvalid
from app.schemas.decisions import DecisionQuery, InitiativeDecisionQuery
from app.services.asked_words import asked_words
from app.services.cluster_forums import with_clusters
from app.services.cursors import cursor_after, digest, position_in
from app.services.meeting_walk import MAX_MEETINGS, meetings_query, reference_to, seen, walk
from app.services.merged import family
from app.services.ports import Body, Field, Holding, KeyValue, Query, Row, Store
from app.services.resources import Listed
from app.services.shown import check_there, shown_to

_FIELDS: tuple[Field, ...] = ("agenda_item_title", "decision_decision")
"""Where the store looks for the words of a meeting; which of its items hold them is seen when it is opened."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """What an item must have; null for anything."""

    words: tuple[SoughtWord, ...] | None
    outcome: str | None
    initiatives: tuple[str, ...] | None

    def fits(self, item: Mapping[str, Any]) -> bool:
        if self.words is not None and not holds_words(item, self.words):
            return False
        if self.outcome is not None and self.outcome not in outcomes_of(item):
            return False
        return self.initiatives is None or not set(self.initiatives).isdisjoint(initiatives_of(item))


@dataclass(frozen=True, slots=True)
class _Position:
    """The last row of a page: its meeting's position in the order, its item, and the item's place from 0."""

    meeting: tuple[KeyValue, ...]
    item_id: str
    place: int

    @property
    def values(self) -> tuple[KeyValue, ...]:
        return (*self.meeting, self.item_id, self.place)


class DecisionService:
    """`max_meetings`: how many one request looks through."""

    def __init__(self, store: Store, max_meetings: int = MAX_MEETINGS) -> None:
        self._store, self._max_meetings = store, max_meetings

    async def page(self, asked: DecisionQuery, caller: Caller) -> Listed:
        """`DecisionSummary` bodies. Raises `CursorInvalid`, and `InvalidInput` for too many words."""
        return await self._page("decisions", asked, asked.initiative, caller)

    async def of_initiative(self, id: str, asked: InitiativeDecisionQuery, caller: Caller) -> Listed:
        """As `page`. Raises `NotFound` and `Deleted` as well."""
        await check_there(self._store, "initiative", id, caller)
        return await self._page(f"decisions {id}", asked, id, caller)

    async def _page(self, name: str, asked: InitiativeDecisionQuery, initiative: str | None, caller: Caller) -> Listed:
        words = None if asked.q is None else asked_words(asked.q)
        list_digest = digest(name, asked, caller)
        after = None if asked.cursor is None else _position_in(asked.cursor, list_digest)
        if words == ():
            return Listed([], None)
        query = await meetings_query(self._store, asked, caller, initiatives=initiative)
        outcomes = (asked.outcome,) if asked.outcome else get_args(Outcome)
        holding = None if words is None else Holding(words, _FIELDS)
        query = replace(query, any_of={**query.any_of, **_outcomes(caller, outcomes)}, holding=holding)
        wanted = None if initiative is None else await family(self._store, "initiative", initiative)
        sought = _Sought(words, asked.outcome, wanted)
        rows, following = await self._rows(query, sought, after, asked.limit, caller)
        cursor = None if following is None else cursor_after(following.values, list_digest)
        return Listed(await with_clusters(self._store, rows), cursor)

    async def _rows(
        self, query: Query, sought: _Sought, after: _Position | None, limit: int, caller: Caller
    ) -> tuple[list[Body], _Position | None]:
        """One page, and the position behind which a next one begins, null at the end."""
        found: list[tuple[Body, _Position]] = []
        if after is not None:
            for meeting in await self._rest_of(query, after, caller):
                found += _decisions(after.meeting, meeting, sought, after)
            query = replace(query, after=after.meeting)
        looked_at, last = 0, after
        async for row, meeting in walk(self._store, query, caller, self._max_meetings):
            if len(found) > limit:
                break
            looked_at, last = looked_at + 1, _end_of(row)
            found += _decisions(row.position, meeting, sought, None)
        rows = [body for body, _ in found[:limit]]
        if len(found) > limit:
            return rows, found[limit - 1][1]
        return rows, last if looked_at == self._max_meetings else None

    async def _rest_of(self, query: Query, after: _Position, caller: Caller) -> tuple[Body, ...]:
        """The meeting that the last page ended in, if it is still there and still fits."""
        id = after.meeting[-1]
        page = await self._store.find_page(replace(query, equals={**query.equals, "id": id}, limit=1))
        return tuple((await seen(self._store, tuple(row.id for row in page.rows), caller)).values())


def _decisions(
    position: tuple[KeyValue, ...], meeting: Body, sought: _Sought, after: _Position | None
) -> list[tuple[Body, _Position]]:
    start = 0 if after is None else _start(meeting, after)
    return [
        (_row(meeting, item), _Position(position, item["id"], place))
        for place, item in deciding_items(meeting)
        if place >= start and sought.fits(item)
    ]


def _start(meeting: Body, after: _Position) -> int:
    """The place behind the item that came last; where it is gone, the place it had."""
    places = {item["id"]: place for place, item in enumerate(meeting["agenda_items"])}
    return places[after.item_id] + 1 if after.item_id in places else after.place


def _end_of(row: Row) -> _Position:
    """Behind every item of a meeting."""
    return _Position(row.position, "", 1_000_000)


def _row(meeting: Body, item: Mapping[str, Any]) -> Body:
    decision = item["decision"]
    return {
        **reference_to(meeting),
        "cluster_id": None,
        "agenda_item_id": item["id"],
        "number": item["number"],
        "title": item["title"],
        "access": item["access"],
        "outcome": decision["outcome"],
        "text": decision["text"],
        "points": decision["points"],
        "initiative_ids": list(initiatives_of(item)),
        "continues_in": decision["continues_in"],
    }


def _outcomes(caller: Caller, outcomes: tuple[str, ...]) -> Mapping[str, tuple[KeyValue, ...]]:
    return shown_to(caller, Query("meeting", any_of={"outcomes": outcomes})).any_of


def _position_in(cursor: str, list_digest: str) -> _Position:
    *meeting, item_id, place = position_in(cursor, list_digest) or ("", "")
    if len(meeting) != 2 or not isinstance(item_id, str) or not isinstance(place, int):
        raise CursorInvalid("this is no cursor")
    return _Position(tuple(meeting), item_id, place)
