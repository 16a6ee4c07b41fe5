"""How long the command bears with a busy store."""

import pytest

from app.cli.importing import Patience
from app.errors import StoreBusy


class Busy:
    """Answers after so many refusals."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.refusals:
            raise StoreBusy("others are writing")
        return "done"


@pytest.mark.parametrize("refusals", [0, 1, 3])
async def test_a_store_that_is_busy_for_a_while_is_tried_again(refusals: int) -> None:
    assert await Patience(retries=3, seconds=0).with_(Busy(refusals)) == "done"


async def test_retries_are_counted_over_the_whole_run() -> None:
    patience = Patience(retries=3, seconds=0)
    assert await patience.with_(Busy(2)) == "done"
    second, third = Busy(5), Busy(5)
    for step in (second, third):
        with pytest.raises(StoreBusy):
            await patience.with_(step)
    assert (second.calls, third.calls) == (2, 1)
