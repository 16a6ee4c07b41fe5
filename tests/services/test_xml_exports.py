"""XML exports in the store: one meeting each, nothing open that is closed, and again for nothing."""

import pytest

from app.domain.access import Caller
from app.services.imports import ImportService
from app.services.ports import SourceKey, Store
from app.services.writing import Act, Writer
from tests.importers.exports import exported
from tests.services.test_imports import Clock, stored

ACT = Act(Caller("sync", frozenset()))
CASES = {
    "publication": (exported.publication(), exported.PUBLICATION_FILES, "12", "29"),
    "aarhus": (exported.aarhus(), exported.AARHUS_FILES, "MFO-2029-00003", "MDR-2031-00018"),
    "sbsys": (exported.sbsys(), exported.SBSYS_FILES, "31", "6402"),
}


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store, Writer(store, Clock()), Clock())


async def test_an_export_is_a_meeting_known_by_the_ids_of_its_system(store: Store, imports: ImportService) -> None:
    for name, (text, files, forum_id, meeting_id) in CASES.items():
        report = await imports.apply(exported.file(text, files, name), ACT)
        meeting = await stored(store, report, "meeting")
        found = await store.find_by_source("meeting", SourceKey(name, "meeting", meeting_id))
        forum = await store.find_by_source("forum", SourceKey(name, "forum", forum_id))
        assert found is not None
        assert found.id == meeting.id
        assert forum is not None
        assert (forum.id, "minutes_published") == (meeting.body["forum_id"], meeting.body["status"])


async def test_the_same_export_again_writes_nothing(store: Store, imports: ImportService) -> None:
    for name, (text, files, *_) in CASES.items():
        first = await imports.apply(exported.file(text, files, name), ACT)
        before = await stored(store, first, "meeting")
        again = await imports.apply(exported.file(text, files, name), ACT)
        assert again["state"] == "unchanged"
        assert (await stored(store, again, "meeting")).version == before.version


async def test_what_is_closed_in_an_export_is_closed_in_the_store(store: Store, imports: ImportService) -> None:
    told = {}
    for name, (text, files, *_) in CASES.items():
        report = await imports.apply(exported.file(text, files, name), ACT)
        told[name] = exported.levels((await stored(store, report, "meeting")).body)
    assert told == {
        "publication": [
            ("0", "open", []),
            ("1", "open", ["closed", "open", "open", "open"]),
            ("2", "closed", ["closed"]),
            ("3", "open", []),
        ],
        "aarhus": [("1", "open", []), ("1.1", "open", ["open", "closed", "closed"]), ("2.3", "closed", [])],
        "sbsys": [("0", "open", []), ("1", "open", ["open", "closed", "closed", "open"]), ("2", "closed", ["closed"])],
    }


PRINTED = {"attachments", "absentees"}
"""Sections that no export has: lists of what stands beside them."""
TIGHTENED = {
    "publication": [
        ("<Published>12-03-2031 09:15:42", "<Published>12-03-2031 09:40:00"),
        ("nordstranden]]></Caption>\n          <IsPublic>True", "nordstranden]]></Caption>\n          <IsPublic>False"),
    ],
    "aarhus": [
        ("09:15:42.1234567", "09:40:00.0000000"),
        ("stranden]]></Caption><IsPublic>true", "stranden]]></Caption><IsPublic>false"),
    ],
    "sbsys": [('Åbent="TRUE"', 'Åbent="False"')],
}


async def test_an_item_that_is_closed_later_keeps_its_identity_and_is_closed_with_all_its_parts(
    store: Store, imports: ImportService
) -> None:
    for name, (text, files, *_) in CASES.items():
        first = await imports.apply(exported.file(text, files, name), ACT)
        before = (await stored(store, first, "meeting")).body["agenda_items"][1]
        second = await imports.apply(exported.file(exported.changed(text, *TIGHTENED[name]), files, name), ACT)
        after = (await stored(store, second, "meeting")).body["agenda_items"][1]
        assert (after["id"], before["access"], after["access"]) == (before["id"], "open", "closed")
        assert {one["access"] for one in after["attachments"]} == {"closed"}
        assert {one["access"] for one in after["sections"] if one["kind"] not in PRINTED} == {"closed"}
