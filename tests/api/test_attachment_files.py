"""Files of attachments: their bytes as they came, for whoever may see them. D7: names with any letters."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.config import Settings
from app.dependencies import now
from app.domain.access import READ, READ_CLOSED, WRITE, Caller
from app.importers.drop import Files
from app.importers.media_types import EXTENSIONS
from app.services.import_documents import SourceFile
from app.services.imports import ImportService
from app.services.kept_files import file_key
from app.services.ports import Store
from app.services.writing import Act, Writer
from app.storage.stores import open_store
from tests.api.conftest import bearer
from tests.importers.exports.exported import PUBLICATION_FILES, changed, on_disk, publication

Body = dict[str, Any]
ACT = Act(Caller("sync", frozenset()))
DATA = b"%PDF-1.7 " + bytes(range(256)) * 8
SHA256 = hashlib.sha256(DATA).hexdigest()
PLAIN = {
    "title": "Bilag",
    "access": "open",
    "sha256": SHA256,
    "size_bytes": len(DATA),
    "media_type": "application/pdf",
}


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    store = await open_store(settings)
    yield store
    await store.close()


async def imported(settings: Settings, text: str, files: dict[str, bytes], **told: Any) -> str:
    """The id of the meeting of an export with files beside it."""
    file = SourceFile("Publication41.xml", on_disk(text), system="esdh", drop=Files(files), **told)
    async with opened(settings) as store:
        report = await ImportService(store, Writer(store, now), now).apply(file, ACT)
    [id] = [one["id"] for one in report["resources"] if one["kind"] == "meeting"]
    return str(id)


async def made(api: AsyncClient, settings: Settings, *attachments: Body, **meeting: Any) -> list[str]:
    """The addresses of the files of a meeting's attachments; the bytes of one file are kept."""
    async with opened(settings) as store:
        await store.put_blob(file_key(SHA256), DATA, "application/pdf")
    forum = await api.post("/v1/forums", json={"organisation": {"name": "Strandby"}, "name": "Strandudvalget"})
    content = {"forum_id": forum.json()["id"], "attachments": list(attachments), **meeting}
    answer = await api.post("/v1/meetings", json=content)
    assert answer.status_code == 201, answer.text
    for step in ("publish-agenda", "hold", "publish-minutes"):
        assert (await api.post(f"/v1/meetings/{answer.json()['id']}/{step}")).status_code == 200
    return addresses(answer.json())


def addresses(meeting: Body) -> list[str]:
    attachments = [*meeting["attachments"], *(one for item in meeting["agenda_items"] for one in item["attachments"])]
    return [f"/v1/meetings/{meeting['id']}/attachments/{one['id']}/file" for one in attachments]


@pytest.fixture
async def path(api: AsyncClient, settings: Settings) -> str:
    [path] = await made(api, settings, {**PLAIN, "file_name": "Kort over Ærø.pdf"})
    return path


@pytest.fixture
def reader(settings: Settings) -> dict[str, str]:
    """May read what is open."""
    return bearer(settings, READ)


async def test_the_file_comes_as_it_was_and_is_only_ever_saved(api: AsyncClient, path: str) -> None:
    answer = await api.get(path)
    assert (answer.status_code, answer.content) == (200, DATA)
    told = answer.headers
    assert (told["content-type"], told["content-length"]) == ("application/pdf", str(len(DATA)))
    assert (told["accept-ranges"], told["etag"]) == ("bytes", f'"{SHA256}"')
    assert (told["x-content-type-options"], told["content-security-policy"]) == ("nosniff", "sandbox")
    named = "attachment; filename=\"Kort over Aeroe.pdf\"; filename*=UTF-8''Kort%20over%20%C3%86r%C3%B8.pdf"
    assert told["content-disposition"] == named
    headed = await api.head(path)
    assert (headed.status_code, headed.content, headed.headers["content-length"]) == (200, b"", str(len(DATA)))


@pytest.mark.parametrize(
    ("range", "part"),
    [("bytes=0-99", slice(0, 100)), ("bytes=1000-", slice(1000, None)), ("bytes=-50", slice(-50, None))],
)
async def test_a_range_is_answered_with_its_bytes(api: AsyncClient, path: str, range: str, part: slice) -> None:
    answer = await api.get(path, headers={"Range": range})
    assert (answer.status_code, answer.content) == (206, DATA[part])
    first, behind, _ = part.indices(len(DATA))
    assert answer.headers["content-range"] == f"bytes {first}-{behind - 1}/{len(DATA)}"
    assert answer.headers["content-type"] == "application/pdf"


async def test_a_range_behind_the_end_is_416(api: AsyncClient, path: str) -> None:
    answer = await api.get(path, headers={"Range": f"bytes={len(DATA)}-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(DATA)}")


async def test_what_the_caller_has_is_304_and_a_broken_download_goes_on_only_where_it_is_the_same(
    api: AsyncClient, path: str
) -> None:
    etag = (await api.get(path)).headers["etag"]
    known = await api.get(path, headers={"If-None-Match": etag})
    assert (known.status_code, known.content) == (304, b"")
    rest = {"Range": "bytes=1000-"}
    assert (await api.get(path, headers={**rest, "If-Range": etag})).content == DATA[1000:]
    assert (await api.get(path, headers={**rest, "If-Range": '"other"'})).content == DATA


async def test_another_media_type_than_the_file_has_is_406(api: AsyncClient, path: str) -> None:
    for accept, status in (("application/pdf", 200), ("application/*", 200), ("image/png", 406), ("text/html", 406)):
        assert (await api.get(path, headers={"Accept": accept})).status_code == status, accept


RUN = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", None)


async def test_what_a_browser_might_run_comes_as_bytes_to_be_saved(api: AsyncClient, settings: Settings) -> None:
    attachments = [{**PLAIN, "media_type": media_type, "file_name": "side.html"} for media_type in RUN]
    for path in await made(api, settings, *attachments):
        answer = await api.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        told = answer.headers
        assert (answer.status_code, told["content-type"]) == (200, "application/octet-stream")
        assert told["content-disposition"].startswith("attachment; ")
        assert (told["x-content-type-options"], told["content-security-policy"]) == ("nosniff", "sandbox")


async def test_every_media_type_that_is_known_is_told(api: AsyncClient, settings: Settings) -> None:
    paths = await made(api, settings, *({**PLAIN, "media_type": media_type} for media_type in EXTENSIONS))
    for path, (media_type, extension) in zip(paths, EXTENSIONS.items(), strict=True):
        told = (await api.get(path)).headers
        assert told["content-type"] == media_type
        assert told["content-disposition"].startswith(f'attachment; filename="Bilag.{extension}"')


NAMES: list[tuple[Body, str, str]] = [
    ({"file_name": 'Høring "nord".pdf'}, "Hoering _nord_.pdf", "H%C3%B8ring%20_nord_.pdf"),
    ({"file_name": "Ho\u0308ring a\u030a.pdf"}, "Horing aa.pdf", "H%C3%B6ring%20%C3%A5.pdf"),
    ({"file_name": "../../etc/passwd"}, "_.._etc_passwd", "_.._etc_passwd"),
    ({"title": "Plan 2.1"}, "Plan 2.1.pdf", "Plan%202.1.pdf"),
    ({"title": "Plan.PDF"}, "Plan.PDF", "Plan.PDF"),
    ({"title": None}, "bilag.pdf", "bilag.pdf"),
    ({"title": "å" * 200}, "aa" * 146 + ".pdf", "%C3%A5" * 146 + ".pdf"),
]


async def test_a_file_is_saved_under_its_name_else_under_the_title(api: AsyncClient, settings: Settings) -> None:
    paths = await made(api, settings, *({**PLAIN, **names} for names, _, _ in NAMES))
    for path, (_, plain, whole) in zip(paths, NAMES, strict=True):
        told = (await api.get(path)).headers["content-disposition"]
        assert told == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"


WITHOUT: list[Body] = [
    {"title": "Uden fil", "access": "open"},
    {**PLAIN, "sha256": "0" * 64},
    {**PLAIN, "size_bytes": len(DATA) - 1},
    {**PLAIN, "size_bytes": len(DATA) + 1},
    {**PLAIN, "size_bytes": None},
]


async def test_an_attachment_without_such_a_file_is_404(api: AsyncClient, settings: Settings) -> None:
    for path in await made(api, settings, *WITHOUT):
        answer = await api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_an_unknown_attachment_or_meeting_is_404_and_a_deleted_meeting_410(api: AsyncClient, path: str) -> None:
    meeting, attachment = path.split("/")[3], path.split("/")[5]
    unknown = "0190a000-0000-7000-8000-000000000009"
    assert (await api.get(path.replace(attachment, unknown))).status_code == 404
    assert (await api.get(path.replace(meeting, unknown))).status_code == 404
    assert (await api.get(path.replace(attachment, "..%2Fx"))).status_code == 404
    await api.delete(f"/v1/meetings/{meeting}?reason=withdrawn", headers={"If-Match": "*"})
    answer = await api.get(path)
    assert (answer.status_code, answer.json()["tombstone"]["deleted_reason"]) == (410, "withdrawn")
    assert DATA not in answer.content


LEVELS = [
    ("open", "open", "open", 200),
    ("closed", "open", "open", 404),
    ("open", "closed", "open", 404),
    ("open", "open", "closed", 404),
    ("unknown", "open", "open", 404),
    ("open", "unknown", "open", 404),
    ("open", "open", "unknown", 404),
]


async def test_the_strictest_of_attachment_item_and_document_decides_who_gets_the_file(
    api: AsyncClient, settings: Settings, reader: dict[str, str]
) -> None:
    for attachment, item, document, status in LEVELS:
        items = [{"title": "Punkt", "access": item, "attachments": [{**PLAIN, "access": attachment}]}]
        [path] = await made(api, settings, agenda_items=items, documents=[{"id": "1" * 64, "access": document}])
        for headers in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": f'"{SHA256}"'}, {"Range": "bytes=99999-"}):
            answer = await api.get(path, headers={**headers, **reader})
            assert (answer.status_code == 404) is (status == 404), (attachment, item, document, headers)
        allowed = await api.get(path, headers=bearer(settings, READ, READ_CLOSED))
        assert (allowed.status_code, allowed.content) == (200, DATA)


async def test_what_is_closed_answers_as_what_is_not_there(
    api: AsyncClient, settings: Settings, reader: dict[str, str]
) -> None:
    closed, absent = await made(api, settings, {**PLAIN, "access": "closed"}, {"title": "Uden fil", "access": "open"})
    told = [await api.get(path, headers=reader) for path in (closed, absent)]
    assert [one.status_code for one in told] == [404, 404]
    assert told_of(told[0]) == told_of(told[1])


def told_of(answer: Response) -> Body:
    return {name: value for name, value in answer.json().items() if name not in ("instance", "request_id")}


async def test_a_writer_opens_no_closed_file_by_attaching_its_sum_elsewhere(
    api: AsyncClient, settings: Settings
) -> None:
    """By any write. A file that they see may be attached, until it is closed; one that is not kept may be named."""
    writer = bearer(settings, READ, WRITE) | {"If-Match": "*"}
    closed = {**PLAIN, "access": "closed"}
    [path] = await made(api, settings, agenda_items=[{"title": "Punkt", "access": "open", "attachments": [closed]}])
    theirs, item = path.split("/attachments")[0], {"title": "Andet", "access": "open", "attachments": [PLAIN]}
    forum = (await api.get(theirs)).json()["forum_id"]
    own = await api.post("/v1/meetings", json={"forum_id": forum}, headers=writer)
    mine = f"/v1/meetings/{own.json()['id']}"
    source = "/v1/meetings/by-source?system=esdh&kind=sag&id=1"

    async def attached() -> list[Response]:
        return [
            await api.post("/v1/meetings", json={"forum_id": forum, "attachments": [PLAIN]}, headers=writer),
            await api.patch(mine, json={"agenda_items": [item]}, headers=writer),
            await api.post(f"{mine}/agenda-items", json=item, headers=bearer(settings, READ, WRITE)),
            await api.put(source, json={"forum_id": forum, "attachments": [PLAIN]}, headers=writer),
            await api.patch(theirs, json={"attachments": [PLAIN]}, headers=writer),
        ]

    for answer in await attached():
        told = {one["pointer"]: one["code"] for one in answer.json()["errors"]}
        assert (answer.status_code, set(told.values())) == (422, {"reference_unknown"}), answer.text
        assert all(pointer.endswith("attachments/0/sha256") for pointer in told)
    nowhere = {**PLAIN, "sha256": "5" * 64}
    free = await api.post("/v1/meetings", json={"forum_id": forum, "attachments": [nowhere]}, headers=writer)
    assert free.status_code == 201
    assert (await api.patch(theirs, json={"title": "Nyt"}, headers=writer)).status_code == 200
    await made(api, settings, PLAIN)
    assert [one.status_code for one in await attached()] == [201, 200, 201, 201, 200]
    for row in (await api.get("/v1/meetings?limit=200")).json()["items"]:
        await api.delete(f"/v1/meetings/{row['id']}", headers={"If-Match": "*"})
    again = await api.post("/v1/meetings", json={"forum_id": forum, "attachments": [PLAIN]}, headers=writer)
    assert again.status_code == 422


async def test_files_need_the_right_to_read(api: AsyncClient, settings: Settings, path: str) -> None:
    assert (await api.get(path, headers=bearer(settings, WRITE, READ_CLOSED))).status_code == 403


async def statuses(api: AsyncClient, meeting: str, headers: dict[str, str]) -> dict[str, int]:
    """Of every attachment of a meeting, by title."""
    body = (await api.get(f"/v1/meetings/{meeting}")).json()
    attached = [*body["attachments"], *(one for item in body["agenda_items"] for one in item["attachments"])]
    paths = dict(zip((one["title"] for one in attached), addresses(body), strict=True))
    return {title: (await api.get(path, headers=headers)).status_code for title, path in paths.items()}


OPEN = {"Mødeplan": 200, "Tegning af trapper": 200, "Høringssvar": 200}
SHUT = {"Samlet dokument": 404, "Tilbud fra håndværker": 404, "Fotos": 404, "Købsaftale": 404}
"""The whole document holds a closed item; the photos are not in the drop."""


async def test_an_export_gives_its_files_to_whom_its_flags_open_them(
    api: AsyncClient, settings: Settings, reader: dict[str, str]
) -> None:
    meeting = await imported(settings, publication(), PUBLICATION_FILES, unknown_means="open")
    assert await statuses(api, meeting, reader) == OPEN | SHUT
    everything = await statuses(api, meeting, bearer(settings, READ, READ_CLOSED))
    assert everything == dict.fromkeys(OPEN | SHUT, 200) | {"Fotos": 404}


async def test_what_an_export_leaves_unknown_is_closed_until_the_source_says_otherwise(
    api: AsyncClient, settings: Settings, reader: dict[str, str]
) -> None:
    meeting = await imported(settings, publication(), PUBLICATION_FILES)
    assert set((await statuses(api, meeting, reader)).values()) == {404}
    await imported(settings, publication(), PUBLICATION_FILES, unknown_means="open")
    assert await statuses(api, meeting, reader) == OPEN | SHUT


async def test_a_file_that_a_later_export_closes_is_not_sent_any_more(
    api: AsyncClient, settings: Settings, reader: dict[str, str]
) -> None:
    meeting = await imported(settings, publication(), PUBLICATION_FILES, unknown_means="open")
    body = (await api.get(f"/v1/meetings/{meeting}")).json()
    [path] = [one for one in addresses(body) if (await api.get(one)).content == PUBLICATION_FILES["Enclosures/1.PDF"]]
    etag = (await api.get(path, headers=reader)).headers["etag"]
    protected = ("[Enclosures\\1.pdf]]></InstantiationFilePathRelative><IsProtected>False",) * 2
    tightened = changed(
        publication(), (protected[0], protected[0].replace("False", "True")), ("12-03-2031 09", "12-03-2031 10")
    )
    assert await imported(settings, tightened, PUBLICATION_FILES, unknown_means="open") == meeting
    for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-1"}):
        assert (await api.get(path, headers={**headers, **reader})).status_code == 404


async def test_a_file_that_was_replaced_is_the_new_one_and_the_old_is_not_sent_any_more(
    api: AsyncClient, settings: Settings
) -> None:
    meeting = await imported(settings, publication(), PUBLICATION_FILES)
    later = changed(publication(), ("12-03-2031 09", "12-03-2031 10"))
    await imported(settings, later, PUBLICATION_FILES | {"Enclosures/1.PDF": b"%PDF-1.0 mended"})
    body = (await api.get(f"/v1/meetings/{meeting}")).json()
    sent = [(await api.get(path)).content for path in addresses(body)]
    assert b"%PDF-1.0 mended" in sent
    assert b"%PDF-1.0" not in sent
