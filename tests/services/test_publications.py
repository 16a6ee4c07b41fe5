"""Publications of agenda systems over time: the newest export counts, whichever comes first; what is withdrawn goes."""

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from app.domain.access import Caller
from app.importers import sniff
from app.importers.exports.dialects import XmlDialect
from app.importers.exports.export import Export, ExportedItem, ExportedSection
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.ports import Body, SourceKey, Store
from app.services.writing import Act, Writer
from tests.services.test_imports import Clock

ACT = Act(Caller("sync", frozenset()))
PERSON = Act(Caller("person", frozenset()))
EARLY, LATE, LATEST = (f"2031-03-0{day}T12:00:00.000000Z" for day in (1, 2, 3))
MINUTES = Export(
    "fujitsu",
    "Sundhedsudvalget",
    "forum-1",
    meeting_id="møde-1",
    publication_id="dagsorden-1",
    revision=EARLY,
    kind="minutes",
    starts_at=datetime.fromisoformat("2031-02-04T16:00:00+01:00"),
    access="open",
    items=(
        ExportedItem("1", "Åbning", "p1", access="open"),
        ExportedItem(
            "2",
            "Køb",
            "p2",
            access="open",
            sections=(ExportedSection("Beslutning", text="Godkendt.", kind="decision"),),
        ),
    ),
)
Send = Callable[[Export], SourceFile]


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> Send:
    """A file that is read as the export."""
    exports: dict[str, Export] = {}
    numbers = itertools.count()
    dialect = XmlDialect(lambda _: True, lambda root, _, __: exports[root.get("n") or ""], lambda *_: ())
    monkeypatch.setattr(sniff, "dialect_of", lambda _: dialect)

    def sent(export: Export) -> SourceFile:
        number = str(next(numbers))
        exports[number] = export
        return SourceFile("eksport.xml", f'<?xml version="1.0"?><root n="{number}"/>'.encode(), system="esdh")

    return sent


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, Clock()), Clock())


async def meeting(store: Store) -> Body | None:
    record = await store.find_by_source("meeting", SourceKey("esdh", "meeting", "møde-1"))
    return None if record is None or record.deleted else record.body


async def titles(store: Store) -> list[str]:
    return [one["title"] for one in (await meeting(store) or {"agenda_items": []})["agenda_items"]]


def with_items(revision: str, *items: ExportedItem, **members: Any) -> Export:
    return replace(MINUTES, revision=revision, items=items, **members)


@pytest.mark.parametrize("newest_first", [False, True])
async def test_the_newest_revision_counts_in_whatever_order_they_come(
    store: Store, imports: ImportService, send: Send, *, newest_first: bool
) -> None:
    older, newer = MINUTES, with_items(LATE, ExportedItem("1", "Køb af senge", "p2", access="open"))
    for export in (newer, older) if newest_first else (older, newer):
        report = await imports.apply(send(export), ACT)
    assert await titles(store) == ["Køb af senge"]
    assert (await meeting(store) or {})["documents"][0]["kind"] == "minutes"
    assert len((await meeting(store) or {})["documents"]) == 1
    if newest_first:
        assert (report["state"], [one["severity"] for one in report["findings"]]) == ("unchanged", ["info"])


async def test_an_item_keeps_its_id_when_its_number_and_its_title_change(
    store: Store, imports: ImportService, send: Send
) -> None:
    await imports.apply(send(MINUTES), ACT)
    before = {one["source_ids"][0]: one["id"] for one in (await meeting(store) or {})["agenda_items"]}
    again = with_items(
        LATE, ExportedItem("1", "Ny sag", "p3", access="open"), ExportedItem("2", "Køb af senge", "p2", access="open")
    )
    await imports.apply(send(again), ACT)
    after = {one["source_ids"][0]: one["id"] for one in (await meeting(store) or {})["agenda_items"]}
    assert after["p2"] == before["p2"]
    assert after["p3"] not in before.values()


async def test_an_item_that_is_tightened_is_closed(store: Store, imports: ImportService, send: Send) -> None:
    await imports.apply(send(MINUTES), ACT)
    closed = with_items(LATE, MINUTES.items[0], replace(MINUTES.items[1], access="closed"))
    await imports.apply(send(closed), ACT)
    assert [one["access"] for one in (await meeting(store) or {})["agenda_items"]] == ["open", "closed"]


async def test_a_publication_that_is_withdrawn_goes_and_comes_back_when_it_is_published_anew(
    store: Store, imports: ImportService, send: Send
) -> None:
    first = send(MINUTES)
    await imports.apply(first, ACT)
    id = (await meeting(store) or {})["id"]
    gone = await imports.apply(send(with_items(LATE, is_withdrawn=True)), ACT)
    assert gone["state"] == "updated"
    assert await meeting(store) is None
    record = await store.get("meeting", id)
    assert record is not None
    assert (record.deleted, record.body["deleted_reason"]) == (True, "withdrawn")
    await imports.apply(first, ACT)
    assert await meeting(store) is None
    await imports.apply(send(with_items(LATEST, *MINUTES.items)), ACT)
    assert (await meeting(store) or {})["id"] == id


async def test_an_export_that_comes_after_its_withdrawal_stays_out(
    store: Store, imports: ImportService, send: Send
) -> None:
    await imports.apply(send(with_items(LATE, is_withdrawn=True)), ACT)
    await imports.apply(send(MINUTES), ACT)
    assert await meeting(store) is None


async def test_a_withdrawn_supplement_leaves_the_agenda(store: Store, imports: ImportService, send: Send) -> None:
    agenda = replace(MINUTES, kind="agenda", items=MINUTES.items[:1])
    extra = ExportedItem("1", "Hastesag", "p9", access="open")
    supplement = replace(MINUTES, kind="supplementary_agenda", publication_id="tillæg-1", items=(extra,), revision=LATE)
    await imports.apply(send(agenda), ACT)
    await imports.apply(send(supplement), ACT)
    assert await titles(store) == ["Åbning", "Hastesag"]
    await imports.apply(send(replace(supplement, is_withdrawn=True, revision=LATEST)), ACT)
    assert await titles(store) == ["Åbning"]


async def test_a_draft_is_told_and_not_stored(store: Store, imports: ImportService, send: Send) -> None:
    report = await imports.apply(send(replace(MINUTES, is_draft=True)), ACT)
    assert (report["state"], report["resources"]) == ("unchanged", [])
    assert await meeting(store) is None


async def test_a_preview_of_a_withdrawal_changes_nothing(store: Store, imports: ImportService, send: Send) -> None:
    await imports.apply(send(MINUTES), ACT)
    await imports.preview(send(with_items(LATE, is_withdrawn=True)))
    assert await titles(store) == ["Åbning", "Køb"]
