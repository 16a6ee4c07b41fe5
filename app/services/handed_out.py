"""What of hidden material a request has at hand for its answer.

It is noticed where records come from the store, so that no reading can forget it: a record counts as handed out to who
sees something of it that is hidden from somebody who may read and no more, once it was read for their answer.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from app.domain.access import READ, READ_CLOSED, WRITE, Caller
from app.domain.audience import sees, shows_more
from app.services.ports import Change, Kind, LogEntry, Page, Query, Record, Row, Served, Store
from app.services.shown import as_reader, shown_to

Named = tuple[Kind, str, int]
"""A version of a record: its kind, its id, and the number."""

Keep = Callable[[Sequence[Named], Collection[Kind]], Awaitable[None]]
"""Keeps these versions, and kinds of which hidden records were counted. Raises `StoreBusy`."""

_ANYBODY = Caller("", frozenset({READ}))


class HandedOut:
    """Of one request. `keep` is called before its first write and before its answer, with what is new since."""

    def __init__(self, caller: Caller, keep: Keep) -> None:
        self.caller, self.reader = caller, as_reader(caller)
        self._keep = keep
        self._versions: dict[tuple[Kind, str], set[int]] = {}
        self._named: list[Named] = []
        self._named_kept = 0
        self._counted: set[Kind] = set()
        self._counted_kept: set[Kind] = set()

    def saw(self, kind: Kind, id: str, version: int, audience: str) -> None:
        """Of a record that counts already every version does: what was open then may be hidden now."""
        if (kind, id) in self._versions or shows_more(audience, self.reader):
            self.add(kind, id, version)

    def add(self, kind: Kind, id: str, version: int) -> None:
        versions = self._versions.setdefault((kind, id), set())
        if version not in versions:
            versions.add(version)
            self._named.append((kind, id, version))

    def counted(self, kinds: Iterable[Kind]) -> None:
        """Records of these kinds were counted, hidden ones among them."""
        self._counted.update(kinds)

    async def keep(self) -> None:
        """Raises `StoreBusy`: then nothing is to be handed out."""
        named, counted = self._named[self._named_kept :], self._counted - self._counted_kept
        if named or counted:
            until = self._named_kept + len(named)
            await self._keep(named, counted)
            self._named_kept = max(self._named_kept, until)
            self._counted_kept |= counted

    async def keep_before_write(self) -> None:
        """As `keep`, once: where the log takes nothing, nothing is written either."""
        if not (self._named_kept or self._counted_kept):
            await self.keep()


_current: ContextVar[HandedOut | None] = ContextVar("handed_out", default=None)


def begin(caller: Caller, keep: Keep) -> HandedOut:
    """From here on, in this task and those that it starts."""
    handed = HandedOut(caller, keep)
    _current.set(handed)
    return handed


def answered(record: Record) -> None:
    """Who wrote the record is answered with what is hidden from them by now."""
    if (handed := _current.get()) is not None:
        handed.add(record.kind, record.id, record.version)


def counted(kinds: Iterable[Kind]) -> None:
    """Sums that a service kept are answered once more, in which hidden records of these kinds count."""
    if (handed := _current.get()) is not None:
        handed.counted(kinds)


@contextmanager
def beside_the_answer() -> Iterator[None]:
    """What is read here is not for the answer."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def noticing(store: Store) -> Store:
    """The same store, which notices."""
    return cast("Store", _Noticing(store))


class _Noticing:
    """Candidates of a search and marks are not noticed: what is answered of those is opened, or counted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.get = self._seen(store.get)
        self.get_many = self._seen(store.get_many)
        self.read = self._seen(store.read)
        self.read_version = self._seen(store.read_version)
        self.find_by_source = self._seen(store.find_by_source)
        self.find_page = self._seen(store.find_page)
        self.read_changes = self._seen(store.read_changes)
        self.read_log = self._seen(store.read_log)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def _seen(self, verb: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def noticed(*args: Any, **options: Any) -> Any:
            found = await verb(*args, **options)
            handed = _current.get()
            if handed is not None and found is not None:
                for one in found.rows if isinstance(found, Page) else found if isinstance(found, tuple) else (found,):
                    _notice(handed, one, args[0])
            return found

        return noticed

    async def count(self, query: Query) -> int:
        found = await self._store.count(query)
        handed = _current.get()
        if handed is None or not found or not (handed.reader.may(READ_CLOSED) or handed.reader.may(WRITE)):
            return found
        if await self._store.count(shown_to(_ANYBODY, query)) != found:
            handed.counted((query.kind,))
        return found

    async def insert(self, record: Record, change: Change) -> None:
        await _keep_before_write(record, None)
        await self._store.insert(record, change)

    async def replace(self, record: Record, previous: Record, change: Change) -> None:
        await _keep_before_write(record, previous)
        await self._store.replace(record, previous, change)


def _notice(handed: HandedOut, one: Record | Served | Row | Change | LogEntry, asked: Any) -> None:
    """A row has no kind of its own: the query that was `asked` has it."""
    if isinstance(one, LogEntry):
        one = one.change
    if isinstance(one, Change):
        for audience in (one.audience_after, one.audience_before):
            handed.saw(one.kind, one.id, one.version, audience or "all")
    else:
        handed.saw(asked.kind if isinstance(one, Row) else one.kind, one.id, one.version, one.audience)


async def _keep_before_write(record: Record, previous: Record | None) -> None:
    """What is written is answered, also where it hides from who writes it what they could see."""
    handed = _current.get()
    if handed is None:
        return
    if not sees(record.audience, handed.reader) and (previous is None or sees(previous.audience, handed.reader)):
        handed.add(record.kind, record.id, record.version)
    handed.saw(record.kind, record.id, record.version, record.audience)
    await handed.keep_before_write()
