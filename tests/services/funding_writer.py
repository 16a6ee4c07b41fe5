"""A writer of its own process: sets money aside in a pot and says how it went."""

import asyncio

from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.errors import BudgetExceeded
from app.schemas.funding import Allocation
from app.schemas.parts import part_update_of
from app.services.part_kinds import PART_KINDS
from app.services.parts import PartService
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.services.clocks import noon


def allocate(settings: Settings, pot_id: str, part_id: str, members: dict[str, object]) -> str:
    """`written` or `refused`."""
    return asyncio.run(_allocate(settings, pot_id, part_id, members))


async def _allocate(settings: Settings, pot_id: str, part_id: str, members: dict[str, object]) -> str:
    store = await open_store(settings)
    service = PartService(store, Writer(store, noon), PART_KINDS["allocations"])
    content = part_update_of(Allocation).model_validate(members)
    try:
        await service.put(pot_id, part_id, content, None, Act(Caller("writer", frozenset({ADMIN}))))
    except BudgetExceeded:
        return "refused"
    finally:
        await store.close()
    return "written"
