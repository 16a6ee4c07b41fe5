"""Whoever has no right to it finds nothing of what is hidden: at no address of the contract, however asked."""

import logging
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.access import FUNDING, IMPORT, READ, READ_CLOSED, SCOPES, WRITE
from app.services import suppressing
from tests.api.hidden_world import (
    ANY,
    DRAFT,
    FAR,
    SHUT,
    STEPS,
    UNTOLD,
    HiddenWorld,
    addresses,
    item,
    note_ids,
    ok,
)
from tests.api.reads import MARKS_OF_CLOSED, READS, found_in, needed, swept, text_of, token
from tests.api.walks import completed
from tests.api.world import UNKNOWN_ID
from tests.cli.minutes import SECOND


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"anonymous_read": True})


async def test_nobody_finds_what_is_hidden_from_them(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    far = (FAR,)
    callers: list[tuple[dict[str, str], tuple[str, ...]]] = [
        (token(settings, READ), (*MARKS_OF_CLOSED, UNTOLD, DRAFT)),
        (token(settings, *SCOPES, clusters=(hidden.cluster,)), far),
        (token(settings, READ, WRITE, IMPORT, FUNDING), MARKS_OF_CLOSED),
        (token(settings, READ, READ_CLOSED), (DRAFT,)),
        ({}, (*MARKS_OF_CLOSED, UNTOLD, DRAFT)),
    ]
    for headers, marks in callers:
        assert await swept(anyone, headers, hidden, marks) > 50
    told = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("klynge"))
    assert not [mark for mark in (SHUT, UNTOLD, DRAFT, FAR) if mark.casefold() in told.casefold()]


async def test_who_may_see_it_finds_every_mark(
    anyone: AsyncClient, everything: dict[str, str], hidden: HiddenWorld
) -> None:
    """The test above could not fail otherwise."""
    seen = ""
    for template in READS:
        for address in addresses(template, hidden):
            seen += text_of(await anyone.get(address + needed(template), headers=everything))
    letters = [*"abcdefghijklnoqrstuvwxyz", "aa", "bb"]
    assert [letter for letter in letters if f"{SHUT} {letter}" not in seen] == []
    assert [letter for letter in "abcde" if f"{UNTOLD} {letter}" not in seen] == []
    assert [letter for letter in "abc" if f"{DRAFT} {letter}" not in seen] == []
    assert [letter for letter in "abcdefg" if f"{FAR} {letter}" not in seen] == []


async def test_a_person_who_is_suppressed_is_nowhere_and_nothing_that_is_hidden_shows_by_it(
    anyone: AsyncClient,
    settings: Settings,
    hidden: HiddenWorld,
    everything: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One whom everybody knows, and one whom closed minutes name; through every version there is."""
    monkeypatch.setattr(suppressing, "SETTLE_SECONDS", 0.0)
    persons = (await anyone.get("/v1/participants", headers=everything)).json()["items"]
    known, shut = (next(one["id"] for one in persons if name in one["name"]) for name in ("Øllgaard", "Ravnsø"))
    reason = "Ask Øllgaard bad om det".encode()
    for id in (known, shut):
        path = f"/v1/participants/{id}/suppress"
        told = {name.encode(): value.encode() for name, value in everything.items()} | {b"Klynge-Reason": reason}
        answer = await anyone.post(path, json={}, headers=told)
        assert answer.status_code == 202, answer.text
    for id in (known, shut):
        await completed(anyone, f"/v1/participants/{id}/suppression", everything)
    anyone.headers.update(everything)
    await note_ids(anyone, hidden)
    del anyone.headers["Authorization"]
    names = ("Øllgaard", "Ravnsø")
    assert await swept(anyone, everything, hidden, names) > 100
    assert await swept(anyone, token(settings, READ), hidden, (*MARKS_OF_CLOSED, UNTOLD, DRAFT, *names)) > 50


async def test_what_turns_closed_vanishes_also_from_the_past(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """An item that was open is closed; another is taken out; a meeting is withdrawn; a cluster leaves them out."""
    world, late = hidden.world, "Zqlate"
    content = {
        "forum_id": world.id("forums"),
        "title": "Åbent",
        "agenda_items": [item(f"{late} a", "open"), item(f"{late} b", "open"), item("Altid", "open")],
    }
    whole = {"forum_id": world.id("forums"), "title": f"{late} c", "agenda_items": [item(f"{late} d", "open")]}
    anyone.headers.update(everything)
    first, second = [await ok(await anyone.post("/v1/meetings", json=one)) for one in (content, whole)]
    evidence = {"meeting_id": first["id"], "agenda_item_id": first["agenda_items"][0]["id"], "text": f"{late} e"}
    fact = {"cluster_id": hidden.cluster, "name": f"{late} f", "evidence": evidence}
    await ok(await anyone.post("/v1/initiatives", json=fact))
    for one in (first, second):
        for step in ("publish-agenda", "hold", "publish-minutes"):
            await ok(await anyone.post(f"/v1/meetings/{one['id']}/{step}"))
    del anyone.headers["Authorization"]
    reader = token(settings, READ)
    before = await anyone.get(f"/v1/search?q={late}", headers=reader)
    assert len(before.json()["items"]) > 5
    seq = (await anyone.get("/v1/changes/summary", headers=reader)).json()["seq"]
    path, keep = f"/v1/meetings/{first['id']}", everything | ANY
    await ok(
        await anyone.patch(
            f"{path}/agenda-items/{first['agenda_items'][0]['id']}", json={"access": "closed"}, headers=keep
        )
    )
    gone = await anyone.delete(f"{path}/agenda-items/{first['agenda_items'][1]['id']}", headers=keep)
    assert gone.status_code == 204
    deleted = await anyone.delete(f"/v1/meetings/{second['id']}?reason=tightened", headers=keep)
    assert deleted.status_code == 204
    anyone.headers.update(everything)
    await note_ids(anyone, hidden)
    del anyone.headers["Authorization"]
    for policy in ("stub", "absent"):
        await ok(await anyone.patch(world.path("clusters"), json={"closed_items": policy}, headers=keep))
        assert await swept(anyone, reader, hidden, (late, *MARKS_OF_CLOSED)) > 50
        rows = (await anyone.get(f"{path}/agenda-items", headers=reader)).json()["items"]
        assert [row["title"] for row in rows] == (["Lukket punkt", "Altid"] if policy == "stub" else ["Altid"])
    told = (await anyone.get(f"/v1/changes?after={seq}", headers=reader)).json()["items"]
    assert "initiative.retracted" in {one["type"] for one in told}


async def named(client: AsyncClient, kind: str, mark: str, headers: dict[str, str]) -> list[str]:
    """The ids of those whose name begins with the mark."""
    rows = (await client.get(f"/v1/{kind}?limit=200", headers=headers)).json()["items"]
    return [row["id"] for row in rows if (row["name"] or "").startswith(mark)]


PAIRS = [
    ("/v1/meetings?case_number={}", f"{SHUT}-1", "ingen-1"),
    ("/v1/meetings?count=true&case_number={}", f"{SHUT}-1", "ingen-1"),
    ("/v1/initiatives?count=true&code={}", f"{SHUT}9", "ingen9"),
    ("/v1/participants?count=true&name={}", SHUT, "ingen"),
    ("/v1/funding?count=true&year={}", "2044", "2043"),
    ("/v1/search?limit=1&q={}", SHUT, "ingenting"),
    ("/v1/decisions?limit=1&q={}", SHUT, "ingenting"),
    ("/v1/decisions?outcome={}", "rejected", "withdrawn"),
]


async def test_asking_for_what_is_hidden_answers_as_asking_for_what_nobody_has(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    reader = token(settings, READ)
    for question, secret, nothing in PAIRS:
        answers = [await anyone.get(question.format(value), headers=reader) for value in (secret, nothing)]
        assert _bare(answers[0], secret) == _bare(answers[1], nothing), question
    ids = [("initiatives", id) for id in await named(anyone, "initiatives", SHUT, everything)]
    ids += [("documents", id) for id in hidden.ids["documents"]] + [("imports", id) for id in hidden.ids["imports"]]
    assert len(ids) > 2
    writer = token(settings, READ, WRITE)
    for kind, id in ids:
        nobodys = "0" * 64 if kind == "documents" else UNKNOWN_ID
        for method, headers in (("GET", reader), ("DELETE", writer | ANY), ("PATCH", writer | ANY)):
            content: Any = {} if method == "PATCH" else None
            asked = [f"/v1/{kind}/{one}" for one in (id, nobodys)]
            told, other = [await anyone.request(method, one, json=content, headers=headers) for one in asked]
            assert _bare(told, id) == _bare(other, nobodys), (method, kind)
    for id in hidden.ids["initiatives"]:
        rows = (await anyone.get(f"/v1/decisions?initiative={id}", headers=reader)).json()["items"]
        assert SHUT not in str(rows)


async def test_a_list_is_asked_by_what_the_asker_sees_of_each_meeting(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """Before its minutes, who came and what was decided is for writers; what a closed item says for who may read it."""
    person, initiative = hidden.world.id("participants"), hidden.world.id("initiatives")
    point = {"text": "Udsat", "initiative_ids": [initiative]}
    decided: dict[str, Any] = {"decision": {"text": "Udsat", "outcome": "postponed", "points": [point]}}
    came = [{"participant_id": person, "name": "Ask"}]
    names: dict[str, Any] = {"forum_id": hidden.world.id("forums"), "attendees": came}
    held = names | {"title": "Afholdt", "agenda_items": [{"title": "Et", "access": "open", **decided}]}
    shut = names | {"title": "Lukket", "agenda_items": [item("To", "closed", **decided)]}
    titles: dict[str, str] = {}
    anyone.headers.update(everything)
    for content, steps in ((held, 2), (shut, 3), (names | {"title": "Planlagt"}, 0)):
        id = (await ok(await anyone.post("/v1/meetings", json=content)))["id"]
        titles[id] = content["title"]
        for step in STEPS[:steps]:
            await ok(await anyone.post(f"/v1/meetings/{id}/{step}"))
    del anyone.headers["Authorization"]
    found: dict[str, list[list[str]]] = {}
    for who, scopes in (("r", ()), ("c", (READ_CLOSED,)), ("w", (WRITE,)), ("cw", (READ_CLOSED, WRITE))):
        headers = token(settings, READ, *scopes)
        for question in (f"decisions?initiative={initiative}", f"meetings?participant={person}"):
            rows = (await ok(await anyone.get(f"/v1/{question}", headers=headers)))["items"]
            ids = {row.get("meeting_id") or row["id"] for row in rows}
            found.setdefault(who, []).append(sorted(titles[id] for id in ids if id in titles))
    both = ["Afholdt", "Lukket"]
    assert found == {
        "r": [[], both],
        "c": [["Lukket"], both],
        "w": [["Afholdt"], [*both, "Planlagt"]],
        "cw": [both, [*both, "Planlagt"]],
    }


async def test_an_initiative_is_sorted_and_found_by_the_name_that_is_seen(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """Else a list of one's own names, in order, would tell where a closed one lies."""
    meeting = (await anyone.get("/v1/meetings?from=2031-04-04&to=2031-04-04", headers=everything)).json()["items"][0]
    items = (await anyone.get(f"/v1/meetings/{meeting['id']}", headers=everything)).json()["agenda_items"]
    shut = {"meeting_id": meeting["id"], "agenda_item_id": items[1]["id"]}
    for name in ("Bb", "Mm", "Åå"):
        content: Any = {"cluster_id": hidden.cluster, "name": name}
        await ok(await anyone.post("/v1/initiatives", json=content, headers=everything))
    variants = [{"text": f"Ab {SHUT}", "evidence": shut}, {"text": "Øø"}]
    content = {"cluster_id": hidden.cluster, "name": f"Ab {SHUT}", "name_variants": variants}
    await ok(await anyone.post("/v1/initiatives", json=content, headers=everything))
    for headers in (token(settings, READ), token(settings, READ, WRITE)):
        rows = (await ok(await anyone.get("/v1/initiatives?sort=name&limit=200", headers=headers)))["items"]
        names = [row["name"] for row in rows if row["name"] in ("Bb", "Mm", "Åå", "Øø")]
        assert names == ["Bb", "Mm", "Øø", "Åå"]


def _bare(answer: Response, asked: str) -> tuple[int, str]:
    changing = ("request_id", "id")
    body = answer.json() if answer.content else {}
    kept = {name: value for name, value in body.items() if name not in changing}
    return answer.status_code, str(kept).replace(asked, "…").replace(asked.replace(" ", "%20"), "…")


async def test_a_write_that_touches_what_is_hidden_is_refused_and_tells_nothing(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    writer = token(settings, READ, WRITE, FUNDING) | ANY
    found = (await anyone.get("/v1/meetings?sort=-date&from=2031-04-04&to=2031-04-04", headers=everything)).json()
    path = f"/v1/meetings/{found['items'][0]['id']}"
    seen = (await anyone.get(path, headers=writer)).json()
    stub = f"{path}/agenda-items/{seen['agenda_items'][1]['id']}"
    pot = hidden.world.path("funding")
    own = (await anyone.get(pot, headers=writer)).json()
    refused = [
        await anyone.put(path, json=seen, headers=writer),
        await anyone.patch(path, json={"agenda_items": []}, headers=writer),
        await anyone.delete(path, headers=writer),
        await anyone.patch(stub, json={"access": "open"}, headers=writer),
        await anyone.delete(stub, headers=writer),
        await anyone.put(pot, json=own, headers=writer),
        await anyone.delete(pot, headers=writer),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "hidden_content")] * len(refused)
    allowed = await anyone.patch(path, json={"title": "Nyt navn"}, headers=writer)
    assert found_in(allowed, (UNTOLD,))
    assert (allowed.status_code, allowed.json()["title"]) == (200, "Nyt navn")
    row = {"initiative_id": hidden.world.id("initiatives"), "party_id": own["party_ids"][0], "amount_dkk": 999_999}
    broken = await anyone.put(f"{pot}/allocations/{UNKNOWN_ID}", json=row, headers=token(settings, READ, FUNDING))
    assert (broken.status_code, broken.json()["code"]) == (409, "budget_exceeded")
    for one in (*refused, allowed, broken):
        assert not found_in(one, MARKS_OF_CLOSED), one.text
    kept = (await anyone.get(path, headers=everything)).json()
    assert SHUT in kept["agenda_items"][1]["title"]


async def test_a_source_that_says_what_only_closed_minutes_say_is_answered_as_for_what_is_new(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    writer = token(settings, READ, WRITE, IMPORT)
    names = {"participants": ("name", "organisation"), "initiatives": ("cluster_id", "code", "name")}
    for kind, members in names.items():
        bodies = [
            (await anyone.get(f"/v1/{kind}/{id}", headers=everything)).json()
            for id in await named(anyone, kind, SHUT, everything)
        ]
        shut = next(body for body in bodies if any(one["checksum"] for one in body["sources"]))
        said, path = {name: shut[name] for name in members}, f"/v1/{kind}/by-source?system=esdh&kind=post&id="
        answers = [
            await anyone.put(f"{path}{number}", json=content, headers=writer)
            for number, content in enumerate((said, {**said, "name": "Ingens"}))
        ]
        assert [(one.status_code, one.headers["Klynge-State"]) for one in answers] == [(201, "created")] * 2
        assert (await anyone.get(f"/v1/{kind}/{shut['id']}", headers=everything)).json() == shut


async def test_a_writer_of_one_cluster_reaches_no_other(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    """By id, by source, by a reference in a body, and by moving a meeting to a forum elsewhere."""
    writer = token(settings, *SCOPES, clusters=(hidden.cluster,))
    far = {
        kind: (await named(anyone, kind, FAR, everything))[0]
        for kind in ("clusters", "forums", "participants", "initiatives", "funding")
    }
    source = "?system=esdh&kind=forum&id=7"
    theirs = {"cluster_id": far["clusters"], "name": f"{FAR} h"}
    await ok(await anyone.put(f"/v1/forums/by-source{source}", json=theirs, headers=everything))
    for kind, id in far.items():
        for method in ("GET", "PATCH", "DELETE"):
            content: Any = {"name": "Taget"} if method == "PATCH" else None
            answer = await anyone.request(method, f"/v1/{kind}/{id}", json=content, headers=writer | ANY)
            assert answer.status_code == 404, (method, kind)
    own = hidden.world.path("meetings")
    merge = f"/v1/forums/{hidden.world.id('forums')}/merge"
    answers = [
        await anyone.get(f"/v1/forums/by-source{source}", headers=writer),
        await anyone.put(f"/v1/forums/by-source{source}", json={"name": "Taget"}, headers=writer),
        await anyone.delete(f"/v1/forums/by-source{source}", headers=writer),
        await anyone.post("/v1/forums", json=theirs, headers=writer),
        await anyone.post("/v1/clusters", json={"name": "Min egen"}, headers=writer),
        await anyone.patch(own, json={"forum_id": far["forums"]}, headers=writer | ANY),
        await anyone.post(merge, json={"into": far["forums"]}, headers=writer | ANY),
    ]
    assert [one.status_code for one in answers] == [404, 403, 404, 422, 403, 422, 422]
    assert not [one.text for one in answers if found_in(one, (FAR,))]
    assert (await anyone.get(f"/v1/forums/{far['forums']}", headers=everything)).json()["name"] == f"{FAR} b"


async def test_who_closes_something_to_themselves_is_answered_with_what_they_sent(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    writer = token(settings, READ, WRITE, FUNDING)
    found = (await anyone.get("/v1/meetings?from=2031-04-04&to=2031-04-04", headers=everything)).json()["items"]
    meeting = (await anyone.get(f"/v1/meetings/{found[0]['id']}", headers=everything)).json()
    evidence = {"meeting_id": meeting["id"], "agenda_item_id": meeting["agenda_items"][1]["id"]}
    fact = {"cluster_id": hidden.cluster, "name": "Min egen", "evidence": evidence}
    keyed = writer | {"Idempotency-Key": "én".encode().hex()}
    for _ in range(2):
        made = await anyone.post("/v1/initiatives", json=fact, headers=keyed)
        assert (made.status_code, made.json()["name"]) == (201, "Min egen")
    assert (await anyone.get(f"/v1/initiatives/{made.json()['id']}", headers=writer)).status_code == 404
    grant = {"amount_dkk": 5, "evidence": evidence}
    put = await anyone.put(f"{hidden.world.path('funding')}/grants/{UNKNOWN_ID}", json=grant, headers=writer)
    assert (put.status_code, put.json()["amount_dkk"]) == (201, 5)
    open_one = hidden.world.path("initiatives")
    seen = await anyone.patch(open_one, json={"evidence": evidence}, headers=writer | ANY)
    assert (seen.status_code, seen.json()["name"]) == (200, "Trygge udskrivninger")
    assert SHUT not in seen.text


async def test_who_writes_or_reads_what_is_closed_sees_what_nobody_spoke_of_and_its_writer_may_take_it_away(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld
) -> None:
    writer, reader = token(settings, READ, WRITE), token(settings, READ)
    names = {"forum_id": hidden.world.id("forums"), "title": "Mit eget", "agenda_items": [{"title": f"{UNTOLD} f"}]}
    made = await anyone.post("/v1/meetings", json=names, headers=writer)
    path = f"/v1/meetings/{made.json()['id']}"
    for step in ("publish-agenda", "hold", "publish-minutes"):
        await ok(await anyone.post(f"{path}/{step}", headers=writer))
    found = {
        name: bool(found_in(await anyone.get(path, headers=headers), (UNTOLD,)))
        for name, headers in (("w", writer), ("c", token(settings, READ, READ_CLOSED)), ("r", reader), ("", {}))
    }
    assert found == {"w": True, "c": True, "r": False, "": False}
    for headers, is_found in ((writer, True), (reader, False)):
        assert bool((await anyone.get(f"/v1/search?q={UNTOLD}", headers=headers)).json()["items"]) is is_found
    changed = await anyone.patch(path, json={"agenda_items": []}, headers=writer | ANY)
    assert changed.status_code == 200
    assert (await anyone.delete(path, headers=writer | ANY)).status_code == 204


async def test_what_a_document_says_nothing_of_stays_closed_for_writers_also_without_its_documents(
    anyone: AsyncClient, settings: Settings, hidden: HiddenWorld, everything: dict[str, str]
) -> None:
    writer = token(settings, READ, WRITE)
    bodies = [(await anyone.get(f"/v1/meetings/{id}", headers=everything)).json() for id in hidden.ids["meetings"]]
    [imported] = [body for body in bodies if body["documents"]]
    path = f"/v1/meetings/{imported['id']}"
    hushed = [{**imported["documents"][0], "access": "open", "head": None, "unplaced": []}]
    await ok(await anyone.patch(path, json={"documents": hushed}, headers=everything | ANY))
    told = SECOND.encode()
    opened = await ok(await anyone.post("/v1/imports?name=b.txt&unknown_means=open", content=told, headers=everything))
    other = {**hushed[0], "id": opened["files"][0]["sha256"]}
    for documents in ([], [other]):
        answer = await anyone.patch(path, json={"documents": documents}, headers=writer | ANY)
        assert (answer.status_code, answer.json()["code"]) == (403, "hidden_content")
    await ok(await anyone.patch(path, json={"documents": [{**hushed[0], "name": "Referat"}]}, headers=writer | ANY))
    await ok(await anyone.patch(path, json={"documents": []}, headers=everything | ANY))
    seen = (await anyone.get(path, headers=writer)).json()
    assert {one["title"] for one in seen["agenda_items"]} == {"Lukket punkt"}
