"""A `Query` as SQL and as a MongoDB filter.

Names come from `KEY_TYPES` or the query is refused; values are bound parameters or operands, never operators, names or
patterns. A prefix is a range. Every sort ends in the id, in the direction of the last key, so that one index serves it
both ways. '' means none: no range holds it.
"""

from dataclasses import dataclass
from typing import Any, Literal

from app.errors import CursorInvalid
from app.services.ports import KeyValue, Kind, Query, SortKey
from app.storage.keys import KEY_TYPES, KeyType, operand

MAX_LIMIT = 1000
MAX_VALUES = 200

Operator = Literal["in", ">", ">=", "<"]
_MONGO = {">": "$gt", ">=": "$gte", "<": "$lt"}
_OF_TOMBSTONES = frozenset({"id", "created", "updated", "sources", "clusters", "hidden"})
"""The keys that a tombstone still has. Conditions on others are about what is not deleted."""


@dataclass(frozen=True, slots=True)
class Condition:
    key: str
    type: KeyType
    operator: Operator
    values: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A query whose names and values were held against `KEY_TYPES`; `order` includes the id."""

    kind: Kind
    conditions: tuple[Condition, ...]
    order: tuple[SortKey, ...]
    after: tuple[KeyValue, ...] | None
    limit: int
    include_deleted: bool

    @property
    def is_empty(self) -> bool:
        unfulfillable = self.conditions if not self.include_deleted else self.of_all
        return any(condition.operator == "in" and not condition.values for condition in unfulfillable)

    @property
    def of_all(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if condition.key in _OF_TOMBSTONES)

    @property
    def of_live(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if condition.key not in _OF_TOMBSTONES)


def check(query: Query) -> Checked:
    """Raises `ValueError` for a name, type or bound that the caller should have held, `CursorInvalid` for `after`."""
    if not 1 <= query.limit <= MAX_LIMIT:
        raise ValueError(f"limit is 1 to {MAX_LIMIT}")
    order = _order(query)
    after = None if query.after is None else _position(query.kind, order, query.after)
    return Checked(query.kind, _conditions(query), order, after, query.limit, query.include_deleted)


def prefix_end(prefix: str) -> str | None:
    """The least text above all texts with this prefix, or null where there is none."""
    for length in range(len(prefix), 0, -1):
        last = ord(prefix[length - 1])
        if last < 0x10FFFF:
            following = 0xE000 if last == 0xD7FF else last + 1
            return prefix[: length - 1] + chr(following)
    return None


def mongo_filter(checked: Checked, *, from_cursor: bool = True) -> dict[str, Any]:
    """Every condition in `$and`. Values stand only where MongoDB reads operands."""
    live = [_mongo_condition(condition) for condition in checked.of_live]
    if not checked.include_deleted:
        parts = [{"deleted": False}, *live]
    else:
        parts = [{"$or": [{"deleted": True}, {"$and": live}]}] if live else []
    parts += [_mongo_condition(condition) for condition in checked.of_all]
    if from_cursor and checked.after is not None:
        parts.append({"$or": _mongo_after(checked.order, checked.after)})
    if not parts:
        return {}
    return parts[0] if len(parts) == 1 else {"$and": parts}


def mongo_sort(checked: Checked) -> list[tuple[str, int]]:
    return [(f"keys.{sort.key}", -1 if sort.descending else 1) for sort in checked.order]


def sql_where(checked: Checked, *, from_cursor: bool = True) -> tuple[str, list[KeyValue]]:
    """The text after WHERE and its parameters. `column` names are built from checked keys alone."""
    texts, values = _sql_conditions(checked.kind, checked.of_live)
    if not checked.include_deleted:
        texts = ["deleted = 0", *texts]
    elif texts:
        texts = [f"(deleted = 1 OR ({' AND '.join(texts)}))"]
    others, bound = _sql_conditions(checked.kind, checked.of_all)
    texts, values = [*texts, *others], [*values, *bound]
    if from_cursor and checked.after is not None:
        text, bound = _sql_after(checked.order, checked.after)
        texts.append(text)
        values += bound
    return " AND ".join(texts) or "1", values


def sql_order(checked: Checked) -> str:
    return ", ".join(f"{column(sort.key)} {'DESC' if sort.descending else 'ASC'}" for sort in checked.order)


def column(key: str) -> str:
    return "id" if key == "id" else f"k_{key}"


def _conditions(query: Query) -> tuple[Condition, ...]:
    found = [_condition(query.kind, key, "in", (value,)) for key, value in query.equals.items()]
    found += [_condition(query.kind, key, "in", values) for key, values in query.any_of.items()]
    found += [_condition(query.kind, key, ">=", (value,)) for key, value in query.at_least.items() if value != ""]
    found += [_condition(query.kind, key, ">", ("",)) for key, value in query.at_least.items() if value == ""]
    for key, value in query.below.items():
        found += [_condition(query.kind, key, ">", ("",)), _condition(query.kind, key, "<", (value,))]
    for key, prefix in query.prefix.items():
        found += _prefix(query.kind, key, prefix)
    return tuple(found)


def _prefix(kind: Kind, key: str, prefix: str) -> list[Condition]:
    if _type_of(kind, key) is not KeyType.TEXT:
        raise ValueError(f"{key} is no text: it has no prefix")
    end = prefix_end(prefix)
    found = [_condition(kind, key, ">=", (prefix,))]
    return found if end is None else [*found, _condition(kind, key, "<", (end,))]


def _condition(kind: Kind, key: str, operator: Operator, values: tuple[KeyValue, ...]) -> Condition:
    type = _type_of(kind, key)
    if operator != "in" and type.is_list:
        raise ValueError(f"{key} holds a list: it can be equal, not in a range")
    if len(values) > MAX_VALUES:
        raise ValueError(f"at most {MAX_VALUES} values")
    return Condition(key, type, operator, tuple(operand(type, value) for value in values))


def _type_of(kind: Kind, key: str) -> KeyType:
    try:
        return KEY_TYPES[kind][key]
    except KeyError:
        raise ValueError(f"{kind} has no such key") from None


def _order(query: Query) -> tuple[SortKey, ...]:
    for sort in query.sort:
        if _type_of(query.kind, sort.key).is_list:
            raise ValueError(f"{sort.key} holds a list: no order")
    descending = query.sort[-1].descending if query.sort else False
    return (*query.sort, SortKey("id", descending))


def _position(kind: Kind, order: tuple[SortKey, ...], after: tuple[KeyValue, ...]) -> tuple[KeyValue, ...]:
    try:
        return tuple(operand(KEY_TYPES[kind][sort.key], value) for sort, value in zip(order, after, strict=True))
    except ValueError as error:
        raise CursorInvalid("this position belongs to another order") from error


def _mongo_condition(condition: Condition) -> dict[str, Any]:
    field = f"keys.{condition.key}"
    if condition.operator != "in":
        return {field: {_MONGO[condition.operator]: condition.values[0]}}
    if len(condition.values) == 1 and not condition.type.is_list:
        return {field: {"$eq": condition.values[0]}}
    return {field: {"$in": list(condition.values)}}


def _mongo_after(order: tuple[SortKey, ...], after: tuple[KeyValue, ...]) -> list[dict[str, Any]]:
    """Rows behind the position: equal in the first n keys and behind in the next, for every n."""
    branches: list[dict[str, Any]] = []
    for place, sort in enumerate(order):
        branch: dict[str, Any] = {f"keys.{order[n].key}": {"$eq": after[n]} for n in range(place)}
        branch[f"keys.{sort.key}"] = {"$lt" if sort.descending else "$gt": after[place]}
        branches.append(branch)
    return branches


def _sql_conditions(kind: Kind, conditions: tuple[Condition, ...]) -> tuple[list[str], list[KeyValue]]:
    made = [_sql_condition(kind, condition) for condition in conditions]
    return [text for text, _ in made], [value for _, values in made for value in values]


def _sql_condition(kind: Kind, condition: Condition) -> tuple[str, list[KeyValue]]:
    values = list(condition.values)
    if condition.operator != "in":
        return f"{column(condition.key)} {condition.operator} ?", values
    marks = ", ".join("?" * len(values))
    if condition.type.is_list:
        listed = f'SELECT id FROM "{kind}_lists" WHERE key = ? AND value IN ({marks})'  # noqa: S608 -- checked names, bound values
        return f"id IN ({listed})", [condition.key, *values]
    return f"{column(condition.key)} IN ({marks})", values


def _sql_after(order: tuple[SortKey, ...], after: tuple[KeyValue, ...]) -> tuple[str, list[KeyValue]]:
    """As `_mongo_after`; one direction is a row comparison, which SQLite answers from the index."""
    if len({sort.descending for sort in order}) == 1:
        columns = ", ".join(column(sort.key) for sort in order)
        return f"({columns}) {'<' if order[0].descending else '>'} ({', '.join('?' * len(after))})", list(after)
    texts: list[str] = []
    values: list[KeyValue] = []
    for place, sort in enumerate(order):
        equal = [f"{column(order[n].key)} = ?" for n in range(place)]
        texts.append(" AND ".join([*equal, f"{column(sort.key)} {'<' if sort.descending else '>'} ?"]))
        values += after[: place + 1]
    return "(" + " OR ".join(f"({text})" for text in texts) + ")", values
