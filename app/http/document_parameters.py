"""The parameters of an operation in the OpenAPI document: each with its meaning and form."""

from typing import Any

from app.http.document_shapes import Schema, reference, tidy
from app.schemas.meanings import PARAMETERS
from app.schemas.shared import without_null

_OTHER_IDS = {"documents": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
_UUID = {"type": "string", "format": "uuid"}


def complete_parameters(path: str, operation: dict[str, Any], schemas: dict[str, Schema]) -> None:
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"] = without_null(parameter["schema"])
        tidy(schema)
        said = parameter.get("description") or schema.pop("description", None)
        parameter["description"] = said or PARAMETERS[parameter["name"]]
        schema.pop("description", None)
        if parameter["in"] == "path" and parameter["name"].endswith("id"):
            schema |= _OTHER_IDS.get(path.split("/")[2], _UUID)
        if parameter["name"] == "sort":
            _name_order(operation, schema, schemas)
        if parameter["name"] == "If-Match" and "428" in operation["responses"] and "201" not in operation["responses"]:
            parameter["required"] = True


def _name_order(operation: dict[str, Any], schema: Schema, schemas: dict[str, Schema]) -> None:
    """`MeetingsSort`: the orders of `listMeetings`."""
    name = f"{operation['operationId'].removeprefix('list')}Sort"
    schemas[name] = {"type": schema.pop("type"), "enum": schema.pop("enum"), "description": "`-` turns the order round"}
    schema |= reference(name)
