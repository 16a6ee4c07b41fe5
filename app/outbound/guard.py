"""The guard on outgoing addresses. Every client of `app/outbound` asks through its transport.

A name is looked up once, each of its addresses is judged, and one that was judged is the one connected to: a name
server that answers differently the next time (DNS rebinding) is not asked again. The certificate is still checked
against the name. Redirects come back to whoever asked; no client here follows one.
"""

import asyncio
import re
import socket
import ssl

import httpx

from app.config import Settings
from app.outbound.addresses import Address, Reach, address_of

_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)\.?$")
"""A host that ends so is an address to some of those who look names up, and not always the same one."""

CONNECTS = 4
"""Addresses of one name that are tried."""


class AddressRefused(httpx.TransportError):
    """An address that is not asked. The message names neither address nor host."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """https to what `reach` holds; http to loopback alone, where `reach` names it. Through a `proxy`, which is for
    https, it is the proxy that looks names up: then only what the URL itself says is judged."""

    def __init__(self, reach: Reach, *, proxy: str | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._reach, self._proxy = reach, proxy
        self._tls = tls or httpx.create_ssl_context()
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises `AddressRefused` before anything is sent."""
        host = request.url.raw_host.decode("ascii")
        if request.url.scheme not in {"http", "https"} or request.url.userinfo or not host:
            raise AddressRefused("only https addresses without a user are asked")
        if _NUMBER.search(host) and not _is_literal(host):
            raise AddressRefused("a number that is no address written in full is not asked")
        if self._proxy is not None and request.url.scheme == "https":
            return await self._through_proxy(request, host)
        addresses = await self._judged(request.url, host)
        last = len(addresses) - 1
        for turn, address in enumerate(addresses):
            try:
                return await self._pool(host).handle_async_request(_to(request, host, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if turn == last:
                    raise
        raise AddressRefused("the name has no address")

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    async def _through_proxy(self, request: httpx.Request, host: str) -> httpx.Response:
        if _is_literal(host):
            self._judge(request.url, host, [address_of(host)])
        return await self._pool(host, self._proxy).handle_async_request(request)

    async def _judged(self, url: httpx.URL, host: str) -> list[Address]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as exc:
            raise httpx.ConnectError("the name is not known") from exc
        addresses = list(dict.fromkeys(address_of(str(one[4][0])) for one in found))
        self._judge(url, host, addresses)
        return addresses[:CONNECTS]

    def _judge(self, url: httpx.URL, host: str, addresses: list[Address]) -> None:
        """A name that leads to anything that is not held is not asked at all."""
        if not all(self._reach.holds(host, address) for address in addresses):
            raise AddressRefused("the address is not public, and KLYNGE_OUTBOUND_ALLOW does not name it")
        if url.scheme != "https" and not all(_is_own(self._reach, host, address) for address in addresses):
            raise AddressRefused("http is for loopback only")

    def _pool(self, host: str, proxy: str | None = None) -> httpx.AsyncHTTPTransport:
        """One for each name: a connection made for one name is not used for another at the same address."""
        if host not in self._pools:
            self._pools[host] = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, proxy=proxy)
        return self._pools[host]


def guarded(settings: Settings, tls: ssl.SSLContext | None = None, named: tuple[str, ...] = ()) -> GuardedTransport:
    """`named` are hosts that other settings name, which thereby may be asked. Raises `SettingsUnusable`."""
    reach = Reach.read(" ".join((settings.outbound_allow or "", *named)))
    proxy = settings.outbound_proxy.get_secret_value() if settings.outbound_proxy else None
    return GuardedTransport(reach, proxy=proxy, tls=tls)


def _is_literal(host: str) -> bool:
    try:
        address_of(host)
    except ValueError:
        return False
    return True


def _is_own(reach: Reach, host: str, address: Address) -> bool:
    return reach.has(host, address) and (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _to(request: httpx.Request, host: str, address: Address) -> httpx.Request:
    """The same request, connected to `address`, the certificate checked against `host`."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )
