"""What one document leaves open is closed by the meeting it waits for, whichever of the two came first."""

from itertools import permutations
from pathlib import Path
from typing import Any

from app.services.import_documents import SourceFile
from app.services.ports import Kind, Query, SortKey, Store
from tests.cli.contents import assert_log_is_true
from tests.cli.minutes import FIRST, SECOND, minutes
from tests.services.same_store import opened, state, take_in

Body = dict[str, Any]


def file(text: str) -> SourceFile:
    return SourceFile("referat.txt", text.encode())


async def bodies(store: Store, kind: Kind) -> list[Body]:
    page = await store.find_page(Query(kind, sort=(SortKey("name_sort"),)))
    return [record.body for row in page.rows if (record := await store.get(kind, row.id)) is not None]


PUT_OFF = FIRST.replace(
    "Ingen punkter til eventuelt.", "Punktet udsættes til næste møde i Chefforum (19. februar 2024)."
)


async def test_an_item_that_was_put_off_leads_to_the_item_of_the_meeting_where_it_goes_on_b4(tmp_path: Path) -> None:
    states = []
    for number, order in enumerate(permutations((file(PUT_OFF), file(SECOND)))):
        store = await opened(tmp_path, str(number))
        await take_in(store, *order)
        first, second = sorted(await bodies(store, "meeting"), key=lambda one: one["date"]["from"])
        going_on = first["agenda_items"][2]["decision"]["continues_in"]
        assert going_on["meeting_id"] == second["id"]
        assert going_on["agenda_item_id"] == second["agenda_items"][2]["id"]
        assert going_on["forum_id"] == second["forum_id"]
        await assert_log_is_true(store)
        states.append(await state(store))
        await store.close()
    assert states[0] == states[1]


DECIDED = FIRST.replace(
    "Skemaet viser",
    "Den 18. december 2023 godkendte Direktørforum fordelingen af klyngemidlerne for 2022. Skemaet viser",
)
DECIDING = minutes("18-12-2023", "Mandag d. 18. december 2023", (), forum="Direktørforum")


async def test_what_another_forum_decided_about_money_leads_to_its_meeting_b15(tmp_path: Path) -> None:
    states = []
    for number, order in enumerate(permutations((file(DECIDED), file(DECIDING)))):
        store = await opened(tmp_path, str(number))
        await take_in(store, *order)
        [pot] = await bodies(store, "funding")
        [deciding] = [one for one in await bodies(store, "meeting") if one["date"]["from"] == "2023-12-18"]
        decided = [row["decided"] for row in pot["allocations"]]
        assert {(one["meeting_id"], one["forum_id"]) for one in decided} == {(deciding["id"], deciding["forum_id"])}
        states.append(await state(store))
        await store.close()
    assert states[0] == states[1]


async def test_a_meeting_of_another_forum_on_that_day_is_not_the_one(tmp_path: Path) -> None:
    store = await opened(tmp_path, "store")
    other = minutes("19-02-2024", "Mandag d. 19. februar 2024", forum="Driftsforum")
    await take_in(store, file(PUT_OFF), file(other))
    [first] = [one for one in await bodies(store, "meeting") if one["date"]["from"] == "2024-01-15"]
    announced = await store.get("meeting", first["agenda_items"][2]["decision"]["continues_in"]["meeting_id"])
    assert announced is not None
    assert (announced.body["status"], announced.body["forum_id"]) == ("planned", first["forum_id"])
    assert first["agenda_items"][2]["decision"]["continues_in"]["agenda_item_id"] is None
    await store.close()


async def test_an_announced_meeting_is_the_one_that_its_minutes_are_of_in_either_order_i16(tmp_path: Path) -> None:
    announcing = FIRST.replace("Ingen punkter til eventuelt.", "Næste møde er mandag den 19. februar 2024 kl. 13-15.")
    states = []
    for number, order in enumerate(permutations((file(announcing), file(SECOND)))):
        store = await opened(tmp_path, str(number))
        await take_in(store, *order)
        assert len(await bodies(store, "meeting")) == 2
        [second] = [one for one in await bodies(store, "meeting") if one["date"]["from"] == "2024-02-19"]
        assert second["status"] == "minutes_published"
        assert second["announced_in"]["document_id"] == file(announcing).document_id
        assert second["starts_at"] == "2024-02-19T14:00:00+01:00"  # as the minutes have it, not as it was announced
        assert second["ends_at"] == "2024-02-19T15:00:00+01:00"
        states.append(await state(store))
        await store.close()
    assert states[0] == states[1]
