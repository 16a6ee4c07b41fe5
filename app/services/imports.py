"""Imports: one source document in, the resources it speaks of stored, and a job that says what became of it.

The whole plan is made and validated before the first write. Then, in this order: the files of attachments, the bytes
and the claims of source keys, the document's record and what it said, the job (`running`, with the plan), what it said
beside what others did, the records (cluster, forum, participants, initiatives, funding, meeting last), the job
(`completed`). Every id is derived, so an import that was killed anywhere is completed by running it again: it meets its
own records, finds them equal, and goes on; the running job keeps what was planned.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.access import Caller
from app.domain.findings import Finding
from app.domain.suppressed import Suppression
from app.errors import StoreBusy, TooLarge, VersionConflict
from app.importers.document import CLUSTER_REF, ImportedDocument
from app.schemas.fields import COPENHAGEN, utc_text
from app.services.audiences import Audiences, Coming
from app.services.contention import ATTEMPTS
from app.services.import_documents import (
    SourceFile,
    document_content,
    document_entry,
    draft,
    job_id,
    orphan,
    outdated,
    read_file,
    system_of,
    too_large,
    unreadable_because,
)
from app.services.import_duplicates import places_in, possible_duplicates
from app.services.import_kept import Heard, hear
from app.services.import_keys import Key, keys_of
from app.services.import_links import link_waiting, linked_to_stored
from app.services.import_money import money_findings
from app.services.import_owners import cluster_of_source
from app.services.import_plan import OWN_MEETING, Named, NotInShape, Planned, named_in, plan, pots_without_year
from app.services.import_proposals import Proposal
from app.services.import_reach import beyond_reach
from app.services.import_readings import reading_of, stand
from app.services.import_records import Ids, wire_finding
from app.services.import_report import (
    failed_file,
    imported_file,
    job_content,
    known_file,
    left_out_file,
    resumed,
    withdrawn_file,
)
from app.services.import_said import Order, order_of, together
from app.services.import_speaker import Speaker
from app.services.import_suppressed import KeptBytes, without_suppressed
from app.services.import_writing import ProposalWriter, at_once
from app.services.import_years import pots_that_clash
from app.services.kept_files import keep_files
from app.services.ports import Body, Kind, Record, SourceKey, Store
from app.services.publications import Publications
from app.services.writing import SERVER_OWNED, Act, Writer

Keep = Callable[[Body], Awaitable[None]]
"""Keeps an `ImportFile`. Called before the file's job is completed, so that what was told outlives whoever told it."""


async def keep_nothing(_: Body) -> None:
    return None


class Outrun(Exception):
    """A source key turned out to be somebody else's while the plan was carried out; the plan is made again."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document that was read, and what it wants written. `beside` is what its pots and its new names make to say."""

    file: SourceFile
    document: ImportedDocument
    ids: Ids
    speaker: Speaker
    proposals: tuple[Proposal, ...]
    beside: tuple[Finding, ...]
    kept: KeptBytes

    @property
    def report(self) -> Body:
        return self.report_of(self.proposals)

    def report_of(self, proposals: tuple[Proposal, ...]) -> Body:
        """The `ImportFile` that says what these proposals do."""
        findings = [*self.document.findings, *pots_without_year(self.document), *self.beside]
        findings += [finding for proposal in proposals for finding in proposal.findings]
        return imported_file(
            name=self.file.name,
            format=self.document.format,
            document_id=self.file.document_id,
            import_id=job_id(self.file),
            resources=[{"kind": one.planned.kind, "id": one.planned.id, "state": one.state} for one in proposals],
            findings=[wire_finding(finding, self.ids) for finding in findings],
        )


class ImportService:
    """`clock` gives aware UTC time."""

    def __init__(self, store: Store, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._publications = Publications(store, writer)
        self._suppressions = writer.suppressions

    async def preview(self, file: SourceFile, caller: Caller | None = None) -> Body:
        """What `apply` would do for the caller, as an `ImportFile`. Writes nothing."""
        file, job = await reading_of(self._store, file)
        if job is not None:
            return known_file(file.name, job, is_updated=await self._means_otherwise(file))
        reading = await self._read(file)
        if isinstance(reading, ImportedDocument):
            return withdrawn_file(file.name, file.document_id, reading.format, ())
        if not isinstance(reading, _Reading):
            return reading
        why = beyond_reach(reading.proposals, caller) if caller is not None else None
        if why is not None:
            return failed_file(file.name, file.document_id, (why,), reading.document.format)
        return reading.report

    async def apply(self, file: SourceFile, act: Act, keep: Keep = keep_nothing) -> Body:
        """Stores what the file says and returns an `ImportFile`. A file that cannot be read stores nothing.

        The same bytes with the same importer version write nothing again, but for another `unknown_means`.
        Raises `StoreBusy`.
        """
        file, job = await reading_of(self._store, file)
        if job is not None:
            otherwise = await self._means_otherwise(file)
            told = known_file(file.name, job, is_updated=otherwise)
            if otherwise:
                await keep(told)
                await self._change_document(file, {"unknown_means": file.unknown_means}, act)
            return told
        for _ in range(ATTEMPTS):
            reading = await self._read(file)
            if isinstance(reading, ImportedDocument):
                changed = await self._publications.take_place(system_of(file, reading), reading.origin, None, act)
                return withdrawn_file(file.name, file.document_id, reading.format, changed)
            if not isinstance(reading, _Reading):
                return reading
            if (why := beyond_reach(reading.proposals, act.caller)) is not None:
                return failed_file(file.name, file.document_id, (why,), reading.document.format)
            lost = await keep_files(self._store, reading.document.files, file.drop, reading.kept.suppression)
            try:
                return await self._carry_out(replace(reading, beside=(*reading.beside, *lost)), act, keep)
            except Outrun:
                continue
            except TooLarge as error:
                return failed_file(file.name, file.document_id, (too_large(error.limit_bytes),))
        raise StoreBusy("the resources of this document are being changed by many at once")

    async def _means_otherwise(self, file: SourceFile) -> bool:
        if file.unknown_means is None:
            return False
        document = await self._store.get("document", file.document_id)
        return document is not None and document.body.get("unknown_means") != file.unknown_means

    async def _read(self, file: SourceFile) -> _Reading | ImportedDocument | Body:
        """The reading; the document alone where it withdraws its publication; or the `ImportFile` of a file that cannot
        or need not be imported."""
        document = await asyncio.to_thread(read_file, file)
        suppression = await self._suppressions.current()
        if document.lacks_owner and (owner := await cluster_of_source(self._store, file.system)) is not None:
            document = await asyncio.to_thread(read_file, file, owner)
        file, document, kept = await asyncio.to_thread(without_suppressed, suppression, file, document)
        if (why := await self._left_out_because(file, document)) is not None:
            return left_out_file(file.name, file.document_id, document.format, why)
        if document.origin.is_withdrawn:
            return document
        unreadable = unreadable_because(document)
        if unreadable is not None:
            return failed_file(file.name, file.document_id, (*document.findings, *unreadable), document.format)
        try:
            return await self._reading(file, document, kept, suppression)
        except NotInShape as error:
            findings = (*document.findings, error.finding)
            return failed_file(file.name, file.document_id, findings, document.format)

    async def _left_out_because(self, file: SourceFile, document: ImportedDocument) -> Finding | None:
        if document.origin.is_draft:
            return draft()
        if document.origin.is_headless and file.needs_head:
            return orphan(document)
        is_late = await self._publications.is_late(system_of(file, document), document.origin)
        return outdated() if is_late else None

    async def _reading(
        self, file: SourceFile, document: ImportedDocument, kept: KeptBytes, suppression: Suppression
    ) -> _Reading:
        named = named_in(document, file.document_id, file.system)
        keys = await keys_of(self._store, named)
        stored, heard = await self._stored(file, named, keys.ids)
        entry = document_entry(file, document)
        planned = plan(document, file.document_id, keys.ids, stored, entry, keys.former, keys.sources)
        resources = await linked_to_stored(self._store, planned.resources, named)
        if suppression:
            resources = tuple(
                replace(one, content=suppression.body(one.kind, one.id, one.content)) for one in resources
            )
        order = await self._order(file, document, resources)
        speaker = Speaker(self._store, order, file.document_id, job_id(file), utc_text(self._clock()))
        proposals = await speaker.propose(resources, heard)
        today = self._clock().astimezone(COPENHAGEN).date()
        clashes = await pots_that_clash(self._store, proposals)
        proposals = tuple(one for one in proposals if one.planned.id not in clashes)
        money = await money_findings(self._store, proposals, file.document_id, today)
        close = await possible_duplicates(self._store, proposals, places_in(document, planned.ids))
        beside = (*clashes.values(), *money, *close)
        return _Reading(file, document, planned.ids, speaker, proposals, beside, kept)

    async def _stored(
        self, file: SourceFile, named: tuple[Named, ...], ids: Mapping[Key, str]
    ) -> tuple[dict[Kind, Body], dict[str, Heard]]:
        """The cluster and the meeting of this document, where they are stored; of the meeting what documents said.

        And what was heard of the meeting.
        """
        found: dict[Kind, Body] = {}
        heard: dict[str, Heard] = {}
        for one in (one for one in named if one.key in {OWN_MEETING, CLUSTER_REF}):
            id = ids[one.kind, one.source]
            record = await self._store.get(one.kind, id)
            if one.kind == "meeting":
                heard = await hear(self._store, {id: "meeting"}, {id: id}, job_id(file))
            if record is not None and not record.deleted:
                found[one.kind] = (together(heard[id].sayings) if id in heard else None) or record.body
        return found, heard

    async def _order(self, file: SourceFile, document: ImportedDocument, planned: tuple[Planned, ...]) -> Order:
        """The document's place among all."""
        kept = await self._store.get("document", file.document_id)
        first_seen_at = kept.body["created_at"] if kept is not None else utc_text(self._clock())
        own = next((one.content for one in planned if one.kind == "meeting" and one.content["documents"]), None)
        key = document.meeting.natural_key if document.meeting else None
        return order_of(own, key, first_seen_at, file.document_id, document.stated_on)

    async def _carry_out(self, reading: _Reading, act: Act, keep: Keep) -> Body:
        file, speaker = reading.file, reading.speaker
        claims = (
            self._claim(one.planned.kind, source, one.planned.id)
            for one in reading.proposals
            for source in one.unclaimed
        )
        act = replace(act, coming=await self._coming(reading))
        await at_once(reading.kept.keep(self._store, file.document_id), *claims)
        await at_once(self._keep_document(reading, act), speaker.keep(reading.proposals), stand(self._store, file))
        recorded = await self._begin(reading, act)
        proposals = await at_once(*map(speaker.tell, reading.proposals))
        done = await ProposalWriter(self._writer, self._clock, speaker, act).write(proposals)
        meetings = (one.planned.id for one in done if one.planned.kind == "meeting")
        await link_waiting(self._store, self._writer, meetings, act)
        system = system_of(file, reading.document)
        await self._publications.take_place(system, reading.document.origin, file.document_id, act)
        report = resumed(recorded.body["files"][0], reading.report_of(tuple(done)))
        await keep(report)
        content = job_content("completed", report)
        await self._writer.change("import", job_id(file), lambda body: {**body, **content}, act, known=recorded)
        if (await self._suppressions.newest()).forms > reading.kept.suppression.forms:
            await self._suppressions.look_again()
        return report

    async def _coming(self, reading: _Reading) -> dict[str, Coming]:
        """The document's meetings, by which all that is written before them is judged."""
        file, audiences = reading.file, Audiences(self._store, self._clock)
        kept = await self._store.get("document", file.document_id)
        meaning = file.unknown_means or (kept.body["unknown_means"] if kept and not kept.deleted else "closed")
        meetings = {one.planned.id: one.landed for one in reading.proposals if one.planned.kind == "meeting"}
        clusters = tuple(one.planned.id for one in reading.proposals if one.planned.kind == "cluster")
        return {
            id: (await audiences.coming(id, body, {file.document_id: meaning})).within(clusters)
            for id, body in meetings.items()
            if body is not None
        }

    async def _keep_document(self, reading: _Reading, act: Act) -> None:
        """The document's record is written once; only another importer or another `unknown_means` changes it."""
        file = reading.file
        content = document_content(file, reading.document, utc_text(self._clock()))
        content["size_bytes"] = len(reading.kept.data)
        stored = await self._made("document", content, act, file.document_id)
        kept = {"name": stored.body["name"], "unknown_means": file.unknown_means or stored.body["unknown_means"]}
        content |= kept
        if any(stored.body[name] != value for name, value in content.items() if name != "imported_at"):
            await self._change_document(file, content, act)

    async def _change_document(self, file: SourceFile, members: Body, act: Act) -> None:
        await self._writer.change("document", file.document_id, lambda body: {**body, **members}, act)

    async def _begin(self, reading: _Reading, act: Act) -> Record:
        """Writes the job, or meets that of an import that was cut off, with the file's report as first planned."""
        content = job_content("running", reading.report)
        return await self._made("import", content, act, job_id(reading.file))

    async def _made(self, kind: Kind, content: Body, act: Act, id: str) -> Record:
        """The record as it is; one that was withdrawn comes back with this content."""
        record = await self._writer.create_or_current(kind, content, act, id)
        if not record.deleted:
            return record
        owned = {name: record.body[name] for name in SERVER_OWNED}
        try:
            return await self._writer.revive(record, {**owned, **content}, act)
        except VersionConflict:
            raise StoreBusy(f"this {kind} is being written") from None

    async def _claim(self, kind: Kind, source: SourceKey, id: str) -> None:
        """Raises `Outrun` where the key is another resource's."""
        if await self._store.claim_source(kind, source, id) != id:
            raise Outrun(kind)
