"""The balance of a pot in each media type that is offered."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.world import World, build
from tests.reports.workbook import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def path(api: AsyncClient) -> str:
    world: World = await build(api)
    return f"{world.path('funding')}/balance"


async def get(api: AsyncClient, path: str, accept: str) -> Any:
    answer = await api.get(path, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert answer.headers["vary"] == "Authorization, Accept"
    return answer


async def test_json_stays_what_is_answered_to_who_asks_for_nothing(api: AsyncClient, path: str) -> None:
    for accept in ("*/*", "application/json", "application/*", "text/html;q=0.1, application/json"):
        answer = await api.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/json"


async def test_every_form_tells_the_amounts_of_the_json(api: AsyncClient, path: str) -> None:
    assert (await get(api, path, "application/json")).json()["total"]["balance_dkk"] == 749.5
    csv = await get(api, path, "text/csv")
    assert csv.text.endswith("\r\nBalance;349,50;400,00;749,50\r\n")
    assert "Balance Sundhedsklynge Fjordby Klyngemidler 2031.csv" in csv.headers["content-disposition"]
    page = Page((await get(api, path, XLSX)).content)
    row = page.row_of("Balance")
    assert [page.value(f"{column}{row}") for column in "BCD"] == [349.5, 400, 749.5]
    html = await get(api, path, "text/html")
    assert '749,50<span class="mark">til rest</span>' in html.text
    assert html.headers["content-security-policy"].startswith("default-src 'none'")
    assert "Balance 349,50 kr.: til rest" in (await get(api, path, "image/svg+xml")).text


async def test_the_forms_take_the_past_as_the_json_does(api: AsyncClient, path: str) -> None:
    csv = await api.get(f"{path}?decided_by=2030-01-01", headers={"Accept": "text/csv"})
    answer = (await api.get(f"{path}?decided_by=2030-01-01")).json()
    assert answer["rows"] == []
    assert "Trygge" not in csv.text
    page = await api.get(f"{path}?decided_by=2030-01-01", headers={"Accept": "text/html"})
    assert "Besluttet senest 1. januar 2030" in page.text


@pytest.mark.parametrize("accept", ["application/pdf", "text/plain", "image/png", "application/vnd.ms-excel"])
async def test_another_form_is_406(api: AsyncClient, path: str, accept: str) -> None:
    assert (await api.get(path, headers={"Accept": accept})).status_code == 406


@pytest.mark.parametrize("accept", ["text/html", "text/csv", XLSX, "image/svg+xml"])
async def test_an_unknown_pot_is_a_problem_in_every_form(api: AsyncClient, path: str, accept: str) -> None:
    unknown = path.replace(path.split("/")[3], "0190a000-0000-7000-8000-00000000ffff")
    answer = await api.get(unknown, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
