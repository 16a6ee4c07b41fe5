"""What the services need from the outside, as Protocols. `app/storage` fulfils `Store`.

A record is an envelope around one resource's body. Only the body is ever served. The store adds what it needs for
itself (keys for queries, the summary, pending changes); the pure functions behind those are in `app/storage/keys.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from app.domain.search_rank import IndexedPassage
from app.domain.search_words import SoughtWord

Kind = Literal["cluster", "forum", "participant", "initiative", "funding", "meeting", "document", "import", "source"]
KINDS: tuple[Kind, ...] = (
    "cluster",
    "forum",
    "participant",
    "initiative",
    "funding",
    "meeting",
    "document",
    "import",
    "source",
)

Body = dict[str, Any]
"""A resource in its wire form: JSON values, with exact numbers as int or Decimal."""

KeyValue = str | int | bool


@dataclass(frozen=True, slots=True)
class SourceKey:
    """(system, kind, id): a name another system has for a resource. Names at most one resource of a kind."""

    system: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a record, without its content. `at` is RFC 3339 in UTC; `type` is e.g. `meeting.updated`."""

    event_id: str
    type: str
    kind: Kind
    id: str
    version: int
    at: str
    actor: str
    request_id: str | None = None
    reason: str | None = None
    audience_before: str | None = None
    audience_after: str | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A change with its place in the log. `seq` counts 1, 2, 3 … without a gap, in order of publication."""

    seq: int
    change: Change


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one resource. `shape` numbers the body's schema; `audience` tells who may see what of it
    (`domain/audience.py`).

    `request_hash` is that of the keyed request which created it. `part_versions` tells, by a part's id, in which
    version of the resource the part was added or last changed; one that is not named is as it was in version 1.
    `part_requests` are the hashes of the keyed requests that added parts, by the id that each request stands for.
    """

    kind: Kind
    id: str
    version: int
    body: Body
    audience: str = "all"
    shape: int = 1
    deleted: bool = False
    request_hash: str | None = None
    part_versions: Mapping[str, int] = field(default_factory=dict)
    part_requests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Served:
    """A record as bytes of JSON: what a read sends on without opening it. `json` is the body in UTF-8."""

    kind: Kind
    id: str
    version: int
    audience: str
    shape: int
    deleted: bool
    json: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: the summary only. `position` is where a next page goes on."""

    id: str
    version: int
    audience: str
    deleted: bool
    summary: Body
    position: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """That a record is there, without opening it. `created` is the instant of its creation as the keys have it."""

    id: str
    version: int
    audience: str
    created: str


@dataclass(frozen=True, slots=True)
class SortKey:
    key: str
    descending: bool = False


Field = Literal[
    "initiative_title",
    "initiative_text",
    "meeting_title",
    "meeting_text",
    "agenda_item_title",
    "agenda_item_text",
    "decision_decision",
]
"""Where in a record a word may stand: a kind of passage and a place in it."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Every word stands in one of `fields` of the record, as a stem or as the start of a word. Neither is empty."""

    words: tuple[SoughtWord, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A bounded question over keys (never over bodies). All conditions must hold; names are those of `storage/keys.py`.

    equals    the key has this value (a list-valued key: holds it)
    any_of    the key has one of these values (a list-valued key: holds one of them); an empty tuple matches nothing
    at_least  key >= value;  below  key < value;  prefix  the text key starts with it
    sort      ends in the id, which the store adds; `after` is the `position` of the last row seen
    holding   the record holds these words; tombstones hold none
    include_deleted   tombstones too. They have the keys `id`, `created`, `updated`, `sources`, `clusters` and
                      `hidden`; conditions on others are not about them, and in a sort by another key they come first
    """

    kind: Kind
    equals: Mapping[str, KeyValue] = field(default_factory=dict)
    any_of: Mapping[str, tuple[KeyValue, ...]] = field(default_factory=dict)
    at_least: Mapping[str, KeyValue] = field(default_factory=dict)
    below: Mapping[str, KeyValue] = field(default_factory=dict)
    prefix: Mapping[str, str] = field(default_factory=dict)
    sort: tuple[SortKey, ...] = ()
    after: tuple[KeyValue, ...] | None = None
    limit: int = 50
    include_deleted: bool = False
    holding: Holding | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that holds what is sought, not opened. `place` is greater for later days."""

    id: str
    version: int
    audience: str
    place: int
    passages: tuple[IndexedPassage, ...]


class Store(Protocol):
    """A few verbs over whole records. Every method may raise `StoreBusy`; what else it raises is said at each.

    A write that returned is durable. A write that raised did not happen, or (after `StoreBusy`) may be tried again:
    every verb here may be repeated with the same arguments.
    """

    async def open(self) -> None:
        """Makes tables and indexes where missing. Raises `StoreUnusable` for a store newer than the program."""

    async def close(self) -> None: ...

    async def ping(self) -> None:
        """Returns when the database answers."""

    async def get(self, kind: Kind, id: str) -> Record | None: ...

    async def get_many(self, kind: Kind, ids: tuple[str, ...]) -> tuple[Record, ...]:
        """Those of the named records that exist, in any order. At most 200 ids."""

    async def read(self, kind: Kind, id: str) -> Served | None:
        """As `get`, but as bytes: the way of plain reads."""

    async def find_page(self, query: Query) -> Page: ...

    async def count(self, query: Query) -> int:
        """How many records the query has in all; its `limit` and `after` do not count."""

    async def search(self, query: Query) -> tuple[Candidate, ...]:
        """The newest `limit` of those `holding` what is sought: descending by `place`.

        The query's sort, `after` and `include_deleted` do not count.
        """

    async def claim_source(self, kind: Kind, source: SourceKey, owner: str) -> str:
        """Claims the source key for the resource `owner` and returns whose it is: `owner`, or an earlier owner.

        A claim whose owner does not exist, or exists and does not list the key, is taken over by one conditional
        replace, unless that owner does not exist and its id is the one derived from this key (a create under way).
        """

    async def find_by_source(self, kind: Kind, source: SourceKey) -> Record | None: ...

    async def insert(self, record: Record, change: Change) -> None:
        """Raises `AlreadyExists`. The change reaches the log exactly once."""

    async def replace(self, record: Record, previous: Record, change: Change) -> None:
        """Replaces `previous` if the store still has its version; archives it first. Raises `VersionConflict`."""

    async def judge(self, record: Record, audience: str) -> None:
        """Gives the record this audience in place, without a new version; nothing where it has another version by now.

        For records that were not judged when they were written.
        """

    async def rewrite(self, record: Record) -> None:
        """Gives one version of a record another body in its place, archived or current, without a new version or a
        change; nothing where there is no such version. For what is to stand nowhere any more."""

    async def compact(self) -> None:
        """Leaves nothing of what was written over where this can be had of the database; it may take a while."""

    async def rewrite_reason(self, change: Change) -> None:
        """Gives a change its reason anew, wherever it is kept."""

    async def read_version(self, kind: Kind, id: str, version: int) -> Record | None:
        """An archived or the current version."""

    async def versions(self, kind: Kind, id: str) -> tuple[int, ...]:
        """The versions that `read_version` knows, ascending."""

    async def archived(self, kind: Kind, id: str) -> dict[int, int]:
        """The versions in the archive, with the bytes that each takes there."""

    async def drop_archived(self, tombstone: Record) -> None:
        """Empties the archive of what is deleted; nothing where this tombstone is not the current version."""

    async def put_blob(self, key: str, data: bytes, media_type: str) -> None:
        """Keeps bytes under a content-derived key; the same key again is fine, and makes it young again."""

    async def renew_blob(self, key: str) -> bool:
        """As `put_blob` of the bytes that are there; false where there are none."""

    async def replace_blob(self, key: str, data: bytes, media_type: str) -> None:
        """Keeps bytes in place of those there; a reader gets either the old or the new. Raises `StoreBusy`."""

    async def swap_blob(self, key: str, data: bytes, media_type: str, held: bytes | None) -> bool:
        """Keeps bytes in place of `held`, null for none; false where other bytes are there by now.

        Repeated after `StoreBusy` it may say false of its own bytes. Of many that replace the same bytes one succeeds.
        """

    async def get_blob(self, key: str) -> tuple[bytes, str] | None:
        """The bytes and their media type."""

    async def get_blobs(self, keys: tuple[str, ...]) -> dict[str, bytes]:
        """The bytes of those that exist. At most 200 keys; meant for small ones."""

    async def read_blob(self, key: str, start: int, length: int) -> bytes | None:
        """At most `length` bytes from the byte `start` on, which is 0 or more; null without such a blob."""

    async def delete_blob(self, key: str) -> None: ...

    async def list_blobs(self, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        """The keys of blobs that begin with `prefix`, ascending, behind `after`; '' begins."""

    async def old_blobs(self, before: str, prefix: str, after: str, limit: int) -> tuple[str, ...]:
        """As `list_blobs`, of those that were last put, replaced or renewed before the instant, by the store's clock.

        One that an older release put is as old as the first question.
        """

    async def drop_old_blob(self, key: str, before: str) -> bool:
        """Deletes it if it is that old still, in one step with the asking; whether it did."""

    async def take_lease(self, name: str, holder: str, now: str, until: str) -> bool:
        """Whether the lease is `holder`'s until `until`: it was free, its own already, or had run out at `now`.

        Instants are RFC 3339 in UTC with six decimals. A lease saves work and keeps nobody from writing.
        """

    async def return_lease(self, name: str, holder: str) -> None:
        """Gives it back before its time; one that is another's by now stays."""

    async def publish_pending(self, limit: int = 1000) -> int:
        """Moves pending changes to the log and returns how many it moved. Any process may call it at any time."""

    async def read_changes(self, kind: Kind, id: str, below: int | None, limit: int) -> tuple[Change, ...]:
        """What happened to one record, one change for each version below `below` (null: every version), newest first.

        A change is there as soon as its write is, whether or not it has reached the log.
        """

    async def read_log(self, after: int, limit: int) -> tuple[LogEntry, ...]:
        """Entries with seq > after, ascending, gap-free."""

    async def last_seq(self) -> int:
        """The log's greatest seq, 0 while it is empty."""

    async def read_marks(self, kind: Kind, after: Mark | None, limit: int) -> tuple[Mark, ...]:
        """Records that are not deleted, behind `after`, in the order of (created, id)."""
