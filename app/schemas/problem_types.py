"""What a problem's page tells."""

from pydantic import ConfigDict
from pydantic.config import JsonDict

from app.schemas.shared import Shape

_EXAMPLE: JsonDict = {
    "type": "/problems/gone",
    "code": "gone",
    "status": 410,
    "title": "Deleted",
    "title_da": "Slettet",
    "description": "The resource is deleted.",
    "description_da": "Ressourcen er slettet.",
}


class ProblemType(Shape):
    """`type` is the URI that problems of this code carry; `description` says what happened and what to do."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    type: str
    code: str
    status: int
    title: str
    title_da: str
    description: str
    description_da: str
