"""Exports of several files in one form: the names of its parts are the paths that they lie at."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import AsyncClient

from app.importers.drop import segments_of
from app.schemas.imports import ImportRead
from tests.api.test_import_jobs import ended
from tests.cli.minutes import FIRST
from tests.importers.exports import exported

FOLDER = "drop/dagsordener"
BODY = f"{FOLDER}/{exported.ACADRE_BODY}"
PLAN = f"{FOLDER}/Files_2207_41001/41005E1.PDF"
DROP = {
    BODY: exported.on_disk(exported.acadre_body()),
    PLAN: b"%PDF-1",
    f"{FOLDER}/XML_2207.xml": exported.on_disk(exported.acadre_manifest()),
    "drop/januar.txt": FIRST.encode(),
}
"""The body stands before the manifest that it belongs to."""


async def post(api: AsyncClient, files: Mapping[str, bytes], query: str = "") -> dict[str, Any]:
    answer = await api.post(f"/v1/imports{query}", files=[("files", named) for named in files.items()])
    job = answer.json() if answer.status_code == 200 else await ended(api, answer)
    assert [file["name"] for file in job["files"]] == ["/".join(segments_of(name) or (name,)) for name in files]
    return job


def states(job: dict[str, Any]) -> list[str]:
    return [file["state"] for file in job["files"]]


async def attached(api: AsyncClient) -> dict[str, str | None]:
    """Of each file at the items of the export's meeting the sum of its bytes."""
    rows = (await api.get("/v1/meetings?sort=date")).json()["items"]
    meetings = [(await api.get(f"/v1/meetings/{row['id']}")).json() for row in rows]
    items = [item for meeting in meetings for item in meeting["agenda_items"]]
    return {file["title"]: file["sha256"] for item in items for file in item["attachments"]}


async def test_a_manifest_meets_its_body_and_its_files_in_a_form(api: AsyncClient) -> None:
    preview = await post(api, DROP, "?dry_run=true")
    assert states(preview) == ["unchanged", "unchanged", "created", "created"]
    job = await post(api, DROP)
    ImportRead.model_validate(job)
    assert (job["state"], states(job)) == ("completed", ["unchanged", "unchanged", "created", "created"])
    told = [file["findings"][0]["message"] for file in job["files"][:2]]
    assert all(f"{FOLDER}/XML_2207.xml" in message for message in told)
    assert len((await api.get("/v1/meetings")).json()["items"]) == 2
    assert states(await post(api, DROP)) == ["unchanged"] * 4


async def test_files_that_come_later_are_taken_in_with_the_export_that_names_them(api: AsyncClient) -> None:
    without = {name: data for name, data in DROP.items() if name != PLAN}
    await post(api, without)
    before = await attached(api)
    assert states(await post(api, DROP))[2] == "updated"
    found = {title for title, sha256 in (await attached(api)).items() if sha256 != before[title]}
    assert len(found) == 1
    assert states(await post(api, without))[1] == "updated"  # what was there is there no more
    assert await attached(api) == before
    assert states(await post(api, DROP))[2] == "updated"


@pytest.mark.parametrize(
    "path", ["../januar.txt", "drop/../../januar.txt", "C:/drop/januar.txt", "//server/januar.txt"]
)
async def test_a_path_out_of_the_drop_is_told_and_the_other_files_are_imported(api: AsyncClient, path: str) -> None:
    job = await post(api, {path: FIRST.encode(), "/kage.txt": b"100 g sukker"})
    assert states(job) == ["failed", "failed"]
    assert path in job["files"][0]["findings"][0]["message"]
    [alone] = (await post(api, {path: FIRST.encode()}))["files"]
    assert alone == job["files"][0]
    assert (await api.get("/v1/meetings")).json()["items"] == []


async def test_a_path_that_two_different_files_have_is_nobodys(api: AsyncClient) -> None:
    parts = [*DROP.items(), (BODY, b"<root/>")]
    answer = await api.post("/v1/imports", files=[("files", part) for part in parts])
    job = await ended(api, answer)
    assert states(job) == ["created", "unchanged", "failed", "created", "failed"]
    assert "41005.xml" in job["files"][2]["findings"][0]["message"]


async def test_the_path_of_a_part_is_bounded(api: AsyncClient) -> None:
    answer = await api.post("/v1/imports", files=[("files", ("a/" * 600 + "b.txt", b"x"))])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/files/0")
