"""What clients were generated from goes on working: nothing of the released contract is taken away.

Where Go or its modules are missing the tests are skipped and say so
(docs/decisions/0019-the-contract-and-its-clients.md).
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.oasdiff.breaking import FOLDER, breaking, excerpt
from tests.servers import build_program

RELEASED, COMMITTED = (FOLDER.parents[1] / "openapi" / f"{name}.json" for name in ("released", "openapi"))
BUILD_SECONDS = 150.0
Document = dict[str, Any]
Change = Callable[[Document], object]


def read(path: Path) -> Document:
    document: Document = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def oasdiff(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        program = tmp_path_factory.mktemp("oasdiff") / "oasdiff"
        return build_program(FOLDER, "github.com/oasdiff/oasdiff", program, BUILD_SECONDS)
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def document() -> Document:
    return excerpt(read(COMMITTED), "/v1/meetings", "/v1/meetings/{id}")


def shape(document: Document, name: str) -> Any:
    return document["components"]["schemas"][name]


def operation(document: Document, method: str, path: str = "/v1/meetings/{id}") -> Any:
    return document["paths"][path][method]


def without_parameter(document: Document, name: str) -> None:
    asked = operation(document, "get", "/v1/meetings")
    asked["parameters"] = [each for each in asked["parameters"] if each["name"] != name]


def name_scopes(released: Document, committed: Document) -> None:
    """The first release asked for the same scopes and did not name them; what it left out is no change."""
    for path, operations in released["paths"].items():
        for method, told in operations.items():
            if told.get("security") == [{"bearer": []}]:
                told["security"] = committed["paths"].get(path, {}).get(method, told)["security"]


BREAKING: dict[str, tuple[str, Change]] = {
    "an operation is removed": (
        "api-removed-without-deprecation",
        lambda d: d["paths"]["/v1/meetings/{id}"].pop("patch"),
    ),
    "another scope is needed": (
        "api-security-scope-added",
        lambda d: operation(d, "get")["security"][0]["bearer"].append("klynge:read_closed"),
    ),
    "a path is removed": ("api-path-removed-without-deprecation", lambda d: d["paths"].pop("/v1/meetings/{id}")),
    "an operation has another id": (
        "api-operation-id-removed",
        lambda d: operation(d, "get").update(operationId="readMeeting"),
    ),
    "a member of an answer is removed": (
        "response-required-property-removed",
        lambda d: (
            shape(d, "MeetingRead")["properties"].pop("title"),
            shape(d, "MeetingRead")["required"].remove("title"),
        ),
    ),
    "a member of an answer may be missing": (
        "response-property-became-optional",
        lambda d: shape(d, "MeetingRead")["required"].remove("title"),
    ),
    "a member of an answer may be null": (
        "response-property-became-nullable",
        lambda d: shape(d, "MeetingRead")["properties"].update(forum_id={"type": ["string", "null"]}),
    ),
    "a member of an answer is of another type": (
        "response-property-type-changed",
        lambda d: shape(d, "MeetingSummary")["properties"].update(attendee_count={"type": "string"}),
    ),
    "a word of a list is removed from answers": (
        "response-property-enum-value-removed",
        lambda d: shape(d, "MeetingStatus")["enum"].remove("held"),
    ),
    "a word of a list is removed from requests": (
        "request-property-enum-value-removed",
        lambda d: shape(d, "Side")["enum"].remove("regional"),
    ),
    "a member of a request becomes required": (
        "request-property-became-required",
        lambda d: shape(d, "MeetingCreate")["required"].append("title"),
    ),
    "a member is no longer taken": (
        "request-property-removed",
        lambda d: shape(d, "MeetingCreate")["properties"].pop("number"),
    ),
    "a filter is removed": ("request-parameter-removed", lambda d: without_parameter(d, "case_number")),
    "an order is removed": (
        "request-parameter-enum-value-removed",
        lambda d: shape(d, "MeetingsSort")["enum"].remove("-title"),
    ),
    "a status is removed": ("response-success-status-removed", lambda d: operation(d, "get")["responses"].pop("200")),
    "a problem is removed": (
        "response-non-success-status-removed",
        lambda d: operation(d, "patch")["responses"].pop("412"),
    ),
    "a header is removed": (
        "required-response-header-removed",
        lambda d: operation(d, "get")["responses"]["200"]["headers"].pop("ETag"),
    ),
    "a shape is removed": ("api-schema-removed", lambda d: d["components"]["schemas"].pop("UnusedShape")),
}
ALLOWED: dict[str, Change] = {
    "a member is added to an answer": lambda d: (
        shape(d, "MeetingRead")["properties"].update(colour={"type": "string"}),
        shape(d, "MeetingRead")["required"].append("colour"),
    ),
    "a member that may be left out is added to a request": lambda d: shape(d, "MeetingCreate")["properties"].update(
        colour={"type": "string"}
    ),
    "a word is added to a list": lambda d: shape(d, "ProblemCode")["enum"].append("too_late"),
    "an operation is added": lambda d: d["paths"].update({"/v1/more": {"get": operation(d, "get", "/v1/meetings")}}),
    "a text is changed": lambda d: shape(d, "MeetingRead").update(description="Another."),
}


def test_nothing_of_the_released_contract_is_taken_away(oasdiff: Path, tmp_path: Path) -> None:
    released, committed = read(RELEASED), read(COMMITTED)
    name_scopes(released, committed)
    assert breaking(oasdiff, tmp_path, released, committed) == set()


@pytest.mark.parametrize("name", BREAKING)
def test_it_is_breaking_where(name: str, oasdiff: Path, tmp_path: Path, document: Document) -> None:
    check, change = BREAKING[name]
    before: Document = json.loads(json.dumps(document))
    before["components"]["schemas"]["UnusedShape"] = {"type": "string"}
    after: Document = json.loads(json.dumps(before))
    change(after)
    assert check in {found.partition(" ")[0] for found in breaking(oasdiff, tmp_path, before, after)}


@pytest.mark.parametrize("name", ALLOWED)
def test_it_is_not_breaking_where(name: str, oasdiff: Path, tmp_path: Path, document: Document) -> None:
    after: Document = json.loads(json.dumps(document))
    ALLOWED[name](after)
    assert after != document
    assert breaking(oasdiff, tmp_path, document, after) == set()
