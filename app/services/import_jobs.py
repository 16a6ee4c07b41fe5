"""Imports of many or large files: taken on durably, then carried out beside requests, whoever dies meanwhile.

A job is a record. Its state `receiving` says that bytes are being stored and nothing is promised; `accepted` that
every byte is there, so that 202 may be answered. From then on any process carries it out, one file after the other,
under a lease; one that died is followed by the next, which goes on at the first file that is not done. A file that is
done twice doubles nothing. `work` in the record is the service's own and is never served.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.access import READ_CLOSED, Caller
from app.domain.exact_json import decode, encode
from app.errors import NotAllowed, NotInReach, StoreBusy
from app.importers.exports.people import AttendanceCodes
from app.services.idempotency import check_repeated
from app.services.import_carrying import AcceptedJob, act_of
from app.services.import_documents import SourceFile, UnknownMeans, name_in, path_fault
from app.services.import_report import counts_of, failed_file, waiting_file
from app.services.import_staging import Staging
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.ports import Body, Query, Record, SortKey, Store
from app.services.resources import Answer, ResourceService
from app.services.shown import as_reader
from app.services.sources import SourceService, codes_of
from app.services.writing import SERVER_OWNED, Act, KeyedRequest, Writer, new_id

MAX_FILES = 500
IMMEDIATE_BYTES = 1_000_000
"""One file up to this size is answered at once."""

_UNFINISHED = ("accepted", "receiving")
_PAGE = 200


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """How files are to be imported. `source` is the system that they come from, where one is named, and
    `attendance_codes` are what that says."""

    dry_run: bool = False
    unknown_means: UnknownMeans | None = None
    source: str | None = None
    attendance_codes: AttendanceCodes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenOn:
    """`is_replayed`: an earlier request with the same key was taken on."""

    answer: Answer
    is_finished: bool
    is_replayed: bool


class ImportJobService:
    """`arrived` is set when a job of this process waits to be carried out."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        imports: ImportService,
        jobs: ResourceService,
        sources: SourceService,
        leases: Leases,
    ) -> None:
        self._store, self._writer, self._imports, self._jobs = store, writer, imports, jobs
        self._sources, self._leases = sources, leases
        self.arrived = asyncio.Event()

    async def read(self, id: str, caller: Caller) -> Answer:
        """With what became of every file so far. Raises `NotFound` and `Deleted`."""
        answer = await self._jobs.read(id, caller)
        body = decode(answer.json)
        if "work" in body:
            files = await Staging(self._store, id).told(body["work"]["done"])
            body = {name: value for name, value in body.items() if name != "work"} | {"files": files}
        body["counts"] = {"waiting": 0, **body["counts"]}  # which older jobs do not have
        return replace(answer, json=encode(body))

    async def run(self, file: SourceFile, order: ImportOrder, act: Act) -> Body:
        """The `ImportFile` of one small file, at once and without a job of its own. Raises `InvalidInput`."""
        order, path = await self._as_asked(order, (file,), act.caller), file.name
        if (fault := path_fault(path)) is not None:
            return failed_file(path, file.document_id, (fault,))
        file = replace(
            file,
            name=name_in(path),
            unknown_means=order.unknown_means,
            system=order.source,
            attendance_codes=order.attendance_codes,
        )
        if order.dry_run:
            return {**await self._imports.preview(file, act.caller), "name": path}
        told = await self._imports.apply(file, act.for_any_source())
        if told["state"] != "failed":
            await self._succeeded(order.source, act)
        return {**told, "name": path}

    async def take_on(
        self, files: Sequence[SourceFile], order: ImportOrder, act: Act, request: KeyedRequest | None = None
    ) -> TakenOn:
        """Returns when a job with all the bytes is stored, and where it is small is done.

        A request that was cut off before is completed; one that was taken on before is answered as it now stands.
        Raises `InvalidInput`, `IdempotencyKeyReused`, `StoreBusy`.
        """
        order = await self._as_asked(order, files, act.caller)
        id = request.id if request else new_id()
        async with self._leases.hold(_lease(id)) as is_free:
            record = await self._begun(id, files, order, act, request)
            is_replayed = record.body["state"] != "receiving"
            if not is_replayed:
                record = await self._stage(id, files, act)
            if is_small(files) and is_free and record.body["state"] == "accepted":
                await self._carry_out(record, _never)
        self.arrived.set()
        answer = await self.read(id, as_reader(act.caller))
        is_finished = decode(answer.json)["state"] not in _UNFINISHED
        return TakenOn(answer, is_finished=is_finished, is_replayed=is_replayed)

    async def work(self, is_stopping: Callable[[], bool]) -> None:
        """Carries on what is unfinished and nobody else is at. Stops between two files. Raises `StoreBusy`."""
        query = Query("import", any_of={"state": _UNFINISHED}, sort=(SortKey("created"),), limit=_PAGE)
        for row in (await self._store.find_page(query)).rows:
            if not is_stopping():
                await self._carry_on(row.id, is_stopping)

    async def _begun(
        self, id: str, files: Sequence[SourceFile], order: ImportOrder, act: Act, request: KeyedRequest | None
    ) -> Record:
        """The record of the job; an earlier one of the same request where there is one."""
        content = _content(files, order, act)
        record = await self._writer.create_or_current(
            "import", content, act, id, request_hash=request.hash if request else None
        )
        if request is not None:
            check_repeated(request, record.request_hash)
        if record.deleted:  # given up before it was promised
            owned = {name: record.body[name] for name in SERVER_OWNED}
            record = await self._writer.revive(record, {**owned, **content}, act)
        return record

    async def _stage(self, id: str, files: Sequence[SourceFile], act: Act) -> Record:
        staging = Staging(self._store, id)
        await staging.keep(files)
        record = await self._writer.change("import", id, _accepted, act)
        if record.body["state"] == "receiving":
            raise StoreBusy("the bytes were being stored for so long that they were given up")
        if record.body["state"] != "accepted":  # the same request sent twice, and the other one is through
            await staging.drop_bytes()
        return record

    async def _carry_on(self, id: str, is_stopping: Callable[[], bool]) -> None:
        async with self._leases.hold(_lease(id)) as is_free:
            record = await self._store.get("import", id) if is_free else None
            if record is None or record.deleted:
                return
            if record.body["state"] == "receiving":
                await self._give_up(record)
            elif record.body["state"] == "accepted":
                await self._carry_out(record, is_stopping)

    async def _carry_out(self, record: Record, is_stopping: Callable[[], bool]) -> None:
        await AcceptedJob(self._store, self._writer, self._imports, record).carry_out(is_stopping, self._succeeded)

    async def _give_up(self, record: Record) -> None:
        """Whoever sent it was never answered, and sends it again or has forgotten it."""
        record = await self._writer.change("import", record.id, _given_up, act_of(record))
        if record.body["state"] != "receiving":
            return
        await Staging(self._store, record.id).drop()
        await self._writer.delete("import", record.id, act_of(record), "other", expected_version=record.version)

    async def _as_asked(self, order: ImportOrder, files: Sequence[SourceFile], caller: Caller) -> ImportOrder:
        """With what the source's settings say where the request says nothing. Raises `InvalidInput` for an unknown one,
        `NotInReach` for who may write for another source alone, and `NotAllowed` as `_check_opening`."""
        if caller.source is not None and caller.source != order.source:
            raise NotInReach("source")
        settings = await self._sources.settings(order.source) if order.source is not None else {}
        means = order.unknown_means or settings.get("unknown_means")
        if means == "open" != settings.get("unknown_means") and not caller.may(READ_CLOSED):
            await self._check_opening([file.document_id for file in files])
        return replace(order, unknown_means=means, attendance_codes=codes_of(settings))

    async def _check_opening(self, ids: list[str]) -> None:
        """Bytes that are here already and mean closed are opened by who may read what is closed, as a source is: others
        may have written in what came from them. Raises `NotAllowed`."""
        for start in range(0, len(ids), _PAGE):
            known = await self._store.get_many("document", tuple(ids[start : start + _PAGE]))
            if any(one.body["unknown_means"] == "closed" for one in known if not one.deleted):
                raise NotAllowed(READ_CLOSED)

    async def _succeeded(self, source: str | None, act: Act) -> None:
        if source is not None:
            await self._sources.succeeded(source, act)


def is_small(files: Sequence[SourceFile]) -> bool:
    """Whether it is answered at once."""
    return len(files) == 1 and len(files[0].data) <= IMMEDIATE_BYTES


def _never() -> bool:
    return False


def _lease(id: str) -> str:
    return f"import/{id}"


def _content(files: Sequence[SourceFile], order: ImportOrder, act: Act) -> Body:
    work = {
        "done": 0,
        "tries": 0,
        "is_given_up": False,
        "unknown_means": order.unknown_means,
        "source": order.source,
        "attendance_codes": dict(order.attendance_codes),
        "actor": act.caller.name,
        "clusters": None if act.caller.clusters is None else sorted(act.caller.clusters),
        "request_id": act.request_id,
        "reason": act.reason,
    }
    counts = counts_of([waiting_file(file.name, "") for file in files])
    return {"state": "receiving", "dry_run": order.dry_run, "files": [], "counts": counts, "work": work}


def _accepted(body: Body) -> Body:
    is_wanted = body["state"] == "receiving" and not body["work"]["is_given_up"]
    return {**body, "state": "accepted"} if is_wanted else body


def _given_up(body: Body) -> Body:
    """From here on it cannot be accepted, so that its bytes may go."""
    return {**body, "work": {**body["work"], "is_given_up": True}} if body["state"] == "receiving" else body
