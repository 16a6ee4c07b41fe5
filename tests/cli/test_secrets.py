"""Secrets come from the environment or from files, and are printed nowhere: each holds a marker that must not show."""

import asyncio
import gc
import traceback
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsError

from app.cli.serving import check_exposure
from app.config import SECRETS, Settings
from app.errors import KlyngeError, SettingsUnusable
from app.outbound.guard import guarded
from app.security.development import development_tokens
from app.storage.stores import open_store
from tests.cli.command import klynge

MARKER = "hemmelighed7"
NOWHERE = "127.0.0.1:1/klynge?serverSelectionTimeoutMS=100"


@pytest.fixture
async def left_behind() -> AsyncIterator[None]:
    """Takes away what PyMongo leaves: a socket that was being connected when its client was closed."""
    yield
    await asyncio.sleep(0.05)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.usefixtures("left_behind")
@pytest.mark.parametrize(
    "url",
    [
        f"postgres://u:{MARKER}@h/db",
        f"{MARKER}",
        f"mongodb://u:{MARKER}@",
        f"mongodb://u:{MARKER}/x@{NOWHERE}",
        f"mongodb://u:x:{MARKER}@{NOWHERE}",
        f"mongodb://u:{MARKER}%@{NOWHERE}",
        f"mongodb://u:{MARKER}@127.0.0.1:99999/db",
        f"mongodb+srv://u:{MARKER}@127.0.0.1/db",
        f"mongodb://u:{MARKER}@127.0.0.1:1/d b$.x",
        f"mongodb://u:{MARKER}@{NOWHERE}",
        f"sqlite:////nowhere/{MARKER}.db",
    ],
)
@pytest.mark.parametrize("driver", ["motor", "pymongo"])
async def test_a_database_that_cannot_be_opened_is_told_without_its_password(url: str, driver: str) -> None:
    settings = Settings.model_validate({"database_url": url, "mongodb_driver": driver})
    with pytest.raises(KlyngeError) as refused:
        await open_store(settings)
    told = "".join(traceback.format_exception(refused.value))
    assert MARKER not in str(refused.value)
    assert MARKER not in told


def test_settings_that_are_printed_show_no_secret() -> None:
    settings = Settings.model_validate(
        {
            "database_url": f"mongodb://u:{MARKER}@h/db",
            "development_secret": MARKER,
            "outbound_proxy": f"http://u:{MARKER}@proxy:3128",
        }
    )
    assert MARKER not in f"{settings!r} {settings} {guarded(settings)!r}"
    with pytest.raises(SettingsUnusable) as short:
        development_tokens(settings)
    assert MARKER not in "".join(traceback.format_exception(short.value))


def test_a_setting_of_the_wrong_kind_is_told_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLYNGE_BODY_LIMIT_BYTES", MARKER)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert MARKER not in str(refused.value)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{MARKER}\n")
    monkeypatch.setenv(f"KLYNGE_{name.upper()}_FILE", str(file))
    found = Settings().model_dump()[name]
    assert MARKER in (found, getattr(found, "get_secret_value", str)())
    assert MARKER not in repr(Settings())
    file.unlink()
    with pytest.raises(SettingsError, match=f"KLYNGE_{name.upper()}_FILE") as refused:
        Settings()
    assert str(file) not in str(refused.value)


def test_the_command_ends_with_2_and_in_one_line(tmp_path: Path) -> None:
    ended = klynge("sources", cwd=tmp_path, database_url=f"mongodb://u:x:{MARKER}@{NOWHERE}")
    assert (ended.returncode, ended.stderr.count("\n"), MARKER in ended.stderr) == (2, 1, False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "klynge.eksempel.dk"])
def test_what_lets_anybody_in_is_served_on_loopback_alone(host: str) -> None:
    for auth in ("off", "development"):
        settings = Settings.model_validate({"auth": auth})
        for loopback in ("127.0.0.1", "::1", "localhost"):
            check_exposure(loopback, settings)
        with pytest.raises(SettingsUnusable, match="loopback"):
            check_exposure(host, settings)
    check_exposure(host, Settings(auth="oidc"))
    check_exposure(host, Settings(auth="development", development_anywhere=True))
    with pytest.raises(SettingsUnusable):
        check_exposure(host, Settings(auth="off", development_anywhere=True))
