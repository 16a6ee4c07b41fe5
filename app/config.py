"""Settings, read once from the environment by the composition root. Prefix `KLYNGE_`."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError


class Settings(BaseSettings):
    """Each field is documented in the README's table of settings, which a test holds against this class."""

    model_config = SettingsConfigDict(env_prefix="KLYNGE_", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(
        default="sqlite:///./klynge.db", repr=False, description="`sqlite:///path` (embedded) or `mongodb://…/name`"
    )
    mongodb_driver: Literal["motor", "pymongo"] = Field(default="motor", description="Client library for MongoDB")
    auth: Literal["oidc", "development", "off"] = Field(
        default="oidc",
        description="`oidc`: tokens of an issuer; `development`: tokens of `klynge token`; `off`: loopback only",
    )
    development_secret: SecretStr | None = Field(
        default=None, description="Signs development tokens (HS256), at least 32 bytes"
    )
    oidc_issuer: str | None = Field(default=None, description="`iss` that a token must carry")
    oidc_audience: str | None = Field(default=None, description="`aud` that a token must carry")
    oidc_jwks_url: str | None = Field(
        default=None,
        description="Address of the issuer's JWK set; without it `/.well-known/openid-configuration` says it",
    )
    oidc_jwks_file: str | None = Field(
        default=None, description="File with the issuer's JWK set, which then is not fetched"
    )
    oidc_keys_seconds: float = Field(
        default=600.0, gt=0, description="Age at which keys are fetched again; the issuer's `max-age` may lower it"
    )
    oidc_refetch_seconds: float = Field(
        default=30.0, gt=0, description="Least time between two fetches, also when a token names an unknown key"
    )
    oidc_keys_ceiling_seconds: float = Field(
        default=86_400.0, gt=0, description="Age up to which keys are used while the issuer is away"
    )
    oidc_timeout_seconds: float = Field(default=5.0, gt=0, description="How long the issuer may take to answer")
    oidc_scopes_claim: str = Field(
        default="scope scp",
        min_length=1,
        description="Claims that may hold the scopes, as text or list; the first that is there counts",
    )
    oidc_clusters_claim: str | None = Field(
        default=None,
        min_length=1,
        description="Claim with the ids of the clusters that a token is limited to; unset, no token is limited",
    )
    oidc_without_clusters: Literal["none", "all"] = Field(
        default="none", description="Which clusters a token without that claim reaches"
    )
    oidc_source_claim: str | None = Field(
        default=None, min_length=1, description="Claim with the one source that a token may write for"
    )
    token_skew_seconds: float = Field(
        default=30.0, ge=0, le=300, description="How far the issuer's clock may differ from ours"
    )
    anonymous_read: bool = Field(default=False, description="Who sends no token may read what is open and published")
    body_limit_bytes: int = Field(default=10_000_000, gt=0, description="Largest request body")
    import_limit_bytes: int = Field(default=100_000_000, gt=0, description="Largest request with files to import")
    import_lease_seconds: float = Field(
        default=15.0, gt=0, description="How long an import job lies still when the process at it died"
    )
    sync_settle_seconds: float = Field(
        default=2.0, ge=0, description="How long a file of a synced folder must stay as it is before it is taken"
    )
    sync_watch_seconds: float = Field(
        default=60.0, gt=0, description="How long `klynge sync --watch` waits between runs"
    )
    sqlite_busy_seconds: float = Field(default=10.0, gt=0, description="How long a write waits for another writer")
    outbound_allow: str | None = Field(
        default=None,
        description="Hosts and networks that may be asked although they are not public; `http` only to loopback here",
    )
    outbound_proxy: SecretStr | None = Field(
        default=None, description="Proxy through which others are asked; it then looks names up"
    )
    cors_origins: str | None = Field(
        default=None, description="Origins of pages that may call from a browser, such as `https://app.eksempel.dk`"
    )
    hsts_seconds: int = Field(
        default=0, ge=0, description="`Strict-Transport-Security` for so long; 0: none. Set it where TLS is in front"
    )
    rate_per_second: int = Field(
        default=300, ge=0, description="Calls a second of each caller, twenty seconds' worth at once; 0: no limit"
    )
    rate_anonymous_per_second: int = Field(
        default=50, ge=0, description="The same for each address of those who send no token"
    )
    rate_refused_per_second: int = Field(
        default=5, ge=0, description="The same for calls of an address whose token does not hold"
    )
    head_limit_bytes: int = Field(default=32_768, gt=0, description="Largest address and headers of a request together")
    access_log_days: int = Field(
        default=180, ge=0, description="How long the access log of hidden material is kept; 0: for ever"
    )
    deleted_versions_days: int = Field(
        default=0, ge=0, description="How long what is deleted can be restored, and its versions read; 0: for ever"
    )
    import_reports_days: int = Field(
        default=0, ge=0, description="How long the reports of ended import jobs and sync runs are kept; 0: for ever"
    )
    unnamed_blobs_days: int = Field(
        default=7, ge=0, description="How long files are kept that nothing in the store names any more; 0: for ever"
    )
    connection_limit: int = Field(default=1_000, gt=1, description="Connections of each process at once")
    development_anywhere: bool = Field(
        default=False, description="`KLYNGE_AUTH=development` also where others than this machine may connect"
    )

    @property
    def named_origins(self) -> tuple[str, ...]:
        """Those of `cors_origins`, parted by commas or blanks."""
        return tuple((self.cors_origins or "").replace(",", " ").split())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's own names
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretFiles(settings_cls)


SECRETS = ("database_url", "development_secret", "outbound_proxy")
"""What may be a secret, and may be read from the file that `KLYNGE_<name>_FILE` names."""


class _SecretFiles(PydanticBaseSettingsSource):
    """Secrets from files. What the environment says itself goes before."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - pydantic's
        name = f"KLYNGE_{field_name.upper()}_FILE"
        path = os.environ.get(name) if field_name in SECRETS else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeError):
            raise SettingsError(f"{name} names a file that cannot be read") from None

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}
