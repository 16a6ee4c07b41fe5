"""The four real minutes, edited by people: in any order, twice, before and after the edits, they give the same store.

Nothing of the minutes is repeated here: resources are found by their number or place, never by what they say.
"""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.importers.sniff import read_document
from app.services.import_documents import SourceFile
from app.services.ports import Store
from tests.cli.contents import whole_log
from tests.corpus import corpus_file
from tests.services.same_store import opened, state, take_in
from tests.services.test_import_edits import PERSON, Desk

Body = dict[str, Any]
TITLE, DECISION, AMOUNT = "Rettet overskrift", "Rettet beslutning.", 12_345


@pytest.fixture(scope="module")
def files() -> tuple[SourceFile, ...]:
    paths = [corpus_file(prefix) for prefix in ("000", "001", "002", "004")]
    return tuple(SourceFile(path.name, path.read_bytes()) for path in paths)


def republished(file: SourceFile) -> SourceFile:
    """The same minutes in other bytes: they are read and taken in anew."""
    return SourceFile(file.name, file.data + b"\n\n")


class Editor(Desk):
    """Edits of what one file says. Those of a file hold whichever of the others are there."""

    async def meeting_of(self, file: SourceFile) -> Body:
        meeting = read_document(file.name, file.data).meeting
        assert meeting is not None
        assert meeting.date is not None
        assert meeting.date.day is not None
        day = meeting.date.day.isoformat()
        [found] = [one for one in await self.all("meeting") if one["date"]["from"] == day]
        return found

    async def edit_meeting_of(self, file: SourceFile) -> None:
        """The title of one item, the decision of another, and the title of an attendee."""
        meeting = await self.meeting_of(file)
        first, second, *rest = meeting["agenda_items"]
        decision = {**second["decision"], "text": DECISION}
        items = [{**first, "title": TITLE}, {**second, "decision": decision}, *rest]
        attendees = [{**row, "title": TITLE} if at == 0 else row for at, row in enumerate(meeting["attendees"])]
        await self.patch("meeting", meeting, agenda_items=items, attendees=attendees)

    async def edit_pot(self) -> None:
        pot = await self.one("funding", grant_years=[2022, 2023])
        rows = pot["allocations"]
        await self.patch("funding", pot, allocations=[{**rows[0], "amount_dkk": AMOUNT}, *rows[1:]])

    async def merge_initiatives(self, file: SourceFile) -> None:
        """Those that a person finds to be one, by their place in the minutes."""
        read = [one.name for one in read_document(file.name, file.data).initiatives]
        ids = {one["name"]: one["id"] for one in await self.all("initiative")}
        for other, survivor in ((7, 1), (6, 5)):
            await self.merging.merge("initiative", ids[read[other]], ids[read[survivor]], None, PERSON)

    async def merge_forums(self) -> None:
        other, survivor = [one["id"] for one in await self.all("forum")][-2:]
        await self.merging.merge("forum", other, survivor, None, PERSON)

    async def merge_namesakes(self) -> None:
        """A person of two clusters."""
        known: dict[str, str] = {}
        for one in await self.all("participant"):
            if (survivor := known.setdefault(one["name"], one["id"])) != one["id"]:
                await self.merging.merge("participant", one["id"], survivor, None, PERSON)

    async def delete_and_restore(self, file: SourceFile) -> None:
        meeting = await self.meeting_of(file)
        await self.service("meeting").delete(meeting["id"], "withdrawn", meeting["version"], PERSON)
        await self.merging.restore("meeting", meeting["id"], None, PERSON)


async def edit_all(desk: Editor, files: tuple[SourceFile, ...]) -> None:
    for file in files:
        await edit_one(desk, file, files)
    await desk.merge_namesakes()


async def edit_one(desk: Editor, file: SourceFile, files: tuple[SourceFile, ...]) -> None:
    place = files.index(file)
    if place == 1:
        await desk.edit_pot()
    if place == 3:
        await desk.merge_initiatives(file)
        await desk.merge_forums()
    await desk.edit_meeting_of(file)
    if place == 2:
        await desk.delete_and_restore(file)


async def check_edits(desk: Editor, files: tuple[SourceFile, ...]) -> None:
    for file in files:
        meeting = await desk.meeting_of(file)
        assert [item["title"] for item in meeting["agenda_items"]].count(TITLE) == 1
        assert meeting["agenda_items"][1]["decision"]["text"] == DECISION
        assert len(meeting["agenda_items"]) == len(_read_items(file))
        assert [row["title"] for row in meeting["attendees"]].count(TITLE) == bool(meeting["attendees"])
    pot = await desk.one("funding", grant_years=[2022, 2023])
    assert [row["amount_dkk"] for row in pot["allocations"]].count(AMOUNT) == 1
    names = [one["name"] for one in await desk.all("participant")]
    assert len(names) == len(set(names))


def _read_items(file: SourceFile) -> tuple[object, ...]:
    meeting = read_document(file.name, file.data).meeting
    return () if meeting is None else meeting.agenda_items


async def counts(store: Store) -> dict[str, int]:
    """Of every kind; the documents themselves are as many as were published."""
    kinds = [kind for kind, _ in await state(store) if kind != "document"]
    return {kind: kinds.count(kind) for kind in set(kinds)}


def check_same(found: dict[tuple[str, str], Any], expected: dict[tuple[str, str], Any]) -> None:
    assert found.keys() == expected.keys()
    for key, body in found.items():
        assert body == expected[key]


async def test_edited_minutes_are_the_same_store_whichever_is_published_again_first(
    tmp_path: Path, files: tuple[SourceFile, ...]
) -> None:
    expected = None
    again = tuple(map(republished, files))
    for number, order in enumerate(list(permutations(again))[::8]):
        store = await opened(tmp_path, str(number))
        desk = Editor(store)
        await take_in(store, *files)
        await edit_all(desk, files)
        before = await counts(store)
        assert "failed" not in {one["state"] for report in await take_in(store, *order) for one in report["resources"]}
        await check_edits(desk, files)
        assert await counts(store) == before
        log = await whole_log(store)
        assert {report["state"] for report in await take_in(store, *files, *order)} == {"unchanged"}
        assert await whole_log(store) == log
        found = await state(store)
        expected = expected or found
        check_same(found, expected)
        await store.close()


async def test_edits_between_the_imports_give_the_same_store_as_edits_after_them(
    tmp_path: Path, files: tuple[SourceFile, ...]
) -> None:
    expected = None
    for number, order in enumerate([files, files[::-1], files[2:] + files[:2]]):
        store = await opened(tmp_path, str(number))
        desk = Editor(store)
        for file in order:
            await take_in(store, file)
            await edit_one(desk, file, files)
            await take_in(store, republished(file))
        await desk.merge_namesakes()
        await take_in(store, *map(republished, order), *order)
        await check_edits(desk, files)
        found = await state(store)
        expected = expected or found
        check_same(found, expected)
        await store.close()
