"""Attacks on the service that no other test has: each leaves nothing behind and tells nothing."""

import json
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.importers.html_text import html_lines, html_of
from app.schemas.meetings import Section
from tests.api.conftest import bearer
from tests.api.contract import DOCUMENT
from tests.api.world import UNKNOWN_ID, build

SERVER_OWNED = ("id", "version", "created_at", "updated_at", "deleted_at", "merged_into", "sources")
SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1)>x</p>",
    '<a href="javascript:alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    "<P>x</P>",
    "<p\nstyle=x>",
    "<!-- --><b>x</b>",
    '<td colspan="1" onload="x">',
    "a < b",
    "<iframe srcdoc='x'></iframe>",
    '<math><mtext></p><style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></math>',
)
OPERATORS: tuple[Any, ...] = ({"$gt": ""}, {"$ne": None}, {"$where": "sleep(9)"}, ["$in"], {"$set": {"name": "x"}})


@pytest.mark.parametrize("markup", SCRIPTS)
def test_stored_html_of_a_writer_runs_nothing(markup: str) -> None:
    with pytest.raises(ValueError, match="has HTML that is not taken"):
        Section.model_validate({"kind": "other", "html": markup})


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Øko &amp; jura</h2>\n<p>a &lt; b <strong>c</strong><br></p>",
        '<ol start="3"><li>x</li></ol><table><tr><td colspan="2">y</td></tr></table>',
        html_of(
            html_lines("<h1>A</h1><ul><li>b<script>x</script></li></ul><table><tr><td>1</td><td>2</td></tr></table>")
        ),
        None,
    ],
)
def test_html_of_minutes_is_kept_as_it_is(markup: str | None) -> None:
    assert Section.model_validate({"kind": "other", "html": markup}).html == markup


async def test_operators_of_a_database_are_values_of_the_wrong_kind_in_every_body(api: AsyncClient) -> None:
    for operator in OPERATORS:
        for name in ("clusters", "forums", "participants", "initiatives", "meetings", "funding"):
            answer = await api.post(f"/v1/{name}", json={"name": operator, "title": operator, "forum_id": operator})
            assert answer.status_code == 422
            assert "$" not in answer.text
    for parameter in ("filter[$ne]", "name[$regex]", "id[$gt]", "$where"):
        answer = await api.get("/v1/clusters", params={parameter: "x"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_members_of_the_server_are_not_assigned_by_a_body(api: AsyncClient) -> None:
    world = await build(api)
    for name, body in world.bodies.items():
        path, etag = f"/v1/{name}/{body['id']}", f'"{body["version"]}"'
        for member in SERVER_OWNED:
            for method in ("PUT", "PATCH"):
                sent = {**body, member: "9"} if method == "PUT" else {member: "9"}
                answer = await api.request(method, path, json=sent, headers={"If-Match": etag})
                assert answer.status_code == 422, (name, member, method)
        assert (await api.get(path)).json() == body


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
async def test_a_header_does_not_change_the_method_or_the_path(api: AsyncClient, header: str) -> None:
    answer = await api.get(
        "/v1/clusters", headers={header: "DELETE", "X-Original-URL": "/metrics", "X-Rewrite-URL": "/"}
    )
    assert (answer.status_code, list(answer.json())) == (200, ["items", "next_cursor", "links", "total"])
    assert (await api.post("/v1/clusters?_method=DELETE", json={})).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/v1/..%2fmetrics",
        "/v1/%2e%2e/metrics",
        "/static-offline-docs/..%2f..%2fmain.py",
        "/static-offline-docs/%2e%2e/%2e%2e/main.py",
        "/static-offline-docs/....//main.py",
        "/problems/..%2f..%2fconfig",
        "//metrics",
        "/v1/clusters/..%2f..%2fmetrics",
    ],
)
async def test_a_path_leads_nowhere_else(api: AsyncClient, path: str) -> None:
    assert (await api.get(path)).status_code == 404


async def test_the_host_that_is_named_is_not_repeated(api: AsyncClient) -> None:
    named = {"Host": "ond.eksempel", "X-Forwarded-Host": "ond.eksempel", "Forwarded": "host=ond.eksempel"}
    created = await api.post("/v1/clusters", json={"name": "Klynge", "region": "Region Vest"}, headers=named)
    for answer in (
        created,
        await api.get("/v1/clusters", params={"limit": 1}, headers=named),
        await api.get("/v1/nothing", headers=named),
        await api.get("/docs", headers=named),
    ):
        assert "ond.eksempel" not in f"{answer.text} {answer.headers}"
    assert created.headers["location"].startswith("/v1/clusters/")


@pytest.mark.parametrize("sent", ["a\r\nforged: line", "a\x1b[31m", "a" * 129, "<b>", "\u00e6"])
async def test_a_request_id_forges_no_line_of_a_log(
    api: AsyncClient, caplog: pytest.LogCaptureFixture, sent: str
) -> None:
    caplog.set_level(logging.INFO)
    answer = await api.get("/v1/nothing", headers=[(b"X-Request-ID", sent.encode("latin-1"))])
    assert answer.headers["x-request-id"].isalnum()
    assert sent not in f"{answer.text} {answer.headers} {caplog.text}"


async def test_a_question_that_is_a_pattern_is_words(api: AsyncClient) -> None:
    """No text of a caller is a pattern; what would take a pattern for ever is answered like any other."""
    for question in ("(a+)+$", "a" * 400 + "!", ".*" * 100, "((((((((((a*)*)*)*)*)*)*)*)*)*b", "[" * 200):
        answer = await api.get("/v1/search", params={"q": question})
        assert answer.status_code in {200, 422}
        assert json.loads(answer.text).get("items", []) == []


WITH_A_BODY = [
    (method.upper(), path, next(iter(told["requestBody"]["content"])))
    for path, methods in DOCUMENT["paths"].items()
    for method, told in methods.items()
    if "requestBody" in told
]


class Unread:
    """A body that must not be asked for."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        pytest.fail("read")


async def test_no_byte_of_a_body_is_read_for_a_caller_who_may_not_send_it(
    anyone: AsyncClient, settings: Settings
) -> None:
    """Reading ten megabytes of JSON costs a hundred times what refusing them does."""
    assert len(WITH_A_BODY) > 40
    for method, path, media_type in WITH_A_BODY:
        where = re.sub(r"{\w+}", UNKNOWN_ID, path)
        for token, status in (({}, 401), (bearer(settings), 403)):
            headers = {"Content-Type": media_type, **token}
            answer = await anyone.request(method, where, content=Unread(), headers=headers)
            assert answer.status_code == status, (method, path)
