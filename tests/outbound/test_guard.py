"""Outgoing addresses: what is asked, what is refused before anything is sent, and where the connection then goes."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from app.errors import SettingsUnusable
from app.outbound.addresses import Reach, is_public
from app.outbound.guard import AddressRefused, GuardedTransport


@pytest.mark.parametrize("text", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.0.0.7",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::a00:7",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "4000::1",
    ],
)
def test_addresses_of_this_machine_and_of_closed_networks_are_not(text: str) -> None:
    assert not is_public(ip_address(text))


def test_a_setting_names_hosts_addresses_and_networks() -> None:
    reach = Reach.read("esdh.kommune.dk., 10.20.0.0/16 fd00::/8,127.0.0.1 3cx.dk")
    assert reach.hosts == {"esdh.kommune.dk", "3cx.dk"}
    assert reach.holds("ESDH.kommune.dk", ip_address("192.168.0.1"))
    assert reach.holds("x.dk", ip_address("::ffff:10.20.3.4"))
    assert not reach.holds("x.dk", ip_address("10.21.0.1"))


@pytest.mark.parametrize("text", ["10.20.0.1/16", "http://x.dk", "*", "*.kommune.dk", "2130706433", "0x7f000001"])
def test_what_names_no_host_and_no_network_does_not_start(text: str) -> None:
    with pytest.raises(SettingsUnusable):
        Reach.read(text)


async def ask(url: str, allow: str = "", proxy: str | None = None) -> httpx.Response:
    async with httpx.AsyncClient(transport=GuardedTransport(Reach.read(allow), proxy=proxy), timeout=10) as client:
        return await client.get(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:1/",
        "https://localhost:1/",
        "https://2130706433:1/",
        "https://0x7f.1:1/",
        "https://0177.1:1/",
        "https://127.1:1/",
        "https://[::1]:1/",
        "https://[::ffff:127.0.0.1]:1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://bruger:kode@9.9.9.9/",
        "http://9.9.9.9/",
        "ftp://9.9.9.9/",
    ],
)
@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:1"])
async def test_addresses_that_are_refused(url: str, proxy: str | None) -> None:
    if proxy and "localhost" in url:
        return  # a name, which is for the proxy to look up
    with pytest.raises(AddressRefused):
        await ask(url, proxy=proxy)


async def test_http_is_for_loopback_alone_whatever_is_named() -> None:
    with pytest.raises(AddressRefused):
        await ask("http://10.0.0.7/", "10.0.0.0/8")


class Looked:
    """What a name server says: the next of its answers each time, the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, *_asked: object, **_how: object) -> list[Any]:
        self.asked += 1
        now = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in now]


@contextmanager
def listening(location: str = "") -> Iterator[tuple[int, list[str]]]:
    """A server on loopback, its port, and the `Host` of each request; with a `location` it redirects there."""
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            self.send_response(302 if location else 200)
            self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, hosts
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    answer = Looked(("127.0.0.1",))
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", answer)
    return answer


async def test_the_address_that_was_judged_is_the_one_connected_to_under_the_name(looked: Looked) -> None:
    looked.answers = [("127.0.0.1",), ("169.254.169.254",)]
    with listening() as (port, hosts):
        answer = await ask(f"http://dagsordener.test:{port}/a", "127.0.0.1")
    assert (answer.status_code, hosts, looked.asked) == (200, [f"dagsordener.test:{port}"], 1)
    with pytest.raises(AddressRefused):
        await ask(f"http://dagsordener.test:{port}/a", "127.0.0.1")


async def test_a_name_with_one_address_inside_is_not_asked_at_all(looked: Looked) -> None:
    looked.answers = [("9.9.9.9", "10.0.0.7")]
    with pytest.raises(AddressRefused):
        await ask("https://dagsordener.test/")


async def test_the_next_address_is_tried_where_one_does_not_answer(looked: Looked) -> None:
    looked.answers = [("127.0.0.2", "127.0.0.1")]
    with listening() as (port, hosts):
        assert (await ask(f"http://dagsordener.test:{port}/", "127.0.0.0/8")).status_code == 200
    assert len(hosts) == 1


async def test_a_redirect_is_not_followed() -> None:
    with listening("http://169.254.169.254/") as (port, _):
        assert (await ask(f"http://127.0.0.1:{port}/", "127.0.0.1")).status_code == 302


async def test_a_certificate_is_held_against_the_name(monkeypatch: pytest.MonkeyPatch, looked: Looked) -> None:
    sent: list[httpx.Request] = []

    async def answer(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    looked.answers = [("2620:fe::fe",)]
    await ask("https://dagsordener.test/a?b=1")
    [request] = sent
    assert str(request.url) == "https://[2620:fe::fe]/a?b=1"
    assert (request.extensions["sni_hostname"], request.headers["Host"]) == ("dagsordener.test", "dagsordener.test")
