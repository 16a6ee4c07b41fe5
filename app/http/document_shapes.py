"""The shapes of the OpenAPI document: closed lists of words by name, every member with its meaning, no noise."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from app.domain import vocabulary
from app.domain.access import SCOPES
from app.domain.findings import SEVERITIES
from app.domain.lifecycle import STEPS
from app.domain.settlement import Method
from app.errors import FaultCode
from app.problem_texts import TEXTS
from app.schemas.health import HealthState
from app.schemas.history import PatchVerb
from app.schemas.imports import FileState, ImportState, ResourceState
from app.schemas.meanings import LISTS, meaning
from app.schemas.personal_data import EXTENSION, personal_data
from app.schemas.search import HitKind
from app.schemas.suppressions import SuppressionState
from app.services.import_documents import UnknownMeans

Schema = dict[str, Any]
PROBLEM_CODE = "ProblemCode"
_LISTS: Mapping[str, tuple[str, ...]] = {
    **{name: get_args(words) for name, words in vars(vocabulary).items() if name[0].isupper() and name != "Literal"},
    "FaultCode": get_args(FaultCode),
    "FileState": get_args(FileState),
    "FindingCode": tuple(SEVERITIES),
    "HealthState": get_args(HealthState),
    "HitKind": get_args(HitKind),
    "ImportState": get_args(ImportState),
    "MeetingStep": STEPS,
    "PatchVerb": get_args(PatchVerb),
    PROBLEM_CODE: tuple(sorted(TEXTS)),
    "SuppressionState": get_args(SuppressionState),
    "ResourceState": get_args(ResourceState),
    "Scope": SCOPES,
    "SettlementMethod": get_args(Method),
    "UnknownMeans": get_args(UnknownMeans),
}
_NAMES = {words: name for name, words in _LISTS.items()}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def complete_shapes(schemas: dict[str, Schema]) -> None:
    """Changes them in place."""
    schemas["Problem"]["properties"]["code"] |= reference(PROBLEM_CODE)
    del schemas["Problem"]["properties"]["code"]["type"]
    schemas["Problem"]["properties"]["missing_scope"]["anyOf"][0] = reference("Scope")
    for name, shape in schemas.items():
        for member, schema in shape.get("properties", {}).items():
            said = meaning(name, member)
            if said and "description" not in schema:
                schema["description"] = said
            kind = personal_data(name, member)
            if kind is not None:
                schema[EXTENSION] = kind
        tidy(shape)
    schemas |= {
        name: {"type": "string", "enum": list(words), "description": LISTS[name]} for name, words in _LISTS.items()
    }


def tidy(schema: Schema) -> None:
    """Takes off the titles, which repeat the names, and puts the names of closed lists in their place."""
    for each in _each(schema):
        each.pop("title", None)
        for bound in ("minimum", "maximum", "exclusiveMinimum"):
            if isinstance(each.get(bound), float) and each[bound].is_integer():
                each[bound] = int(each[bound])
        name = _NAMES.get(tuple(each.get("enum", ())))
        if name is not None:
            del each["enum"], each["type"]
            each.update(reference(name))


def _each(schema: Schema) -> Iterator[Schema]:
    """The schema and all that stand inline in it."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), *schema.get("prefixItems", ())]
    inner += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for each in inner:
        yield from _each(each)
