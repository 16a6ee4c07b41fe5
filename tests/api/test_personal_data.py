"""Personal data in the contract: each member that may hold some says so, and of which kind."""

from collections.abc import Iterator
from typing import Any, get_args

from app.schemas.meanings import base_name
from app.schemas.personal_data import EXTENSION, PersonalData, is_judged, unused_entries
from tests.api.contract import DOCUMENT
from tests.docs.pages import CHECKOUT, table

Schema = dict[str, Any]
SCHEMAS: dict[str, Schema] = DOCUMENT["components"]["schemas"]
MEMBERS = {
    (name, member): schema for name, shape in SCHEMAS.items() for member, schema in shape.get("properties", {}).items()
}
OF_PERSONS = {"Participant", "Membership", "Attendee", "Substitution", "Presenter", "Person", "NameVariant", "Evidence"}
CODE_LENGTH = 100
"""A text that may be no longer is a number or a code; a name may be."""


def inline(schema: Schema) -> Iterator[Schema]:
    """The schema and its alternatives and elements, without what it refers to."""
    yield schema
    elements = [schema["items"]] if "items" in schema else []
    for inner in (*schema.get("anyOf", ()), *schema.get("prefixItems", ()), *elements):
        yield from inline(inner)


def is_value(schema: Schema) -> bool:
    """Whether it is more than shapes, which have members of their own."""
    referred = [each["$ref"].rpartition("/")[2] for each in inline(schema) if "$ref" in each]
    return all("enum" in SCHEMAS[name] for name in referred)


def is_free_text(schema: Schema) -> bool:
    """Whether words of any kind may stand there, or anything at all."""
    return ("type" not in schema and {"$ref", "anyOf"}.isdisjoint(schema)) or any(map(_takes_words, inline(schema)))


def _takes_words(schema: Schema) -> bool:
    is_text = schema.get("type") == "string" and {"format", "const"}.isdisjoint(schema)
    takes_blanks = "pattern" not in schema or schema["pattern"].startswith("^[^\\x00")
    return is_text and takes_blanks and schema.get("maxLength", CODE_LENGTH + 1) > CODE_LENGTH


def test_every_member_of_what_is_about_persons_and_every_free_text_is_judged() -> None:
    asked = {
        (name, member)
        for (name, member), schema in MEMBERS.items()
        if is_free_text(schema) or (base_name(name) in OF_PERSONS and is_value(schema))
    }
    assert {base_name(name) for name, _ in asked} > OF_PERSONS
    assert sorted(each for each in asked if not is_judged(*each)) == []


def test_nothing_is_judged_that_is_not_there() -> None:
    assert unused_entries(MEMBERS.keys()) == set()


def test_shapes_that_are_made_of_one_another_say_the_same() -> None:
    marks = {"name": "identity", "political_party": "political", "title": "position"}
    for name in ("ParticipantCreate", "ParticipantUpsert", "ParticipantRead", "ParticipantSummary", "AttendeePatch"):
        assert {member: MEMBERS[name, member].get(EXTENSION) for member in marks} == marks


def test_the_kinds_are_those_of_the_page() -> None:
    said = table(CHECKOUT / "docs" / "personal-data.md", "Kind").rows
    assert tuple(row[0].strip("`") for row in said) == get_args(PersonalData)
    assert {schema[EXTENSION] for schema in MEMBERS.values() if EXTENSION in schema} == set(get_args(PersonalData))
