"""`klynge token`: for trying out and for tests, never for production."""

from app.config import Settings
from app.errors import SettingsUnusable
from app.security.development import make_development_token

DAY_SECONDS = 24 * 60 * 60


def token(
    settings: Settings,
    scopes: tuple[str, ...],
    days: int,
    name: str,
    clusters: tuple[str, ...] | None = None,
    source: str | None = None,
) -> str:
    """Raises `SettingsUnusable` outside development mode, without a secret, and for unknown scopes."""
    if settings.auth != "development":
        raise SettingsUnusable("tokens of this command are for KLYNGE_AUTH=development only")
    separate = tuple(scope for given in scopes for scope in given.split())
    return make_development_token(settings, separate, days * DAY_SECONDS, name, clusters, source)
