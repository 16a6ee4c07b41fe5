"""What a whole pot must hold to when it is created, replaced or patched."""

from typing import Any

import pytest

from app.domain.access import ADMIN, Caller
from app.errors import BudgetExceeded, InvalidInput, RuleBroken
from app.schemas.clusters import ClusterCreate
from app.schemas.funding import FundingCreate, FundingUpdate
from app.schemas.initiatives import InitiativeCreate
from app.services.catalogue import CATALOGUE
from app.services.ports import Store
from app.services.resources import Answer, ResourceService
from app.services.writing import Act, Writer
from tests.domain import pots
from tests.services.clocks import noon

ACT = Act(Caller("test", frozenset({ADMIN})))
OTHER_CLUSTER = pots.uid("Sundhedsklynge Eng")


class Desk:
    """Two clusters; the first has the parties, and each has an initiative."""

    def __init__(self, store: Store) -> None:
        self.writer = Writer(store, noon)
        self.pots = ResourceService(store, self.writer, CATALOGUE["funding"])

    async def furnish(self) -> None:
        for id, code in ((pots.CLUSTER_ID, "1"), (OTHER_CLUSTER, "2")):
            parties = pots.PARTIES if code == "1" else []
            cluster = ClusterCreate.model_validate({"name": f"Klynge {code}", "parties": parties})
            await self.writer.create("cluster", cluster.model_dump(), ACT, id=id)
            named = InitiativeCreate.model_validate({"cluster_id": id, "code": code})
            await self.writer.create("initiative", named.model_dump(), ACT, id=pots.uid(f"initiative {code}"))

    async def create(self, **members: Any) -> Answer:
        return await self.pots.create(FundingCreate.model_validate(pots.pot(**members)), ACT)

    async def replace(self, id: str, **members: Any) -> Answer:
        return await self.pots.replace(id, FundingUpdate.model_validate(pots.pot(**members)), None, ACT)


@pytest.fixture
async def desk(store: Store) -> Desk:
    made = Desk(store)
    await made.furnish()
    return made


async def test_a_pot_that_is_overallocated_is_not_created(desk: Desk) -> None:
    with pytest.raises(BudgetExceeded):
        await desk.create(grants=[pots.grant(10)], allocations=[pots.allocation("1", None, 11)])


async def test_a_replacement_and_a_patch_that_overallocate_are_refused(desk: Desk) -> None:
    grants = [pots.grant(10)]
    made = await desk.create(grants=grants)
    with pytest.raises(BudgetExceeded):
        await desk.replace(made.id, grants=grants, allocations=[pots.allocation("1", None, 11)])
    with pytest.raises(BudgetExceeded):
        await desk.pots.patch(made.id, {"allocations": [pots.allocation("1", None, 11)]}, None, ACT)
    assert (await desk.replace(made.id, grants=grants, allocations=[pots.allocation("1", None, 10)])).version == 2


async def test_two_pots_of_a_cluster_share_no_year(desk: Desk) -> None:
    made = await desk.create(grant_years=[2022, 2023])
    with pytest.raises(RuleBroken):
        await desk.create(grant_years=[2023, 2024])
    other = await desk.create(grant_years=[2024])
    with pytest.raises(RuleBroken):
        await desk.replace(other.id, grant_years=[2022])
    assert (await desk.replace(made.id, grant_years=[2022, 2023], name="Puljen")).version == 2


async def test_two_clusters_may_have_pots_of_the_same_year(desk: Desk) -> None:
    await desk.create(grant_years=[2022])
    assert (await desk.create(grant_years=[2022], cluster_id=OTHER_CLUSTER, party_ids=[])).version == 1


async def test_the_year_of_a_deleted_pot_is_free_again(desk: Desk) -> None:
    made = await desk.create(grant_years=[2022])
    await desk.pots.delete(made.id, "duplicate", None, ACT)
    assert (await desk.create(grant_years=[2022])).version == 1


async def test_a_pot_cannot_name_an_initiative_of_another_cluster(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.create(grants=[pots.grant(10)], allocations=[pots.allocation("2", None, 1)])
    assert [fault.pointer for fault in refused.value.faults] == ["/allocations/0/initiative_id"]
