"""A FastAPI route whose body comes through the strict reader, and which serves JSON or nothing."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from app.dependencies import Requires, readers, state_of
from app.http.entity import JSON, check_accept
from app.http.reader import check_media_type, read_body, read_json

MERGE_PATCH = "application/merge-patch+json"


class _ReadRequest(Request):
    """A request whose body was read; FastAPI asks it for the value and finds it there."""

    def __init__(self, request: Request, value: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._value = value

    async def body(self) -> bytes:
        return b"read"

    async def json(self) -> Any:
        return self._value


_NO_ID = "/by-source"
"""Stands where ids stand, and is a path of its own with methods of its own."""


class _FixedStart(APIRoute):
    """Looks at how the path starts before all else: of a hundred routes that is all that most are asked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._start = self.path.partition("{")[0]
        self._ends_in_id = self.path.endswith("/{id}")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope.get("root_path") and not scope["path"].startswith(self._start):
            return Match.NONE, {}
        if self._ends_in_id and scope["path"].endswith(_NO_ID):
            return Match.NONE, {}
        return super().matches(scope)


class NegotiatedRoute(_FixedStart):
    """A read in several media types, of which the endpoint chooses one by `Accept`."""


class DirectRoute(_FixedStart):
    """The hottest read. Declared as any other route, it skips FastAPI's solving of dependencies, half of its time.

    The endpoint takes the id of the path, the request, and a caller who may read. What it raises is answered by the
    application's handlers, as everywhere.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = self._answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        check_accept(request.headers)
        caller = await readers(request)
        response = await self.endpoint(scope["path_params"]["id"], request, caller)
        await response(scope, receive, send)


class StrictRoute(_FixedStart):
    """Routes with a body read JSON; with a merge patch for a body they take that media type as well.

    No byte of a body is read for a caller who may not send it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        if self.body_field is None:

            async def answer(request: Request) -> Response:
                check_accept(request.headers)
                return await handler(request)

            return answer
        media_type = getattr(self.body_field.field_info, "media_type", JSON)
        accepted = (JSON,) if media_type == JSON else (media_type, JSON)
        requirements = tuple(_requirements(self.dependant))

        async def read(request: Request) -> Response:
            check_accept(request.headers)
            check_media_type(request, accepted)
            for required in requirements:
                await required(request)
            data = await read_body(request, state_of(request)["settings"].body_limit_bytes)
            return await handler(_ReadRequest(request, read_json(data)))

        return read


def _requirements(dependant: Dependant) -> Iterator[Requires]:
    """Of callers, wherever the endpoint states them."""
    for below in dependant.dependencies:
        if isinstance(below.call, Requires):
            yield below.call
        yield from _requirements(below)
