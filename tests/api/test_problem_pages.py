"""The page that each problem's `type` leads to."""

import re
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.main import create_app
from app.problem_texts import TEXTS
from app.problems import every_error, known, titled
from tests.api.conftest import serving

JSON = {"Accept": "application/json"}


def test_every_code_has_its_text_and_no_text_is_without_a_code() -> None:
    assert set(TEXTS) == {error.code for error in every_error() if error.__module__.startswith("app.")}


def test_errors_of_one_code_are_of_one_status() -> None:
    for error in every_error():
        assert known(error).status == titled(error.code)[0], error


async def test_the_type_of_every_problem_resolves_for_anybody(settings: Settings) -> None:
    async with serving(create_app(settings)) as client:
        for code in TEXTS:
            page = await client.get(f"/problems/{code}")
            check_page(code, page, (await client.get(f"/problems/{code}", headers=JSON)).json())


def check_page(code: str, page: Response, told: dict[str, Any]) -> None:
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (told["type"], told["code"], told["status"]) == (f"/problems/{code}", code, titled(code)[0])
    text = TEXTS[code]
    assert f"<h1>{text.title_da}</h1>" in page.text
    assert 'lang="da"' in page.text
    assert 'lang="en"' in page.text
    assert (told["description"], told["description_da"]) == (text.en, text.da)
    assert "`" not in re.sub(r"<style>.*?</style>", "", page.text, flags=re.DOTALL)
    assert not re.search(r"(src|href)=|//", page.text)


async def test_the_type_of_a_problem_that_was_met_leads_to_its_page(api: AsyncClient) -> None:
    for path in ("/v1/clusters/x", "/v1/clusters?limit=0", "/nowhere", "/v1/clusters?cursor=x", "/problems/x"):
        problem = (await api.get(path, headers=JSON)).json()
        page = await api.get(problem["type"], headers=JSON)
        assert (page.status_code, page.json()["status"]) == (200, problem["status"])
        assert page.json()["title"] == problem["title"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json", "application/json"),
        ("application/json;q=0.1, text/html;q=0.2", "text/html"),
    ],
)
async def test_a_page_comes_as_it_is_liked(api: AsyncClient, accept: str, media_type: str) -> None:
    answer = await api.get("/problems/not_found", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["vary"] == "Accept"


async def test_a_page_in_no_liked_media_type_is_406(api: AsyncClient) -> None:
    assert (await api.get("/problems/gone", headers={"Accept": "text/csv"})).status_code == 406


@pytest.mark.parametrize("code", ["nothing", "<script>", "..", "%00", "x" * 500])
async def test_an_unknown_code_is_404_and_not_repeated(api: AsyncClient, code: str) -> None:
    answer = await api.get(f"/problems/{code}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text
