"""Two prints of one meeting's minutes, a draft and the approved one: one meeting, nothing twice."""

from pathlib import Path
from typing import Any

from app.services.import_documents import SourceFile
from app.services.ports import Kind, Query, SortKey, Store
from tests.cli.minutes import FIRST
from tests.corpus import corpus_file
from tests.services.same_store import opened, take_in

Body = dict[str, Any]
PARTS = ("agenda_items", "attendees", "status_reports", "milestones", "allocations", "grants", "carry_overs")
APPROVED = (
    FIRST.replace(
        "Punkt 2: Status for klyngemidler",
        "Punkt 2: Ny sti\n\nBeslutning\n\nGodkendt.\n\nPunkt 3: Status for klyngemidler",
    )
    .replace("Punkt 3: Eventuelt", "Punkt 4: Eventuelt")
    .replace("Ditlev Ørbæk, Region Øst", "Ditlev Ørbæk, Region Øst\n\nEsther Klit, Fjordby Kommune")
    .replace("tog status til efterretning", "godkendte status")
)
"""An item more, so that the numbers after it shift; a person more; another decision."""


def file(text: str, name: str = "udkast.txt") -> SourceFile:
    return SourceFile(name, text.encode())


async def bodies(store: Store, kind: Kind) -> list[Body]:
    page = await store.find_page(Query(kind, sort=(SortKey("name_sort"),)))
    return [record.body for row in page.rows if (record := await store.get(kind, row.id)) is not None]


async def test_the_approved_minutes_change_the_meeting_of_the_draft_and_items_keep_their_ids_when_numbers_shift_s16(
    tmp_path: Path,
) -> None:
    store = await opened(tmp_path, "store")
    await take_in(store, file(FIRST))
    [draft] = await bodies(store, "meeting")
    await take_in(store, file(APPROVED, "godkendt.txt"))
    [meeting] = await bodies(store, "meeting")
    ids = {item["title"]: item["id"] for item in draft["agenda_items"]}
    after = {item["title"]: item for item in meeting["agenda_items"]}
    assert [item["number"] for item in meeting["agenda_items"]] == ["1", "2", "3", "4"]
    assert {title: after[title]["id"] for title in ids} == ids
    assert after["Ny sti"]["id"] not in ids.values()
    assert "godkendte" in after["Status for klyngemidler"]["decision"]["text"]
    old = {item["title"]: item for item in draft["agenda_items"]}["Status for klyngemidler"]
    assert [one["id"] for one in after["Status for klyngemidler"]["attachments"]] == [
        one["id"] for one in old["attachments"]
    ]
    sections = [[part["id"] for part in item["sections"]] for item in (old, after["Status for klyngemidler"])]
    assert sections[0] == sections[1]
    assert [one["name"] for one in meeting["documents"]] == ["udkast.txt", "godkendt.txt"]
    await store.close()


async def test_nobody_and_nothing_is_there_twice_after_the_second_print(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    await take_in(store, file(FIRST), file(APPROVED))
    [meeting] = await bodies(store, "meeting")
    names = [row["name"] for row in meeting["attendees"]]
    assert len(names) == len(set(names)) == 5
    assert len(await bodies(store, "participant")) == 5
    assert len(await bodies(store, "initiative")) == 2
    [pot] = await bodies(store, "funding")
    cells = [(row["initiative_id"], row["party_id"]) for row in pot["allocations"]]
    assert len(cells) == len(set(cells)) == 4
    assert len(pot["grants"]) == 1
    await store.close()


async def test_an_agenda_that_comes_after_the_minutes_adds_its_document_and_nothing_else(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    agenda = FIRST.replace("REFERAT", "DAGSORDEN").replace(
        "Beslutning\n\nChefforum tog status til efterretning.\n\n", ""
    )
    agenda = agenda.replace("Beslutning\n\nIngen punkter til eventuelt.\n", "")
    await take_in(store, file(APPROVED, "referat.txt"), file(agenda, "dagsorden.txt"))
    [meeting] = await bodies(store, "meeting")
    assert meeting["status"] == "minutes_published"
    assert len(meeting["agenda_items"]) == 4
    assert {one["kind"] for one in meeting["documents"]} == {"agenda", "minutes"}
    await store.close()


async def test_real_minutes_printed_again_with_other_line_ends_and_blank_lines_double_nothing(tmp_path: Path) -> None:
    path = corpus_file("004")
    store = await opened(tmp_path, "store")
    await take_in(store, SourceFile(path.name, path.read_bytes()))
    kinds: tuple[Kind, ...] = ("forum", "participant", "initiative", "meeting", "funding")
    before = {kind: await bodies(store, kind) for kind in kinds}
    await take_in(store, SourceFile("igen.txt", b"\n\n" + path.read_bytes().replace(b"\n", b"\r\n")))
    for kind, held in before.items():
        now = await bodies(store, kind)
        assert [one["id"] for one in now] == [one["id"] for one in held]
        for old, new in zip(held, now, strict=True):
            for name in (
                "agenda_items",
                "attendees",
                "status_reports",
                "milestones",
                "allocations",
                "grants",
                "parties",
            ):
                assert len(new.get(name) or ()) == len(old.get(name) or ()), (kind, name)
    await store.close()
