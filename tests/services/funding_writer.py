"""A writer of its own process: sets money aside in a pot and says how it went."""

import asyncio

from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.errors import BudgetExceeded
from app.schemas.funding import Allocation
from app.services.funding import FundingService
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.services.clocks import noon


def allocate(settings: Settings, pot_id: str, part_id: str, members: dict[str, object]) -> str:
    """`written` or `refused`."""
    return asyncio.run(_allocate(settings, pot_id, part_id, members))


async def _allocate(settings: Settings, pot_id: str, part_id: str, members: dict[str, object]) -> str:
    store = await open_store(settings)
    service = FundingService(store, Writer(store, noon), noon)
    content = Allocation.model_validate(members).model_dump()
    try:
        await service.put_part(pot_id, "allocations", part_id, content, Act(Caller("writer", frozenset({ADMIN}))), None)
    except BudgetExceeded:
        return "refused"
    finally:
        await store.close()
    return "written"
