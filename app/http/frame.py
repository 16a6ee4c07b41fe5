"""What is around every request: its id, HEAD, and the answer to what nobody foresaw."""

import logging
import re
import traceback

import uuid_utils
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import KlyngeError
from app.http.safe_headers import always, completed
from app.problems import problem_response

log = logging.getLogger("klynge")
_SANE_ID = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")


class Frame:
    """Outermost of our own middleware. Takes over or makes `X-Request-ID`, answers HEAD as GET without the body, and
    gives every answer the headers that keep a browser from doing more with it than it should."""

    def __init__(self, app: ASGIApp, hsts_seconds: int = 0) -> None:
        self._app, self._always = app, always(hsts_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        header = (b"x-request-id", request_id.encode("ascii"))
        is_head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET"} if is_head else scope
        inner["state"] = {**scope.get("state", {}), "request_id": request_id}
        started = False

        async def send_framed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = completed([*message["headers"], header], self._always)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(inner, receive, send_framed)
        except Exception as error:  # noqa: BLE001 - the top: nothing may leave but a problem
            _log(request_id, error)
            if started:
                raise ConnectionError("failed while answering") from None
            await problem_response(inner, KlyngeError())(inner, receive, send_framed)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SANE_ID.fullmatch(value):
            return str(value, "ascii")
    return uuid_utils.uuid4().hex


def _log(request_id: str, error: Exception) -> None:
    """Where it failed, without the error's text, which may hold content."""
    places = "".join(traceback.format_tb(error.__traceback__))
    log.error("unforeseen %s in request %s\n%s", type(error).__name__, request_id, places)
