"""People's edits hold against every document that is imported later, in any order, and are told of once."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import ADMIN, Caller
from app.services.catalogue import CATALOGUE
from app.services.import_documents import SourceFile
from app.services.merging import MergeService
from app.services.ports import Kind, Query, SortKey, Store
from app.services.resources import ResourceService
from app.services.writing import Act, Writer
from tests.cli.contents import whole_log
from tests.cli.minutes import FIRST, SECOND, minutes
from tests.services.same_store import opened, state, take_in, tick

Body = dict[str, Any]
PERSON = Act(Caller("person", frozenset({ADMIN})))


def file(text: str) -> SourceFile:
    return SourceFile("referat.txt", text.encode())


AGAIN = (
    FIRST.replace("Sal 2, Rådhuset", "Sal 7, Rådhuset")
    .replace("tog status til efterretning", "udsatte punktet")
    .replace("1. Tryg udskrivelse\t300.000\t100.000\t400.000", "1. Tryg udskrivelse\t290.000\t100.000\t390.000")
    .replace("Birger Lundemose, Fjordby Kommune", "Birger Lundemose, Fjordby By")
    .replace("Punkt 3: Eventuelt", "Punkt 3: Økonomi\n\nBeslutning\n\nGodkendt.\n\nPunkt 4: Eventuelt")
)
"""The minutes of FIRST's meeting, approved: place, decision, an amount and an organisation are others, and one item is
new before the last."""
LATER = minutes("18-03-2024", "Mandag d. 18. marts 2024", forum="Driftsforum").replace(
    "Region Øst (medformand)", "Regionen"
)
NEW_FILES = (file(AGAIN), file(SECOND), file(LATER))


class Desk:
    """A person's edits, over the services that the API calls."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.writer = Writer(store, tick)
        self.merging = MergeService(store, self.writer)

    def service(self, kind: Kind) -> ResourceService:
        return ResourceService(self.store, self.writer, CATALOGUE[kind])

    async def all(self, kind: Kind) -> list[Body]:
        page = await self.store.find_page(Query(kind, sort=(SortKey("name_sort"),)))
        return [record.body for row in page.rows if (record := await self.store.get(kind, row.id)) is not None]

    async def one(self, kind: Kind, **members: Any) -> Body:
        [found] = [one for one in await self.all(kind) if all(one[name] == value for name, value in members.items())]
        return found

    async def patch(self, kind: Kind, body: Body, **members: Any) -> None:
        await self.service(kind).patch(body["id"], members, body["version"], PERSON)

    async def edit(self) -> None:
        """Of every kind something is changed; a person, an item and an allocation go; one of each comes."""
        await self.patch("cluster", await self.one("cluster"), name="Fjordklyngen")
        await self.patch("forum", await self.one("forum"), name="Chefernes forum", level="strategic")
        await self.patch("participant", await self.one("participant", name="Ditlev Ørbæk"), name="Ditlev Ørbek")
        await self.patch(
            "participant", await self.one("participant", name="Birger Lundemose"), organisation="Søby Kommune"
        )
        await self.patch("initiative", await self.one("initiative", code="1"), name="Sikker udskrivelse")
        pot = await self.one("funding")
        rows = [{**row, "amount_dkk": 123_000} if row["amount_dkk"] == 300_000 else row for row in pot["allocations"]]
        await self.patch("funding", pot, allocations=[row for row in rows if row["amount_dkk"] != 250_000])
        await self.edit_meeting(await self.one("meeting"))

    async def edit_meeting(self, meeting: Body) -> None:
        guest = {"name": "Gerda Gæst", "roles": ["guest"], "attendance": "present"}
        attendees = [{**row, "title": "Direktør"} if "Agnete" in row["name"] else row for row in meeting["attendees"]]
        first, second, last = meeting["agenda_items"]
        decision = {**second["decision"], "outcome": "approved"}
        items = [first, {**second, "decision": decision}, {**last, "title": "Eventuelt og evaluering"}]
        attendees = [row for row in attendees if "Cecilie" not in row["name"]]
        content = {"location": {"name": "Kantinen"}, "attendees": [*attendees, guest], "agenda_items": items}
        await self.patch("meeting", meeting, **content)


async def check_edits(desk: Desk) -> None:
    cluster, forum = await desk.one("cluster"), await desk.one("forum", level="strategic")
    assert (cluster["name"], forum["name"]) == ("Fjordklyngen", "Chefernes forum")
    people = {one["name"]: one for one in await desk.all("participant")}
    assert {"Ditlev Ørbek", "Birger Lundemose"} <= people.keys()
    assert "Ditlev Ørbæk" not in people
    assert people["Birger Lundemose"]["organisation"] == "Søby Kommune"
    assert (await desk.one("initiative", code="1"))["name"] == "Sikker udskrivelse"
    [meeting] = [one for one in await desk.all("meeting") if one["date"]["from"] == "2024-01-15"]
    assert meeting["location"]["name"] == "Kantinen"
    rows = {row["name"]: row for row in meeting["attendees"]}
    assert rows.keys() == {"Agnete Holmsted Ravnsø", "Birger Lundemose", "Ditlev Ørbæk", "Gerda Gæst"}
    assert rows["Agnete Holmsted Ravnsø"]["title"] == "Direktør"
    items = {item["title"]: item for item in meeting["agenda_items"]}
    assert items["Status for klyngemidler"]["decision"]["outcome"] == "approved"
    assert "Eventuelt og evaluering" in items
    [pot] = await desk.all("funding")
    amounts = [row["amount_dkk"] for row in pot["allocations"]]
    assert 123_000 in amounts
    assert not {250_000, 290_000, 300_000} & set(amounts)


async def test_edits_of_every_kind_survive_newer_minutes_in_every_order_and_the_store_is_the_same(
    tmp_path: Path,
) -> None:
    states = []
    for number, order in enumerate(permutations(NEW_FILES)):
        store = await opened(tmp_path, str(number))
        desk = Desk(store)
        await take_in(store, file(FIRST))
        await desk.edit()
        reports = await take_in(store, *order)
        await check_edits(desk)
        told = (one for report in reports for one in report["findings"] if one["code"] == "conflict_with_edit")
        paths = {path for finding in told for path in finding["paths"]}
        assert "/location/name" in paths
        assert ("/organisation" in paths) == (order[0] is NEW_FILES[0])  # else a newer one has said what it was
        assert not any(path.endswith("/title") for path in paths)
        assert any(path.endswith("/decision/outcome") for path in paths)
        log = await whole_log(store)
        assert {one["state"] for one in await take_in(store, *order)} == {"unchanged"}
        assert await whole_log(store) == log
        states.append(without_new_ids(await state(store)))
        await store.close()
    for found in states:
        assert found.keys() == states[0].keys()
        for key, body in found.items():
            assert body == states[0][key]


def without_new_ids(held: dict[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    """The guest that the person added has an id of its own in each store."""
    for body in held.values():
        for row in body.get("attendees") or ():
            if row["name"] == "Gerda Gæst":
                row["id"] = None
    return held


async def test_what_nobody_edited_follows_the_newest_also_where_a_person_edited_beside_it(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    desk = Desk(store)
    await take_in(store, file(FIRST))
    await desk.edit()
    await take_in(store, file(AGAIN))
    meeting = await desk.one("meeting")
    items = {item["title"]: item for item in meeting["agenda_items"]}
    assert [item["number"] for item in meeting["agenda_items"]] == ["1", "2", "3", "4"]
    assert "udsatte" in items["Status for klyngemidler"]["decision"]["text"]
    assert len(meeting["documents"]) == 2
    [pot] = await desk.all("funding")
    assert {row["amount_dkk"] for row in pot["allocations"]} == {123_000, 100_000, 200_000}
    await take_in(store, file(AGAIN.replace("\t100.000\t390", "\t101.000\t391")))
    [pot] = await desk.all("funding")
    assert {row["amount_dkk"] for row in pot["allocations"]} == {123_000, 101_000, 200_000}
    await store.close()


async def test_what_a_person_deleted_stays_deleted_and_what_was_restored_takes_the_newest_again(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    desk = Desk(store)
    await take_in(store, file(FIRST))
    meeting = await desk.one("meeting")
    await desk.service("meeting").delete(meeting["id"], "withdrawn", meeting["version"], PERSON)
    [report] = await take_in(store, file(AGAIN))
    assert [one["state"] for one in report["resources"] if one["kind"] == "meeting"] == ["kept"]
    assert await desk.all("meeting") == []
    tombstone = await store.get("meeting", meeting["id"])
    assert tombstone is not None
    await desk.merging.restore("meeting", meeting["id"], tombstone.version, PERSON)
    await take_in(store, file(FIRST + "\n"))
    assert (await desk.one("meeting"))["agenda_items"][1]["title"] == "Status for klyngemidler"
    assert len((await desk.one("meeting"))["documents"]) == 3
    await store.close()


@pytest.mark.parametrize("kind", ["participant", "initiative"])
async def test_merges_hold_against_later_minutes_in_every_order(tmp_path: Path, kind: Kind) -> None:
    states = []
    for number, order in enumerate(permutations(NEW_FILES)):
        store = await opened(tmp_path, str(number))
        desk = Desk(store)
        await take_in(store, file(FIRST))
        other, survivor = [one["id"] for one in await desk.all(kind)][:2]
        await desk.merging.merge(kind, other, survivor, None, PERSON)
        reports = await take_in(store, *order)
        assert other not in {one["id"] for one in await desk.all(kind)}
        for report in reports:
            named = [one["id"] for one in report["resources"]]
            assert len(named) == len(set(named))
            assert other not in named
        states.append(await state(store))
        await store.close()
    for found in states:
        assert found.keys() == states[0].keys()
        for key, body in found.items():
            assert body == states[0][key]


FORUMS = (file(FIRST), file(LATER))
"""Minutes of two forums of one cluster."""
OF_THE_OTHER = file(minutes("15-04-2024", "Mandag d. 15. april 2024", forum="Driftsforum"))


async def merge_forums(desk: Desk) -> tuple[str, str]:
    """The forum of LATER goes into that of FIRST; the id that is left, and the other."""
    survivor, other = [one["id"] for one in await desk.all("forum")]
    await desk.merging.merge("forum", other, survivor, None, PERSON)
    return survivor, other


def with_survivor(value: Any, survivor: str, other: str) -> Any:
    """What referred to the other before the merge keeps its id, and means the survivor."""
    if isinstance(value, list):
        return [with_survivor(entry, survivor, other) for entry in value]
    if isinstance(value, dict):
        return {name: with_survivor(content, survivor, other) for name, content in value.items()}
    return survivor if value == other else value


async def test_a_merge_of_forums_gives_the_same_store_before_and_after_later_minutes_of_either(
    tmp_path: Path,
) -> None:
    """After two, three or all of the minutes are there, whichever of the later ones comes first."""
    later = (OF_THE_OTHER, file(SECOND), file(AGAIN))
    states = []
    for number, order in enumerate(list(permutations(later))[::2]):
        for at in range(len(order) + 1):
            store = await opened(tmp_path, f"{number}-{at}")
            desk = Desk(store)
            await take_in(store, *FORUMS[:: 1 - 2 * (number % 2)], *order[:at])
            ids = await merge_forums(desk)
            await take_in(store, *order[at:], *order, *FORUMS)
            assert [one["id"] for one in await desk.all("forum")] == [ids[0]]
            assert {one["forum_id"] for one in await desk.all("meeting")} <= set(ids)
            held = await state(store)
            states.append({key: with_survivor(body, *ids) for key, body in held.items() if key[1] != ids[1]})
            await store.close()
    assert len(states[0]) > len(later)
    for found in states:
        assert found.keys() == states[0].keys()
        for key, body in found.items():
            assert body == states[0][key]
