"""`klynge demo`: three addresses that answer, and nothing left behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.cli.served import lines_of, started, status_of


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_prints_three_addresses_that_answer_and_ends_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: signal.Signals
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with started("demo", cwd=tmp_path, database_url="sqlite:///./mine.db") as process:
        addresses = lines_of(process, 3)
        assert [address.split("/")[3] for address in addresses] == ["docs", "v1", "v1"]
        assert [status_of(address) for address in addresses] == [200, 200, 200]
        assert len(list(temporary.iterdir())) == 1
        os.killpg(process.pid, ending)
        rest, _ = process.communicate(timeout=30)
        assert (process.returncode, rest) == (0, "")
    assert list(temporary.iterdir()) == []
    assert list(tmp_path.iterdir()) == [temporary]
