"""The contract that frontends generate their clients from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.config import Settings
from app.main import openapi_text
from app.problems import PROBLEM_TYPE
from tests.api.contract import answers_of

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
    [tag] = operation["tags"]
    assert tag in {each["name"] for each in DOCUMENT["tags"] if each["description"]}
    assert "500" in operation["responses"]
    for status, answer in answers_of(operation).items():
        assert answer["description"] not in ("", "Successful Response")
        if status in ("204", "304"):
            assert "content" not in answer
        elif status >= "400":
            assert {media_type: content["schema"] for media_type, content in answer["content"].items()} == {
                PROBLEM_TYPE: {"$ref": "#/components/schemas/Problem"}
            }
        else:
            schemas = {media_type: content["schema"] for media_type, content in answer["content"].items()}
            assert set(schemas.pop("application/json", {"$ref": ""})) == {"$ref"}
            assert all(schema["type"] == "string" for schema in schemas.values())


def test_every_tag_is_used() -> None:
    used = {tag for operation in OPERATIONS.values() for tag in operation["tags"]}
    assert [tag["name"] for tag in DOCUMENT["tags"] if tag["name"] not in used] == []


def test_every_parameter_says_what_it_is_and_none_is_null() -> None:
    for parameter in (each for operation in OPERATIONS.values() for each in operation.get("parameters", ())):
        assert parameter["description"], parameter["name"]
        assert {"type": "null"} not in parameter["schema"].get("anyOf", ()), parameter["name"]
        assert "enum" not in parameter["schema"], parameter["name"]
        assert "title" not in parameter["schema"], parameter["name"]


def test_a_change_by_id_cannot_be_asked_for_without_if_match() -> None:
    required = {
        id
        for id, operation in OPERATIONS.items()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "If-Match" and parameter["required"]
    }
    assert {"replaceMeeting", "patchMeeting", "deleteMeeting", "patchAttendee", "deleteGrant"} < required
    assert required.isdisjoint({"putGrant", "holdMeeting"})


def test_every_header_of_an_answer_is_declared_and_used() -> None:
    answers = [answer for operation in OPERATIONS.values() for answer in answers_of(operation).values()]
    used = {name for answer in answers for name in answer["headers"]}
    assert used == set(DOCUMENT["components"]["headers"])
    assert all("X-Request-ID" in answer["headers"] for answer in answers)


def test_every_operation_of_the_api_asks_for_a_token() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) == path.startswith("/v1/")


def test_a_patch_takes_merge_patches_and_plain_json() -> None:
    content = OPERATIONS["patchMeeting"]["requestBody"]["content"]
    assert set(content) == {"application/merge-patch+json", "application/json"}
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/MeetingPatch"}


def _schemas(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if "type" in value:
            yield place, value
        for name, below in value.items():
            if name not in ("examples", "example"):
                yield from _schemas(below, f"{place}/{name}")
    if isinstance(value, list):
        for number, below in enumerate(value):
            yield from _schemas(below, f"{place}/{number}")


def _taken() -> dict[str, Any]:
    """The shapes that a request may have, by name, with those that they refer to."""
    schemas = DOCUMENT["components"]["schemas"]
    waiting = [json.dumps(operation["requestBody"]) for operation in OPERATIONS.values() if "requestBody" in operation]
    taken: dict[str, Any] = {}
    while waiting:
        for name in re.findall(r'"#/components/schemas/(\w+)"', waiting.pop()):
            if name not in taken:
                taken[name] = schemas[name]
                waiting.append(json.dumps(schemas[name]))
    return taken


BOUNDS = {
    "string": {"maxLength", "format", "enum", "const", "pattern"},
    "array": {"maxItems"},
    "integer": {"maximum"},
    "number": {"maximum"},
}


def test_every_text_list_and_number_that_comes_in_is_bounded() -> None:
    found = [(place, schema) for name, shape in _taken().items() for place, schema in _schemas(shape, name)]
    open_ended = [
        place
        for place, schema in found
        if BOUNDS.get(str(schema["type"])) and BOUNDS[schema["type"]].isdisjoint(schema)
    ]
    assert len(found) > 300
    assert open_ended == []


def test_members_parameters_and_paths_are_in_one_form() -> None:
    members = {name for shape in DOCUMENT["components"]["schemas"].values() for name in shape.get("properties", ())}
    given = [one for told in OPERATIONS.values() for one in told.get("parameters", ())]
    names = members | {one["name"] for one in given if one["in"] != "header"}
    assert [name for name in sorted(names) if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []
    assert [
        path for path in DOCUMENT["paths"] if not re.fullmatch(r"(/[a-z]+(-[a-z]+)*|/v1|/{[a-z_0-9]+})+", path)
    ] == []
    assert DOCUMENT["openapi"].startswith("3.1.")


async def test_links_lead_from_what_was_made_to_what_can_be_done_with_it(api: AsyncClient) -> None:
    links = OPERATIONS["createCluster"]["responses"]["201"]["links"]
    assert {"getCluster", "replaceCluster", "patchCluster", "deleteCluster", "listClusterHistory"} <= set(links)
    condition = {"path.id": "$response.body#/id", "header.If-Match": "$response.header.ETag"}
    assert links["deleteCluster"] == {"operationId": "deleteCluster", "parameters": condition}
    assert set(OPERATIONS["deleteCluster"]["responses"]["204"]["links"]) == {"restoreCluster"}
    assert {"publishAgenda", "cancelMeeting"} < set(OPERATIONS["createMeeting"]["responses"]["201"]["links"])
    made = await api.post("/v1/clusters", json={"name": "K"})
    done = await api.delete(f"/v1/clusters/{made.json()['id']}", headers={"If-Match": made.headers["ETag"]})
    assert done.status_code == 204


def test_every_link_names_an_operation_and_its_parameters() -> None:
    answers = [answer for operation in OPERATIONS.values() for answer in operation["responses"].values()]
    links = [link for answer in answers for link in answer.get("links", {}).values()]
    assert len(links) > 100
    for link in links:
        parameters = OPERATIONS[link["operationId"]]["parameters"]
        named = {f"{each['in']}.{each['name']}" for each in parameters}
        assert set(link["parameters"]) <= named
        assert {name for name in named if name.startswith("path.")} <= set(link["parameters"])
