"""Source documents: metadata, text and bytes. P7: a file that was withdrawn is 410. D7: names with any letters."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.dependencies import now
from app.domain.access import WRITE, Caller
from app.main import create_app
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.api.conftest import bearer, serving
from tests.importers.pages.made import word

SAMPLE = Path(__file__).parents[2] / "samples" / "sundhedsklynge-oest-2024-01-17.txt"
DATA = SAMPLE.read_bytes()
BYTES = {"Accept": "application/octet-stream"}


@pytest.fixture
async def path(api: AsyncClient) -> str:
    answer = await api.post("/v1/imports", params={"name": "Møde på Ærø.txt"}, content=DATA)
    return f"/v1/documents/{answer.json()['files'][0]['sha256']}"


async def test_a_document_is_told_with_its_text(api: AsyncClient, path: str) -> None:
    body = (await api.get(path)).json()
    assert (body["name"], body["size_bytes"], path[-64:]) == ("Møde på Ærø.txt", len(DATA), body["id"])
    text = await api.get(path, headers={"Accept": "text/plain"})
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text == body["text"]


async def test_the_media_type_is_that_of_the_bytes_in_the_document_and_in_its_meeting(api: AsyncClient) -> None:
    data = word(*SAMPLE.read_text(encoding="utf-8").split("\n"))
    file = (await api.post("/v1/imports", params={"name": "referat.txt"}, content=data)).json()["files"][0]
    told = (await api.get(f"/v1/documents/{file['sha256']}")).json()
    meeting = next(one["id"] for one in file["resources"] if one["kind"] == "meeting")
    entries = (await api.get(f"/v1/meetings/{meeting}")).json()["documents"]
    kept = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert [told["media_type"], *(entry["media_type"] for entry in entries)] == [kept, kept]
    assert "Punkt 1" in told["text"]


async def test_the_bytes_come_as_they_were(api: AsyncClient, path: str) -> None:
    answer = await api.get(path, headers=BYTES)
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-length"] == str(len(DATA))
    assert (answer.headers["accept-ranges"], answer.headers["x-content-type-options"]) == ("bytes", "nosniff")
    named = answer.headers["content-disposition"]
    assert (
        named
        == "attachment; filename=\"Moede paa Aeroe.txt\"; filename*=UTF-8''M%C3%B8de%20p%C3%A5%20%C3%86r%C3%B8.txt"
    )
    headed = await api.head(path, headers=BYTES)
    assert (headed.content, headed.headers["content-length"]) == (b"", str(len(DATA)))


@pytest.mark.parametrize(
    ("range", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=5-999999999", slice(5, None)),
    ],
)
async def test_a_range_is_answered_with_its_bytes(api: AsyncClient, path: str, range: str, part: slice) -> None:
    answer = await api.get(path, headers={**BYTES, "Range": range})
    assert (answer.status_code, answer.content) == (206, DATA[part])
    first, behind, _ = part.indices(len(DATA))
    assert answer.headers["content-range"] == f"bytes {first}-{behind - 1}/{len(DATA)}"
    assert answer.headers["content-length"] == str(behind - first)


@pytest.mark.parametrize("range", ["bytes=0-1,5-6", "bytes=x", "lines=1-2", "bytes=9-3"])
async def test_what_is_no_single_range_is_answered_with_the_whole(api: AsyncClient, path: str, range: str) -> None:
    answer = await api.get(path, headers={**BYTES, "Range": range})
    assert (answer.status_code, answer.content) == (200, DATA)


async def test_a_range_behind_the_end_is_416(api: AsyncClient, path: str) -> None:
    answer = await api.get(path, headers={**BYTES, "Range": f"bytes={len(DATA)}-"})
    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"


async def test_a_broken_download_goes_on_only_where_it_is_the_same(api: AsyncClient, path: str) -> None:
    etag = (await api.get(path, headers=BYTES)).headers["etag"]
    rest = {**BYTES, "Range": "bytes=1000-"}
    assert (await api.get(path, headers={**rest, "If-Range": etag})).content == DATA[1000:]
    for other in ('"1.x"', f"W/{etag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        answer = await api.get(path, headers={**rest, "If-Range": other})
        assert (answer.status_code, answer.content) == (200, DATA)


async def test_each_representation_has_its_own_etag(api: AsyncClient, path: str) -> None:
    etags = {}
    for accept in ("application/json", "text/plain", "application/octet-stream"):
        answer = await api.get(path, headers={"Accept": accept})
        etags[accept] = answer.headers["etag"]
        known = {"Accept": accept, "If-None-Match": etags[accept]}
        assert (await api.get(path, headers=known)).status_code == 304
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Authorization, Accept"
    assert len(set(etags.values())) == 3


async def test_another_media_type_is_406(api: AsyncClient, path: str) -> None:
    assert (await api.get(path, headers={"Accept": "application/pdf"})).status_code == 406


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "application/octet-stream"])
async def test_an_unknown_document_is_404(api: AsyncClient, accept: str) -> None:
    for id in ("0" * 64, "x", "%00", "..%2F..%2Fetc"):
        assert (await api.get(f"/v1/documents/{id}", headers={"Accept": accept})).status_code == 404


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "application/octet-stream"])
async def test_p7_a_withdrawn_document_is_410_with_its_tombstone(settings: Settings, accept: str) -> None:
    app = create_app(settings)
    async with serving(app) as client:
        client.headers.update(bearer(settings, "klynge:admin"))
        run = await client.post("/v1/imports", content=DATA)
        id = run.json()["files"][0]["sha256"]
        await withdraw(settings, id)
        answer = await client.get(f"/v1/documents/{id}", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["tombstone"]["deleted_reason"]) == (410, "withdrawn")
    assert "Sundhedsklynge" not in answer.text


async def withdraw(settings: Settings, id: str) -> None:
    """There is no operation for it yet."""
    store = await open_store(settings)
    await Writer(store, now).delete("document", id, Act(Caller("test", frozenset())), "withdrawn")
    await store.close()


async def test_documents_need_the_right_to_read(api: AsyncClient, settings: Settings, path: str) -> None:
    answer = await api.get(path, headers={**BYTES, **bearer(settings, WRITE)})
    assert answer.status_code == 403
