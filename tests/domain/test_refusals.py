"""Which writes of a pot its policy refuses."""

import pytest

from app.domain.budget import check_budget, refusals
from app.errors import BudgetExceeded
from tests.domain import pots
from tests.domain.pots import Body, allocation, grant

F, E = pots.FJORD, pots.ENG


def body(granted: int, allocated: int, pot: str = "block", party: str = "allow") -> Body:
    """The grant is all Fjordby's; so is what is set aside."""
    rows = [allocation("1", F, allocated)]
    return pots.pot(policy={"pot": pot, "party": party}, grants=[grant(granted, granted)], allocations=rows)


def codes(previous: Body | None, proposed: Body) -> list[str]:
    return [finding.code for finding in refusals(previous, proposed)]


@pytest.mark.parametrize(("allocated", "refused"), [(99, 0), (100, 0), (101, 1)])
def test_a_new_pot_may_set_aside_what_was_granted_and_no_krone_more(allocated: int, refused: int) -> None:
    assert codes(None, body(100, allocated)) == ["pot_overallocated"] * refused


def test_under_warn_nothing_is_refused() -> None:
    assert codes(None, body(100, 101, pot="warn")) == []


def test_a_pot_without_a_grant_may_set_nothing_aside() -> None:
    assert codes(None, pots.pot(allocations=[allocation("1", F, 1)])) == ["pot_overallocated"]
    assert codes(None, pots.pot(allocations=[allocation("1", F, 0), allocation("2", F, None)])) == []


@pytest.mark.parametrize(("allocated", "refused"), [(110, 0), (105, 0), (111, 1)])
def test_an_overallocated_pot_may_be_changed_as_long_as_it_gets_no_worse(allocated: int, refused: int) -> None:
    assert codes(body(100, 110), body(100, allocated)) == ["pot_overallocated"] * refused


def test_lowering_the_grant_below_what_is_set_aside_is_refused() -> None:
    assert codes(body(100, 100), body(99, 100)) == ["pot_overallocated"]


def test_turning_block_on_over_an_overallocated_pot_is_no_worse() -> None:
    assert codes(body(100, 110, pot="warn"), body(100, 110)) == []


@pytest.mark.parametrize(("party", "refused"), [("block", ["party_overallocated"]), ("warn", []), ("allow", [])])
def test_a_party_over_its_share_is_refused_under_block_alone(party: str, refused: list[str]) -> None:
    proposed = body(100, 40, party=party)
    proposed["grants"] = [grant(100, 39, 61)]
    assert codes(None, proposed) == refused


def test_one_partys_relief_does_not_pay_for_anothers_excess() -> None:
    before, after = body(100, 50, party="block"), body(100, 40, party="block")
    before["grants"] = after["grants"] = [grant(100, 39, 61)]
    before["allocations"].append(allocation("2", E, 50))
    after["allocations"].append(allocation("2", E, 60))
    assert codes(before, after) == []
    after["allocations"][0]["amount_dkk"], after["allocations"][1]["amount_dkk"] = 38, 62
    assert [finding.paths for finding in refusals(before, after)] == [("/allocations/1",)]


def test_a_party_is_not_judged_while_money_carries_no_party() -> None:
    proposed = body(100, 40, party="block")
    proposed["grants"] = [grant(100, 39, 61)]
    proposed["allocations"].append(allocation("2", None, 1))
    assert codes(None, proposed) == []


def test_a_refused_write_raises_with_the_findings() -> None:
    with pytest.raises(BudgetExceeded) as refused:
        check_budget(body(100, 101), None)
    assert refused.value.findings == refusals(None, body(100, 101))
    check_budget(body(100, 100), None)
