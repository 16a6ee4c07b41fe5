"""The gist of what documents said of one resource: enough to tell what they say together, however many they are.

Of sayings that are alike (`Saying.likeness`) only the first and the last count, so a gist keeps a few at each end; the
rest stands in what each job keeps. What a job that is not completed said stays apart: it may come to nothing, and what
its document said before counts until then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.domain.exact_json import decode, encode
from app.services.import_said import Saying
from app.services.ports import Kind

ENDS = 4
"""How many are kept at each end: so many documents may be read anew and say otherwise before all jobs are asked."""

_MEMBERS = tuple(member.name for member in fields(Saying) if member.name != "kind")

Likeness = tuple[str, bool, bool]


@dataclass(frozen=True, slots=True)
class Alike:
    """Sayings that are alike, in their order. `is_cut`: between the early and the late there are some not kept."""

    early: tuple[Saying, ...] = ()
    late: tuple[Saying, ...] = ()
    is_cut: bool = False

    @property
    def kept(self) -> tuple[Saying, ...]:
        return (*self.early, *self.late)

    def with_(self, one: Saying) -> "Alike":
        if not self.is_cut:
            return _ends(_in_order((*self.early, one)))
        if self.early and one.order < self.early[-1].order:
            return replace(self, early=_in_order((*self.early, one))[:ENDS])
        if self.late and one.order > self.late[0].order:
            return replace(self, late=_in_order((*self.late, one))[-ENDS:])
        return self

    def without(self, document_id: str) -> "Alike":
        early, late = (tuple(one for one in end if one.document_id != document_id) for end in (self.early, self.late))
        return replace(self, early=early, late=late)

    def is_known(self, counting: set[int]) -> bool:
        """Whether the first and the last are among those kept. `counting` has the `id()` of each that still counts."""
        return not self.is_cut or all(any(id(one) in counting for one in end) for end in (self.early, self.late))


@dataclass(frozen=True, slots=True)
class Gist:
    """`alike` are sayings of completed jobs, by their likeness, whether additions, and whether applied."""

    alike: Mapping[Likeness, Alike] = field(default_factory=dict)
    pending: tuple[Saying, ...] = ()

    @property
    def settled(self) -> Iterator[Saying]:
        for same in self.alike.values():
            yield from same.kept

    def is_known(self, counting: Iterable[Saying]) -> bool:
        counted = {id(one) for one in counting}
        return all(same.is_known(counted) for same in self.alike.values())

    def with_(self, own: Saying) -> "Gist":
        """With what a job says that is under way; itself where that stands there already."""
        if any(one.job == own.job and _same(one, own) for one in (*self.settled, *self.pending)):
            return self
        return replace(self, pending=(*(one for one in self.pending if one.job != own.job), own))

    def with_completed(self, completed: set[str]) -> "Gist":
        """With what these jobs said taken as said: it takes the place of what their documents said before."""
        gist = self
        for one in sorted(self.pending, key=lambda one: one.at):
            if one.job in completed:
                gist = gist._settle(one)
        return gist

    def without(self, document_id: str) -> "Gist":
        """As if the document said nothing."""
        alike = {likeness: same.without(document_id) for likeness, same in self.alike.items()}
        pending = tuple(one for one in self.pending if one.document_id != document_id)
        return Gist({name: same for name, same in alike.items() if same.kept or same.is_cut}, pending)

    def _settle(self, one: Saying) -> "Gist":
        pending = tuple(other for other in self.pending if other.document_id != one.document_id or other.at > one.at)
        if any(other.document_id == one.document_id and other.at > one.at for other in self.settled):
            return replace(self, pending=pending)
        alike = {likeness: same.without(one.document_id) for likeness, same in self.alike.items()}
        alike[_key(one)] = alike.get(_key(one), Alike()).with_(one)
        return Gist({name: same for name, same in alike.items() if same.kept or same.is_cut}, pending)


def gist_of(sayings: Iterable[Saying], completed: set[str]) -> Gist:
    """From all that jobs keep of one resource."""
    said = sorted(sayings, key=lambda one: one.at)
    latest = {one.document_id: one for one in said if one.job in completed}
    alike: dict[Likeness, list[Saying]] = {}
    for one in latest.values():
        alike.setdefault(_key(one), []).append(one)
    pending = (one for one in said if one.document_id not in latest or one.at > latest[one.document_id].at)
    return Gist({name: _ends(_in_order(same)) for name, same in alike.items()}, tuple(pending))


def packed(gist: Gist) -> bytes:
    alike = [
        {"early": _rows(same.early), "late": _rows(same.late), "is_cut": same.is_cut} for same in gist.alike.values()
    ]
    return encode({"alike": alike, "pending": _rows(gist.pending)})


def unpacked(data: bytes, kind: Kind) -> Gist:
    said = decode(data)
    alike: dict[Likeness, Alike] = {}
    for group in said["alike"]:
        same = Alike(_sayings(group["early"], kind), _sayings(group["late"], kind), group["is_cut"])
        alike[_key(same.early[0])] = same
    return Gist(alike, _sayings(said["pending"], kind))


def _rows(sayings: Iterable[Saying]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in _MEMBERS} for one in sayings]


def _sayings(rows: list[dict[str, Any]], kind: Kind) -> tuple[Saying, ...]:
    return tuple(Saying(**{**row, "order": tuple(row["order"])}, kind=kind) for row in rows)


def _key(one: Saying) -> Likeness:
    return one.likeness, one.is_addition, one.is_applied


def _ends(same: tuple[Saying, ...]) -> Alike:
    return Alike(same) if len(same) <= 2 * ENDS else Alike(same[:ENDS], same[-ENDS:], is_cut=True)


def _in_order(sayings: Iterable[Saying]) -> tuple[Saying, ...]:
    return tuple(sorted(sayings, key=lambda one: one.order))


def _same(one: Saying, other: Saying) -> bool:
    return (one.order, one.content, one.is_addition, one.is_applied) == (
        other.order,
        other.content,
        other.is_addition,
        other.is_applied,
    )
