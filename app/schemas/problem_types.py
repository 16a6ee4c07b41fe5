"""What a problem's page tells."""

from app.schemas.shared import Shape


class ProblemType(Shape):
    """`type` is the URI that problems of this code carry; `description` says what happened and what to do."""

    type: str
    code: str
    status: int
    title: str
    title_da: str
    description: str
    description_da: str
