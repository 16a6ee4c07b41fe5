"""The minutes of a meeting in each media type that is offered."""

import pytest
from httpx import AsyncClient, Response

from tests.api.world import UNKNOWN_ID, World, build

FORMS = ("application/json", "text/html", "application/pdf")


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def get(api: AsyncClient, world: World, accept: str, known: str = '"x"') -> Response:
    headers = {"Accept": accept, "If-None-Match": known}
    return await api.get(f"{world.path('meetings')}/minutes", headers=headers)


async def test_the_minutes_come_as_they_are_liked(api: AsyncClient, world: World) -> None:
    """P23: the whole meeting in one answer, as data and to send on."""
    for accept in FORMS:
        answer = await get(api, world, accept)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, accept)
        assert answer.headers["vary"] == "Authorization, Accept"
    assert (await get(api, world, "*/*")).json()["id"] == world.id("meetings")
    page = (await get(api, world, "text/html")).text
    assert all(text in page for text in ("Sundhedsklynge Fjordby", "Politisk Forum", "Ask Øllgaard", "1. Økonomi"))
    pdf = await get(api, world, "application/pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert 'inline; filename="Referat Mode i Politisk Forum 2031-03-04.pdf"' in pdf.headers[
        "content-disposition"
    ].replace("oe", "o")


async def test_each_form_has_a_tag_of_its_own_and_is_304_where_it_is_known(api: AsyncClient, world: World) -> None:
    tags = {accept: (await get(api, world, accept)).headers["etag"] for accept in FORMS}
    assert len(set(tags.values())) == len(FORMS)
    for accept in FORMS:
        for known in FORMS:
            expected = 304 if accept == known else 200
            assert (await get(api, world, accept, tags[known])).status_code == expected


@pytest.mark.parametrize("changed", ["meetings", "forums", "clusters"])
async def test_a_change_of_the_meeting_or_of_a_name_in_it_changes_the_tag(
    api: AsyncClient, world: World, changed: str
) -> None:
    before = (await get(api, world, "text/html")).headers["etag"]
    change = {"title": "Nyt navn"} if changed == "meetings" else {"name": "Nyt navn"}
    answer = await api.patch(world.path(changed), json=change, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    after = await get(api, world, "text/html", before)
    assert after.status_code == 200
    assert "Nyt navn" in after.text


async def test_what_is_closed_is_in_no_form_that_is_sent_on(api: AsyncClient, world: World) -> None:
    items = [{"number": "9", "title": "Køb af gården", "access": "closed", "decision": {"text": "Gården købes"}}]
    await api.patch(world.path("meetings"), json={"agenda_items": items}, headers={"If-Match": "*"})
    page = (await get(api, world, "text/html")).text
    assert "9. Lukket punkt" in page
    assert "ården" not in page


@pytest.mark.parametrize("accept", ["text/csv", "text/plain", "image/*", "application/pdf;q=0"])
async def test_another_form_is_406(api: AsyncClient, world: World, accept: str) -> None:
    assert (await get(api, world, accept)).status_code == 406


@pytest.mark.parametrize("accept", FORMS)
async def test_an_unknown_meeting_is_404_and_a_deleted_one_410(api: AsyncClient, world: World, accept: str) -> None:
    unknown = await api.get(f"/v1/meetings/{UNKNOWN_ID}/minutes", headers={"Accept": accept})
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
    await api.delete(world.path("meetings"), headers={"If-Match": "*"})
    assert (await get(api, world, accept)).status_code == 410
