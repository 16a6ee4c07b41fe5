"""Every index of a record's keys, with the question it answers. The stores append the id, which ends every sort.

List-valued keys stand alone: MongoDB indexes each element, SQLite has them in a side table that is its own index.
"""

from dataclasses import dataclass

from app.services.ports import KINDS, Kind


@dataclass(frozen=True, slots=True)
class Index:
    kind: Kind
    keys: tuple[str, ...]
    reason: str

    @property
    def name(self) -> str:
        return "by_" + "_and_".join(self.keys)


INDEXES: tuple[Index, ...] = (
    *(Index(kind, ("sources",), "find_by_source and claims ask who lists a source key") for kind in KINDS),
    *(Index(kind, ("name_sort",), "the list in Danish order") for kind in KINDS),
    *(Index(kind, ("updated",), "what changed since; newest first") for kind in KINDS),
    Index("cluster", ("municipalities",), "which cluster a municipality belongs to"),
    Index("forum", ("cluster", "name_sort"), "a cluster's forums"),
    Index("forum", ("parent",), "the forums under a forum"),
    Index("forum", ("municipality_code", "name_sort"), "a municipality's own committees"),
    Index("participant", ("forums",), "a forum's members"),
    Index("participant", ("name",), "a person by name, the start of a name"),
    Index("participant", ("organisation", "name_sort"), "an organisation's people"),
    Index("initiative", ("cluster", "code_sort"), "a cluster's initiatives in the order of their codes"),
    Index("initiative", ("parent",), "the parts of an initiative"),
    Index("initiative", ("responsible_forum", "code_sort"), "what a forum answers for"),
    Index("funding", ("cluster", "name_sort"), "a cluster's pots"),
    Index("meeting", ("forum", "day"), "a forum's meetings by day"),
    Index("meeting", ("day",), "the calendar across forums"),
    Index("meeting", ("forum", "starts"), "a forum's meetings by hour"),
    Index("meeting", ("starts",), "the calendar by hour"),
    Index("meeting", ("participants",), "the meetings of a person"),
    Index("meeting", ("initiatives",), "the meetings whose items name an initiative"),
    Index("meeting", ("outcomes",), "the meetings that decided, and how"),
    Index("meeting", ("awaits",), "items that go on in a meeting of a day"),
    Index("funding", ("awaits",), "money that a meeting of a day decided about"),
    Index("meeting", ("case_numbers",), "the meetings of a case"),
    Index("meeting", ("documents",), "the meetings of a document, whose access may change"),
    Index("import", ("documents",), "the reports on a document, whose access may change"),
    Index("meeting", ("systems",), "the meetings of a source, whose settings may change"),
    Index("meeting", ("opens",), "meetings with items that open today"),
    Index("meeting", ("files",), "the meetings that attach a file"),
    Index("meeting", ("open_participants",), "the meetings of a person that anybody may read of"),
    Index("initiative", ("origins",), "the initiatives that a meeting speaks of"),
    Index("funding", ("origins",), "the pots that a meeting speaks of"),
    Index("source", ("system",), "the list by the systems' names"),
    Index("source", ("cluster", "system"), "a cluster's sources"),
    Index("source", ("last_success",), "which source has been silent the longest"),
    Index("import", ("state", "created"), "unfinished imports, oldest first"),
    Index("import", ("created",), "the newest imports"),
    Index("import", ("resources",), "which documents spoke of a resource"),
)


def indexes_of(kind: Kind) -> tuple[Index, ...]:
    return tuple(index for index in INDEXES if index.kind == kind)
