"""Imports of several or large files over HTTP: 202 and a job that tells of every file."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.domain.access import IMPORT, READ_CLOSED, SCOPES
from app.main import create_app
from tests.api.conftest import bearer, serving
from tests.cli.minutes import FIRST, SECOND

LIMIT = 1_400_000
BOUNDARY = "klynge-form"
CAKE = "100 g sukker"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"import_limit_bytes": LIMIT})


def form(*texts: str, field: str = "files") -> dict[str, Any]:
    return {"files": [(field, (f"referat-{n}.txt", text.encode(), "text/plain")) for n, text in enumerate(texts)]}


async def post(api: AsyncClient, *texts: str, query: str = "", **options: Any) -> Response:
    return await api.post(f"/v1/imports{query}", **form(*texts), **options)


async def ended(api: AsyncClient, answer: Response) -> dict[str, Any]:
    """The job that was answered, when every file is told."""
    assert answer.status_code == 202, answer.text
    for poll in range(200):
        job: dict[str, Any] = (await api.get(answer.headers["location"])).json()
        if job["state"] not in ("receiving", "accepted"):
            return job
        await asyncio.sleep(min(0.02 * 1.5**poll, 1))
    raise AssertionError("the job does not end")


def states(job: dict[str, Any]) -> list[str]:
    return [file["state"] for file in job["files"]]


async def test_p13_every_file_of_a_form_is_told_of_and_none_stops_the_others(api: AsyncClient) -> None:
    answer = await post(api, FIRST, CAKE, SECOND)
    assert answer.json()["id"] == answer.headers["location"].rsplit("/", 1)[1]
    job = await ended(api, answer)
    assert [file["name"] for file in job["files"]] == ["referat-0.txt", "referat-1.txt", "referat-2.txt"]
    assert (job["state"], states(job)) == ("failed", ["created", "failed", "created"])
    assert job["files"][1]["findings"]
    assert len((await api.get("/v1/meetings")).json()["items"]) == 2
    for file in job["files"][::2]:
        alone = (await api.get(f"/v1/imports/{file['import_id']}")).json()
        assert alone["files"] == [file]
    again = await ended(api, await post(api, FIRST, SECOND))
    assert (again["state"], states(again)) == ("completed", ["unchanged", "unchanged"])
    rows = (await api.get("/v1/imports?limit=2")).json()["items"]
    assert rows[0]["id"] == again["id"]
    assert [row["id"] for row in (await api.get("/v1/imports?state=failed")).json()["items"]] == [job["id"]]
    known = await api.get(f"/v1/imports/{job['id']}")
    same = await api.get(f"/v1/imports/{job['id']}", headers={"If-None-Match": known.headers["etag"]})
    assert same.status_code == 304


async def test_one_large_file_is_a_job_too(api: AsyncClient) -> None:
    answer = await api.post("/v1/imports?name=stor.pdf", content=b"%PDF" + b"x" * 1_000_000)
    job = await ended(api, answer)
    assert (job["files"][0]["name"], states(job)) == ("stor.pdf", ["failed"])


async def test_one_small_file_in_a_form_is_answered_at_once(api: AsyncClient) -> None:
    answer = await post(api, FIRST)
    assert (answer.status_code, states(answer.json())) == (200, ["created"])


async def test_a_dry_run_of_several_files_writes_nothing_but_its_job(api: AsyncClient) -> None:
    job = await ended(api, await post(api, FIRST, SECOND, query="?dry_run=true"))
    assert (job["state"], job["dry_run"], states(job)) == ("completed", True, ["created", "created"])
    assert (await api.get("/v1/meetings")).json()["items"] == []
    assert [row["id"] for row in (await api.get("/v1/imports")).json()["items"]] == [job["id"]]


@pytest.mark.parametrize(("texts", "status"), [((FIRST,), 200), ((FIRST, SECOND), 202)])
async def test_a_request_sent_again_with_its_key_is_one_job(
    api: AsyncClient, texts: tuple[str, ...], status: int
) -> None:
    key = {"Idempotency-Key": "nightly-1"}
    first, at_once = await asyncio.gather(*(post(api, *texts, headers=key) for _ in range(2)))
    assert {first.status_code, at_once.status_code} <= {status, 202}
    assert first.json()["id"] == at_once.json()["id"]
    for _ in range(200):
        again = await post(api, *texts, headers=key)
        if again.json()["state"] == "completed":
            break
        await asyncio.sleep(0.02)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (status, "true")
    assert (again.json()["id"], states(again.json())) == (first.json()["id"], ["created"] * len(texts))
    other = await post(api, *texts, CAKE, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_form_over_the_limit_is_413_while_it_is_read(api: AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'.encode()
        while sent < 100 * LIMIT:
            sent += 100_000
            yield b"x" * 100_000

    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = await api.post("/v1/imports", content=endless(), headers=kind)
    assert (answer.status_code, answer.json()["limit_bytes"]) == (413, LIMIT)
    assert sent <= LIMIT + 200_000


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    (form(*["x"] * 501), 422, "/files"),
    (form("x", "y", field="file"), 422, ""),
    ({"data": {"files": "x"}, **form("x")}, 422, ""),
    ({"content": f"--{BOUNDARY}--\r\n".encode()}, 422, "/files"),
    ({"content": b"no form at all"}, 400, ""),
    ({"content": f'--{BOUNDARY}\r\nContent-Disposition: form-data; filename="a"\r\n\r\nx'.encode()}, 400, ""),
]


@pytest.mark.parametrize(("sent", "status", "pointer"), REFUSED)
async def test_a_form_that_does_not_hold_stores_nothing(
    api: AsyncClient, sent: dict[str, Any], status: int, pointer: str
) -> None:
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if "content" in sent else {}
    answer = await api.post("/v1/imports", headers=kind, **sent)
    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await api.get("/v1/imports")).json()["items"] == []


async def test_a_form_in_a_charset_that_only_python_has_is_415(api: AsyncClient) -> None:
    part = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nx\r\n--{BOUNDARY}--\r\n'
    )
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}; charset=undefined"}
    assert (await api.post("/v1/imports", content=part.encode(), headers=kind)).status_code == 415


async def test_five_hundred_files_are_taken_on(api: AsyncClient) -> None:
    job = await ended(api, await post(api, *[f"{CAKE} {n}" for n in range(500)]))
    assert (len(job["files"]), job["counts"]["failed"], job["counts"]["waiting"]) == (500, 500, 0)


async def test_d7_a_compressed_body_is_refused_and_names_are_made_printable(api: AsyncClient) -> None:
    packed = await api.post("/v1/imports", content=b"x", headers={"Content-Encoding": "gzip"})
    assert packed.status_code == 415
    names = ["../../etc/passwd", "C:\\mine\\r\x07\x00eferat.txt", "Årsmøde – æøå.txt", "n" * 300]
    answer = await api.post("/v1/imports?dry_run=true", files=[("files", (name, b"x")) for name in names])
    named = [file["name"] for file in (await ended(api, answer))["files"]]
    assert (named[0], named[2], len(named[3])) == ("../../etc/passwd", "Årsmøde – æøå.txt", 200)
    assert (named[1][0], named[1][-10:]) == ("r", "eferat.txt")


async def test_documents_of_a_source_are_read_as_its_settings_say_and_its_success_is_told(api: AsyncClient) -> None:
    await api.put("/v1/sources?system=esdh-nord", json={"unknown_means": "open"})

    async def means(file: dict[str, Any]) -> str:
        meaning: str = (await api.get(f"/v1/documents/{file['sha256']}")).json()["unknown_means"]
        return meaning

    async def age() -> int | None:
        told: int | None = (await api.get("/v1/sources")).json()["items"][0]["last_success_age_seconds"]
        return told

    failed = await ended(api, await post(api, FIRST, CAKE, query="?source=esdh-nord"))
    assert (await means(failed["files"][0]), await age()) == ("open", None)
    preview = await post(api, FIRST, query="?source=esdh-nord&dry_run=true")
    assert (preview.status_code, await age()) == (200, None)
    job = await ended(api, await post(api, FIRST, SECOND, query="?source=esdh-nord"))
    assert (states(job), await means(job["files"][1])) == (["unchanged", "created"], "open")
    assert await age() is not None
    asked = await post(api, FIRST, query="?source=esdh-nord&unknown_means=closed")
    assert (states(asked.json()), await means(asked.json()["files"][0])) == (["updated"], "closed")
    unknown = await post(api, FIRST, query="?source=esdh-syd")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "?source")


async def test_what_is_kept_as_closed_is_opened_by_who_may_read_it_alone(api: AsyncClient, settings: Settings) -> None:
    """Others may have written in the items that came from it; of bytes that are new only the sender knows anything."""
    await api.put("/v1/sources?system=esdh-nord", json={"unknown_means": "open"})
    script = bearer(settings, IMPORT)
    new = await post(api, FIRST, query="?unknown_means=open", headers=script)
    assert states(new.json()) == ["created"]
    await post(api, SECOND)
    for texts, query in (((SECOND,), ""), ((FIRST, SECOND), ""), ((SECOND,), "&dry_run=true")):
        refused = await post(api, *texts, query=f"?unknown_means=open{query}", headers=script)
        assert (refused.status_code, refused.json().get("missing_scope")) == (403, READ_CLOSED)
    of_source = await post(api, SECOND, query="?source=esdh-nord", headers=script)
    assert states(of_source.json()) == ["updated"]
    await post(api, SECOND, query="?unknown_means=closed")
    again = await post(api, SECOND, query="?unknown_means=open", headers=bearer(settings, IMPORT, READ_CLOSED))
    assert states(again.json()) == ["updated"]


async def test_a_job_left_by_a_service_that_ended_is_carried_on_by_the_next(settings: Settings) -> None:
    texts = [FIRST, SECOND, *[f"{CAKE} {n}" for n in range(8)]]
    async with serving(create_app(settings)) as first:
        first.headers.update(bearer(settings, *SCOPES))
        answer = await post(first, *texts)
    async with serving(create_app(settings)) as second:
        second.headers.update(bearer(settings, *SCOPES))
        job = await ended(second, answer)
    assert states(job) == ["created", "created", *["failed"] * 8]
