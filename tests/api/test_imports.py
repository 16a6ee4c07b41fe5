"""Imports over HTTP: a source document in, an answer for it always."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.domain.access import IMPORT, READ
from app.main import create_app
from tests.api.conftest import bearer, serving

SAMPLE = Path(__file__).parents[2] / "samples" / "sundhedsklynge-oest-2024-01-17.txt"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"import_limit_bytes": 400_000})


async def test_a_document_becomes_resources(api: AsyncClient) -> None:
    answer = await api.post(f"/v1/imports?name={SAMPLE.name}", content=SAMPLE.read_bytes())
    assert answer.status_code == 200, answer.text
    run = answer.json()
    (file,) = run["files"]
    assert (run["state"], file["state"], file["name"]) == ("completed", "created", SAMPLE.name)
    assert {"id", "state", "dry_run", "files", "counts"} <= set(run)
    assert {"name", "format", "sha256", "state", "resources", "findings"} <= set(file)
    assert all(set(resource) == {"kind", "id", "state"} for resource in file["resources"])
    for resource in file["resources"]:
        path = resource["kind"] + ("" if resource["kind"] == "funding" else "s")
        assert (await api.get(f"/v1/{path}/{resource['id']}")).status_code == 200
    assert (await api.get(f"/v1/imports/{run['id']}")).json()["files"] == run["files"]
    assert [row["id"] for row in (await api.get("/v1/imports?state=completed")).json()["items"]] == [run["id"]]
    document = (await api.get(f"/v1/documents/{file['sha256']}")).json()
    assert document["text"].split() == SAMPLE.read_text(encoding="utf-8-sig").split()


async def test_the_same_document_again_changes_nothing(api: AsyncClient) -> None:
    for state in ("created", "unchanged"):
        answer = await api.post("/v1/imports", content=SAMPLE.read_bytes())
        assert answer.json()["files"][0]["state"] == state
    assert answer.json()["counts"]["resources_created"] == 0


async def test_a_dry_run_says_what_would_be_and_writes_nothing(api: AsyncClient) -> None:
    answer = await api.post("/v1/imports?dry_run=true", content=SAMPLE.read_bytes())
    assert (answer.json()["id"], answer.json()["dry_run"]) == (None, True)
    assert answer.json()["files"][0]["state"] == "created"
    for path in ("imports", "meetings", "clusters"):
        assert (await api.get(f"/v1/{path}")).json()["items"] == []


async def test_a_body_that_is_missing_is_told_from_an_empty_file(api: AsyncClient) -> None:
    answer = await api.post("/v1/imports?name=fil.txt")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "required")


@pytest.mark.parametrize("data", [b"", b"\x00\xff\x00", b"%PDF-1.7 \x00", b"Kage: 100 g sukker"])
async def test_what_cannot_be_read_is_an_answer_with_findings(api: AsyncClient, data: bytes) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    answer = await api.post("/v1/imports?name=fil.txt", content=data, headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (200, "failed")
    assert answer.json()["counts"]["files"] == 1
    assert answer.json()["files"][0]["findings"]


async def test_a_document_over_the_limit_is_413(api: AsyncClient) -> None:
    answer = await api.post("/v1/imports", content=b"x" * 400_001)
    assert (answer.status_code, answer.json()["limit_bytes"]) == (413, 400_000)


async def test_an_import_needs_its_scope(settings: Settings) -> None:
    async with serving(create_app(settings)) as client:
        refused = await client.post("/v1/imports", content=b"x", headers=bearer(settings, READ))
        assert (refused.status_code, refused.json()["missing_scope"]) == (403, IMPORT)
