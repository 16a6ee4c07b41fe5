"""Without a token nothing is told of party, remarks, printed rows and who made a change: at no address, in no form."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import READ, SCOPES
from app.schemas.left_out import FOR_NO_ANONYMOUS
from app.schemas.meanings import base_name
from app.schemas.personal_data import EXTENSION
from app.security.development import make_development_token
from tests.api.contract import DOCUMENT
from tests.api.hidden_world import ANY, HiddenWorld, note_ids, ok, publish
from tests.api.reads import asked, text_of
from tests.api.world import build
from tests.cli.minutes import minutes

MARK, PARTY = "Zqprivat", "ÆŽÅ"
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
MARKED = {
    f"{base_name(name)}.{member}"
    for name, shape in SCHEMAS.items()
    for member, schema in shape.get("properties", {}).items()
    if schema.get(EXTENSION) in FOR_NO_ANONYMOUS
}


@pytest.fixture
def settings(sqlite_url: str, settings: Settings) -> Settings:
    return settings.model_copy(update={"database_url": sqlite_url, "anonymous_read": True})


@pytest.fixture
def writer(settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_development_token(settings, SCOPES, 600, f'{MARK} actor')}"}


@pytest.fixture
def reader(settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_development_token(settings, (READ,), 600, 'reader')}"}


@pytest.fixture
async def marked(anyone: AsyncClient, writer: dict[str, str]) -> HiddenWorld:
    """Every member that is left out holds a mark of its own, of the form `Zqprivat shape.member`, or the party."""
    anyone.headers.update(writer)
    hidden = HiddenWorld(await build(anyone))
    world = hidden.world
    lead = {"name": "Ane Å", "note": f"{MARK} Person.note", "printed": f"{MARK} Person.printed"}
    person = {"political_party": PARTY, "name_variants": [{"text": f"{MARK} Participant.name_variants"}]}
    for change in ({"political_party": "ÆŽÆ"}, person):
        await ok(await anyone.patch(world.path("participants"), json=change, headers=ANY))
    await ok(await anyone.patch(world.path("initiatives"), json={"lead": lead, "project_group": [lead]}, headers=ANY))
    meeting = await ok(await anyone.post("/v1/meetings", json=_meeting(world.id("forums"), world.id("participants"))))
    await publish(anyone, meeting["id"])
    note = {"note": f"{MARK} Attendee.note"}
    path = f"/v1/meetings/{meeting['id']}/attendees/{meeting['attendees'][0]['id']}"
    await ok(await anyone.patch(path, json=note, headers=ANY))
    await ok(await anyone.post("/v1/imports?name=a.txt&unknown_means=open", content=minutes().encode()))
    await note_ids(anyone, hidden)
    del anyone.headers["Authorization"]
    return hidden


def _meeting(forum: str, participant: str) -> dict[str, Any]:
    attendee = {
        "participant_id": participant,
        "name": "Ane Å",
        "political_party": PARTY,
        "note": f"{MARK} før",
        "printed": f"{MARK} Attendee.printed",
        "also_printed": [f"{MARK} Attendee.also_printed"],
        "substitutes_for": {"printed": f"{MARK} Substitution.printed"},
        "evidence": {"text": f"{MARK} Attendee.evidence"},
    }
    presenter: dict[str, Any] = {"name": "Ane Å", "printed": f"{MARK} Presenter.printed"}
    presenter |= {"evidence": {"text": f"{MARK} Presenter.evidence"}}
    decision = {"text": "Godkendt", "outcome": "approved"}
    unplaced = [{"lines": [1, 1], "text": f"{MARK} MeetingDocument.unplaced"}]
    return {
        "forum_id": forum,
        "title": "Et møde",
        "attendees": [attendee],
        "agenda_items": [{"title": "Sti", "access": "open", "presenters": [presenter], "decision": decision}],
        "documents": [{"access": "open", "head": f"{MARK} MeetingDocument.head", "unplaced": unplaced}],
    }


async def test_nothing_marked_is_told_and_nothing_else_is_missing(
    anyone: AsyncClient, marked: HiddenWorld, reader: dict[str, str]
) -> None:
    told = ""
    for address, form in asked(marked, {"/v1/search": [f"?q={MARK}"]}):
        alone = await anyone.get(address, headers={"Accept": form})
        known = await anyone.get(address, headers={**reader, "Accept": form})
        refused = (401, 403)  # what no reader may ask
        assert alone.status_code == known.status_code or (alone.status_code, known.status_code) == refused, address
        seen = text_of(alone).casefold().replace(f"q={MARK}".casefold(), "")
        assert not [mark for mark in (MARK, PARTY, "ÆŽÆ") if mark.casefold() in seen], (address, form)
        if "/documents/" in address or address.endswith("/balance"):
            assert (alone.status_code, alone.content) == (200, known.content)
        told += text_of(known)
    elsewhere = ("_party", "actor", "requested_by")
    missing = {member for member in MARKED if f"{MARK} {member}" not in told and not member.endswith(elsewhere)}
    assert missing == set()
    assert {f'"political_party":"{PARTY}"' in told, f'"actor":"{MARK} actor"' in told} == {True}


def test_nothing_can_be_asked_for_by_what_is_left_out() -> None:
    names = {member.partition(".")[2] for member in MARKED}
    asked = {
        parameter["name"]
        for path in DOCUMENT["paths"].values()
        if (read := path.get("get")) and read.get("security") == [{"bearer": [READ]}]
        for parameter in read.get("parameters", ())
        if parameter["in"] == "query"
    }
    assert len(asked) > 20
    assert names >= {"political_party", "note", "actor"}
    assert names.isdisjoint(asked)


async def test_what_one_has_read_is_not_modified_for_them_alone(
    anyone: AsyncClient, marked: HiddenWorld, reader: dict[str, str]
) -> None:
    path = marked.world.path("participants")
    tags = [(await anyone.get(path, headers=headers)).headers["ETag"] for headers in ({}, reader)]
    found = [
        (await anyone.get(path, headers={**headers, "If-None-Match": tag})).status_code
        for headers in ({}, reader)
        for tag in tags
    ]
    assert found == [304, 200, 200, 304]
    kept = (await anyone.get(path)).headers
    assert (kept["Cache-Control"], "Authorization" in kept["Vary"]) == ("private, no-cache", True)
