"""How many requests there were, how they were answered, and how long they took.

Labels are route templates, methods and statuses alone: nothing that was asked for or by whom.
"""

import os
import time

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: the folder in which several workers add up. `klynge serve` sets it."""

CONTENT_TYPE = CONTENT_TYPE_LATEST
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_HTTP = ("method", "route")


class Metrics:
    """The counters of one application; of all its workers where they share a folder."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "klynge_http_requests", "Requests that were answered", (*_HTTP, "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "klynge_http_request_seconds",
            "From the request's head to the end of its answer",
            _HTTP,
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._is_shared = SHARED_FOLDER in os.environ
        if not self._is_shared:
            ProcessCollector(registry=self._registry)

        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """There are as many labels as routes, methods and statuses, so that their counters are kept at hand."""
        labels = method, route, status
        if labels not in self._children:
            self._children[labels] = self._requests.labels(*labels), self._seconds.labels(method, route)
        requests, took = self._children[labels]
        requests.inc()
        took.observe(seconds)

    def text(self) -> bytes:
        """In Prometheus' text format."""
        if not self._is_shared:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # has no annotations
        return generate_latest(together)


class Meter:
    """Middleware inside the frame: HEAD counts as the GET it is answered as."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        start = time.perf_counter()

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.count(method, _template(scope), status, time.perf_counter() - start)


def _template(scope: Scope) -> str:
    route = scope.get("route")
    if route is not None:
        path: str = route.path
        return path
    return "other" if "endpoint" in scope else "unmatched"
