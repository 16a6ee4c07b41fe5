"""The contract that frontends generate their clients from."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from jsonschema import Draft202012Validator

from app.config import Settings
from app.main import openapi_text
from app.problems import PROBLEM_TYPE

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(openapi_text(Settings()))
OPERATIONS = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}


def test_the_committed_contract_is_the_code_s() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == openapi_text(Settings()), "run `klynge openapi`"


async def test_the_contract_is_served(api: AsyncClient) -> None:
    assert (await api.get("/openapi.json")).json() == DOCUMENT


def test_operation_ids_say_what_they_do() -> None:
    expected = {
        f"{verb}{one}"
        for one in ("Cluster", "Forum", "Participant", "Meeting", "Initiative", "Funding")
        for verb in ("get", "create", "replace", "patch", "delete")
    }
    assert expected < set(OPERATIONS)
    assert {"listClusters", "listMeetings", "listFunding", "getBalance", "putAllocation"} < set(OPERATIONS)
    count = sum(len(path) for path in DOCUMENT["paths"].values())
    assert len(OPERATIONS) == count


@pytest.mark.parametrize("id", OPERATIONS)
def test_an_operation_describes_itself_and_every_answer(id: str) -> None:
    operation = OPERATIONS[id]
    assert operation["summary"]
    assert operation["tags"]
    assert "500" in operation["responses"]
    for status, response in operation["responses"].items():
        if status in ("204", "304"):
            assert "content" not in response
        elif status >= "400":
            assert response["content"] == {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        else:
            schemas = {media_type: content["schema"] for media_type, content in response["content"].items()}
            assert set(schemas.pop("application/json", {"$ref": ""})) == {"$ref"}
            assert all(schema["type"] == "string" for schema in schemas.values())


def test_every_operation_of_the_api_asks_for_a_token() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) == path.startswith("/v1/")


def test_no_shape_is_anonymous() -> None:
    def objects(schema: Any) -> list[Any]:
        if isinstance(schema, list):
            return [found for item in schema for found in objects(item)]
        if not isinstance(schema, dict):
            return []
        own = [schema] if "properties" in schema else []
        return own + [found for item in schema.values() for found in objects(item)]

    for name, shape in DOCUMENT["components"]["schemas"].items():
        assert len(objects(shape)) <= 1, name


def test_every_member_of_an_answer_is_required() -> None:
    for name, shape in DOCUMENT["components"]["schemas"].items():
        if name.endswith(("Read", "Summary", "Page")):
            assert set(shape["required"]) == set(shape["properties"]), name


def test_the_examples_of_a_shape_are_of_that_shape() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    given = [(name, example) for name, shape in schemas.items() for example in shape.get("examples", ())]
    assert {"ChangeRead", "HistoryEntry", "SearchHit", "Tombstone"} <= {name for name, _ in given}
    for name, example in given:
        document = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
        Draft202012Validator(document).validate(example)


def test_a_patch_takes_merge_patches_and_plain_json() -> None:
    content = OPERATIONS["patchMeeting"]["requestBody"]["content"]
    assert set(content) == {"application/merge-patch+json", "application/json"}
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/MeetingPatch"}
