"""Which step of a meeting's life follows which."""

import pytest

from app.domain.lifecycle import STEPS, Step, allowed_steps, status_after
from app.domain.vocabulary import MeetingStatus
from app.errors import StepOutOfOrder

STATUSES: tuple[MeetingStatus, ...] = (
    *("planned", "agenda_published", "held", "minutes_published", "minutes_approved", "cancelled"),
)
ALLOWED: dict[MeetingStatus, tuple[Step, ...]] = {
    "planned": ("publish-agenda", "cancel"),
    "agenda_published": ("hold", "cancel"),
    "held": ("publish-minutes",),
    "minutes_published": ("approve-minutes",),
    "minutes_approved": (),
    "cancelled": (),
}
TAKEN: dict[MeetingStatus, tuple[Step, ...]] = {
    "planned": (),
    "agenda_published": ("publish-agenda",),
    "held": ("publish-agenda", "hold"),
    "minutes_published": ("publish-agenda", "hold", "publish-minutes"),
    "minutes_approved": ("publish-agenda", "hold", "publish-minutes", "approve-minutes"),
    "cancelled": ("cancel",),
}
REACHED: dict[Step, MeetingStatus] = {
    "publish-agenda": "agenda_published",
    "hold": "held",
    "publish-minutes": "minutes_published",
    "approve-minutes": "minutes_approved",
    "cancel": "cancelled",
}


@pytest.mark.parametrize("status", STATUSES)
def test_a_step_leads_on_or_is_taken_already_or_is_out_of_order(status: MeetingStatus) -> None:
    assert allowed_steps(status) == ALLOWED[status]
    for step in STEPS:
        if step in ALLOWED[status]:
            assert status_after(step, status) == REACHED[step]
        elif step in TAKEN[status]:
            assert status_after(step, status) == status
        else:
            with pytest.raises(StepOutOfOrder) as refused:
                status_after(step, status)
            assert refused.value.allowed == ALLOWED[status]
