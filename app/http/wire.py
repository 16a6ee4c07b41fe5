"""What a connection may do to the server before and beside the application: how long, how much and how many.

uvicorn reads the bytes; its own parser (llhttp) sets no limit to a head and no time to a head or a body, and takes some
heads that another reader may read differently.
"""

from asyncio import TimerHandle, Transport
from typing import Any

import uuid_utils
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.errors import KlyngeError
from app.http.ambiguous import is_ambiguous
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

    reader_seconds = 30.0
    """In which an answer that lies here must get shorter by `reader_bytes`, or end."""

    reader_bytes = 65_536

    linger_seconds = 2.0
    """How long what still comes is thrown away after a refusal, so that the answer is not lost with it."""

    flood_bytes = 65_536
    """Where a head that has not ended, or what stands between two pieces of a body, is not read on. The exact limit of
    a head is the application's."""

    pipelined = 32
    """Requests that may wait for the answer to one before them."""

    _deadline: TimerHandle | None = None
    _reader: TimerHandle | None = None
    _in_head = True
    _in_body = False
    _is_refused = False
    _fault: KlyngeError | None = None
    _most: int | None = None
    _is_new = False
    """Whether a request began, or a piece of a body came, with what was read last."""

    _framing_bytes = 0
    """Read since then."""

    _began = _heard = 0.0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._most, self.limit_concurrency = self.limit_concurrency, None  # uvicorn's own refusal is no problem
        if self._most is not None and len(self.connections) >= self._most:
            self._refuse(ServerFull("there are as many connections as are taken"))
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._forget_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._heard, self._is_new = self.loop.time(), False
        super().data_received(data)
        if self._is_refused or self.transport.is_closing():
            return
        self._framing_bytes = 0 if self._is_new else self._framing_bytes + len(data)
        if (self._in_head or self._in_body) and self._framing_bytes > self.flood_bytes:
            self._refuse(HeadTooLarge("the address and headers are too large"))
        elif self._in_head and self._deadline is None:
            self._await_head()
        elif self._in_body and self._deadline is None:
            self._began = self._heard
            self._await_body()
        elif not self._is_answering and not self._in_body and self._deadline is None:
            self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = self._is_new = True

    def on_headers_complete(self) -> None:
        self._check_head()
        super().on_headers_complete()
        if self.parser.should_upgrade():  # what comes behind it is not read as HTTP
            self.cycle.keep_alive = False
        self._in_head, self._in_body, self._framing_bytes = False, True, 0
        self.headers = []  # what else comes are trailers, which are no headers (RFC 9110, section 6.5.1)
        self._disarm()

    def _check_head(self) -> None:
        """Raises what refuses the request, which makes the parser stop."""
        if self._most is not None and len(self.tasks) >= self._most:
            self._fault = ServerFull("there are as many requests as are taken")
        elif len(self.pipeline) >= self.pipelined or is_ambiguous(self.parser, self.headers):
            self._fault = _malformed()
        if self._fault is not None:
            raise self._fault

    def on_body(self, body: bytes) -> None:
        self._is_new = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        self._disarm()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's
        self._refuse(self._fault or _malformed())

    def on_response_complete(self) -> None:
        if self._is_refused:  # of a request that came before what was refused
            self.transport.close()
        super().on_response_complete()
        self._await_reader()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        self._forget_reader()
        super().resume_writing()

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

    def _await_reader(self) -> None:
        waits = self.transport.get_write_buffer_size()
        if waits and self._reader is None:
            self._reader = self.loop.call_later(self.reader_seconds, self._look_at_reader, waits)

    def _look_at_reader(self, waited: int) -> None:
        """`waited`: so many bytes lay here when it was last looked at."""
        self._reader = None
        if 0 < self.transport.get_write_buffer_size() > waited - self.reader_bytes:
            self.transport.abort()
        else:
            self._await_reader()

    def _forget_reader(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _refuse(self, error: KlyngeError) -> None:
        """Says so, where nothing else is being said or has to be said first, and closes; nothing more is read."""
        self._disarm()
        self._is_refused = True
        is_owed = bool(self.pipeline) if self._in_body else self._is_answering
        if self.transport.is_closing() or is_owed:
            return
        is_told = self._in_body and self.cycle.response_started
        if is_told and self._is_answering:
            self.transport.close()
            return
        if not is_told:
            self.transport.write(_told(error))
        if self._is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(self.linger_seconds, self.transport.close)


def _malformed() -> Malformed:
    return Malformed("this is no HTTP request that is read here")


def _told(error: KlyngeError) -> bytes:
    request_id = uuid_utils.uuid4().hex
    scope: dict[str, Any] = {"path": "/", "state": {"request_id": request_id}}
    answer = problem_response(scope, error)
    told = ((b"x-request-id", request_id.encode()), (b"connection", b"close"))
    headers = completed([*answer.raw_headers, *told], PLAIN)
    lines = b"".join(b"%s: %s\r\n" % header for header in headers)
    return STATUS_LINE[answer.status_code] + lines + b"\r\n" + bytes(answer.body)
