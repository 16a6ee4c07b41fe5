"""Keys that are fetched: how often, and what holds while the issuer is away. No network, and a clock of our own."""

import asyncio

import pytest

from app.errors import IssuerAway
from app.security.fetched_keys import FetchedKeys, Patience
from app.security.keys import Key, read_key_set
from tests.security.signing import key_set, public

PATIENCE = Patience(fresh=600, pause=30, ceiling=3_600)
A, B = key_set(public()), key_set(public(kid="b"))


class Issuer:
    """`answer` is what it gives, null while it is away; `gate` holds it back."""

    def __init__(self, answer: bytes | None = A, holds_seconds: float | None = None) -> None:
        self.answer, self.holds_seconds = answer, holds_seconds
        self.asked, self.now = 0, 1_000.0
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.keys = FetchedKeys(self.fetch, PATIENCE, lambda: self.now)

    async def fetch(self) -> tuple[bytes, float | None]:
        self.asked += 1
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        if self.answer is None:
            raise IssuerAway("it does not answer")
        return self.answer, self.holds_seconds

    async def find(self, id: str | None = "a") -> Key | None:
        return await self.keys.find(id, "ES256")


def print_of(data: bytes) -> str:
    return read_key_set(data).keys[0].print


async def test_keys_are_fetched_once_for_everybody_who_waits() -> None:
    issuer = Issuer()
    issuer.gate.clear()
    waiting = [asyncio.create_task(issuer.find()) for _ in range(50)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    issuer.gate.set()
    _, *found = await asyncio.gather(*waiting, return_exceptions=True)
    assert issuer.asked == 1
    assert all(isinstance(key, Key) for key in found)


async def test_an_unknown_key_is_asked_for_at_a_bounded_rate() -> None:
    issuer = Issuer()
    await issuer.find()
    for _ in range(100):
        assert await issuer.find("b") is None
    assert issuer.asked == 1
    issuer.answer, issuer.now = B, issuer.now + PATIENCE.pause
    found = [await issuer.find(f"x{number}") for number in range(100)]
    assert (issuer.asked, found) == (2, [None] * 100)
    assert await issuer.find("b") is not None


@pytest.mark.parametrize("id", [None, "a"])
async def test_a_key_that_is_known_but_does_not_fit_is_not_asked_for(id: str | None) -> None:
    issuer = Issuer()
    await issuer.find()
    issuer.now += PATIENCE.pause
    assert await issuer.keys.find(id, "RS256") is None
    assert issuer.asked == 1


async def test_a_key_that_was_rotated_away_no_longer_holds() -> None:
    issuer = Issuer()
    await issuer.find()
    assert issuer.keys.holds(print_of(A))
    issuer.answer, issuer.now = B, issuer.now + PATIENCE.pause
    assert await issuer.find("b") is not None
    assert not issuer.keys.holds(print_of(A))
    assert issuer.keys.holds(print_of(B))


async def test_a_key_that_is_rotated_while_it_is_fetched_holds_for_the_old_until_the_new_is_there() -> None:
    issuer = Issuer()
    await issuer.find()
    issuer.answer, issuer.now = B, issuer.now + PATIENCE.pause
    issuer.gate.clear()
    new = asyncio.create_task(issuer.find("b"))
    await asyncio.sleep(0)
    assert await issuer.find("a") is not None
    assert not new.done()
    issuer.gate.set()
    assert await new is not None
    assert await issuer.find("a") is None


@pytest.mark.parametrize("answer", [None, b"<html>", b"{}"])
async def test_the_last_good_keys_are_kept_until_the_ceiling(
    answer: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    issuer = Issuer()
    await issuer.find()
    issuer.answer, issuer.now = answer, issuer.now + PATIENCE.fresh
    assert await issuer.keys.refresh() == PATIENCE.pause
    assert await issuer.find() is not None
    assert issuer.keys.retry_seconds() is None
    assert "those of before are used" in caplog.text
    issuer.now += PATIENCE.ceiling - PATIENCE.fresh
    assert not issuer.keys.holds(print_of(A))
    with pytest.raises(IssuerAway) as away:
        await issuer.find()
    assert away.value.retry_seconds == issuer.keys.retry_seconds() == PATIENCE.pause
    assert "tokens cannot be judged" in caplog.text


async def test_a_token_whose_key_may_be_new_cannot_be_judged_while_the_issuer_is_away() -> None:
    issuer = Issuer()
    await issuer.find()
    issuer.answer, issuer.now = None, issuer.now + PATIENCE.pause
    for _ in range(3):
        with pytest.raises(IssuerAway):
            await issuer.find("b")
    assert await issuer.find() is not None
    assert issuer.asked == 2


async def test_an_issuer_without_keys_has_withdrawn_them(caplog: pytest.LogCaptureFixture) -> None:
    issuer = Issuer()
    await issuer.find()
    issuer.answer, issuer.now = key_set(), issuer.now + PATIENCE.fresh
    await issuer.keys.refresh()
    assert await issuer.find() is None
    assert not issuer.keys.holds(print_of(A))
    assert "no token is accepted" in caplog.text


async def test_an_issuer_that_was_away_at_start_is_asked_again() -> None:
    issuer = Issuer(None)
    for _ in range(3):
        with pytest.raises(IssuerAway):
            await issuer.find()
    issuer.answer = A
    with pytest.raises(IssuerAway) as away:
        await issuer.find()
    assert (issuer.asked, away.value.retry_seconds) == (1, PATIENCE.pause)
    issuer.now += PATIENCE.pause
    assert await issuer.find() is not None


@pytest.mark.parametrize(
    ("holds_seconds", "expected"), [(None, 600), (120.0, 120), (0.0, 30), (10.0, 30), (86_400.0, 600)]
)
async def test_the_issuer_says_when_keys_are_due_within_bounds(holds_seconds: float | None, expected: float) -> None:
    issuer = Issuer(holds_seconds=holds_seconds)
    assert await issuer.keys.refresh() == expected
    issuer.now += expected - 1
    assert await issuer.keys.refresh() == 1
    assert issuer.asked == 1
    issuer.now += 1
    await issuer.keys.refresh()
    assert issuer.asked == 2


async def test_what_nobody_foresaw_does_not_hold_up_the_next_fetch() -> None:
    issuer = Issuer()
    issuer.fault = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await issuer.find()
    issuer.fault, issuer.now = None, issuer.now + PATIENCE.pause
    assert await issuer.find() is not None
