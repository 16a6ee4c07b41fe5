"""Who sees a record, and as whole or in part, by its audience."""

import pytest

from app.domain.access import ADMIN, IMPORT, READ, READ_CLOSED, WRITE, Caller
from app.domain.audience import (
    NOBODY,
    Audience,
    as_seen,
    audience_in,
    hidden_as_shown_to,
    is_judged,
    sees,
    sees_whole,
    shows_more,
)

EVERYTHING = frozenset({"*"})
CLOSED, DRAFT, PART = Audience(closed=EVERYTHING), Audience(unpublished=EVERYTHING), Audience(closed=frozenset({"i"}))
UNTOLD = Audience(untold=EVERYTHING)
AUDIENCES = (
    Audience(),
    CLOSED,
    UNTOLD,
    DRAFT,
    PART,
    Audience(("a", "b"), leaves_out=True, owner="anna", opens_on="2031-03-04"),
)


def caller(*scopes: str, clusters: frozenset[str] | None = None, name: str = "x") -> Caller:
    return Caller(name, frozenset(scopes), clusters)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_is_read_back_from_its_text(audience: Audience) -> None:
    assert audience_in(audience.text) == audience


@pytest.mark.parametrize(
    "text",
    [
        "",
        "closed",
        "[]",
        "{}",
        "[1,2,3]",
        "all ",
        '[["a"],[],[]]',
        "[[],5,[],false,null,null]",
        "[[],[],[],false,null,null,[],1]",
    ],
)
def test_a_text_that_is_no_audience_hides_everything(text: str) -> None:
    assert audience_in(text) == NOBODY


@pytest.mark.parametrize(
    ("audience", "scopes", "seen"),
    [
        (Audience(), {READ}, "whole"),
        (Audience(), {WRITE}, "nothing"),
        (Audience(), {READ_CLOSED}, "nothing"),
        (CLOSED, {READ}, "nothing"),
        (CLOSED, {READ, WRITE, IMPORT}, "nothing"),
        (CLOSED, {READ, READ_CLOSED}, "whole"),
        (CLOSED, {ADMIN}, "whole"),
        (DRAFT, {READ, READ_CLOSED}, "nothing"),
        (DRAFT, {READ, WRITE}, "whole"),
        (UNTOLD, {READ}, "nothing"),
        (UNTOLD, {READ, IMPORT}, "nothing"),
        (UNTOLD, {WRITE}, "nothing"),
        (UNTOLD, {READ, WRITE}, "whole"),
        (UNTOLD, {READ, READ_CLOSED}, "whole"),
        (Audience(closed=EVERYTHING, untold=EVERYTHING), {READ, WRITE}, "nothing"),
        (Audience(closed=EVERYTHING, untold=EVERYTHING), {READ, READ_CLOSED}, "whole"),
        (Audience(untold=EVERYTHING, unpublished=EVERYTHING), {READ, READ_CLOSED}, "nothing"),
        (Audience(untold=EVERYTHING, unpublished=EVERYTHING), {READ, WRITE}, "whole"),
        (Audience(untold=EVERYTHING, closed=frozenset({"i"})), {READ, WRITE}, "part"),
        (PART, {READ}, "part"),
        (PART, {READ, READ_CLOSED}, "whole"),
    ],
)
def test_closed_is_for_who_may_read_it_and_a_draft_for_who_may_write(
    audience: Audience, scopes: set[str], seen: str
) -> None:
    who = caller(*scopes)
    assert sees(audience.text, who) is (seen != "nothing")
    assert sees_whole(audience.text, who) is (seen == "whole")
    assert (audience.hidden_as in hidden_as_shown_to(who)) is (seen != "nothing")


def test_the_text_of_an_older_program_is_read_and_is_to_be_judged_anew() -> None:
    older = '[["a"],["i"],[],false,null,null]'
    assert audience_in(older) == Audience(("a",), closed=frozenset({"i"}))
    assert [is_judged(text) for text in (older, NOBODY.text, "", "all", PART.text)] == [False, False, False, True, True]


def test_who_is_limited_to_clusters_sees_what_is_in_one_of_them() -> None:
    limited = caller(ADMIN, clusters=frozenset({"a"}))
    assert [sees(Audience(clusters).text, limited) for clusters in (("a",), ("b", "a"), ("b",), ())] == [
        True,
        True,
        False,
        False,
    ]


def test_nothing_is_hidden_from_an_owner_who_may_read_unless_it_is_out_of_reach() -> None:
    own = Audience(("a",), closed=EVERYTHING, owner="anna").text
    assert sees_whole(own, caller(READ, name="anna"))
    assert not sees(own, caller(READ, name="otto"))
    assert not sees(own, caller(READ, name="anna", clusters=frozenset({"b"})))
    assert not sees(own, Caller("anna", frozenset({READ}), is_anonymous=True))


@pytest.mark.parametrize(
    ("audience", "scopes", "shows"),
    [
        (Audience(), {ADMIN}, False),
        (CLOSED, {READ}, False),
        (CLOSED, {READ, READ_CLOSED}, True),
        (CLOSED, {READ, WRITE}, False),
        (CLOSED, {READ_CLOSED}, False),
        (PART, {READ, READ_CLOSED}, True),
        (PART, {READ, WRITE}, False),
        (UNTOLD, {READ, READ_CLOSED}, True),
        (UNTOLD, {READ, WRITE}, True),
        (DRAFT, {READ, WRITE}, True),
        (DRAFT, {READ, READ_CLOSED}, False),
        (Audience(closed=frozenset({"i"}), unpublished=frozenset({"minutes"})), {READ, READ_CLOSED}, True),
        (Audience(closed=frozenset({"i"}), unpublished=frozenset({"i"})), {READ, WRITE}, False),
        (Audience(closed=EVERYTHING, untold=frozenset({"i"})), {READ, WRITE}, False),
    ],
)
def test_some_are_shown_what_others_are_not(audience: Audience, scopes: set[str], shows: bool) -> None:
    assert shows_more(audience.text, caller(*scopes)) is shows


def test_who_owns_a_report_or_is_limited_to_clusters_is_shown_more_than_others_where_they_see_it() -> None:
    own = Audience(("a",), closed=EVERYTHING, owner="anna")
    assert shows_more(own.text, caller(READ, name="anna"))
    assert not shows_more(own.text, caller(READ, name="x"))
    assert not shows_more(own.text, caller(READ, READ_CLOSED, clusters=frozenset({"b"})))


def test_what_is_hidden_as_a_whole_is_an_empty_body() -> None:
    assert as_seen("cluster", {"id": "x", "name": "Hemmelig"}, CLOSED.text, caller(READ)) == {}
