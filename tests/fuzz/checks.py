"""What is held of every answer beyond Schemathesis's own checks."""

import json
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response
from schemathesis.core.failures import Failure

from app.schemas.faults import SCHEMA_CODES


@schemathesis.check
def refusal_names_a_rule(_: CheckContext, response: Response, case: Case[Any]) -> None:
    """What the schema allows is 422 for a rule alone, one that no schema can say, and the problem names it."""
    if response.status_code != 422 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    codes = [error["code"] for error in json.loads(response.content).get("errors") or ()]
    said = sorted(SCHEMA_CODES.intersection(codes))
    if said:
        raise Failure(
            operation=case.operation.label,
            title="Refused for a form that the schema allows",
            message=f"Faults that the schema should have told of: {', '.join(said)}",
        )
