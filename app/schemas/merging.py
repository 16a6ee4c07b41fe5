"""What a merge is asked with."""

from app.schemas.fields import Id
from app.schemas.shared import Shape


class MergeRequest(Shape):
    """`into` is the survivor."""

    into: Id
