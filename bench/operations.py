"""What is asked of the services, the same of each as far as it has such an operation, and what a right answer is."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bench.contenders import Contender
from bench.data import Meeting, content_of
from bench.load import Asked, Load, fresh_uuid
from bench.servers import Reply, ask

PAGE = 25
FEED_PAGE = 100
QUERIES = 200
FRESH = "@@"
"""Stands in a body where each request puts something of its own."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`peer` and `klynge` make the load; null where there is no such operation. `is_right` holds an answer against
    the meetings."""

    name: str
    title: str
    peer: Callable[[list[Meeting]], Load] | None
    klynge: Callable[[list[Meeting], Contender], Load]
    is_right: Callable[[Any, list[Meeting]], bool]

    def load(self, contender: Contender, meetings: list[Meeting]) -> Load | None:
        if contender.is_klynge:
            return self.klynge(meetings, contender)
        if contender.name == "starlette" and self.name != "get":
            return None
        return self.peer(meetings) if self.peer else None


def check(operation: Operation, contender: Contender, load: Load, meetings: list[Meeting]) -> None:
    """One request before the load. Raises `RuntimeError` for another status than expected, or a wrong answer."""
    asked = load.requests[0]
    body = asked.before + (fresh_uuid() + asked.after if asked.after else "")
    reply = ask(
        contender.server.url + asked.path, {**contender.headers, **load.headers}, load.method, body.encode() or None
    )
    if reply.status != load.status:
        raise RuntimeError(f"{contender.name} answers {operation.name} with {reply.status}")
    if contender.name != "starlette" and not operation.is_right(json.loads(reply.body), meetings):
        raise RuntimeError(f"{contender.name} answers {operation.name} wrongly")


def holds(answer: Any, sent: Any) -> bool:
    """Whether the answer has everything that was sent; it may have more, and times may have another offset."""
    if isinstance(sent, dict):
        return isinstance(answer, dict) and all(holds(answer.get(name), value) for name, value in sent.items())
    if isinstance(sent, list):
        return isinstance(answer, list) and len(answer) == len(sent) and all(map(holds, answer, sent))
    return bool(answer == sent) or (isinstance(sent, str) and isinstance(answer, str) and _same_time(answer, sent))


def _same_time(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return False


def _split(path: str, body: Mapping[str, Any]) -> Asked:
    before, _, after = json.dumps(body, ensure_ascii=False).partition(FRESH)
    return Asked(path, before, after)


def _retitled(meeting: Meeting) -> Meeting:
    return {**meeting, "title": f"{meeting['title']} {FRESH}"}


def _same_meeting(answer: Any, meetings: list[Meeting]) -> bool:
    """But for the id and the title, which writes make anew."""
    made_anew = ("id", "title", "status", "version")
    return holds(answer, {name: value for name, value in meetings[0].items() if name not in made_anew})


def _get(prefix: str, meetings: list[Meeting]) -> Load:
    return Load("GET", [Asked(prefix + meeting["id"]) for meeting in meetings])


def _peer_list(meetings: list[Meeting]) -> Load:
    return Load("GET", [Asked(f"/meetings?page={page}") for page in range(1, len(meetings) // PAGE + 1)])


def _klynge_list(meetings: list[Meeting], contender: Contender) -> Load:
    """Every page of the list, by the cursors that it gives itself."""
    paths = [f"/v1/meetings?sort=-starts_at&limit={PAGE}"]
    while len(paths) < len(meetings) // PAGE:
        following = json.loads(_read(contender, paths[-1]).body)["links"]["next"]
        if following is None:
            break
        paths.append(following)
    return Load("GET", [Asked(path) for path in paths])


def _read(contender: Contender, path: str) -> Reply:
    return ask(contender.server.url + path, contender.headers)


def _peer_create(meetings: list[Meeting]) -> Load:
    return Load("POST", [_split("/meetings", {**meeting, "id": FRESH}) for meeting in meetings], 201)


def _klynge_create(meetings: list[Meeting], _: Contender) -> Load:
    return Load("POST", [_split("/v1/meetings", content_of(meeting)) for meeting in meetings], 201)


def _peer_replace(meetings: list[Meeting]) -> Load:
    """Their POST of an id that is there replaces what is there."""
    return Load("POST", [_split("/meetings", _retitled(meeting)) for meeting in meetings], 201)


def _klynge_replace(meetings: list[Meeting], _: Contender) -> Load:
    retitled = [(meeting["id"], content_of(_retitled(meeting))) for meeting in meetings]
    return Load("PUT", [_split(f"/v1/meetings/{id}", content) for id, content in retitled], headers={"If-Match": "*"})


def _klynge_search(meetings: list[Meeting], _: Contender) -> Load:
    """Two words that stand next to each other in a decision; the last may be the start of a longer one."""
    chance = random.Random(7)
    items = [chance.choice(chance.choice(meetings)["agenda_items"]) for _ in range(QUERIES)]
    queries = [" ".join(item["decision"]["text"].split()[:2]) for item in items]
    return Load("GET", [Asked(f"/v1/search?q={quote(query)}&limit={PAGE}") for query in queries])


def _klynge_feed(meetings: list[Meeting], _: Contender) -> Load:
    starts = range(0, len(meetings) - FEED_PAGE, 7)
    return Load("GET", [Asked(f"/v1/changes?after={after}&limit={FEED_PAGE}") for after in starts])


OPERATIONS = (
    Operation(
        "get",
        "GET one meeting",
        lambda meetings: _get("/meetings/", meetings),
        lambda meetings, _: _get("/v1/meetings/", meetings),
        lambda answer, meetings: holds(answer, meetings[0]),
    ),
    Operation(
        "list",
        f"GET a page of {PAGE} meetings (Klynge: summaries; peers: whole meetings)",
        _peer_list,
        _klynge_list,
        lambda answer, _: len(answer["items"]) == PAGE,
    ),
    Operation(
        "search",
        f"GET a page of {PAGE} hits for two words (the peers have no search)",
        None,
        _klynge_search,
        lambda answer, _: len(answer["items"]) == PAGE,
    ),
    Operation(
        "feed",
        f"GET {FEED_PAGE} changes of the feed (the peers have none)",
        None,
        _klynge_feed,
        lambda answer, _: len(answer["items"]) == FEED_PAGE and answer["next_after"] == FEED_PAGE,
    ),
    Operation(
        "replace",
        "Replace one meeting (Klynge: PUT, which keeps the version before; peers: POST of an id that is there)",
        _peer_replace,
        _klynge_replace,
        _same_meeting,
    ),
    Operation("create", "POST one meeting", _peer_create, _klynge_create, _same_meeting),
)
