"""A world in which something is hidden at every level. Every word that is hidden holds one of the marks.

`SHUT` marks what is closed, `UNTOLD` what nobody said anything of, `DRAFT` what is not published, `FAR` what belongs to
another cluster. Two amounts are closed as well. What is open has no mark.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient, Response

from tests.api.world import NORTH, SOUTH, World, build, cluster, forum, participant
from tests.cli.minutes import minutes

SHUT, UNTOLD, DRAFT, FAR = "Zqshut", "Zquntold", "Zqdraft", "Zqfar"
AMOUNT = 777_333
ANY = {"If-Match": "*"}
STEPS = ("publish-agenda", "hold", "publish-minutes")
Body = dict[str, Any]


@dataclass
class HiddenWorld:
    """`ids`: of every resource and document there is, by the kind in its path; `parts`: ids for the names in paths."""

    world: World
    ids: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def cluster(self) -> str:
        return self.world.id("clusters")


async def ok(answer: Response) -> Body:
    assert answer.status_code in (200, 201), answer.text
    body: Body = answer.json()
    return body


def item(title: str, access: str, **members: Any) -> Body:
    return {
        "title": title,
        "access": access,
        "case_number": f"{title}-1",
        "document_number": f"{title}-2",
        "sections": [{"kind": "presentation", "heading": f"{title} a", "text": f"{title} b", "access": access}],
        "recommendations": [{"text": f"{title} c"}],
        "decision": {"text": f"{title} d", "outcome": "rejected" if access == "closed" else "noted"},
        "tables": [{"section_position": 0, "header": [f"{title} e"], "rows": [[f"{title} f"]]}],
        "attachments": [{"title": f"{title} g", "file_name": f"{title}.pdf", "access": access}],
        "presenters": [{"name": f"{title} h"}],
        "follow_ups": [{"text": f"{title} i"}],
        **members,
    }


async def built(api: AsyncClient) -> HiddenWorld:
    """By a caller who may do everything."""
    hidden = HiddenWorld(await build(api))
    world = hidden.world
    meeting = await _meeting(api, world)
    await _facts(api, world, meeting)
    await _other_cluster(api)
    await _documents(api)
    await note_ids(api, hidden)
    return hidden


async def publish(api: AsyncClient, id: str) -> None:
    for step in STEPS:
        await ok(await api.post(f"/v1/meetings/{id}/{step}"))


async def _meeting(api: AsyncClient, world: World) -> Body:
    """Open as a whole, with an item, a section and attachments that are closed; and one that is planned."""
    mixed = item("Blandet", "open")
    mixed["sections"].append({"kind": "economy", "heading": f"{SHUT} j", "text": f"{SHUT} k", "access": "closed"})
    mixed["tables"].append({"section_position": 1, "rows": [[f"{SHUT} l"]]})
    mixed["attachments"].append({"title": f"{UNTOLD} a", "access": "unknown"})
    until = {"on": "2099-01-01", "event": f"{SHUT} n", "text": f"{SHUT} o"}
    content = {
        "forum_id": world.id("forums"),
        "title": "Et møde",
        "date": {"from": "2031-04-04", "to": "2031-04-04", "precision": "day"},
        "case_numbers": [f"{SHUT}-1", "Blandet-1"],
        "agenda_items": [mixed, item(SHUT, "closed", closed_until=until), item(f"{UNTOLD} b", "unknown")],
        "attachments": [{"title": f"{SHUT} q", "access": "closed"}],
    }
    meeting = await ok(await api.post("/v1/meetings", json=content))
    closed = meeting["agenda_items"][1]["id"]
    attendee = {"name": "Ask Øllgaard", "absent_for": [{"id": closed}], "note": f"{SHUT} r", "printed": f"{SHUT} s"}
    await ok(await api.post(f"/v1/meetings/{meeting['id']}/attendees", json=attendee))
    await publish(api, meeting["id"])
    planned = {"forum_id": world.id("forums"), "title": f"{DRAFT} a", "agenda_items": [item(f"{DRAFT} b", "open")]}
    await ok(await api.post("/v1/meetings", json=planned))
    begun: Body = {
        "forum_id": world.id("forums"),
        "title": "Begyndt",
        "agenda_items": [{"title": "Punkt", "access": "open"}],
    }
    begun["agenda_items"][0]["decision"] = {"text": f"{DRAFT} c", "outcome": "noted"}
    id = (await ok(await api.post("/v1/meetings", json=begun)))["id"]
    await ok(await api.post(f"/v1/meetings/{id}/publish-agenda"))
    return meeting


async def _facts(api: AsyncClient, world: World, meeting: Body) -> None:
    """What was read in the closed item and in the closed section."""
    items = meeting["agenda_items"]
    shut = {"meeting_id": meeting["id"], "agenda_item_id": items[1]["id"], "text": f"{SHUT} t", "lines": [1, 2]}
    of_section = {**shut, "agenda_item_id": items[0]["id"], "text": f"{SHUT} u"}
    decided = {"meeting_id": meeting["id"], "agenda_item_id": items[1]["id"], "forum_name": f"{SHUT} v"}
    untold = {"meeting_id": meeting["id"], "agenda_item_id": items[2]["id"], "text": f"{UNTOLD} c"}
    new = {"cluster_id": world.id("clusters"), "name": f"{UNTOLD} d", "evidence": untold}
    await ok(await api.post("/v1/initiatives", json=new))
    own = {"cluster_id": world.id("clusters"), "name": f"{SHUT} w", "code": f"{SHUT}9", "evidence": shut}
    wholly = await ok(await api.post("/v1/initiatives", json=own))
    known = world.path("initiatives")
    partly = {
        "name_variants": [{"text": f"{SHUT} x", "evidence": shut}, {"text": "Trygt hjem"}],
        "status_reports": [{"text": f"{SHUT} y", "spent_dkk": AMOUNT, "evidence": of_section}, {"text": "I gang"}],
        "goals": [{"text": f"{SHUT} z", "evidence": shut}, {"text": f"{UNTOLD} e", "evidence": untold}],
    }
    await ok(await api.patch(known, json=partly, headers=ANY))
    pot, path = world.bodies["funding"], world.path("funding")
    money: Body = {
        "grants": [*pot["grants"], {"amount_dkk": AMOUNT, "evidence": shut}],
        "allocations": [
            *pot["allocations"],
            {"initiative_id": wholly["id"], "party_id": NORTH, "amount_dkk": AMOUNT, "evidence": shut},
        ],
        "transfers": [{"from_party_id": NORTH, "to_party_id": SOUTH, "amount_dkk": AMOUNT, "decided": decided}],
        "carry_overs": [{"from_year": 2031, "to_year": 2032, "amount_dkk": AMOUNT, "evidence": of_section}],
        "criteria": [{"text": f"{SHUT} aa", "decided": decided}],
        "stated": [{"what": "allocated", "printed": f"{SHUT} {AMOUNT}", "amount_dkk": AMOUNT, "evidence": shut}],
    }
    await ok(await api.patch(path, json=money, headers=ANY))
    only = {"cluster_id": world.id("clusters"), "name": f"{SHUT} bb", "grant_years": [2044]}
    await ok(await api.post("/v1/funding", json=only | {"grants": [{"amount_dkk": AMOUNT, "evidence": shut}]}))


async def _other_cluster(api: AsyncClient) -> None:
    other = await ok(await api.post("/v1/clusters", json=cluster() | {"name": f"{FAR} a"}))
    room = await ok(await api.post("/v1/forums", json=forum(other["id"]) | {"name": f"{FAR} b"}))
    person = await ok(await api.post("/v1/participants", json=participant(room["id"]) | {"name": f"{FAR} c"}))
    row = {"participant_id": person["id"], "name": f"{FAR} c", "attendance": "present"}
    held = {"forum_id": room["id"], "title": f"{FAR} d", "agenda_items": [item(f"{FAR} e", "open")], "attendees": [row]}
    await publish(api, (await ok(await api.post("/v1/meetings", json=held)))["id"])
    await ok(await api.post("/v1/initiatives", json={"cluster_id": other["id"], "name": f"{FAR} f"}))
    pot = {"cluster_id": other["id"], "name": f"{FAR} g", "grant_years": [2045], "grants": [{"amount_dkk": 12}]}
    await ok(await api.post("/v1/funding", json=pot))


async def _documents(api: AsyncClient) -> None:
    """Minutes of which nothing says that they are open, with people and money of their own."""
    told = minutes().replace("Agnete Holmsted", f"{SHUT} Holmsted").replace("Tryg udskrivelse", f"{SHUT} udskrivelse")
    answer = await ok(await api.post("/v1/imports?name=referat.txt", content=told.encode()))
    assert answer["files"][0]["state"] == "created", answer


async def note_ids(api: AsyncClient, hidden: HiddenWorld) -> None:
    """All there is, by the feed, and the ids of all parts."""
    hidden.ids, hidden.parts, after = {}, {}, 0
    for _ in range(50):
        page = (await api.get(f"/v1/changes?after={after}&limit=200")).json()
        for subject in (one["subject"] for one in page["items"]):
            _, _, kind, id = subject.split("/")
            if id not in hidden.ids.setdefault(kind, []):
                hidden.ids[kind].append(id)
        if not page["items"]:
            break
        after = page["next_after"]
    names = {"agenda_items": "item_id", "attendees": "attendee_id", "attachments": "attachment_id"}
    names |= {"status_reports": "report_id", "grants": "grant_id", "allocations": "allocation_id"}
    names |= {"transfers": "transfer_id", "carry_overs": "carry_over_id"}
    for kind in ("meetings", "initiatives", "funding"):
        for id in hidden.ids[kind]:
            body = (await api.get(f"/v1/{kind}/{id}")).json()
            parts = [(name, part) for name in names for part in body.get(name) or ()]
            parts += [("attachments", one) for item in body.get("agenda_items") or () for one in item["attachments"]]
            for name, part in parts:
                hidden.parts.setdefault(f"{id} {names[name]}", []).append(part["id"])


def addresses(template: str, hidden: HiddenWorld) -> list[str]:
    """Every address that the template has in this world; without a place for an id, the one."""
    kind = template.split("/")[2] if template.startswith("/v1/") else ""
    if "{" not in template:
        return [template]
    found = []
    for id in hidden.ids.get(kind, ()):
        filled = template.replace("{id}", id)
        for name in re.findall(r"\{(\w+)\}", filled):
            parts = ["1", "2", "3"] if name == "version" else hidden.parts.get(f"{id} {name}", ())
            found += [filled.replace(f"{{{name}}}", part) for part in parts]
        if "{" not in filled:
            found.append(filled)
    return found
