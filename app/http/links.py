"""OpenAPI links: what may be asked next about what an answer made or showed, with which of its values.

Derived from the document alone: an operation on a path is followed by those on the path itself and below it.
"""

import re
from typing import Any

_METHODS = ("get", "put", "patch", "delete", "post")
_LAST = re.compile(r"/\{(\w+)\}$")


def add_links(document: dict[str, Any]) -> None:
    """A create leads to what can be done with what it made, a read to its changes, a delete to the restore."""
    paths = document["paths"]
    for path, operations in paths.items():
        named = _LAST.search(path)
        if named is None:
            continue
        same = {f"path.{name}": f"$request.path.{name}" for name in re.findall(r"\{(\w+)\}", path)}
        made = same | {f"path.{named[1]}": "$response.body#/id"}
        following = _following(paths, path)
        changes = [operations[method] for method in ("put", "patch", "delete") if method in operations]
        _link(paths.get(path.removesuffix(named[0]), {}).get("post"), "201", following, made)
        _link(operations.get("put"), "201", following, same)
        _link(operations.get("get"), "200", changes, same)
        restore = paths.get(f"{path}/restore", {}).get("post")
        _link(operations.get("delete"), "204", [restore] if restore else [], same)


def _following(paths: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """The operations on the path, and those right below it that ask for no further id."""
    below = [item for name, item in paths.items() if name == path or _is_step_of(name, path)]
    return [item[method] for item in below for method in _METHODS if method in item]


def _is_step_of(name: str, path: str) -> bool:
    return name.startswith(f"{path}/") and "{" not in name.removeprefix(path)


def _link(
    operation: dict[str, Any] | None, status: str, following: list[dict[str, Any]], path_values: dict[str, str]
) -> None:
    """With a condition where the answer has an ETag, which is where it has a body."""
    response = (operation or {}).get("responses", {}).get(status)
    if response is None:
        return
    for next_one in following:
        values = dict(path_values)
        if "content" in response and any(each["name"] == "If-Match" for each in next_one.get("parameters", ())):
            values["header.If-Match"] = "$response.header.ETag"
        id = next_one["operationId"]
        response.setdefault("links", {})[id] = {"operationId": id, "parameters": values}
