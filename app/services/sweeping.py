"""Moving pending changes to the log: by whoever wrote them, and by every service beside its requests."""

from app.services.ports import Store

CHANGES_A_SWEEP = 10_000
CHANGES_A_RUN = 1_000


async def sweep(store: Store) -> int:
    """Moves at most `CHANGES_A_SWEEP` pending changes to the log and returns how many it moved."""
    moved = 0
    while moved < CHANGES_A_SWEEP:
        run = await store.publish_pending(CHANGES_A_RUN)
        moved += run
        if run == 0:
            break
    return moved
