"""What is stored already, to be compared with what a document names.

An earlier document may have named an initiative otherwise: with a code where this one has none, or in other words.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.domain.identity import key_text
from app.domain.initiative_names import NameForms, equal_names, name_forms, one_begins_other
from app.services.import_plan import Named
from app.services.ports import Body, Query, Record, SortKey, SourceKey, Store

MAX_INITIATIVES = 200
"""How many initiatives of one cluster are looked through."""


@dataclass(frozen=True, slots=True)
class Called:
    """An initiative and all that it is called. `key` tells it from the others of its side."""

    key: str
    code: str | None
    names: tuple[str, ...]
    forms: tuple[NameForms, ...]


_RULES: tuple[Callable[[NameForms, NameForms], bool], ...] = (equal_names, one_begins_other)
"""The firmest first, as within one document."""


async def stored_initiatives(
    store: Store, cluster_id: str, unknown: Iterable[Named], taken: set[str]
) -> dict[SourceKey, str]:
    """Ids by source key, for those whom exactly one stored initiative fits that they alone fit.

    `taken` are the ids that this document has by their own source key; no initiative is joined twice.
    """
    sought = {one.source.id: one.source for one in unknown if one.said.name is not None}
    if not sought:
        return {}
    called = [
        _called(one.source.id, one.said.code, one.said.name, *(variant.text for variant in one.said.name_variants))
        for one in unknown
        if one.source.id in sought
    ]
    stored = [one for one in await initiatives_of(store, cluster_id) if one.key not in taken]
    return {sought[key]: id for key, id in _pairs(called, stored)}


async def initiatives_of(store: Store, cluster_id: str) -> list[Called]:
    """Those that are stored, and have a name."""
    query = Query("initiative", equals={"cluster": cluster_id}, sort=(SortKey("code_sort"),), limit=MAX_INITIATIVES)
    records = await records_found(store, query)
    return [called_of(one.id, one.body) for one in records if one.body["name"] is not None]


async def records_found(store: Store, query: Query) -> list[Record]:
    """The whole records of a query's first page."""
    ids = tuple(row.id for row in (await store.find_page(query)).rows)
    return [one for one in (await store.get_many(query.kind, ids) if ids else ()) if not one.deleted]


def municipalities_of(cluster: Body) -> set[str]:
    """Their names, normalised."""
    return {key_text(party["name"]) for party in cluster["parties"] if party["kind"] == "municipality"}


def called_of(id: str, body: Body) -> Called:
    return _called(id, body["code"], body["name"], *(variant["text"] for variant in body["name_variants"]))


def _called(key: str, code: str | None, *names: str) -> Called:
    return Called(key, code, tuple(map(key_text, names)), tuple(map(name_forms, names)))


def _pairs(said: list[Called], stored: list[Called]) -> Iterator[tuple[str, str]]:
    for rule in (_same_name, *(lambda one, other, rule=rule: _by_forms(one, other, rule) for rule in _RULES)):
        pairs = [(one, other) for one in said for other in stored if may_be_one(one, other) and rule(one, other)]
        for one, other in pairs:
            if sum(pair[0] is one for pair in pairs) == sum(pair[1] is other for pair in pairs) == 1:
                yield one.key, other.key
        met = {part.key for pair in pairs for part in pair}
        said = [one for one in said if one.key not in met]
        stored = [one for one in stored if one.key not in met]


def may_be_one(one: Called, other: Called) -> bool:
    """Two codes are two initiatives."""
    return one.code is None or other.code is None or key_text(one.code) == key_text(other.code)


def _same_name(one: Called, other: Called) -> bool:
    return bool(set(one.names) & set(other.names))


def _by_forms(one: Called, other: Called, rule: Callable[[NameForms, NameForms], bool]) -> bool:
    return any(rule(left, right) for left in one.forms for right in other.forms)
