"""From what a document says of one resource to what would be written: nothing, a new record, or its next version."""

from dataclasses import dataclass, field

from app.domain.findings import Finding
from app.services.import_funding import fitted
from app.services.import_kept import Heard
from app.services.import_merge import merged
from app.services.import_plan import Planned, in_shape
from app.services.import_said import Around
from app.services.ports import Body, Record, SourceKey
from app.services.source_entries import entry_for, key_of
from app.services.writing import SERVER_OWNED

_DANISH = {
    "cluster": "Klyngen",
    "forum": "Forummet",
    "participant": "Personen",
    "initiative": "Indsatsen",
    "funding": "Puljen",
    "meeting": "Mødet",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """`body` is what would be stored: content of a new record, or of one that is to come back; the whole next body of
    one there is; null for nothing.

    `state` is as in `schemas.imports.ResourceState`; `heard` is what it rests on.
    """

    planned: Planned
    state: str
    body: Body | None = None
    current: Record | None = None
    findings: tuple[Finding, ...] = ()
    heard: Heard = field(default_factory=Heard)

    @property
    def unclaimed(self) -> tuple[SourceKey, ...]:
        """The keys that the stored resource does not list yet: those it lists are its own."""
        current = self.current
        return tuple(one for one in self.planned.sources if current is None or source_of(current, one) is None)

    @property
    def is_deleted(self) -> bool:
        return self.current is not None and self.current.deleted and self.body is None

    @property
    def landed(self) -> Body | None:
        """The resource as it is once this is written, with its id; null where it is deleted."""
        if self.is_deleted:
            return None
        body = self.body if self.body is not None else self.current.body if self.current else {}
        return {**body, "id": self.planned.id}


def propose(planned: Planned, current: Record | None, around: Around) -> Proposal:
    """Raises `NotInShape`."""
    now = around.now.body or planned.content
    if current is None:
        return Proposal(planned, "created", now, findings=around.now.findings)
    if current.deleted and is_withdrawn(current):
        return Proposal(planned, "created", now, current, around.now.findings)
    if current.deleted:
        message = f"{_called(planned)} er slettet af en person og er ikke genskabt."
        hint = "Gendan den, hvis dokumentet har ret."
        return Proposal(planned, "kept", None, current, (Finding("conflict_with_edit", "warning", message, hint=hint),))
    held = content_of(current.body)
    merge = merged(_base(around, held), held, now)
    body, findings = merge.body, (*around.now.findings, *_conflicts(planned, merge.conflicts))
    if planned.kind == "funding":
        body, unfit = fitted(held, body)
        findings += unfit
    if body == held and all(source_of(current, source) is not None for source in planned.sources):
        return Proposal(planned, "kept" if findings else "unchanged", None, current, findings)
    content = {name: body[name] for name in planned.content if name != "status" or planned.kind != "meeting"}
    in_shape(planned.kind, content, planned.id)
    return Proposal(planned, "updated", {**current.body, **body}, current, findings)


def _base(around: Around, held: Body) -> Body | None:
    """What imports have written so far; one that is under way counts where the record shows that it has come here."""
    return next((before for before in around.befores if before == held), around.befores[0])


def _conflicts(planned: Planned, pointers: tuple[str, ...]) -> tuple[Finding, ...]:
    if not pointers:
        return ()
    message = (
        f"{_called(planned)} er rettet af en person, og dokumentet siger noget andet. Personens rettelse er beholdt; "
        "ret selv, hvis dokumentet har ret."
    )
    return (Finding("conflict_with_edit", "warning", message, paths=pointers),)


def _called(planned: Planned) -> str:
    name = planned.content.get("name") or planned.content.get("title") or planned.content.get("code")
    return f"{_DANISH[planned.kind]} »{name}«" if name else _DANISH[planned.kind]


def is_withdrawn(tombstone: Record) -> bool:
    """Whether the documents that said it left the tombstone, and not a person."""
    return any(entry["applied_version"] == tombstone.version for entry in tombstone.body["sources"])


def source_of(record: Record, source: SourceKey) -> Body | None:
    """The record's entry for this source key, null where the record does not list it."""
    for entry in record.body["sources"]:
        if (entry["system"], entry["kind"], entry["id"]) == (source.system, source.kind, source.id):
            found: Body = entry
            return found
    return None


def next_sources(current: Record, planned: Planned, document_id: str, at: str) -> list[Body]:
    """The sources of the version after `current`, with those the document names brought up to date, or added."""
    entries = {source: entry_for(source, at, current.version + 1, document_id) for source in planned.sources}
    held = [entries.pop(key_of(one), one) for one in current.body["sources"]]
    return [*held, *entries.values()]


def content_of(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in SERVER_OWNED}
