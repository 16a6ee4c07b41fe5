"""A mirror as a stranger would write it: from the feed and single reads alone, after the documentation (docs/feed.md).

Nothing of the service is used here, so that the sums are computed twice.
"""

import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

Body = dict[str, Any]
Get = Callable[[str], Awaitable[httpx.Response]]
MAX_STEPS = 10_000


class Mirror:
    """`bodies` by path. `seen` are the changes as they came. `get` is asked for paths."""

    def __init__(self, get: Get, limit: int = 50) -> None:
        self._get, self._limit = get, limit
        self.after = 0
        self.seen: list[Body] = []
        self.bodies: dict[str, Body] = {}

    async def step(self) -> bool:
        """Reads one answer of the feed and what it names. False at the end of the feed."""
        page = (await self._get(f"/v1/changes?after={self.after}&limit={self._limit}")).json()
        for subject in dict.fromkeys(item["subject"] for item in page["items"]):
            await self._take(subject)
        self.seen += page["items"]
        before, self.after = self.after, int(page["next_after"])
        return self.after != before

    async def follow(self) -> None:
        """To the end of the feed."""
        for _ in range(MAX_STEPS):
            if not await self.step():
                return
        raise AssertionError("the feed does not end")

    async def differences(self) -> list[tuple[str, str]]:
        """Kind and month of what the service holds otherwise than this mirror. Raises where it cannot be told."""
        for _ in range(20):
            summary = (await self._get("/v1/changes/summary")).json()
            if summary["is_exact"] and summary["seq"] == self.after:
                stated = {(item["kind"], item["month"]): (item["count"], item["sha256"]) for item in summary["items"]}
                own = self.sums()
                return sorted(bucket for bucket in stated.keys() | own.keys() if stated.get(bucket) != own.get(bucket))
            await self.follow()
        raise AssertionError("the service does not come to rest")

    def sums(self) -> dict[tuple[str, str], tuple[int, str]]:
        lines: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, body in self.bodies.items():
            kind = {"funding": "funding"}.get(name := path.split("/")[2], name.removesuffix("s"))
            lines[kind, body["created_at"][:7]].append(f"{body['id']} {body['version']}\n")
        return {
            bucket: (len(own), hashlib.sha256("".join(sorted(own)).encode()).hexdigest())
            for bucket, own in lines.items()
        }

    async def _take(self, subject: str) -> None:
        answer = await self._get(subject)
        self.bodies.pop(subject, None)
        if answer.status_code == 200 and answer.json()["id"] == subject.rsplit("/", 1)[1]:
            self.bodies[subject] = answer.json()
