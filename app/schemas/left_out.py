"""Bodies without the members that hold certain kinds of personal data, by the marks of the contract. Pure.

A member that is marked tomorrow is left out tomorrow: nothing here names one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from app.schemas.personal_data import PersonalData, personal_data

FOR_NO_ANONYMOUS: frozenset[PersonalData] = frozenset({"political", "note", "printed", "actor"})
"""What whoever sends no token is not told."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """`blanks` make what stands in the place of a member; `below` are the plans of members that are shapes."""

    blanks: Mapping[str, Callable[[], Any]]
    below: Mapping[str, "_Plan"]


def holds(shape: type[BaseModel]) -> bool:
    """Whether something of the shape is left out for whoever sends no token."""
    return _plan(shape) is not None


def left_out(shape: type[BaseModel], body: dict[str, Any]) -> dict[str, Any]:
    """The body with null, or what is empty where null is not allowed, in the place of what is left out.

    Members that are not there stay away. What was given is not changed.
    """
    plan = _plan(shape)
    seen: dict[str, Any] = body if plan is None else _without(plan, body)
    return seen


def _without(plan: _Plan, value: Any) -> Any:
    if isinstance(value, list):
        return [_without(plan, one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _member(plan, name, inner) for name, inner in value.items()}


def _member(plan: _Plan, name: str, value: Any) -> Any:
    if name in plan.blanks:
        return plan.blanks[name]()
    return _without(plan.below[name], value) if name in plan.below else value


@cache
def _plan(shape: type[BaseModel]) -> _Plan | None:
    """Null where nothing is left out. Raises `TypeError` for a marked member that cannot be blank."""
    blanks: dict[str, Callable[[], Any]] = {}
    below: dict[str, _Plan] = {}
    for name, field in shape.model_fields.items():
        member = field.alias or name
        if personal_data(shape.__name__, member) in FOR_NO_ANONYMOUS:
            blanks[member] = _blank(field.annotation)
            continue
        plans = [plan for inner in _shapes_in(field.annotation) if (plan := _plan(inner)) is not None]
        if plans:
            below[member] = _Plan(
                {key: blank for plan in plans for key, blank in plan.blanks.items()},
                {key: inner for plan in plans for key, inner in plan.below.items()},
            )
    return _Plan(blanks, below) if blanks or below else None


def _blank(annotation: Any) -> Callable[[], Any]:
    kinds = {get_origin(one) or one for one in _alternatives(annotation)}
    for kind, blank in ((NoneType, NoneType), (list, list), (str, str)):
        if kind in kinds:
            made: Callable[[], Any] = blank
            return made
    raise TypeError("a member that is left out is null, a list or a text")


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation


def _shapes_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)
