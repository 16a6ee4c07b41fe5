"""Search across meetings, their items and decisions, and initiatives.

The store names the newest records that hold every word; a pure function ranks their passages; only what is answered is
opened, as the caller may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from app.domain.access import Caller
from app.domain.audience import sees, sees_whole
from app.domain.passages import RECORD_KINDS, Passage, PassageKind, passages
from app.domain.search_rank import IndexedPassage, Rank, Ranked, indexed, ranked
from app.domain.search_words import SoughtWord
from app.domain.snippets import snippet
from app.errors import CursorInvalid
from app.schemas.search import SearchParameters
from app.services.asked_words import asked_words
from app.services.cluster_forums import within_cluster
from app.services.cursors import cursor_after, digest, position_in
from app.services.listing import day_after
from app.services.merged import family
from app.services.ports import Body, Candidate, Field, Holding, KeyValue, Query, Record, Store
from app.services.resources import Listed
from app.services.shown import seen_of, shown_to

MAX_OPENED = 200
"""How many records are opened at once."""

CANDIDATES = 200
"""How many of the newest are ranked: of those that hold all words in titles, in titles and decisions, at all."""

RecordKind = Literal["initiative", "meeting"]
_FIELDS: Mapping[PassageKind, tuple[Field, ...]] = MappingProxyType(
    {
        "initiative": ("initiative_title", "initiative_text"),
        "meeting": ("meeting_title", "meeting_text"),
        "agenda_item": ("agenda_item_title", "agenda_item_text"),
        "decision": ("decision_decision",),
    }
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage of a record, which is not opened yet."""

    rank: Rank
    kind: RecordKind
    record: str
    version: int
    passage: IndexedPassage


class SearchService:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def search(self, asked: SearchParameters, caller: Caller) -> Listed:
        """Raises `InvalidInput` for too many words, and `CursorInvalid`."""
        sought = asked_words(asked.q)
        bound = digest("search", asked, caller)
        after = _rank_at(position_in(asked.cursor, bound)) if asked.cursor is not None else None
        rest = await self._hits(asked, sought, caller) if sought else []
        rest = [hit for hit in rest if after is None or hit.rank > after]
        found: list[tuple[Rank, Body]] = []
        while rest and len(found) <= asked.limit:
            wanted = min(asked.limit + 1 - len(found), MAX_OPENED)
            taken, rest = rest[:wanted], rest[wanted:]
            found += await self._opened(taken, sought, caller)
        shown = found[: asked.limit]
        following = cursor_after(shown[-1][0], bound) if len(found) > asked.limit else None
        return Listed([item for _, item in shown], following)

    async def _hits(self, asked: SearchParameters, sought: tuple[SoughtWord, ...], caller: Caller) -> list[Hit]:
        kinds: frozenset[PassageKind] = frozenset([asked.kind] if asked.kind else RECORD_KINDS)
        hits: list[Hit] = []
        for kind in sorted({RECORD_KINDS[passage] for passage in kinds}):
            where = await self._where(kind, asked, caller)
            candidates = {} if where is None else await self._candidates(where, kind, sought, kinds)
            for candidate in candidates.values():
                if sees(candidate.audience, caller):
                    found = ranked(candidate.id, candidate.place, candidate.passages, sought, kinds)
                    hits += [_hit(kind, candidate, one) for one in found]
        return sorted(hits, key=lambda hit: hit.rank)

    async def _candidates(
        self, where: Query, kind: RecordKind, sought: tuple[SoughtWord, ...], kinds: frozenset[PassageKind]
    ) -> dict[str, Candidate]:
        """The widest question answers the narrower ones as well, unless there is more than it may answer."""
        found: dict[str, Candidate] = {}
        for fields in reversed(_tiers(kind, kinds)):
            candidates = await self._store.search(replace(where, holding=Holding(sought, fields)))
            found |= {candidate.id: candidate for candidate in candidates}
            if len(candidates) < CANDIDATES:
                break
        return found

    async def _where(self, kind: RecordKind, asked: SearchParameters, caller: Caller) -> Query | None:
        """The conditions on the records; null where none of this kind can fulfil them."""
        if kind == "initiative":
            if asked.from_ is not None or asked.to is not None:
                return None
            equals: dict[str, str | int | bool] = {"cluster": asked.cluster} if asked.cluster else {}
            any_of = {"responsible_forum": await family(self._store, "forum", asked.forum)} if asked.forum else {}
            return shown_to(caller, Query(kind, equals=equals, any_of=any_of, limit=CANDIDATES))
        query = Query(
            kind,
            any_of={"forum": await family(self._store, "forum", asked.forum)} if asked.forum else {},
            at_least={"day": asked.from_} if asked.from_ else {},
            below={"day": day_after(asked.to)} if asked.to else {},
            limit=CANDIDATES,
        )
        query = query if asked.cluster is None else await within_cluster(self._store, query, asked.cluster)
        return shown_to(caller, query)

    async def _opened(self, hits: list[Hit], sought: tuple[SoughtWord, ...], caller: Caller) -> list[tuple[Rank, Body]]:
        """The hits as they are served. One that is not there any more, or not for this caller, is left out."""
        records: dict[str, Record] = {}
        for kind in sorted({hit.kind for hit in hits}):
            ids = tuple(dict.fromkeys(hit.record for hit in hits if hit.kind == kind))
            records |= {record.id: record for record in await self._store.get_many(kind, ids) if not record.deleted}
        seen = {id: _as_seen(record, caller) for id, record in records.items()}
        found = ((hit, seen[hit.record]) for hit in hits if hit.record in seen)
        return [(hit.rank, item) for hit, record in found if (item := _item(hit, record, sought)) is not None]


def _tiers(kind: RecordKind, kinds: frozenset[PassageKind]) -> list[tuple[Field, ...]]:
    """Fields in which all words may stand: titles, then decisions as well, then all; of what is asked for, then of all.

    Each is wider than the one before.
    """
    whole = tuple(field for passage in RECORD_KINDS if RECORD_KINDS[passage] == kind for field in _FIELDS[passage])
    wanted = tuple(field for field in whole if any(field in _FIELDS[passage] for passage in kinds))
    titles = tuple(field for field in wanted if field.endswith("_title"))
    decided = tuple(field for field in wanted if not field.endswith("_text"))
    return [fields for fields in dict.fromkeys((titles, decided, wanted, whole)) if fields]


def _hit(kind: RecordKind, candidate: Candidate, one: Ranked) -> Hit:
    return Hit(one.rank, kind, candidate.id, candidate.version, one.passage)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A record as the caller may see it. `is_whole`: nothing of it is hidden."""

    kind: str
    version: int
    body: Body
    is_whole: bool


def _as_seen(record: Record, caller: Caller) -> _Seen:
    return _Seen(record.kind, record.version, seen_of(record, caller), sees_whole(record.audience, caller))


def _item(hit: Hit, record: _Seen, sought: tuple[SoughtWord, ...]) -> Body | None:
    """Null where the passage is not there, or does not hold what is sought, as the caller sees the record now."""
    seen = tuple(passages(record.kind, record.body)) if record.body else ()
    passage = next((one for one in seen if (one.kind, one.id) == (hit.passage.kind, hit.passage.id)), None)
    if passage is None or not (_is_as_indexed(hit, record) or _still_holds(passage, seen, sought)):
        return None
    pieces = next((found for texts in _by_weight(passage) if (found := snippet(texts, sought))), ())
    is_meeting = hit.kind == "meeting"
    return {
        "kind": passage.kind,
        "id": passage.id,
        "subject": f"/v1/{hit.kind}s/{hit.record}",
        "agenda_item_id": passage.agenda_item_id,
        "title": passage.title,
        "number": passage.number,
        "forum_id": record.body.get("forum_id" if is_meeting else "responsible_forum_id"),
        "date": record.body.get("date") if is_meeting else None,
        "snippet": [{"text": piece.text, "is_hit": piece.is_hit} for piece in pieces],
    }


def _is_as_indexed(hit: Hit, record: _Seen) -> bool:
    return record.is_whole and record.version == hit.version


def _still_holds(passage: Passage, seen: tuple[Passage, ...], sought: tuple[SoughtWord, ...]) -> bool:
    found = ranked("", 0, [indexed(one) for one in seen], sought, frozenset([passage.kind]))
    return any(one.passage.id == passage.id for one in found)


def _by_weight(passage: Passage) -> list[tuple[str, ...]]:
    """A snippet shows more than the title, which the reader sees anyway, where there is more."""
    texts = passage.texts
    return [texts[place] for place in ("decision", "text", "title") if place in texts]


def _rank_at(position: tuple[KeyValue, ...]) -> Rank:
    match position:
        case (int(lack), int(kind), int(age), str(record), int(number)):
            return Rank(lack, kind, age, record, number)
        case _:
            raise CursorInvalid("this position belongs to another order")
