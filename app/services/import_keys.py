"""Whose each source key of a document is: a stored resource's, else that of the id derived from the key.

A key begins with its owner's key. Documents of one cluster or committee may differ in what they say of the owner: one
names the region or the municipality, another does not. Where exactly one stored cluster or forum fits, it is that one,
and all the document's keys are looked for under the keys by which its owner is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.danish import fold
from app.domain.identity import are_apart, key_text, owner_of
from app.importers import document as read
from app.services.import_matches import municipalities_of, stored_initiatives
from app.services.import_plan import Named
from app.services.import_records import id_from
from app.services.merged import merged_ids
from app.services.ports import Kind, Query, Record, SortKey, SourceKey, Store
from app.services.source_entries import natural_keys

MAX_OWNERS = 200
"""How many clusters or forums of a name are looked through."""

_MAX_ALIASES = 20

Key = tuple[Kind, SourceKey]


@dataclass(slots=True)
class Keys:
    """`ids` has every key of the document. `former` has the own id of those that a person merged into another.

    `sources` are the source keys of each resource that has an id in the exporting system: that id, and the document's
    key unless it is another resource's.
    """

    ids: dict[Key, str]
    former: dict[Key, str] = field(default_factory=dict)
    sources: dict[Key, tuple[SourceKey, ...]] = field(default_factory=dict)


async def keys_of(store: Store, named: tuple[Named, ...]) -> Keys:
    finding = _Finding(store, named)
    await finding.owners()
    await finding.rest()
    known = {
        (one.kind, one.source): finding.found.get((one.kind, one.source)) or id_from(one.kind, finding.first_key(one))
        for one in named
    }
    sources = {
        (one.kind, one.source): (one.own, *(() if (one.kind, one.source) in finding.others else (one.source,)))
        for one in named
        if one.own is not None
    }
    return Keys(known, await _former(store, known), sources)


class _Finding:
    """`aliases` are the beginnings that a key may have instead of the one the document gives it; `others` the keys of
    the document that are another resource's, which the exporting system calls otherwise."""

    def __init__(self, store: Store, named: tuple[Named, ...]) -> None:
        self._store = store
        self._named = named
        self.found: dict[Key, str] = {}
        self.others: set[Key] = set()
        self._aliases: dict[str, tuple[str, ...]] = {}

    async def owners(self) -> None:
        """The cluster first, then the forum, whose key begins with the cluster's."""
        for one in self._named:
            if one.kind == "cluster":
                await self._own(one, await self._cluster(one.said))
            elif one.kind == "forum":
                fitting = await self._forum(one.said) if one.said.organisation else None
                is_other = fitting is not None and _is_called_otherwise(fitting, one.own)
                await self._own(one, None if is_other else fitting)

    async def rest(self) -> None:
        for one in self._named:
            if (one.kind, one.source) not in self.found:
                record = await self._by_key(one)
                if record is not None:
                    self.found[one.kind, one.source] = record.id
        cluster_id = next((id for (kind, _), id in self.found.items() if kind == "cluster"), None)
        unknown = [one for one in self._named if (one.kind, one.source) not in self.found and one.kind == "initiative"]
        if cluster_id is not None and unknown:
            joined = await stored_initiatives(self._store, cluster_id, unknown, set(self.found.values()))
            self.found |= {("initiative", source): id for source, id in joined.items()}

    async def _own(self, one: Named, fitting: Record | None) -> None:
        record = await self._by_key(one) or fitting
        if record is None:
            return
        self.found[one.kind, one.source] = record.id
        known = tuple(natural_keys(record.body))[:_MAX_ALIASES]
        self._aliases[one.source.id] = known
        if one.kind == "forum" and one.said.organisation is not None:
            self._aliases[owner_of(one.source.id)] = tuple(dict.fromkeys(map(owner_of, known)))

    def first_key(self, one: Named) -> SourceKey:
        """The one that the id of a new resource is derived from."""
        return one.own if one.own is not None and (one.kind, one.source) in self.others else one.source

    async def _by_key(self, one: Named) -> Record | None:
        """By the id of the exporting system first. Who has the document's key, and another id there, is another."""
        if one.own is not None and (record := await self._store.find_by_source(one.kind, one.own)) is not None:
            natural = await self._store.find_by_source(one.kind, one.source)
            if natural is not None and natural.id != record.id:
                self.others.add((one.kind, one.source))
            return record
        for id in (one.source.id, *self._spellings(one.source.id)):
            record = await self._store.find_by_source(one.kind, SourceKey(one.source.system, one.source.kind, id))
            if record is not None and not _is_called_otherwise(record, one.own):
                return record
            if record is not None:
                self.others.add((one.kind, one.source))
        return None

    def _spellings(self, key: str) -> Iterator[str]:
        """The key under each other name of its owner; the forum's names before the cluster's."""
        for beginning in sorted(self._aliases, key=len, reverse=True):
            if key.startswith(f"{beginning}|"):
                rest = key[len(beginning) :]
                yield from (f"{alias}{rest}" for alias in self._aliases[beginning] if alias != beginning)

    async def _cluster(self, said: read.Cluster) -> Record | None:
        """The one stored cluster of this name, where one of the two names no region and no municipality tells them
        apart."""
        known = await self._of_name("cluster", said.name)
        towns = {key_text(party.name) for party in said.parties if party.kind == "municipality"}
        fitting = [
            one
            for one in known
            if (said.region is None or one.body["region"] is None) and not are_apart(towns, municipalities_of(one.body))
        ]
        return fitting[0] if len(fitting) == len(known) == 1 else None

    async def _forum(self, said: read.Forum) -> Record | None:
        """The one stored committee of this name, where one of the two names no organisation and people were at both."""
        known = [one for one in await self._of_name("forum", said.name) if one.body["cluster_id"] is None]
        is_unknown = _names_no_organisation(said.name, said.organisation.name if said.organisation else None)
        people = {key_text(one.said.name) for one in self._named if one.kind == "participant"}
        fitting = [
            one
            for one in known
            if is_unknown is not _names_no_organisation(one.body["name"], (one.body["organisation"] or {}).get("name"))
            and not are_apart(people, await self._people(one.id))
        ]
        return fitting[0] if len(fitting) == 1 else None

    async def _people(self, forum_id: str) -> set[str]:
        query = Query("participant", equals={"forums": forum_id}, sort=(SortKey("name_sort"),), limit=MAX_OWNERS)
        return {key_text(row.summary["name"]) for row in (await self._store.find_page(query)).rows}

    async def _of_name(self, kind: Kind, name: str) -> list[Record]:
        """Those of this name, whatever its case and hyphens, but the one with the very key."""
        words = key_text(name).split()
        query = Query(
            kind, prefix={"name": fold(words[0])} if words else {}, sort=(SortKey("name_sort"),), limit=MAX_OWNERS
        )
        rows = [
            row for row in (await self._store.find_page(query)).rows if key_text(row.summary["name"]) == key_text(name)
        ]
        records = await self._store.get_many(kind, tuple(row.id for row in rows)) if rows else ()
        return [record for record in records if not record.deleted]


def _is_called_otherwise(record: Record, own: SourceKey | None) -> bool:
    """Whether the exporting system has another id for it."""
    return own is not None and any(
        (one["system"], one["kind"]) == (own.system, own.kind) and one["id"] != own.id for one in record.body["sources"]
    )


async def _former(store: Store, ids: dict[Key, str]) -> dict[Key, str]:
    """The ids of those whose key names another resource by now, because a person merged them into it."""
    derived = {key: id_from(*key) for key, id in ids.items() if id != id_from(*key)}
    records = {key: await store.get(key[0], ids[key]) for key in derived}
    return {
        key: id for key, id in derived.items() if (record := records[key]) is not None and id in merged_ids(record.body)
    }


def _names_no_organisation(forum: str, organisation: str | None) -> bool:
    """A committee whose organisation is not told stands under its own name."""
    return organisation is None or key_text(organisation) == key_text(forum)
