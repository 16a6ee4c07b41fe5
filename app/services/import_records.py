"""From what an importer hands over to bodies in their wire form: local keys become ids, structs become members.

Ids are derived, so that reading the same document again gives equal bodies: a resource's from its first source key, a
part's from the resource that owns it and the part's key, every other part's from its place.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from app.domain import identity
from app.domain.advice import hint_of
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers import document as read
from app.schemas.fields import wire_amount
from app.services.ports import Body, Kind, SourceKey
from app.services.writing import derived_id

_REFERENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cluster_ref": ("cluster_id", "cluster"),
        "forum_ref": ("forum_id", "forum"),
        "responsible_forum_ref": ("responsible_forum_id", "forum"),
        "party_ref": ("party_id", "party"),
        "party_refs": ("party_ids", "party"),
        "initiative_ref": ("initiative_id", "initiative"),
        "initiative_refs": ("initiative_ids", "initiative"),
        "candidate_initiative_refs": ("candidate_initiative_ids", "initiative"),
        "parent_ref": ("parent_id", "initiative"),
        "participant_ref": ("participant_id", "participant"),
        "meeting_ref": ("meeting_id", "meeting"),
        "attendee_ref": ("attendee_id", "attendee"),
        "agenda_item": ("agenda_item_id", "item"),
        "ref": ("id", "item"),
    }
)
"""Member with a local key -> member with an id, and what it is the id of."""

_PARTS: Mapping[type[Struct], str] = MappingProxyType(
    {
        read.Party: "party",
        read.Attendee: "attendee",
        read.AgendaItem: "item",
        read.Attachment: "attachment",
    }
)
"""Parts whose id comes from their key."""

_LOCAL = frozenset({"key", "natural_key"})
_UNSENT: Mapping[type[Struct], frozenset[str]] = MappingProxyType({read.Continuation: frozenset({"forum_name"})})
"""What an importer says and the wire shape has no member for."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one document's resources and parts, by what they are and their local key."""

    document_id: str | None
    meeting_id: str | None = None
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, what: str, key: str | None) -> str | None:
        return None if key is None else self.known[what, key]


def source_key(natural_key: str | None, document_id: str) -> SourceKey:
    """What names a resource first: its natural key, or for want of one the document that it stands in."""
    if natural_key is None:
        return SourceKey(identity.SYSTEM, "document", document_id)
    return SourceKey(identity.SYSTEM, identity.KIND, natural_key)


def id_from(kind: Kind, source: SourceKey) -> str:
    return derived_id(kind, source.system, source.kind, source.id)


def wire(value: Any, ids: Ids) -> Any:
    """The wire form of anything in an `ImportedDocument`."""
    if isinstance(value, Evidence):
        return wire_evidence(value, ids)
    if isinstance(value, Struct):
        return _members(value, ids)
    if isinstance(value, tuple):
        return [wire(entry, ids) for entry in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def wire_evidence(evidence: Evidence, ids: Ids) -> Body:
    return {
        "document_id": evidence.document_id or ids.document_id,
        "meeting_id": evidence.meeting_id or ids.meeting_id,
        "agenda_item_id": ids.known.get(("item", evidence.agenda_item_id or ""), _stored_item(evidence)),
        "lines": list(evidence.lines) if evidence.lines else None,
        "text": evidence.text,
    }


def _stored_item(evidence: Evidence) -> str | None:
    """Evidence that was stored before carries an item's id already; what an importer hands over has no document."""
    return evidence.agenda_item_id if evidence.document_id else None


def wire_finding(finding: Finding, ids: Ids) -> Body:
    amounts = {name: getattr(finding, name) for name in ("stated", "computed", "difference")}
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "paths": list(finding.paths),
        **{name: None if amount is None else wire_amount(amount) for name, amount in amounts.items()},
        "where": [wire_evidence(place, ids) for place in finding.where],
        "hint": hint_of(finding),
    }


def _members(value: Struct, ids: Ids) -> Body:
    unsent = _LOCAL | _UNSENT.get(type(value), frozenset())
    said = asdict(value)
    body = dict(_member(name, content, ids) for name, content in said.items() if name not in unsent)
    return body if type(value) not in _PARTS else {"id": ids.of(_PARTS[type(value)], said["key"]), **body}


def _member(name: str, content: Any, ids: Ids) -> tuple[str, Any]:
    if name not in _REFERENCES:
        return name.rstrip("_"), wire(content, ids)  # Python's keywords have an underscore: `from_`
    member, what = _REFERENCES[name]
    if isinstance(content, tuple):
        return member, [ids.of(what, key) for key in content]
    return member, ids.of(what, content)


def with_ids(rows: list[Body], make_id: Callable[[Body], tuple[str, ...]], *owner: str) -> list[Body]:
    """Gives each row the id derived from its owner and `make_id`; of rows alike, the later ones count on."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        names = make_id(row)
        seen[names] = seen.get(names, 0) + 1
        row["id"] = derived_id(*owner, *names, str(seen[names]))
    return rows


def with_placed_ids(body: Body, id: str) -> Body:
    """Gives every part that has no id yet one derived from the part or resource it stands in and from what it is."""
    _place(body, id, ())
    return body


def _place(value: Any, owner: str, path: tuple[str, ...]) -> None:
    if isinstance(value, list):
        seen: Counter[tuple[str, ...]] = Counter()
        for entry in value:
            kind = _kind_of(entry)
            seen[kind] += 1
            _place(entry, owner, (*path, *kind, str(seen[kind])))
        return
    if not isinstance(value, dict):
        return
    if path and "source_ids" in value:
        if value["id"] is None:
            value["id"] = derived_id(owner, *path)
        owner, path = value["id"], ()
    for name, child in value.items():
        _place(child, owner, (*path, name))


def _kind_of(entry: Any) -> tuple[str, ...]:
    """What tells a section from its neighbours: kind and heading. Other entries are counted alone."""
    if isinstance(entry, dict) and "heading" in entry:
        return str(entry.get("kind")), identity.key_text(entry["heading"] or "")
    return ()
