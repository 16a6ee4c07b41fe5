"""Any documents in any order with any edits between: edits hold, the rest follows the newest, nothing moves twice."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.import_plan import Planned, in_shape
from app.services.import_proposals import propose
from app.services.import_said import Saying, around
from app.services.ports import Body, Record, SourceKey
from app.services.source_entries import entry_for
from app.services.writing import derived_id

ID = derived_id("participant", "Ada Holm")
KEY = SourceKey("klynge", "natural_key", "klyngen|ada holm")
FIELDS = ("title", "organisation", "political_party")
FORUMS = tuple(derived_id("forum", name) for name in "123")


def said(day: int, content: dict[str, Any]) -> Saying:
    members = {"name": "Ada Holm", **content}
    document = f"{day:064x}"
    return Saying(
        (f"2024-01-{day:02}", "", "", "", document), document, "participant", in_shape("participant", members, ID)
    )


@dataclass
class Shelf:
    """The one record, and what was imported of it. A document that comes again is read by another importer."""

    record: Record | None = None
    sayings: list[Saying] = field(default_factory=list)
    edited: dict[str, Any] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def take_in(self, saying: Saying) -> str:
        others = [one for one in self.sayings if one.document_id != saying.document_id]
        planned = Planned("participant", ID, (KEY,), saying.content)
        proposal = propose(planned, self.record, around(self.sayings, saying))
        if proposal.body is not None:
            entry = entry_for(KEY, "2024-01-01T00:00:00.000000Z", 1, saying.document_id)
            version = self.record.version + 1 if self.record else 1
            body = {**proposal.body, "id": ID, "version": version, "sources": [entry]}
            self.record = Record("participant", ID, version, body)
        applied = Saying(saying.order, saying.document_id, saying.kind, saying.content, is_applied=True)
        self.sayings = [*others, applied]
        self._forget_what_agrees()
        return proposal.state

    def edit(self, name: str, value: Any) -> None:
        if self.record is None or self.record.body[name] == value:
            return
        self._replace({**self.record.body, name: value})
        self.edited[name] = value
        self._forget_what_agrees()

    def remove(self, forum_id: str) -> None:
        if self.record is None:
            return
        rows = self.record.body["memberships"]
        if any(row["forum_id"] == forum_id for row in rows):
            self._replace({**self.record.body, "memberships": [row for row in rows if row["forum_id"] != forum_id]})
            self.removed.add(forum_id)

    def _forget_what_agrees(self) -> None:
        """Of an edit that the documents say too nothing is left: what they say next is taken."""
        self.edited = {name: value for name, value in self.edited.items() if value != newest(self.sayings, name)}

    def _replace(self, body: Body) -> None:
        assert self.record is not None
        self.record = Record("participant", ID, self.record.version + 1, body)


_words = st.sampled_from([None, "A", "B", "C"])
_memberships = st.lists(st.sampled_from(FORUMS), max_size=3, unique=True).map(
    lambda ids: [{"forum_id": id, "role": "member"} for id in ids]
)
_content = st.fixed_dictionaries({**dict.fromkeys(FIELDS, _words), "memberships": _memberships})
_documents = st.lists(_content, min_size=1, max_size=4).map(
    lambda contents: [said(day, content) for day, content in enumerate(contents, 1)]
)
_edits = st.lists(
    st.tuples(st.sampled_from(FIELDS), _words) | st.tuples(st.just("remove"), st.sampled_from(FORUMS)), max_size=4
)


def newest(sayings: list[Saying], name: str) -> Any:
    told = [one.content[name] for one in sorted(sayings, key=lambda one: one.order) if one.content[name] is not None]
    return told[-1] if told else None


@settings(max_examples=300)
@given(documents=_documents, edits=_edits, data=st.data())
def test_edits_hold_and_what_nobody_edited_follows_the_newest_document(
    documents: list[Saying], edits: list[tuple[str, Any]], data: st.DataObject
) -> None:
    shelf = Shelf()
    steps: list[Any] = data.draw(st.permutations([*documents, *edits]))
    for step in steps:
        if isinstance(step, Saying):
            shelf.take_in(step)
        elif step[0] == "remove":
            shelf.remove(step[1])
        else:
            shelf.edit(*step)
    assert shelf.record is not None
    body = shelf.record.body
    for name in FIELDS:
        assert body[name] == (shelf.edited[name] if name in shelf.edited else newest(documents, name))
    named = {row["forum_id"] for one in documents for row in one.content["memberships"]}
    assert {row["forum_id"] for row in body["memberships"]} == named - shelf.removed
    for one in documents:
        before = shelf.record
        assert shelf.take_in(one) == "unchanged"
        assert shelf.record == before


@settings(max_examples=200)
@given(documents=_documents, edits=_edits, data=st.data())
def test_the_order_of_documents_makes_no_difference_before_nor_after_the_edits(
    documents: list[Saying], edits: list[tuple[str, Any]], data: st.DataObject
) -> None:
    half = len(documents) // 2
    shelves = (Shelf(), Shelf())
    for shelf, turn in zip(shelves, (0, 1), strict=True):
        for part in (documents[:half], documents[half:]):
            order = part if turn == 0 else data.draw(st.permutations(part))
            for one in order:
                shelf.take_in(one)
            if part is documents[:half] or half == 0:
                for name, value in edits:
                    shelf.remove(value) if name == "remove" else shelf.edit(name, value)
    bodies = [shelf.record.body if shelf.record else None for shelf in shelves]
    for body in bodies:
        if body is not None:
            body.update(version=0, sources=[])
    assert bodies[0] == bodies[1]
