"""A store whose callers are cut off at a numbered step of the write path."""

from collections.abc import Callable
from typing import Any

from app.services.ports import Store

WRITES = frozenset({"put_blob", "swap_blob", "delete_blob", "claim_source", "insert", "replace", "rewrite"})
EVERY_WRITE = WRITES | {"replace_blob", "drop_old_blob", "drop_archived"}


class InterruptedStore:
    """The store, until the step: the call that writes, counted from 1, at which `interrupt` strikes.

    `moment` is `before` or `after` the call is done. `steps` counts the writes so far.
    """

    def __init__(
        self, store: Store, step: int, moment: str, interrupt: Callable[[], None], writes: frozenset[str] = WRITES
    ) -> None:
        self._store, self._step, self._moment, self._interrupt = store, step, moment, interrupt
        self._writes = writes
        self.steps = 0

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._store, name)
        if name not in self._writes:
            return verb

        async def counted(*args: Any) -> Any:
            self.steps += 1
            own = self.steps
            self._strike(own, "before")
            result = await verb(*args)
            self._strike(own, "after")
            return result

        return counted

    def _strike(self, own: int, moment: str) -> None:
        if own == self._step and moment == self._moment:
            self._interrupt()
