"""The shapes of the contract: named, explained, with examples that are of the shape."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.domain import vocabulary
from app.schemas.examples import examples
from app.schemas.meanings import LISTS, PARAMETERS
from app.schemas.member_meanings import MEMBERS
from tests.api.contract import DOCUMENT

SCHEMAS: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]
OPERATIONS = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}
LIST_SHAPES = {name for name, shape in SCHEMAS.items() if "enum" in shape}


def inline(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All that stand in a schema, without itself."""
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), *schema.get("prefixItems", ())]
    inner += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for each in inner:
        yield each
        yield from inline(each)


INLINE = [(name, schema) for name, shape in SCHEMAS.items() for schema in inline(shape)]


def shapes_of(operation: dict[str, Any]) -> Iterator[str]:
    """Of its body and of its answers in JSON."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (media for body in bodies for media in body.get("content", {}).values()):
        if "$ref" in content["schema"]:
            yield content["schema"]["$ref"].rpartition("/")[2]


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]}, format_checker=FormatChecker())


def test_a_shape_says_what_it_and_each_member_is() -> None:
    for name, shape in SCHEMAS.items():
        assert shape["description"], name
        assert [member for member, schema in shape.get("properties", {}).items() if not schema.get("description")] == []


def test_no_object_and_no_list_of_words_is_anonymous() -> None:
    for name, schema in INLINE:
        assert {"properties", "additionalProperties"}.isdisjoint(schema), name
        assert schema.get("type") != "object", name
        assert "enum" not in schema, name


def test_null_is_said_as_openapi_3_1_says_it_and_titles_do_not_repeat_names() -> None:
    for name, schema in (*SCHEMAS.items(), *INLINE):
        assert {"nullable", "title"}.isdisjoint(schema), name


def test_the_words_of_the_domain_have_their_names() -> None:
    words = {name for name in vars(vocabulary) if name[0].isupper() and name != "Literal"}
    assert words < LIST_SHAPES
    assert {"ProblemCode", "FindingCode", "FaultCode", "MeetingStep", "Scope", "MeetingsSort"} < LIST_SHAPES
    assert SCHEMAS["Problem"]["properties"]["code"]["$ref"] == "#/components/schemas/ProblemCode"


def test_names_are_those_of_the_domain() -> None:
    assert [name for name in SCHEMAS if not name.isalnum() or name.startswith("Body")] == []
    assert not {name for name in SCHEMAS if "Output" in name}


def test_what_is_the_same_on_the_way_in_and_out_is_there_once() -> None:
    twins = {name: name.removesuffix("Input") for name in SCHEMAS if name.endswith("Input")}
    assert [name for name, out in twins.items() if SCHEMAS[name] == SCHEMAS[out]] == []


def test_every_member_of_an_answer_is_required() -> None:
    for name, shape in SCHEMAS.items():
        if name.endswith(("Read", "Summary", "Page")):
            assert set(shape["required"]) == set(shape["properties"]), name


def test_what_an_operation_takes_and_answers_has_an_example() -> None:
    for id, operation in OPERATIONS.items():
        assert [name for name in shapes_of(operation) if not SCHEMAS[name].get("examples")] == [], id


@pytest.mark.parametrize("name", [name for name, shape in SCHEMAS.items() if "examples" in shape])
def test_the_examples_of_a_shape_are_of_that_shape(name: str) -> None:
    for example in SCHEMAS[name]["examples"]:
        validator({"$ref": f"#/components/schemas/{name}"}).validate(example)


def test_the_examples_of_a_member_are_of_its_form() -> None:
    given = {json.dumps(schema): schema for _, schema in INLINE if "examples" in schema}
    assert given
    for schema in given.values():
        for example in schema["examples"]:
            validator(schema).validate(example)


def test_the_example_of_a_problem_is_a_problem() -> None:
    for answer in DOCUMENT["components"]["responses"].values():
        [content] = answer["content"].values()
        validator(content["schema"]).validate(content["example"])


def test_every_example_and_every_meaning_is_of_something() -> None:
    members = {member for shape in SCHEMAS.values() for member in shape.get("properties", {})}
    assert [name for name in MEMBERS if name.rpartition(".")[2] not in members] == []
    assert [name for name in examples() if name not in SCHEMAS] == []
    assert [name for name in LISTS if name not in SCHEMAS] == []
    named = {parameter["name"] for operation in OPERATIONS.values() for parameter in operation.get("parameters", ())}
    assert [name for name in PARAMETERS if name not in named] == []
