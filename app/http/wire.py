"""What a connection may do to the server before and beside the application: how long, how much and how many.

uvicorn reads the bytes; its own parser (llhttp) sets no limit to a head and no time to a head or a body.
"""

from asyncio import TimerHandle, Transport
from typing import Any

import uuid_utils
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.errors import KlyngeError
from app.http.safe_headers import PLAIN, completed
from app.problems import HeadTooLarge, Malformed, RequestTimeout, ServerFull, problem_response


class BoundedProtocol(HttpToolsProtocol):
    """Refuses with a problem, and closes, what arrives too slowly, does not end, or is no HTTP."""

    head_seconds = 15.0
    """From the first byte of a head, or from the connection, to its end."""

    body_idle_seconds = 20.0
    """Between two pieces of a body."""

    body_seconds = 300.0
    """For the whole of a body, and for what is left of one after the answer was given."""

    linger_seconds = 2.0
    """How long what still comes is thrown away after a refusal, so that the answer is not lost with it."""

    head_flood_bytes = 65_536
    """Where a head that has not ended is not read on. The exact limit is the application's."""

    _deadline: TimerHandle | None = None
    _in_head = True
    _in_body = False
    _is_refused = False
    _head_bytes = 0
    _began = _heard = 0.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self._refuse(ServerFull("there are as many connections as are taken"))
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._heard = self.loop.time()
        super().data_received(data)
        if self._is_refused or self.transport.is_closing():
            return
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.head_flood_bytes:
                self._refuse(HeadTooLarge("the address and headers are too large"))
            elif self._deadline is None:
                self._await_head()
        elif self._in_body and self._deadline is None:
            self._began = self._heard
            self._await_body()
        elif not self._is_answering and not self._in_body and self._deadline is None:
            self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0

    def on_headers_complete(self) -> None:
        self._in_head, self._in_body = False, True
        self._disarm()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        self._disarm()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's
        self._refuse(Malformed("this is no HTTP request that is read here"))

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _head_is_late(self) -> None:
        if self._is_answering:
            self._await_head()
        else:
            self._refuse(RequestTimeout("the headers did not arrive in time"))

    def _await_body(self) -> None:
        now = self.loop.time()
        left = min(self._heard + self.body_idle_seconds - now, self._began + self.body_seconds - now)
        self._deadline = self.loop.call_later(max(left, 0.001), self._look_at_body)

    def _look_at_body(self) -> None:
        now = self.loop.time()
        if self.flow.read_paused:  # then it is the application that has not come to it
            self._heard = now
        if now - self._heard >= self.body_idle_seconds or now - self._began >= self.body_seconds:
            self._refuse(RequestTimeout("the body did not arrive in time"))
        else:
            self._await_body()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, error: KlyngeError) -> None:
        """Says so, where nothing else is being said, and closes; nothing more is read."""
        self._disarm()
        self._is_refused = True
        if self.transport.is_closing():
            return
        if self.cycle is not None and self.cycle.response_started and (self._in_body or self._is_answering):
            self.transport.close()
            return
        self.transport.write(_told(error))
        if self._is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(self.linger_seconds, self.transport.close)


def _told(error: KlyngeError) -> bytes:
    request_id = uuid_utils.uuid4().hex
    scope: dict[str, Any] = {"path": "/", "state": {"request_id": request_id}}
    answer = problem_response(scope, error)
    told = ((b"x-request-id", request_id.encode()), (b"connection", b"close"))
    headers = completed([*answer.raw_headers, *told], PLAIN)
    lines = b"".join(b"%s: %s\r\n" % header for header in headers)
    return STATUS_LINE[answer.status_code] + lines + b"\r\n" + bytes(answer.body)
