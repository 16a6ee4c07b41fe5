"""The use cases of a pot over a store: what is answered, what a change writes, and what is refused."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.domain.pot_parts import Collection
from app.errors import (
    BudgetExceeded,
    InvalidInput,
    NotFound,
    RuleBroken,
    VersionConflict,
    VersionMissing,
)
from app.schemas.clusters import ClusterCreate
from app.schemas.findings import ValidateRequest
from app.schemas.funding import FundingCreate
from app.schemas.initiatives import InitiativeCreate
from app.schemas.parts import part_update_of
from app.services.funding import FundingService
from app.services.part_kinds import PART_KINDS
from app.services.parts import Condition, PartService, PartWritten
from app.services.ports import Body, Record, Store
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.domain import pots
from tests.services.clocks import noon
from tests.services.funding_writer import allocate

CALLER = Caller("test", frozenset({ADMIN}))
ACT = Act(CALLER)
DAY = date(2024, 1, 15)
SEVEN, EIGHT = pots.uid("seven"), pots.uid("eight")
ONE, TWO = pots.uid("initiative 1"), pots.uid("initiative 2")


@dataclass
class Desk:
    """A cluster with three parties, two initiatives and a pot of 1.000 kr. with 300 kr. set aside."""

    store: Store
    writer: Writer
    service: FundingService
    pot: Record

    async def put(
        self, part_id: str, condition: Condition = None, collection: Collection = "allocations", **members: Any
    ) -> PartWritten:
        content = part_update_of(PART_KINDS[collection].shape).model_validate(members)
        return await self.parts(collection).put(self.pot.id, part_id, content, condition, ACT)

    def parts(self, collection: Collection) -> PartService:
        return PartService(self.store, self.writer, PART_KINDS[collection])

    async def remove(self, part_id: str, condition: Condition, collection: Collection = "allocations") -> None:
        await self.parts(collection).delete(self.pot.id, part_id, condition, ACT)

    async def allocate(self, part_id: str, amount: int, condition: Condition = None) -> PartWritten:
        return await self.put(part_id, condition, initiative_id=ONE, party_id=pots.FJORD, amount_dkk=amount)

    async def body(self) -> Body:
        return (await self.writer.current("funding", self.pot.id)).body


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    store = await open_store(Settings(database_url=sqlite_url))
    yield await furnished(store)
    await store.close()


async def furnished(store: Store) -> Desk:
    writer = Writer(store, noon)
    cluster = ClusterCreate.model_validate({"name": "Sundhedsklynge Fjord", "parties": pots.PARTIES}).model_dump()
    await writer.create("cluster", cluster, ACT, id=pots.CLUSTER_ID)
    for id, code in ((ONE, "1"), (TWO, "2")):
        named = InitiativeCreate.model_validate({"cluster_id": pots.CLUSTER_ID, "code": code}).model_dump()
        await writer.create("initiative", named, ACT, id=id)
    allocations = [pots.allocation("1", pots.FJORD, 100), pots.allocation("2", pots.ENG, 200)]
    content = pots.pot(grants=[pots.grant(1000, 300, 300, 400)], allocations=allocations)
    pot = await writer.create("funding", FundingCreate.model_validate(content).model_dump(), ACT)
    return Desk(store, writer, FundingService(store, writer, noon), pot)


async def test_a_new_part_is_added_without_a_condition(desk: Desk) -> None:
    written = await desk.allocate(SEVEN, 700)
    assert written.is_added
    assert (written.answer.id, written.answer.version) == (SEVEN, 2)
    assert (await desk.body())["version"] == 2


async def test_a_part_that_is_there_is_replaced_where_it_stands_and_only_by_who_read_it(desk: Desk) -> None:
    held = (await desk.body())["allocations"][0]["id"]
    with pytest.raises(VersionMissing):
        await desk.allocate(held, 150)
    with pytest.raises(VersionConflict):
        await desk.allocate(held, 150, condition=7)
    written = await desk.allocate(held, 150, condition=1)
    assert not written.is_added
    assert [row["amount_dkk"] for row in (await desk.body())["allocations"]] == [150, 200]


async def test_any_version_needs_something_that_is_there(desk: Desk) -> None:
    held = (await desk.body())["allocations"][0]["id"]
    assert not (await desk.allocate(held, 150, condition="*")).is_added
    with pytest.raises(VersionConflict):
        await desk.allocate(SEVEN, 1, condition="*")


async def test_the_same_part_again_writes_nothing(desk: Desk) -> None:
    await desk.allocate(SEVEN, 10)
    written = await desk.allocate(SEVEN, 10, condition=2)
    assert written.answer.version == 2


async def test_a_part_is_removed_once(desk: Desk) -> None:
    held = (await desk.body())["allocations"][0]["id"]
    with pytest.raises(VersionMissing):
        await desk.remove(held, None)
    await desk.remove(held, 1)
    with pytest.raises(NotFound):
        await desk.remove(held, 2)


async def test_what_fits_to_the_krone_is_written_and_one_krone_more_is_refused_with_the_findings(desk: Desk) -> None:
    await desk.allocate(SEVEN, 700)
    with pytest.raises(BudgetExceeded) as refused:
        await desk.allocate(EIGHT, 1)
    assert [found.code for found in refused.value.findings] == ["pot_overallocated"]
    assert (await desk.body())["version"] == 2


async def test_a_grant_that_money_rests_on_cannot_be_taken_away(desk: Desk) -> None:
    held = (await desk.body())["grants"][0]["id"]
    with pytest.raises(BudgetExceeded):
        await desk.remove(held, "*", "grants")


async def test_a_proposed_allocation_binds_no_money(desk: Desk) -> None:
    assert (await desk.put(SEVEN, initiative_id=ONE, amount_dkk=5000, status="proposed")).is_added


@pytest.mark.parametrize(
    ("collection", "members", "pointer"),
    [
        ("allocations", {"initiative_id": pots.uid("nobody")}, "/initiative_id"),
        ("allocations", {"initiative_id": ONE, "party_id": pots.uid("nobody")}, "/party_id"),
        (
            "transfers",
            {"from_party_id": pots.FJORD, "to_party_id": pots.uid("nobody"), "amount_dkk": 1},
            "/to_party_id",
        ),
        ("grants", {"shares": [{"party_id": pots.uid("nobody"), "amount_dkk": 1}]}, "/shares/0/party_id"),
        ("carry_overs", {"from_year": 2022, "to_year": 2023, "party_id": pots.uid("nobody")}, "/party_id"),
    ],
)
async def test_a_reference_that_leads_nowhere_is_pointed_at(
    desk: Desk, collection: Collection, members: Body, pointer: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.put(SEVEN, collection=collection, **members)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


async def test_a_part_with_another_id_than_its_path_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.put(SEVEN, id=EIGHT, initiative_id=ONE)
    assert refused.value.faults[0].pointer == "/id"


async def test_a_transfer_moves_balance_and_makes_no_money(desk: Desk) -> None:
    """P30."""
    await desk.put(SEVEN, collection="transfers", from_party_id=pots.REGION, to_party_id=pots.FJORD, amount_dkk=50)
    balance = await desk.service.balance(desk.pot.id, CALLER)
    assert [one.balance_dkk for one in balance.parties] == [250, 100, 350]
    assert balance.total.balance_dkk == 700


async def test_a_dry_run_tells_what_a_write_would_cause_and_writes_nothing(desk: Desk) -> None:
    asked = ValidateRequest.model_validate({"allocations": [{"initiative_id": ONE, "amount_dkk": 701}]})
    answer = await desk.service.validate(desk.pot.id, asked.model_dump(), CALLER, DAY)
    assert not answer.ok
    assert "pot_overallocated" in {found.code for found in answer.findings}
    assert (await desk.body())["version"] == 1


async def test_a_dry_run_replaces_and_removes_by_id(desk: Desk) -> None:
    first, second = (row["id"] for row in (await desk.body())["allocations"])
    asked = ValidateRequest.model_validate(
        {"allocations": [{"id": first, "initiative_id": ONE, "amount_dkk": 1001}], "remove": [second]}
    )
    answer = await desk.service.validate(desk.pot.id, asked.model_dump(), CALLER, DAY)
    over = next(found for found in answer.findings if found.code == "pot_overallocated")
    assert over.computed == 1001


async def test_a_dry_run_of_an_unknown_removal_or_reference_is_pointed_at(desk: Desk) -> None:
    for members, pointer in (
        ({"remove": [SEVEN]}, "/remove/0"),
        ({"allocations": [{"initiative_id": SEVEN}]}, "/allocations/2/initiative_id"),
    ):
        asked = ValidateRequest.model_validate(members).model_dump()
        with pytest.raises(InvalidInput) as refused:
            await desk.service.validate(desk.pot.id, asked, CALLER, DAY)
        assert refused.value.faults[0].pointer == pointer


async def test_a_dry_run_gives_the_findings_that_the_stored_pot_then_has(desk: Desk) -> None:
    row = {"id": SEVEN, "initiative_id": ONE, "party_id": pots.FJORD, "amount_dkk": 650}
    asked = ValidateRequest.model_validate({"allocations": [row]}).model_dump()
    tried = await desk.service.validate(desk.pot.id, asked, CALLER, DAY)
    await desk.allocate(SEVEN, 650)
    assert await desk.service.findings(desk.pot.id, CALLER, DAY) == tried


async def test_nothing_is_settled_while_money_carries_no_party(desk: Desk) -> None:
    await desk.put(SEVEN, initiative_id=ONE, amount_dkk=10)
    with pytest.raises(RuleBroken) as refused:
        await desk.service.settlement(desk.pot.id, "proportional", CALLER)
    assert [found.code for found in refused.value.findings] == ["allocations_unattributed"]
    balance = await desk.service.balance(desk.pot.id, CALLER)
    assert [one.balance_dkk for one in balance.parties] == [None, None, None]


async def test_spending_is_held_against_what_all_pots_of_the_cluster_set_aside(desk: Desk) -> None:
    report = {"status_reports": [{"spent_dkk": 150}]}
    named = {"cluster_id": pots.CLUSTER_ID, "code": "3", **report}
    three = await desk.writer.create("initiative", InitiativeCreate.model_validate(named).model_dump(), ACT)
    await desk.put(SEVEN, initiative_id=three.id, party_id=pots.ENG, amount_dkk=100)
    alone = await desk.service.findings(desk.pot.id, CALLER, DAY)
    assert "spent_exceeds_allocated" in {found.code for found in alone.findings}
    rows = [{"initiative_id": three.id, "party_id": pots.ENG, "amount_dkk": 60}]
    other = pots.pot(grant_years=[2023], grants=[pots.grant(100)], allocations=rows)
    await desk.writer.create("funding", FundingCreate.model_validate(other).model_dump(), ACT)
    both = await desk.service.findings(desk.pot.id, CALLER, DAY)
    assert "spent_exceeds_allocated" not in {found.code for found in both.findings}


async def test_a_pot_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.service.balance(SEVEN, CALLER)


async def test_of_two_writers_that_fit_alone_but_not_together_one_wins_on_every_store(store: Store) -> None:
    desk = await furnished(store)
    outcomes = await asyncio.gather(desk.allocate(SEVEN, 400), desk.allocate(EIGHT, 400), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BudgetExceeded", "PartWritten"]
    assert sum(row["amount_dkk"] for row in (await desk.body())["allocations"]) == 700


async def test_eight_writers_fill_the_pot_to_the_krone_and_the_rest_are_refused(desk: Desk) -> None:
    ids = [pots.uid(f"writer {number}") for number in range(8)]
    outcomes = await asyncio.gather(*(desk.allocate(id, 175) for id in ids), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BudgetExceeded"] * 4 + ["PartWritten"] * 4
    assert sum(row["amount_dkk"] for row in (await desk.body())["allocations"]) == 1000


async def test_processes_fill_the_pot_to_the_krone_and_the_rest_are_refused(
    store: Store, store_settings: Settings
) -> None:
    desk = await furnished(store)
    members = {"initiative_id": ONE, "party_id": pots.FJORD, "amount_dkk": 175}
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
        writers = [
            processes.submit(allocate, store_settings, desk.pot.id, pots.uid(f"writer {number}"), members)
            for number in range(6)
        ]
        outcomes = await asyncio.gather(*(asyncio.wait_for(asyncio.wrap_future(one), 60) for one in writers))
    assert sorted(outcomes) == ["refused"] * 2 + ["written"] * 4
    assert sum(row["amount_dkk"] for row in (await desk.body())["allocations"]) == 1000
