"""What every answer has, and what every error looks like."""

import logging
from typing import Any

import pytest
from httpx import AsyncClient

from app import errors, problems
from app.config import Settings
from app.domain.access import READ
from app.errors import KlyngeError, StoreBusy
from app.main import create_app
from app.services.ports import Store
from tests.api.conftest import bearer, serving, serving_over
from tests.api.world import UNKNOWN_ID, build

MARK = "zqxmarkerqxz"


def subclasses(of: type[KlyngeError]) -> set[type[KlyngeError]]:
    direct = set(of.__subclasses__())
    return direct.union(*(subclasses(one) for one in direct))


def test_every_error_but_those_of_the_start_has_its_status() -> None:
    at_the_start = {errors.SettingsUnusable}
    defined = {one for one in subclasses(KlyngeError) if one.__module__ in ("app.errors", "app.problems")}
    assert {one for one in defined if problems.known(one).status == 500} == at_the_start


PROBLEMS = [
    ("GET", "/nowhere", 404, "path_unknown"),
    ("GET", "/v1", 404, "path_unknown"),
    ("GET", "/v1/", 404, "path_unknown"),
    ("GET", "/v1/clusters/", 404, "path_unknown"),
    ("GET", "/v1/nowhere", 404, "path_unknown"),
    ("GET", "/v1/webhooks", 404, "path_unknown"),
    ("POST", f"/v1/meetings/{UNKNOWN_ID}/adjourn", 404, "path_unknown"),
    ("GET", "/static-offline-docs/nothing.js", 404, "path_unknown"),
    ("GET", f"/v1/clusters/{UNKNOWN_ID}", 404, "not_found"),
    ("GET", f"/v1/funding/{UNKNOWN_ID}/balance", 404, "not_found"),
    ("DELETE", "/v1/clusters", 405, "method_not_allowed"),
    ("PURGE", f"/v1/clusters/{UNKNOWN_ID}", 405, "method_not_allowed"),
    ("POST", "/health/live", 405, "method_not_allowed"),
    ("GET", "/v1/clusters?limit=0", 422, "invalid_input"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), PROBLEMS)
async def test_an_error_is_a_problem(api: AsyncClient, method: str, path: str, status: int, code: str) -> None:
    answer = await api.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["type"], body["status"], body["code"]) == (f"/problems/{code}", status, code)
    assert body["instance"] == path.partition("?")[0]
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["title"]
    assert body["detail"]


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/clusters", "GET, HEAD, OPTIONS, POST"),
        (f"/v1/clusters/{UNKNOWN_ID}", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        (f"/v1/funding/{UNKNOWN_ID}/validate", "OPTIONS, POST"),
        ("/health/live", "GET, HEAD, OPTIONS"),
    ],
)
async def test_a_path_says_what_it_allows(api: AsyncClient, path: str, allow: str) -> None:
    answer = await api.options(path)
    assert (answer.status_code, answer.headers["allow"]) == (204, allow)
    assert (await api.request("TRACE", path)).headers["allow"] == allow


async def test_options_of_an_unknown_path_is_404(api: AsyncClient) -> None:
    assert (await api.options("/nowhere")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/v1/clusters", "/health/ready", "/v1/clusters/{clusters}", "/nowhere", "/openapi.json"]
)
async def test_head_answers_as_get_without_the_body(api: AsyncClient, path: str) -> None:
    world = await build(api)
    path = path.format(clusters=world.id("clusters"))
    got, headed = await api.get(path), await api.head(path)
    assert headed.content == b""
    assert headed.status_code == got.status_code
    without_id = {name: value for name, value in got.headers.items() if name != "x-request-id"}
    assert {name: value for name, value in headed.headers.items() if name != "x-request-id"} == without_id


@pytest.mark.parametrize("path", ["/v1/clusters", "/nowhere", "/health/live", "/docs"])
async def test_a_sane_request_id_is_taken_over(api: AsyncClient, path: str) -> None:
    answer = await api.get(path, headers={"X-Request-ID": "abc-123.X:7"})
    assert answer.headers.get_list("x-request-id") == ["abc-123.X:7"]


@pytest.mark.parametrize("sent", [None, "", "a b", "x" * 129, "æ".encode(), "<script>"])
async def test_a_request_id_is_made_where_none_can_be_taken_over(api: AsyncClient, sent: Any) -> None:
    headers = {} if sent is None else {"X-Request-ID": sent}
    ids = {(await api.get("/health/live", headers=headers)).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2
    assert all(len(id) == 32 for id in ids)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("text/html, application/json;q=0.5", 200),
        ("Application/JSON", 200),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/xml, text/*", 406),
        ("", 406),
    ],
)
async def test_json_must_be_acceptable(api: AsyncClient, accept: str, status: int) -> None:
    world = await build(api)
    for path in ("/v1/clusters", world.path("clusters")):
        assert (await api.get(path, headers={"Accept": accept})).status_code == status


async def test_what_nobody_foresaw_is_500_and_logged_without_content(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings)

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError(MARK)

    async with serving(app) as client:
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/broken", headers={"X-Request-ID": "req-500"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.json()["request_id"] == "req-500"
    assert MARK not in answer.text
    assert "req-500" in caplog.text
    assert "ValueError" in caplog.text
    assert MARK not in "".join(record.getMessage() for record in caplog.records)


async def test_a_busy_store_is_503_with_when_to_come_back(settings: Settings) -> None:
    app = create_app(settings)

    @app.get("/busy")
    async def busy() -> None:
        raise StoreBusy("contention")

    async with serving(app) as client:
        answer = await client.get("/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_health_needs_no_token(settings: Settings) -> None:
    async with serving(create_app(settings)) as client:
        assert (await client.get("/health/live")).json() == {"status": "live"}
        assert (await client.get("/health/ready")).json() == {"status": "ready"}


class Unreachable:
    """A store whose database does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def ping(self) -> None:
        raise StoreBusy("no answer")


async def test_who_cannot_reach_the_database_lives_but_is_not_ready(settings: Settings) -> None:
    async with serving_over(settings, Unreachable) as client:
        assert (await client.get("/health/live")).status_code == 200
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "store_busy", "1")


async def test_the_documentation_needs_nothing_from_elsewhere(settings: Settings) -> None:
    async with serving(create_app(settings)) as client:
        page = await client.get("/docs")
        assert page.status_code == 200
        assert "//" not in page.text.replace("// ", "").replace("<!-- ", "")
        files = [part.split('"')[0] for part in page.text.replace('src="', 'href="').split('href="')[1:]]
        assert len(files) == 3
        for file in files:
            assert (await client.get(file)).status_code == 200


async def test_errors_of_readers_do_not_reach_the_log(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(create_app(settings)) as client:
        with caplog.at_level(logging.INFO, logger="klynge"):
            await client.get(f"/v1/clusters/{MARK}", headers=bearer(settings, READ))
    assert MARK not in caplog.text
