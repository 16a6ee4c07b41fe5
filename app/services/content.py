"""From what a caller sends to the next body of a resource: validated, and with the server's members as they are."""

from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from app.errors import Fault, InvalidInput
from app.schemas.faults import invalid_input
from app.schemas.shared import Shape, Source
from app.services.ports import Body

_NOTHING: Final = object()


def validated(shape: type[Shape], body: Body) -> Shape:
    """Raises `InvalidInput` with pointers into the body."""
    try:
        return shape.model_validate(body)
    except ValidationError as exc:
        raise invalid_input(exc.errors(include_url=False, include_input=False)) from exc


def completed(shape: type[Shape], body: Body, sent: Body) -> Shape:
    """As `validated`, of a body that came of `sent`, in which members may be left out: those lacking have a code."""
    try:
        return validated(shape, body)
    except InvalidInput as exc:
        raise InvalidInput(tuple(_lacking(fault, sent) for fault in exc.faults)) from exc


def _lacking(fault: Fault, sent: Any) -> Fault:
    for step in fault.pointer.split("/")[1:]:
        sent = sent.get(step, _NOTHING) if isinstance(sent, dict) else _NOTHING
    return replace(fault, code="required_to_create") if fault.code == "required" and sent is _NOTHING else fault


def owned_by_server(create: type[Shape], update: type[Shape]) -> tuple[str, ...]:
    """The members that a change may only repeat: those of `update` that `create` lacks."""
    return tuple(name for name in update.model_fields if name not in create.model_fields)


def with_owned(content: Shape, current: Body, owned: tuple[str, ...]) -> Body:
    """The new body. Raises `InvalidInput` (`read_only`) where a member of the server's was sent other than it is."""
    body = content.model_dump()
    sent = {name: body.pop(name) for name in owned}
    kept = {name: current[name] for name in owned}
    kept["sources"] = [Source.model_validate(source).model_dump() for source in kept["sources"]]
    refuse_changed(sent, kept)
    return {"sources": current["sources"], **body, **{name: current[name] for name in owned}}


def refuse_changed(sent: Body, kept: Body) -> None:
    """Raises `InvalidInput` (`read_only`) for members that were sent and are not as the server has them."""
    changed = [name for name, value in sent.items() if value is not None and value != kept[name]]
    if changed:
        raise InvalidInput(tuple(Fault(f"/{name}", "read_only", "is set by the server") for name in changed))
