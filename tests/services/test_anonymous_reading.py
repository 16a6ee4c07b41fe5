"""What is left out of bodies for whoever sends no token, and which verbs of the store they have."""

from typing import Any, cast

import pytest

from app.schemas.left_out import holds, left_out
from app.schemas.meetings import MeetingRead
from app.services.anonymous_reading import SHAPES, anonymous_reading
from app.services.ports import KINDS, Store


def test_what_is_left_out_is_null_or_empty_and_what_was_given_stays_as_it_is() -> None:
    attendee: dict[str, Any] = {"name": "Ane Å", "note": "syg", "also_printed": ["Ane Å (A)"], "substitutes_for": None}
    given = {"title": "Møde", "attendees": [attendee]}
    seen = left_out(MeetingRead, given)
    blank: dict[str, Any] = {"name": "Ane Å", "note": None, "also_printed": [], "substitutes_for": None}
    assert seen == {"title": "Møde", "attendees": [blank]}
    assert attendee["note"] == "syg"


def test_kinds_that_tell_of_persons_hold_something_and_all_kinds_have_a_shape() -> None:
    assert SHAPES.keys() == set(KINDS)
    assert {kind for kind in KINDS if holds(SHAPES[kind])} == {"participant", "initiative", "meeting"}


@pytest.mark.parametrize("verb", ["insert", "replace", "judge", "put_blob", "claim_source", "one_of_tomorrow"])
def test_a_verb_that_is_not_known_to_tell_nothing_is_not_there(verb: str) -> None:
    with pytest.raises(AttributeError, match=verb):
        getattr(anonymous_reading(cast("Store", object())), verb)
