"""Steps of a meeting's life, each one conditional change of its status."""

from app.domain.lifecycle import Step, status_after
from app.errors import VersionConflict
from app.services.ports import Body, Record, Store
from app.services.resources import Answer, answer_of
from app.services.shown import as_reader, current
from app.services.writing import Act, Writer


class LifecycleService:
    def __init__(self, store: Store, writer: Writer) -> None:
        self._store, self._writer = store, writer

    async def take(self, id: str, step: Step, expected_version: int | None, act: Act) -> Answer:
        """The meeting after the step; one already taken writes nothing, whatever version is expected.

        Raises `NotFound`, `Deleted`, `StepOutOfOrder`, `VersionConflict` and `StoreBusy`.
        """

        def check(record: Record) -> None:
            status = record.body["status"]
            is_taken = status_after(step, status) == status
            if expected_version not in (None, record.version) and not is_taken:
                raise VersionConflict(expected_version or 0, record.version)

        def edit(held: Body) -> Body:
            return {**held, "status": status_after(step, held["status"])}

        await current(self._store, "meeting", id, as_reader(act.caller))
        return answer_of(await self._writer.change("meeting", id, edit, act, check=check), act.caller)
