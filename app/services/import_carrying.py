"""An accepted import job carried out: one file after the other, each told of as soon as it is done."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from app.domain.access import IMPORT, Caller
from app.domain.findings import Finding
from app.services.import_beside import Belongings, JobDrop, belongings
from app.services.import_documents import SourceFile, name_in, part_of, path_fault
from app.services.import_report import added_up, counts_of, failed_file, final_state, left_out_file
from app.services.import_staging import Staging
from app.services.imports import ImportService
from app.services.ports import Body, Record, Store
from app.services.writing import Act, Writer

MAX_TRIES = 10
"""How many processes may break off at one file before it is told as failed."""

TELL_SECONDS = 1.0
"""How far the record may be behind what is done."""

Succeeded = Callable[[str | None, Act], Awaitable[None]]
"""Hears of the source whose files are all stored, and who asked for it."""


@dataclass(slots=True)
class AcceptedJob:
    """Its lease is held."""

    store: Store
    writer: Writer
    imports: ImportService
    record: Record
    _belongings: Belongings | None = None

    async def carry_out(self, is_stopping: Callable[[], bool], succeeded: Succeeded) -> None:
        """Raises `StoreBusy`; then, and where it is stopped, the rest is for whoever comes next."""
        act = act_of(self.record)
        files = await self._staging.files()
        body = (await self._change(_tried, act)).body
        while body["work"]["done"] < len(files):
            if is_stopping() or body["state"] != "accepted":
                return
            body = await self._some(files, body["work"], act, is_stopping)
        await self._staging.drop_bytes()
        if not body["counts"]["failed"] and not body["dry_run"]:
            await succeeded(body["work"]["source"], act)
        await self._change(_ended, act)

    @property
    def _staging(self) -> Staging:
        return Staging(self.store, self.record.id)

    async def _some(self, files: list[Body], work: Body, act: Act, is_stopping: Callable[[], bool]) -> Body:
        """The record after the next files: as many as are done until it is time to tell of them, at least one."""
        began = time.monotonic()
        told: list[Body] = []
        for number in range(work["done"], len(files)):
            told.append(await self._staging.tell(number, await self._file(number, files, work, act)))
            if is_stopping() or work["tries"] > MAX_TRIES or time.monotonic() - began > TELL_SECONDS:
                break
        return (await self._change(partial(_with_files, work["done"], told), act)).body

    async def _file(self, number: int, files: list[Body], work: Body, act: Act) -> Body:
        """What becomes of the file, as an `ImportFile`."""
        path, sha256 = files[number]["name"], files[number]["sha256"]
        data = await self._staging.bytes_of(files[number])
        if data is None or work["tries"] > MAX_TRIES:
            return failed_file(path, sha256, (_broken_off(),))
        if (fault := path_fault(path)) is not None:
            return failed_file(path, sha256, (fault,))
        if self._belongings is None:
            self._belongings = await belongings(JobDrop(self._staging, files))
        owner = self._belongings.owners.get(path)
        if owner is not None:
            return left_out_file(path, sha256, None, part_of(owner))
        drop, beside = self._belongings.drop.around(path), self._belongings.beside(path)
        codes = work.get("attendance_codes", {})
        file = SourceFile(name_in(path), data, work["unknown_means"], work["source"], drop, beside, codes)
        return {**await self._imported(number, path, file, act), "name": path}

    async def _imported(self, number: int, path: str, file: SourceFile, act: Act) -> Body:
        if self.record.body["dry_run"]:
            return await self.imports.preview(file, act.caller)

        async def keep(told: Body) -> None:
            await self._staging.tell(number, {**told, "name": path})

        return await self.imports.apply(file, act, keep)

    async def _change(self, edit: Callable[[Body], Body], act: Act) -> Record:
        return await self.writer.change("import", self.record.id, edit, act)


def act_of(record: Record) -> Act:
    """Who asked for the job: the audit tells its changes as theirs."""
    work = record.body["work"]
    clusters = None if work.get("clusters") is None else frozenset(work["clusters"])
    return Act(Caller(work["actor"], frozenset({IMPORT}), clusters), work["request_id"], work["reason"])


def _tried(body: Body) -> Body:
    if body["state"] != "accepted":
        return body
    return {**body, "work": {**body["work"], "tries": body["work"]["tries"] + 1}}


def _with_files(first: int, told: list[Body], body: Body) -> Body:
    """Another process may have come to some of these files before: each is counted once."""
    new = told[body["work"]["done"] - first :]
    if not new:
        return body
    counts = added_up(body["counts"], counts_of(new))
    return {**body, "counts": counts, "work": {**body["work"], "done": first + len(told), "tries": 0}}


def _ended(body: Body) -> Body:
    return {**body, "state": final_state(body["counts"])}


def _broken_off() -> Finding:
    message = f"Importen af filen er brudt af {MAX_TRIES} gange og er opgivet. Intet fra filen er gemt."
    return Finding(
        "format_unknown", "error", message, hint="Importér filen alene, og oplys fejlen, hvis den bliver ved."
    )
