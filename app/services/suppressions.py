"""Who is suppressed, and how far that has come: one blob, which holds hashes of names and the key of those, no names.

It is written before anything else is changed. From then on every write of any process leaves the names out, at the
latest `_SECONDS` later, so that looking through the store behind that finds the rest.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.domain.suppressed import Forms, SuppressedPerson, Suppression, forms_of, hash_of
from app.errors import StoreBusy
from app.schemas.suppressions import SuppressionCounts, SuppressionState
from app.services.contention import attempts
from app.services.ports import Store

SUPPRESSED = "suppressed"
"""The key of the blob."""

_MEDIA_TYPE = "application/json"
_KEY_BYTES = 32
_CODE_BYTES = 4
_SECONDS = 1.0

KINDS_COUNTED = tuple(SuppressionCounts.model_fields)
Position = tuple[str | int | bool, ...]
"""Of the last row or blob that was looked at; empty at the beginning."""


class Place(Struct, frozen=True):
    """Where the looking is: in which round, at which kind of record (`blobs` behind the last), behind which position.

    `changed` counts what this round has changed.
    """

    round: int = 1
    kind: str = ""
    after: Position = ()
    changed: int = 0


class Suppressed(Struct, frozen=True):
    """One person. `running` and `whole` are hashes; instants are RFC 3339 in UTC. `counts` are of what was changed,
    `unread` of files that nobody could look into in the last round."""

    id: str
    ids: tuple[str, ...]
    pseudonym: str
    running: tuple[str, ...]
    whole: tuple[str, ...]
    lengths: tuple[int, ...]
    requested_at: str
    actor: str
    reason: str | None = None
    state: SuppressionState = "accepted"
    place: Place = Place()
    counts: dict[str, int] = {}
    unread: int = 0
    completed_at: str | None = None

    @property
    def person(self) -> SuppressedPerson:
        forms = Forms(frozenset(self.running), frozenset(self.whole))
        return SuppressedPerson(frozenset(self.ids), self.pseudonym, forms, frozenset(self.lengths))


class Listed(Struct, frozen=True):
    """`key` is in hexadecimal."""

    key: str
    persons: tuple[Suppressed, ...] = ()

    @property
    def suppression(self) -> Suppression:
        return Suppression(bytes.fromhex(self.key), tuple(one.person for one in self.persons))

    def of(self, id: str) -> Suppressed | None:
        """By the id of the participant, or of one that was merged into it."""
        return next((one for one in self.persons if id in one.ids), None)

    def with_(self, person: Suppressed) -> "Listed":
        others = tuple(one for one in self.persons if one.id != person.id)
        return replace(self, persons=(*others, person))

    def with_names(self, person: Suppressed, names: tuple[str, ...]) -> Suppressed:
        """The person, known by these names too."""
        key, forms = bytes.fromhex(self.key), forms_of(names)
        return replace(
            person,
            running=tuple(sorted({*person.running, *(hash_of(form, key) for form in forms.running)})),
            whole=tuple(sorted({*person.whole, *(hash_of(form, key) for form in forms.whole)})),
            lengths=tuple(sorted({*person.lengths, *map(len, forms.running | forms.whole)})),
        )


_decode = msgspec.json.Decoder(Listed).decode
NOBODY = Suppression(b"")


def pseudonym() -> str:
    """Stands for one person, and tells nothing of them."""
    return f"Udeladt person {secrets.token_hex(_CODE_BYTES)}"


def is_named(suppression: Suppression, texts: tuple[Any, ...]) -> bool:
    """Whether one of these names somebody who is suppressed."""
    return any(suppression.value(text) != text for text in texts)


class Suppressions:
    """What a process knows of the blob."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._current, self._read, self._known_until = NOBODY, b"", 0.0

    @property
    def known(self) -> Suppression:
        """As it was when it was asked for last."""
        return self._current

    async def current(self) -> Suppression:
        """As it is, or was a moment ago."""
        if time.monotonic() >= self._known_until:
            await self._recall()
        return self._current

    async def newest(self) -> Suppression:
        await self._recall()
        return self._current

    async def listed(self) -> Listed | None:
        """Null where nobody ever was suppressed."""
        data = await self._recall()
        return _decode(data) if data else None

    async def change(self, edit: Callable[[Listed], Listed]) -> Listed:
        """Raises `StoreBusy` where many change it at once."""
        async for _ in attempts():
            data = await self._recall()
            listed = _decode(data) if data else Listed(secrets.token_hex(_KEY_BYTES))
            changed = edit(listed)
            if changed == listed or await self._store.swap_blob(
                SUPPRESSED, msgspec.json.encode(changed), _MEDIA_TYPE, data or None
            ):
                await self._recall()
                return changed
        raise StoreBusy("the suppressed persons are being changed by many at once")

    async def look_again(self) -> None:
        """For whoever finds that something was read before somebody was suppressed, and written after."""

        def again(held: Listed) -> Listed:
            persons = (replace(one, state="accepted", place=Place()) for one in held.persons)
            return replace(held, persons=tuple(persons))

        await self.change(again)

    async def _recall(self) -> bytes:
        blob = await self._store.get_blob(SUPPRESSED)
        data = blob[0] if blob else b""
        if data != self._read:
            self._current = _decode(data).suppression if data else NOBODY
            self._read = data
        self._known_until = time.monotonic() + _SECONDS
        return data
