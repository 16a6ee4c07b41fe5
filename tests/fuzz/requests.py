"""Makes of a generated request one about what is there: ids, references and cursors that the service has given.

What a request is about comes from its own content, so that the same seed makes the same requests of the same store.
Values that were generated to be wrong stay as they are.
"""

import json
import re
from random import Random
from typing import Any
from zlib import crc32

from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario

from app.http.shapes import ETAG_FORM
from tests.fuzz.known import Known

ALWAYS_SENT = (CoverageScenario.UNSPECIFIED_HTTP_METHOD, CoverageScenario.MISSING_PARAMETER)
AnyCase = Case[Any]
ON_PURPOSE = 0.1
"""How often a generated id or condition stays, to see what becomes of one that names nothing."""

_KINDS = ("cluster", "forum", "participant", "initiative", "meeting", "document")
_PATHS = {kind: f"/v1/{kind}s" for kind in _KINDS}


def about_what_is_there(case: AnyCase, known: Known) -> AnyCase:
    lot = Random(crc32(_content(case).encode()))
    if _is_positive(case, ParameterLocation.PATH):
        _name_resource(case, known, lot)
    if case.meta is None or case.meta.generation.mode.is_positive:
        _meet_condition(case, lot)
    if _is_positive(case, ParameterLocation.QUERY):
        _follow_page(case, known, lot)
        _name_source(case, known, lot)
    if _is_positive(case, ParameterLocation.BODY) and isinstance(case.body, dict | list):
        path = case.formatted_path
        References(known, path, known.cluster_of(path, lot), lot).put_into(case.body)
    return case


def is_of_share(case: AnyCase, share: float) -> bool:
    """Whether a request that covers the contract piece by piece belongs to the share that is sent. Others do."""
    data = case.meta.phase.data if case.meta else None
    if share >= 1 or not isinstance(data, CoveragePhaseData) or data.scenario in ALWAYS_SENT:
        return True
    return Random(crc32(_content(case).encode())).random() < share


def _content(case: AnyCase) -> str:
    parts = (case.method, case.path, case.path_parameters, case.query, dict(case.headers or {}), case.body)
    return json.dumps(parts, default=str, sort_keys=True)


def _is_positive(case: AnyCase, location: ParameterLocation) -> bool:
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode.is_positive


def _name_resource(case: AnyCase, known: Known, lot: Random) -> None:
    """Fills the path from left to right, since what is below depends on what is above."""
    collection = ""
    steps = case.path.split("/")[1:]
    for at, step in enumerate(steps):
        if step.startswith("{"):
            name = step.strip("{}")
            value = str(case.path_parameters.get(name))
            ids = known.below(collection, name)
            if ids and not known.is_met(collection, value) and lot.random() > ON_PURPOSE:
                ids = ids[-len(ids) // 3 :] if case.method == "DELETE" else ids  # what was made last, nothing refers to
                value = known.with_something_below(collection, ids, steps[at + 1 :], lot)
                case.path_parameters[name] = value
            step = value  # noqa: PLW2901 - the step as it is sent
        collection += f"/{step}"


def _meet_condition(case: AnyCase, lot: Random) -> None:
    """The generator sends `0` as what fits the pattern of an ETag, whose quotes it loses."""
    stated = case.headers.get("If-Match")
    if stated is not None and (lot.random() > 2 * ON_PURPOSE or not re.match(ETAG_FORM, stated)):
        case.headers["If-Match"] = "*"


def _name_source(case: AnyCase, known: Known, lot: Random) -> None:
    if case.path.endswith("/by-source") and lot.random() > 3 * ON_PURPOSE:
        case.query |= known.source_key(case.path, lot, is_last=case.method == "DELETE") or {}


def _follow_page(case: AnyCase, known: Known, lot: Random) -> None:
    """A cursor belongs to its list and filters: it is sent as a page linked to it, or not at all."""
    if "cursor" not in case.query:
        return
    following = known.next_page(case.formatted_path) if lot.random() > 0.5 else None
    if following is None:
        del case.query["cursor"]
    else:
        case.query = dict(following)


class References:
    """Puts known ids where a body refers to something: one sent to `path`, with parties of `cluster`."""

    def __init__(self, known: Known, path: str, cluster: str, lot: Random) -> None:
        self._known, self._path, self._cluster, self._lot = known, path, cluster, lot

    def put_into(self, value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                self.put_into(item)
        elif isinstance(value, dict):
            for name, item in value.items():
                if item is not None:
                    value[name] = self._put(name, item)

    def _put(self, name: str, item: Any) -> Any:
        if name == "cluster_id":
            return self._cluster
        if name.endswith("_id") or name == "into":
            return self._one(name, item)
        if name.endswith("_ids") and name != "source_ids":
            return [self._one(name.removesuffix("s"), id) for id in item] if isinstance(item, list) else item
        self.put_into(item)
        return item

    def _one(self, name: str, item: Any) -> Any:
        if not isinstance(item, str) or self._lot.random() < ON_PURPOSE / 2:
            return item
        candidates = self._candidates(name)
        candidates = candidates[: (len(candidates) + 1) // 2]  # what came last stays free, and may be removed
        return self._lot.choice(candidates) if candidates else item

    def _candidates(self, name: str) -> list[str]:
        if name.endswith("party_id") or name == "member_id":
            return self._known.parties_of(self._cluster)
        if name in ("parent_id", "into", "successor_id"):
            return self._known.below("/".join(self._path.split("/")[:3]), "id")
        kind = name.removesuffix("_id").rpartition("_")[2]
        return self._known.below(_PATHS[kind], "id") if kind in _PATHS else []
