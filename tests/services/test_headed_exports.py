"""Exports in two files, and the older eDoc, in the store: one meeting each, and nothing open that is closed."""

import pytest

from app.domain.access import Caller
from app.services.imports import ImportService
from app.services.ports import SourceKey, Store
from app.services.writing import Act, Writer
from tests.importers.exports import exported
from tests.services.test_imports import Clock, stored

ACT = Act(Caller("sync", frozenset()))
GUID = "5a0f1e00-1111-4222-8333-"
CASES = {
    "acadre": (exported.acadre_manifest(), exported.acadre_files(exported.acadre_body()), "903"),
    "fujitsu": (
        exported.fujitsu_notification(),
        exported.fujitsu_files(exported.fujitsu_body()),
        f"{GUID}0000000000b2",
    ),
    "edoc": (exported.edoc(), exported.EDOC_FILES, "havneudvalget/2031-03-12T15:00:00.000000Z"),
}


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, Clock()), Clock())


async def test_an_export_is_a_meeting_known_by_the_id_of_its_system_and_again_for_nothing(
    store: Store, imports: ImportService
) -> None:
    for name, (text, files, meeting_id) in CASES.items():
        report = await imports.apply(exported.file(text, files, name), ACT)
        meeting = await stored(store, report, "meeting")
        found = await store.find_by_source("meeting", SourceKey(name, "meeting", meeting_id))
        assert found is not None
        assert (found.id, meeting.body["status"]) == (meeting.id, "minutes_published")
        assert (await imports.apply(exported.file(text, files, name), ACT))["state"] == "unchanged"


async def test_what_is_closed_in_an_export_is_closed_in_the_store(store: Store, imports: ImportService) -> None:
    told = {}
    for name, (text, files, _) in CASES.items():
        report = await imports.apply(exported.file(text, files, name), ACT)
        told[name] = exported.levels((await stored(store, report, "meeting")).body)
    flags = ["closed", "open", "open", "closed", "open"]
    assert told == {
        "acadre": [("0", "open", []), ("715", "open", flags), ("716", "closed", ["closed"]), ("717", "closed", [])],
        "fujitsu": [("0", "open", []), ("1", "open", flags), ("2", "closed", ["closed"]), ("3", "closed", [])],
        "edoc": [
            ("0", "open", []),
            ("1", "open", ["closed", "open", "open", "open", "closed"]),
            ("2", "closed", ["closed"]),
            ("4", "open", ["open"]),
        ],
    }


async def test_decisions_and_people_of_an_export_are_those_of_the_meeting(store: Store, imports: ImportService) -> None:
    for name, (text, files, _) in CASES.items():
        report = await imports.apply(exported.file(text, files, name), ACT)
        meeting = (await stored(store, report, "meeting")).body
        item = meeting["agenda_items"][1]
        assert (item["title"], item["case_number"]) == ("Nyt slæbested", "31/27845")
        assert item["decision"]["text"] == "Anlægget blev godkendt."
        away = [one["printed"] for one in meeting["attendees"] if one["attendance"] not in {"present", "unknown"}]
        assert any("Ida Revle" in printed for printed in away)


async def test_a_body_that_tightens_closes_what_was_open(store: Store, imports: ImportService) -> None:
    place = exported.fujitsu_body().index("AccessIsPublic>true<", exported.fujitsu_body().index(f"{GUID}000000000101"))
    body = exported.fujitsu_body()[:place] + exported.fujitsu_body()[place:].replace("Public>true<", "Public>false<", 1)
    text, files, _ = CASES["fujitsu"]
    first = await imports.apply(exported.file(text, files, "fujitsu"), ACT)
    before = (await stored(store, first, "meeting")).body["agenda_items"][1]
    again = exported.changed(text, ("10:15:42.5", "10:40:00"))
    second = await imports.apply(exported.file(again, exported.fujitsu_files(body), "fujitsu"), ACT)
    after = (await stored(store, second, "meeting")).body["agenda_items"][1]
    assert (after["id"], before["access"], after["access"]) == (before["id"], "open", "closed")
    assert {one["access"] for one in after["attachments"]} == {"closed"}
