"""An import that was killed, run again, leaves what an undisturbed import leaves: every body, and a true log."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli.files import files_of
from app.cli.importing import import_files
from app.config import Settings
from tests.cli.command import PROJECT, arguments, environment, klynge
from tests.cli.contents import Held, held_at
from tests.cli.minutes import FIRST, SECOND

FULL = os.environ.get("KLYNGE_CAMPAIGN") == "full"
STRIDE = 1 if FULL else 13
RANDOM_KILLS = 60 if FULL else 3
SEED = 20240115
KILLED = -9
PROGRAM = Path(__file__).with_name("dying_import.py")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "januar.txt", tmp_path / "februar.txt"]
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def fresh(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


async def undisturbed(folder: Path, files: list[Path]) -> Held:
    url = fresh(folder, "undisturbed")
    assert klynge("import", *files, database_url=url).returncode == 0
    return await held_at(url)


async def import_again(url: str, files: list[Path]) -> None:
    run = await import_files(Settings(database_url=url), files_of(tuple(map(str, files))))
    assert run["counts"]["failed"] == 0


def dying_import(url: str, step: int, moment: str, files: list[Path]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), url, str(step), moment, *map(str, files)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, cwd=PROJECT, env=environment()
    )


@pytest.mark.campaign
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_import_killed_at_any_step_is_completed_by_running_it_again(
    tmp_path: Path, files: list[Path], moment: str
) -> None:
    expected = await undisturbed(tmp_path, files)
    counting = dying_import(fresh(tmp_path, "counting"), 0, moment, files)
    steps = int(counting.stdout)
    assert steps > 30, counting.stderr
    for step in range(1, steps + 1, STRIDE):
        url = fresh(tmp_path, f"step-{step}")
        assert dying_import(url, step, moment, files).returncode == KILLED
        await import_again(url, files)
        assert await held_at(url) == expected, f"killed {moment} step {step}"


@pytest.mark.campaign
async def test_the_command_killed_at_random_moments_is_completed_by_running_it_again(
    tmp_path: Path, files: list[Path]
) -> None:
    began = time.monotonic()
    expected = await undisturbed(tmp_path, files)
    seconds = time.monotonic() - began
    chance = random.Random(SEED)
    killed = 0
    for number in range(RANDOM_KILLS):
        url = fresh(tmp_path, f"random-{number}")
        took = kill_within(chance.uniform(0.5, 1) * seconds, arguments("import", *files), url)
        killed += took is None
        seconds = took or seconds
        again = klynge("import", *files, database_url=url)
        assert again.returncode == 0, again.stderr
        assert await held_at(url) == expected
    assert killed > 0


def kill_within(seconds: float, command: list[str], url: str) -> float | None:
    """How many seconds the process took, null where it was still there to be killed."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=PROJECT, env=environment(database_url=url)
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
        return None
    return time.monotonic() - began


async def test_an_import_killed_on_mongodb_is_completed_by_running_it_again(
    mongodb_url: str, tmp_path: Path, files: list[Path]
) -> None:
    expected = await undisturbed(tmp_path, files)
    for step in (5, 20):
        assert dying_import(mongodb_url, step, "after", files).returncode == KILLED
    again = klynge("import", *files, database_url=mongodb_url)
    assert again.returncode == 0, again.stderr
    assert await held_at(mongodb_url) == expected


async def test_four_imports_at_once_on_one_file_leave_what_one_leaves(tmp_path: Path, files: list[Path]) -> None:
    expected = await undisturbed(tmp_path, files)
    url = fresh(tmp_path, "shared")
    told = import_at_once(4, files, url)
    assert [code for code, _ in told] == [0] * 4, told
    held = await held_at(url)
    assert {key: body for key, body in held.items() if key[0] != "import"} == {
        key: body for key, body in expected.items() if key[0] != "import"
    }


def import_at_once(number: int, files: list[Path], url: str) -> list[tuple[int, str]]:
    """Exit code and standard error of each of so many processes."""
    command, settings = arguments("import", *files), environment(database_url=url)
    together = [
        subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=PROJECT, env=settings
        )
        for _ in range(number)
    ]
    errors = [process.communicate(timeout=120)[1] for process in together]
    return [(process.returncode, error) for process, error in zip(together, errors, strict=True)]
