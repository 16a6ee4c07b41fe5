"""Acadre: a manifest that says which editions of an agenda are published, and a body for each (esdh-formats.md
section 3).

The newest published edition is read. A manifest without one withdraws the agenda. A body can be read without its
manifest; that it is published is then not known.
"""

from collections.abc import Iterator

from msgspec import Struct

from app.domain.findings import Finding
from app.domain.vocabulary import Access, DocumentKind
from app.importers.drop import Drop, Names
from app.importers.exports.acadre_body import read_attendees, read_items, upcoming
from app.importers.exports.acadre_tables import Row, body_rows, manifest_rows, plain, tables_of, told
from app.importers.exports.bodies import introduction_of
from app.importers.exports.enclosed import WHOLE_DOCUMENT, belonging, level_of_all, missing_files
from app.importers.exports.export import Export, ExportedFile, ExportedItem
from app.importers.exports.headed import Body, body_path, headless, other_body, read_body, within
from app.importers.exports.items import titled
from app.importers.exports.values import MeetingTimes, instant, meeting_times, revision_of, strictest, truth
from app.importers.exports.xml import Element, plain_name

_HEAD = "manifestet"
_KINDS: dict[str, DocumentKind] = {"1": "agenda", "2": "minutes"}
_PLAIN_NAMES = {"dagsorden", "referat"}


class Manifest(Struct, frozen=True):
    """`editions` are in the order of their ids, oldest first."""

    committee: Row
    meeting: Row
    agenda: Row
    editions: tuple[Row, ...]

    @property
    def published(self) -> tuple[Row, ...]:
        return tuple(one for one in self.editions if truth(one.text("publish")))

    @property
    def revision(self) -> str | None:
        """The newest instant of any edition: of two states of one manifest the later is never told as the older."""
        stamps = (one.text(name) for one in self.editions for name in ("publishDate", "createdDate"))
        return max((known for stamp in stamps if (known := revision_of(instant(stamp)))), default=None)

    def folders(self, edition: Row) -> tuple[str, ...]:
        """Where an edition's files lie, as the manifest says and as the system names it."""
        named = (edition.text("filesfolder"), f"Files_{self.agenda.id()}_{edition.text('docID')}")
        return tuple(dict.fromkeys(folder for folder in named if folder))

    def body_paths(self, edition: Row) -> tuple[str | None, ...]:
        fusion = edition.text("xmlFusionID")
        names = [name for name in (edition.text("xmlfilename"), f"{fusion}.xml" if fusion else None) if name]
        return tuple(f"{folder}/{name}" for name in names for folder in self.folders(edition))


def reads(root: Element) -> bool:
    return plain_name(root) == "root" and (_is_manifest(root) or _is_body(root))


def _is_manifest(root: Element) -> bool:
    return bool(tables_of(root, "producedAgenda"))


def _is_body(root: Element) -> bool:
    agendas = tables_of(root, "agenda")
    return any(row.tables for table in agendas for row in body_rows(table))


def read(root: Element, drop: Drop) -> Export | Finding:
    if not _is_manifest(root):
        return _read_body(Body(root), None, None, drop)
    manifest = _manifest(root)
    if not manifest.published:
        return _withdrawn(manifest)
    edition = manifest.published[-1]
    body = read_body(manifest.body_paths(edition), drop, _HEAD)
    return body if isinstance(body, Finding) else _read_body(body, manifest, edition, drop)


def parts(root: Element, drop: Drop) -> tuple[str, ...]:
    """The folders of all editions, published or not, with what lies in them; of a body alone, the files it names."""
    if not _is_manifest(root):
        export = read(root, drop)
        return () if isinstance(export, Finding) else belonging(export, drop)
    manifest = _manifest(root)
    named = {body_path(manifest.body_paths(edition), drop) for edition in manifest.editions}
    folders = [folder for edition in manifest.editions for folder in manifest.folders(edition)]
    held = {*within(folders, drop), *named}
    own = f"files_{manifest.agenda.id()}_"
    return tuple(name for name in drop.names() if name in held or name.casefold().startswith(own))


def _manifest(root: Element) -> Manifest:
    rows = {name: next(iter(manifest_rows(root, name)), Row()) for name in ("committee", "meeting", "agenda")}
    editions = sorted(manifest_rows(root, "producedAgenda"), key=lambda row: row.count("sysid"))
    return Manifest(rows["committee"], rows["meeting"], rows["agenda"], tuple(editions))


def _withdrawn(manifest: Manifest) -> Export | Finding:
    if manifest.agenda.id() is None:
        return _unreadable("Manifestet nævner ingen dagsorden (»agenda« med »sysid«).")
    return Export(
        "acadre",
        manifest.committee.text("name") or "",
        manifest.committee.id(),
        meeting_id=manifest.meeting.id(),
        publication_id=manifest.agenda.id(),
        revision=manifest.revision,
        is_withdrawn=True,
        starts_at=_times(manifest.meeting).starts_at,
        access="closed",
    )


def _read_body(body: Body, manifest: Manifest | None, edition: Row | None, drop: Drop) -> Export | Finding:
    agenda = next((row for table in tables_of(body.root, "agenda") for row in body_rows(table)), Row())
    meeting, committee = agenda.row("meeting"), agenda.row("committee")
    known = manifest or Manifest(committee, meeting, agenda, ())
    if (fault := other_body(_HEAD, known.agenda.id(), agenda.id())) is not None:
        return fault
    forum_name = committee.text("name") or known.committee.text("name")
    if forum_name is None:
        return _unreadable("Dagsordenen nævner intet udvalg (»committee« med »name«).")
    times = _times(meeting if meeting.text("date") else known.meeting)
    access = _access(agenda, manifest, edition)
    name = agenda.text("name") or known.agenda.text("name") or ""
    kind = _kind(edition, name)
    day = None if times.starts_at is None else times.starts_at.date()
    headed = (headless(_HEAD, _expected(agenda)),) if manifest is None else _several(manifest)
    findings = [*times.findings, *headed]
    items = titled(tuple(read_items(agenda, body, access, forum_name, day)), findings)
    files = tuple(_documents(edition, body, items, access))
    attendees = read_attendees(meeting, is_minutes=kind == "minutes")
    return Export(
        "acadre",
        forum_name,
        committee.id() or known.committee.id(),
        meeting_id=meeting.id() or known.meeting.id(),
        publication_id=agenda.id() or known.agenda.id(),
        revision=revision_of(instant(agenda.text("producedate"))) if manifest is None else manifest.revision,
        kind=kind,
        title=name if name and name.casefold() not in {*_PLAIN_NAMES, forum_name.casefold()} else None,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        location=plain(meeting.text("location")) or plain(meeting.text("address")),
        access=access,
        introduction=introduction_of(
            meeting.markup("description"), agenda.markup("description"), upcoming(meeting, agenda)
        ),
        attendance_recorded=kind == "minutes" and any(one.attendance != "unknown" for one in attendees),
        attendees=attendees,
        items=items,
        files=files,
        is_headless=manifest is None,
        findings=(*findings, *missing_files(items, files, Names(drop.names()))),
    )


def _expected(agenda: Row) -> str:
    return f"et manifest som »XML_{agenda.id() or ''}.xml«, der nævner filen"


def _times(meeting: Row) -> MeetingTimes:
    return meeting_times(instant(meeting.text("date")), instant(meeting.text("finish")))


def _access(agenda: Row, manifest: Manifest | None, edition: Row | None) -> Access:
    """The edition must say that it is open, or the body where there is no manifest; what else is said may close."""
    levels = [told("accessname", "access", agenda)]
    if manifest is not None and edition is not None:
        levels = [told("access", "accessid", edition), *levels, told("accessname", "access", manifest.agenda)]
    known = [level for level in levels if level is not None]
    return "closed" if levels[0] is None else strictest(*known)


def _kind(edition: Row | None, name: str) -> DocumentKind:
    """The edition's type; a supplement goes by its name, as does a body without its manifest."""
    folded = name.casefold()
    kind = _KINDS.get(edition.text("type") or "") if edition is not None else None
    if kind == "minutes" or (kind is None and "referat" in folded):
        return "minutes"
    return "supplementary_agenda" if "tillæg" in folded else "agenda"


def _several(manifest: Manifest) -> Iterator[Finding]:
    others = manifest.published[:-1]
    if others:
        read = manifest.published[-1].id()
        message = f"Manifestet udgiver {len(others) + 1} udgaver på én gang; den nyeste ({read}) er læst."
        yield Finding("possible_duplicate", "info", message, ("/document",))


def _documents(
    edition: Row | None, body: Body, items: tuple[ExportedItem, ...], access: Access
) -> Iterator[ExportedFile]:
    """The whole as one document, with its attachments in another; closed where anything of the meeting is."""
    for name in ("pdffilename", "docfilename"):
        file = edition.text(name) if edition is not None else None
        if file is not None:
            yield ExportedFile(WHOLE_DOCUMENT, body.beside(file), file_name=file, access=level_of_all(items, access))


def _unreadable(message: str) -> Finding:
    return Finding("format_unknown", "error", f"{message} Den er ikke læst.")
