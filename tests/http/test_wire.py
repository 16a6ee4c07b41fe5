"""Clients who send too slowly, too much, or what is no HTTP: raw bytes to a service on loopback."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import SecretStr

from app.cli.serving import GUARDED
from app.config import Settings
from app.http.wire import BoundedProtocol
from app.main import create_app
from app.security.rates import BURST_SECONDS

PATIENCE_SECONDS = 20


class Impatient(BoundedProtocol):
    head_seconds = 0.2
    body_idle_seconds = 0.2
    body_seconds = 0.5
    linger_seconds = 0.05
    reader_seconds = 0.2
    pipelined = 3


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[int]:
    """The port of a service that has little patience and takes four connections."""
    config = uvicorn.Config(
        create_app(settings), log_level="critical", limit_concurrency=5, **{**GUARDED, "http": Impatient}
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)  # the machine keeps little of an answer
        running = asyncio.create_task(server.serve(sockets=[listener]))
        for _ in range(1_000):
            if server.started:
                break
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        await asyncio.wait_for(running, PATIENCE_SECONDS)


@pytest.fixture
async def port(sqlite_url: str) -> AsyncIterator[int]:
    async with served(Settings(database_url=sqlite_url, auth="off", body_limit_bytes=100_000)) as found:
        yield found


async def answers_to(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """All that is said until the connection is closed. Stops sending when it is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = asyncio.create_task(reader.read(-1))
    try:
        for piece in pieces:
            if said.done():
                break
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(said, PATIENCE_SECONDS)
    except ConnectionError:
        return await asyncio.wait_for(said, PATIENCE_SECONDS)
    finally:
        writer.close()


def problem(said: bytes) -> dict[str, Any]:
    """Of the only answer there is; its headers are those of every answer."""
    head, _, body = said.partition(b"\r\n\r\n")
    lowered = head.lower()
    assert said.count(b"HTTP/1.1 ") == 1
    assert b"x-content-type-options: nosniff" in lowered
    assert b"connection: close" in lowered
    assert b"server:" not in lowered
    found: dict[str, Any] = json.loads(body)
    assert f"HTTP/1.1 {found['status']} ".encode() in head
    return found


HEAD = b"Host: 127.0.0.1\r\n"
POST = b"POST /v1/clusters HTTP/1.1\r\n" + HEAD + b"Content-Type: application/json\r\n"


async def test_a_megabyte_of_headers_is_refused_in_words(port: int) -> None:
    one = await answers_to(port, b"GET /health/live HTTP/1.1\r\n" + HEAD + b"X: " + b"x" * 1_000_000)
    assert (problem(one)["status"], problem(one)["code"]) == (431, "head_too_large")
    many = await answers_to(port, b"GET / HTTP/1.1\r\n", *[b"X-Many: " + b"y" * 50_000 + b"\r\n" for _ in range(20)])
    assert problem(many)["status"] == 431
    address = await answers_to(port, b"GET /" + b"a" * 1_000_000)
    assert problem(address)["status"] == 431


async def test_a_head_that_drips_is_ended(port: int) -> None:
    assert problem(await answers_to(port, b"GET / HTTP/1.1\r\nX: ", *[b"x"] * 100, pause=0.02))["status"] == 408
    assert problem(await answers_to(port))["code"] == "request_timeout"
    blank = await answers_to(port, b"GET /health/live HTTP/1.1\r\n" + HEAD + b"\r\n", *[b"\r\n"] * 100, pause=0.02)
    assert blank.startswith(b"HTTP/1.1 200 ")


async def test_a_body_that_stops_or_drips_is_ended(port: int) -> None:
    stopped = await answers_to(port, POST + b"Content-Length: 100\r\n\r\n{")
    assert problem(stopped)["status"] == 408
    drips = await answers_to(port, POST + b"Content-Length: 1000\r\n\r\n", *[b" "] * 200, pause=0.02)
    assert problem(drips)["code"] == "request_timeout"


async def test_what_is_left_of_a_body_is_not_waited_for_after_the_answer(port: int) -> None:
    said = await answers_to(port, POST + b"Content-Length: 1000000\r\n\r\n", *[b" "] * 200, pause=0.02)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert said.count(b"HTTP/1.1 ") == 1


async def test_trailers_are_no_headers_and_end(port: int) -> None:
    """An Authorization behind the body is none, and what a proxy took out of the head does not come in by them."""
    sent = b'{"name": "Klynge", "region": "Region Vest"}'
    whole = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(sent), sent)
    said = await answers_to(port, whole + b"X-Forwarded-For: 1.2.3.4\r\nX-Request-ID: behind\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 201 ")
    assert b"behind" not in said
    for flood in (b"a: b\r\n" * 40_000, b"a: " + b"b" * 200_000):
        endless = await answers_to(port, POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", *[flood] * 50)
        assert endless.startswith((b"HTTP/1.1 431 ", b"HTTP/1.1 400 "))
        assert len(endless) < 2_000


async def test_what_stands_between_chunks_is_bounded(port: int) -> None:
    endless = POST + b"Transfer-Encoding: chunked\r\n\r\n1;x="
    assert problem(await answers_to(port, endless, *[b"y" * 50_000] * 50))["status"] == 431
    pieces = (b"1;" + b"y" * 1_000 + b"\r\n \r\n") * 100
    head = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    read = await answers_to(port, head + pieces + b"0\r\n\r\n")
    assert (problem(read)["status"], problem(read)["code"]) == (400, "malformed_json")


async def test_a_body_in_large_pieces_is_still_read(port: int) -> None:
    head = POST + b"Content-Length: 95000\r\nConnection: close\r\n\r\n"
    said = await answers_to(port, head + b" " * 80_000, b" " * 15_000, pause=0.05)
    assert problem(said)["code"] == "malformed_json"


async def test_a_body_in_pieces_is_still_read(port: int) -> None:
    sent = b'{"name": "Klynge", "region": "Region Vest"}'
    head = POST + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(sent)
    said = await answers_to(port, head, *[sent[place : place + 10] for place in range(0, len(sent), 10)], pause=0.01)
    assert said.startswith(b"HTTP/1.1 201 ")


GET = b"GET /health/live HTTP/1.1\r\n" + HEAD


@pytest.mark.parametrize(
    "request_",
    [
        b"this is no HTTP\r\n\r\n",
        b"GET /health/live HTTP/9.9\r\n" + HEAD + b"\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
        POST + b"Content-Length: +2\r\n\r\n{}",
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        GET + b"X: a\x00b\r\n\r\n",
        GET + b"X : a\r\n\r\n",
        GET + b" folded: a\r\n\r\n",
        GET + b"X: a\nY: b\rZ\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        GET + b"Host: another\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\n\r\n",
        b"GET /health/live\r\n\r\n",
        b"PRI * HTTP/2.0\r\n" + HEAD + b"\r\n",
        b"CONNECT /v1/clusters HTTP/1.1\r\n" + HEAD + b"\r\n",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        POST
        + b"Upgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 33\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=lambda request: request[-40:],
)
async def test_requests_that_two_readers_could_read_differently_are_refused_once(port: int, request_: bytes) -> None:
    assert problem(await answers_to(port, request_))["code"] == "malformed_request"


async def test_more_connections_than_are_taken_are_told_so(port: int) -> None:
    held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
    told = problem(await answers_to(port, GET + b"\r\n"))
    assert (told["status"], told["code"]) == (503, "server_full")
    for _, writer in held:
        writer.close()


async def test_a_connection_is_not_turned_into_another_protocol(port: int) -> None:
    asks = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
    for pieces in ((GET + asks + GET + b"\r\n",), (GET + asks, GET + b"\r\n")):
        said = await answers_to(port, *pieces, pause=0.1)
        assert said.startswith(b"HTTP/1.1 200")
        assert said.count(b"HTTP/1.1 ") == 1


async def test_what_is_refused_is_not_told_in_the_place_of_an_answer_to_another_request(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    said = await answers_to(port, GET + b"\r\n" + b"this is no HTTP\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200")
    assert said.count(b"HTTP/1.1 ") == 1
    many = await answers_to(port, (GET + b"\r\n") * 2_000)
    assert many.count(b"HTTP/1.1 200") == 1
    assert "Traceback" not in caplog.text


async def test_who_does_not_take_the_answer_loses_the_connection(port: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
    for one in idle:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        one.sendall(b"GET /static-offline-docs/swagger-ui-bundle.js HTTP/1.1\r\n" + HEAD + b"\r\n")
    for _ in range(60):
        await asyncio.sleep(0.05)
        said = await answers_to(port, GET + b"Connection: close\r\n\r\n")
        if said.startswith(b"HTTP/1.1 200 "):
            break
    for one in idle:
        one.close()
    assert said.startswith(b"HTTP/1.1 200 ")


async def test_an_address_that_a_caller_gives_itself_is_not_counted_by(sqlite_url: str) -> None:
    """Also where the connection comes from this machine, which uvicorn takes for a proxy."""
    settings = Settings(
        database_url=sqlite_url,
        auth="development",
        development_secret=SecretStr("a secret for tests, of enough bytes"),
        rate_refused_per_second=1,
    )
    async with served(settings) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for number in range(2 * BURST_SECONDS):
            forged = {"X-Forwarded-For": f"10.0.0.{number}", "Authorization": "Bearer x"}
            answer = await client.get("/v1/clusters", headers=forged)
    assert answer.status_code == 429
