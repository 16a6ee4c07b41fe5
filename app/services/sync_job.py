"""The import job that tells of a run: its record, and what became of each file that the run dealt with."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.findings import Finding
from app.services.import_report import counts_of, failed_file, final_state, waiting_file
from app.services.import_staging import Staging
from app.services.ports import Body, Store
from app.services.writing import Act, Writer


class Superseded(Exception):
    """Another run of the source has ended this one, which lay still for too long."""


@dataclass(frozen=True, slots=True)
class SyncJob:
    """`id` may be of a job that is not made yet."""

    store: Store
    writer: Writer
    act: Act
    id: str

    async def begin(self, names: Sequence[str], system: str) -> None:
        """All files wait, in this order. May be repeated."""
        await Staging(self.store, self.id).name(names)
        content = {
            "state": "running",
            "dry_run": False,
            "files": [],
            "counts": counts_of([waiting_file(name, None) for name in names]),
            "work": {"done": 0, "source": system},
        }
        await self.writer.create_or_current("import", content, self.act, self.id)

    async def tell(self, number: int, told: Body) -> Body:
        """Keeps what became of a file, as an `ImportFile`, and returns what is kept: what was told first."""
        return await Staging(self.store, self.id).tell(number, told)

    async def progress(self, done: int, told: Sequence[Body]) -> None:
        """`told` are all files, those not done yet as waiting. Raises `Superseded`."""
        await self._change("running", done, told)

    async def end(self, told: Sequence[Body]) -> None:
        """Raises `Superseded`."""
        await self._change(final_state(counts_of(told)), len(told), told)

    async def end_cut_off(self) -> None:
        """Ends the job of a run that died: what it had not come to is told as failed. One that has ended stays."""
        record = await self.store.get("import", self.id)
        if record is None or record.deleted or record.body["state"] != "running":
            return
        staging = Staging(self.store, self.id)
        told = [
            await staging.tell(number, failed_file(file["name"], None, (_cut_off(),)))
            for number, file in enumerate(await staging.files())
        ]
        await self._change("failed", len(told), told)

    async def _change(self, state: str, done: int, told: Sequence[Body]) -> None:
        def edit(body: Body) -> Body:
            if (body["state"], body["work"]["done"]) == (state, done):  # a repeat
                return body
            if body["state"] != "running":
                raise Superseded(self.id)
            return {**body, "state": state, "counts": counts_of(told), "work": {**body["work"], "done": done}}

        await self.writer.change("import", self.id, edit, self.act)


def _cut_off() -> Finding:
    message = "Kørslen blev afbrudt, før den nåede filen. Den næste kørsel tager filen med."
    return Finding("text_absent", "error", message, hint="Se den næste kørsel.")
