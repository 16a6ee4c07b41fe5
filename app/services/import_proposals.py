"""From what a document says of one resource to what would be written: nothing, a new record, or its next version.

A source entry's `applied_version` is the last version that an import wrote alone. Where a person has edited since, the
entry keeps it also when the import adds to the record, so that later imports still see what the person changed.
"""

from dataclasses import dataclass

from app.domain.findings import Finding
from app.domain.identity import SYSTEM
from app.services.import_funding import fitted, newest_only
from app.services.import_merge import merged
from app.services.import_plan import Planned, in_shape
from app.services.ports import Body, Record, SourceKey
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
    """`body` is what would be stored: content of a new record, the whole next body of one there is, null for nothing.

    `state` is as in `schemas.imports.ResourceState`.
    """

    planned: Planned
    state: str
    body: Body | None = None
    current: Record | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def landed(self) -> Body | None:
        """The resource as it is once this is written, with its id; null where it is deleted."""
        if self.current is not None and self.current.deleted:
            return None
        body = self.body if self.body is not None else self.current.body if self.current else {}
        return {**body, "id": self.planned.id}


def propose(planned: Planned, current: Record | None, base: Body | None, document_id: str) -> Proposal:
    """`base` is the body that the last import wrote, null where there is none. Raises `NotInShape`."""
    if current is None:
        return Proposal(planned, "created", planned.content)
    if current.deleted:
        message = f"{_called(planned)} er slettet af en person og er ikke genskabt."
        return Proposal(planned, "kept", None, current, (Finding("conflict_with_edit", "warning", message),))
    incoming = planned.content
    if planned.kind == "funding":
        incoming = newest_only(current.body, incoming, document_id)
    merge = merged(planned.kind, base, current.body, incoming, document_id)
    body, findings = merge.body, _conflicts(planned, merge.conflicts)
    if planned.kind == "funding":
        body, unfit = fitted(current.body, body)
        findings += unfit
    if body == current.body and source_of(current, planned.source) is not None:
        return Proposal(planned, "kept" if findings else "unchanged", None, current, findings)
    in_shape(planned.kind, {name: body[name] for name in planned.content if name != "status"}, planned.id)
    return Proposal(planned, "updated", body, current, findings)


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


def source_of(record: Record, source: SourceKey) -> Body | None:
    """The record's entry for this source key, null where the record does not list it."""
    for entry in record.body["sources"]:
        if (entry["system"], entry["kind"], entry["id"]) == (source.system, source.kind, source.id):
            found: Body = entry
            return found
    return None


def entry_for(source: SourceKey, document_id: str, at: str, applied_version: int | None) -> Body:
    return {
        "system": source.system,
        "kind": source.kind,
        "id": source.id,
        "url": None,
        "checksum": document_id,
        "imported_at": at,
        "applied_version": applied_version,
    }


def last_applied(record: Record) -> int | None:
    """The last version that an import wrote alone, by whichever key; null where no import wrote the record."""
    versions = [entry["applied_version"] for entry in record.body["sources"] if entry["system"] == SYSTEM]
    return max((version for version in versions if version is not None), default=None)


def next_sources(current: Record, source: SourceKey, document_id: str, at: str) -> list[Body]:
    """The sources of the version after `current`, with this source's entry brought up to date, or added."""
    held = source_of(current, source)
    applied = last_applied(current)
    entry = entry_for(source, document_id, at, current.version + 1 if applied == current.version else applied)
    return [entry if one is held else one for one in current.body["sources"]] + ([] if held else [entry])


def content_of(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in SERVER_OWNED}
