"""The steps of a meeting's life: which lead where, and which may be taken next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from app.domain.vocabulary import MeetingStatus
from app.errors import StepOutOfOrder

Step = Literal["publish-agenda", "hold", "publish-minutes", "approve-minutes", "cancel"]
STEPS: tuple[Step, ...] = get_args(Step)


@dataclass(frozen=True, slots=True)
class _Move:
    before: tuple[MeetingStatus, ...]
    after: MeetingStatus


_MOVES: Mapping[Step, _Move] = MappingProxyType(
    {
        "publish-agenda": _Move(("planned",), "agenda_published"),
        "hold": _Move(("agenda_published",), "held"),
        "publish-minutes": _Move(("held",), "minutes_published"),
        "approve-minutes": _Move(("minutes_published",), "minutes_approved"),
        "cancel": _Move(("planned", "agenda_published"), "cancelled"),
    }
)
_ORDER: tuple[MeetingStatus, ...] = ("planned", "agenda_published", "held", "minutes_published", "minutes_approved")


def allowed_steps(status: MeetingStatus) -> tuple[Step, ...]:
    """What may be done next."""
    return tuple(step for step in STEPS if status in _MOVES[step].before)


def status_after(step: Step, status: MeetingStatus) -> MeetingStatus:
    """A step that was taken before, or that an import went past, changes nothing. Raises `StepOutOfOrder`."""
    move = _MOVES[step]
    if status in move.before:
        return move.after
    if status == move.after or _is_past(status, move.after):
        return status
    raise StepOutOfOrder(step, status, allowed_steps(status))


def _is_past(status: MeetingStatus, reached: MeetingStatus) -> bool:
    return status in _ORDER and reached in _ORDER and _ORDER.index(status) > _ORDER.index(reached)
