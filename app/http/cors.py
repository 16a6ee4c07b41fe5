"""Which pages of other origins may call from a browser (CORS): those that a setting names, each exactly."""

import re

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from app.config import Settings
from app.domain.addresses import is_loopback
from app.errors import SettingsUnusable

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SENT = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Klynge-Reason",
    "Range",
    "X-Request-ID",
)
READ = (
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Location",
    "Content-Range",
    "ETag",
    "Idempotency-Replayed",
    "Klynge-State",
    "Link",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-ID",
)
_ORIGIN = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[1-9][0-9]{0,4})?")


class Cors(CORSMiddleware):
    """Starlette's, without cookies. A preflight of nobody who is named is 204 and allows nothing."""

    def __init__(self, app: object, origins: tuple[str, ...]) -> None:
        super().__init__(
            app,  # type: ignore[arg-type]  # Starlette hands it over untyped
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=SENT,
            expose_headers=READ,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        made = super().preflight_response(request_headers)
        kept = {name: value for name, value in made.headers.items() if not name.startswith("content-")}
        return Response(status_code=204, headers=kept)


def origins_of(settings: Settings) -> tuple[str, ...]:
    """Raises `SettingsUnusable` for what is no origin: `*`, `null`, a path, `http` beyond this machine."""
    origins = settings.named_origins
    for origin in origins:
        match = _ORIGIN.fullmatch(origin)
        if match is None or (match[1] == "http" and not is_loopback(match[2].strip("[]"))):
            raise SettingsUnusable(
                "KLYNGE_CORS_ORIGINS names whole origins in lower case, such as https://app.eksempel.dk; http is for "
                "loopback only"
            )
    return origins
