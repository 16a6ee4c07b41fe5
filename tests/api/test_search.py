"""Search over the API: ten questions to the samples, filters, pages, and what is refused or hidden."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import READ, READ_CLOSED, Caller
from app.schemas.search import SearchParameters
from app.services.ports import Record
from app.services.search import CANDIDATES, SearchService
from app.storage.stores import open_store
from tests.api.world import UNKNOWN_ID, World, build
from tests.storage.records import change, meeting, put

SAMPLES = Path(__file__).parents[2] / "samples"
Hit = tuple[str, str | None, str | None]
Item = dict[str, Any]

QUESTIONS: dict[str, list[Hit]] = {
    "genindlæggelse ældre": [
        ("initiative", "Færre genindlæggelser blandt ældre borgere med demens og andre kroniske lidelser", None),
    ],
    "CYKELSTIER": [("agenda_item", "Cykelsti langs Fjordvejen", "2024-03-04")],
    "klyngemidlerne": [
        ("agenda_item", "Fordeling af klyngemidler 2024", "2024-05-22"),
        ("agenda_item", "Status for klyngemidler", "2024-01-17"),
    ],
    "medicin": [
        ("initiative", "Medicinskab til udvalgte patienter", None),
        ("decision", "Forslag til indsatser", "2020-12-03"),
    ],
    "trivsel i ungdomsår": [
        ("initiative", "Trivsel i ungdomsårene", None),
        ("agenda_item", "Fokusområde 2: Trivsel i ungdomsårene", "2024-03-14"),
    ],
    "driftsforaene kommissorium": [("agenda_item", "Nyt kommissorium for de to driftsfora", "2024-01-17")],
    "smertecafe": [
        ("initiative", "Smertecafé", None),
        ("agenda_item", "Fordeling af klyngemidler 2024", "2024-05-22"),
    ],
    "lokalpl": [("agenda_item", "Høring om lokalplan 14", "2024-03-04")],
    "24-000231": [
        ("meeting", "Teknikudvalget, Solby Kommune", "2024-03-04"),
        ("agenda_item", "Cykelsti langs Fjordvejen", "2024-03-04"),
    ],
    "teknikudvalget indstiller broen": [("decision", "Renovering af Tangbroen", "2024-03-04")],
}
"""A question, and the first hits it must have."""


def shown(item: Item) -> Hit:
    return item["kind"], item["title"], item["date"] and item["date"]["from"]


def marked(item: Item) -> str:
    return "".join(f"[{piece['text']}]" if piece["is_hit"] else piece["text"] for piece in item["snippet"])


async def hits(api: AsyncClient, q: str, **parameters: str) -> list[Item]:
    response = await api.get("/v1/search", params={"q": q, **parameters})
    assert response.status_code == 200, response.text
    items: list[Item] = response.json()["items"]
    return items


async def test_ten_questions_to_the_samples_have_their_expected_first_hits(api: AsyncClient) -> None:
    for sample in sorted(SAMPLES.glob("*.txt")):
        parameters = {"name": sample.name, "unknown_means": "open"}
        headers = {"Content-Type": "application/octet-stream"}
        response = await api.post("/v1/imports", params=parameters, content=sample.read_bytes(), headers=headers)
        assert response.status_code < 300, response.text
    found = {q: [shown(item) for item in await hits(api, q)][: len(first)] for q, first in QUESTIONS.items()}
    assert found == QUESTIONS
    (cafe, *_) = await hits(api, "smertecafe")
    assert (await api.get(cafe["subject"])).json()["name"] == "Smertecafé"
    assert "[Tangbroen]" in marked((await hits(api, "tangbro"))[0])


@pytest.fixture
async def world(api: AsyncClient) -> World:
    """With a meeting of its own for the search."""
    world = await build(api)
    items = [
        {"title": "Medicinbokse", "sections": [{"kind": "presentation", "text": "Bokse til ældre i <b>Aalborg</b>."}]},
        {
            "title": "Svømmehal",
            "number": "2",
            "sections": [{"kind": "decision", "text": "Medicinboksene godkendt."}],
            "decision": {"text": "Medicinboksene godkendt.", "outcome": "approved"},
        },
    ]
    response = await api.patch(
        world.path("meetings"), json={"title": "Møde om økonomi", "agenda_items": items}, headers={"If-Match": "*"}
    )
    assert response.status_code == 200, response.text
    world.bodies["meetings"] = response.json()
    return world


async def test_a_hit_names_its_part_and_where_to_read_it(api: AsyncClient, world: World) -> None:
    item, decision = await hits(api, "medicinboks")
    parts = world.bodies["meetings"]["agenda_items"]
    assert (item["kind"], item["id"], item["subject"]) == ("agenda_item", parts[0]["id"], world.path("meetings"))
    assert (decision["kind"], decision["agenda_item_id"], decision["number"]) == ("decision", parts[1]["id"], "2")
    assert (decision["title"], marked(decision)) == ("Svømmehal", "[Medicinboksene] godkendt.")
    assert decision["forum_id"] == world.id("forums")
    assert decision["date"]["from"] == "2031-03-04"


async def test_case_letters_and_their_composition_make_no_difference(api: AsyncClient, world: World) -> None:
    for q in ("ålborg", "AALBORG", "A\u030alborg", "aalb"):
        (item,) = await hits(api, q)
        assert marked(item) == "Bokse til ældre i <b>[Aalborg]</b>.", q


FILTERS: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["agenda_item", "decision"]),
    ({"kind": "decision"}, ["decision"]),
    ({"kind": "meeting"}, []),
    ({"kind": "initiative"}, []),
    ({"from": "2031-03-04", "to": "2031-03-04"}, ["agenda_item", "decision"]),
    ({"from": "2031-03-05"}, []),
    ({"to": "2031-03-03"}, []),
    ({"forum": "forums"}, ["agenda_item", "decision"]),
    ({"cluster": "clusters"}, ["agenda_item", "decision"]),
    ({"cluster": "clusters", "forum": "forums"}, ["agenda_item", "decision"]),
    ({"cluster": UNKNOWN_ID}, []),
    ({"forum": UNKNOWN_ID}, []),
    ({"cluster": UNKNOWN_ID, "forum": "forums"}, []),
]


async def test_filters_narrow_the_hits(api: AsyncClient, world: World) -> None:
    for filters, kinds in FILTERS:
        given = {name: world.id(value) if value in world.bodies else value for name, value in filters.items()}
        assert [item["kind"] for item in await hits(api, "medicinboks", **given)] == kinds, filters


async def test_initiatives_are_found_with_their_filters(api: AsyncClient, world: World) -> None:
    (found,) = await hits(api, "trygge udskriv", cluster=world.id("clusters"), forum=world.id("forums"))
    assert (found["kind"], found["subject"], marked(found)) == (
        "initiative",
        world.path("initiatives"),
        "[Trygge] [udskrivninger]",
    )
    assert await hits(api, "trygge udskriv", cluster=UNKNOWN_ID) == []
    assert await hits(api, "trygge udskriv", **{"from": "2020-01-01"}) == []


async def test_what_was_changed_or_deleted_is_found_as_it_is_now(api: AsyncClient, world: World) -> None:
    await api.patch(world.path("initiatives"), json={"name": "Skøjtebane"}, headers={"If-Match": "*"})
    assert await hits(api, "udskrivning") == []
    assert [item["title"] for item in await hits(api, "skøjtebane")] == ["Skøjtebane"]
    await api.delete(world.path("meetings"), headers={"If-Match": "*"})
    assert await hits(api, "medicinboks") == []
    await api.post(f"{world.path('meetings')}/restore", headers={"If-Match": "*"})
    assert len(await hits(api, "medicinboks")) == 2


async def test_pages_hold_every_hit_once_in_one_order(api: AsyncClient, world: World) -> None:
    items = [{"title": f"Svømmehal {n}"} for n in range(7)]
    await api.patch(world.path("meetings"), json={"agenda_items": items}, headers={"If-Match": "*"})
    whole = await hits(api, "svømmehal")
    walked: list[Item] = []
    following: str | None = "/v1/search?q=sv%C3%B8mmehal&limit=2"
    for _ in range(10):
        if following is None:
            break
        page = (await api.get(following)).json()
        assert len(page["items"]) <= 2
        walked += page["items"]
        following = page["links"]["next"]
    assert following is None
    assert [item["title"] for item in walked] == [f"Svømmehal {n}" for n in range(7)]
    assert walked == whole


async def test_a_cursor_of_another_question_is_400_p8(api: AsyncClient, world: World) -> None:
    first = (await api.get("/v1/search?q=medicinboks&limit=1")).json()["next_cursor"]
    for query in (f"q=svømmehal&cursor={first}", f"q=medicinboks&kind=decision&cursor={first}", "q=x&cursor=!!"):
        response = await api.get(f"/v1/search?{query}")
        assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid")


async def test_a_question_without_a_word_that_is_there_has_no_hits(api: AsyncClient, world: World) -> None:
    for q in ("og i det", "...", "§§ – !", " ", "\u0301", "{}[]()*\"'\\", "æ\u0000", "$where", "%"):
        assert await hits(api, q) == [], q


NO_WORDS = ("", "q=", f"q={'a' * 201}", "q=a+b+c+d+e+f+g+h+k+l+m")
NO_FILTERS = ("limit=0", "limit=201", "kind=funding", "to=i+dag", "sort=date", "cluster=x")


async def test_what_is_no_search_is_422(api: AsyncClient) -> None:
    for query in (*NO_WORDS, *(f"q=x&{filter}" for filter in NO_FILTERS)):
        assert (await api.get(f"/v1/search?{query}")).status_code == 422, query


@asynccontextmanager
async def searching(settings: Settings, *records: Record) -> AsyncIterator[SearchService]:
    store = await open_store(settings)
    await put(store, *records)
    yield SearchService(store)
    await store.close()


def about(id: str, title: str, text: str = "", audience: str = "all", day: str = "2026-03-04") -> Record:
    item = {"id": f"{id}-item", "title": title, "sections": [{"kind": "presentation", "text": text}]}
    base = meeting(id, day=day, agenda_items=[item])
    return Record(base.kind, base.id, 1, base.body, audience)


async def found_by(service: SearchService, q: str, *scopes: str, limit: int = 50) -> list[str]:
    listed = await service.search(SearchParameters(q=q, limit=limit), Caller("x", frozenset(scopes)))
    return [item["id"] for item in listed.items]


async def test_what_a_caller_may_not_see_is_not_found(settings: Settings) -> None:
    async with searching(settings, about("m1", "Svømmehal"), about("m2", "Svømmehal", audience="closed")) as service:
        assert await found_by(service, "svømmehal", READ) == ["m1-item"]
        assert await found_by(service, "svømmehal") == []
        assert len(await found_by(service, "svømmehal", READ, READ_CLOSED)) == 2


async def test_a_title_is_found_before_any_number_of_newer_texts(settings: Settings) -> None:
    """More records than are ranked hold the word in their text."""
    texts = [about(f"m{n}", "Punkt", "Om svømmehal") for n in range(CANDIDATES + 5)]
    async with searching(settings, about("old", "Svømmehal", day="2001-01-01"), *texts) as service:
        found = await found_by(service, "svømmehal", READ, limit=200)
        assert found[0] == "old-item"
        assert len(found) == 200


async def test_a_record_that_changed_since_it_was_found_is_shown_as_it_is(settings: Settings) -> None:
    """As if it was written between the search and the reading of what is shown."""
    async with searching(settings, about("m1", "Svømmehal"), about("m2", "Svømmehal")) as service:

        class Late:
            def __getattr__(self, name: str) -> Any:
                return getattr(service._store, name)

            async def get_many(self, kind: Any, ids: Any) -> Any:
                await put_other_title(service)
                return await service._store.get_many(kind, ids)

        assert await found_by(SearchService(Late()), "svømmehal", READ) == ["m2-item"]


async def put_other_title(service: SearchService) -> None:
    previous = about("m1", "Svømmehal")
    following = about("m1", "Skøjtebane")
    following.body["version"] = 2
    changed = Record(following.kind, following.id, 2, following.body)
    await service._store.replace(changed, previous, change(changed, "updated"))
