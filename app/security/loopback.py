"""The service without authentication."""

from starlette.datastructures import Headers

from app.domain.access import SCOPES, Caller
from app.domain.addresses import is_loopback
from app.errors import NotLocal

_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


class Loopback:
    """Everybody on this machine may do everything, and nobody else anything. For trying Klynge out.

    A page of another site in a browser here is somebody else: where no token is wanted it could post a form.
    `origins` are those of pages that may.
    """

    _everything = Caller("local", frozenset(SCOPES))

    def __init__(self, origins: tuple[str, ...] = ()) -> None:
        self._origins = origins

    async def caller(self, headers: Headers, peer: str | None) -> Caller:
        if any(name in headers for name in _FORWARDING):
            raise NotLocal("without authentication Klynge does not answer through a proxy")
        if not is_loopback(peer or "") or not is_loopback(_host(headers.get("host", ""))):
            raise NotLocal("without authentication Klynge answers this machine only")
        if not all(self._is_own(origin) for origin in headers.getlist("origin")):
            raise NotLocal("without authentication Klynge answers pages of this machine only")
        return self._everything

    def _is_own(self, origin: str) -> bool:
        return origin in self._origins or is_loopback(_host(origin.partition("://")[2]))

    def is_anonymous(self, headers: Headers) -> bool:  # noqa: ARG002 - the protocol's
        return False

    def knows(self, headers: Headers) -> bool:  # noqa: ARG002 - the protocol's
        return True

    def check_ready(self) -> None:
        """Always."""

    async def refresh(self) -> float | None:
        return None


def _host(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
