"""`klynge sync` and `klynge sources` as a person or a timer runs them: what they say, and how they end."""

import json
import re
import signal
import subprocess
from pathlib import Path
from typing import IO

from app.schemas.imports import ImportRun
from tests.cli.command import PROJECT, TIMEOUT_SECONDS, arguments, environment, klynge, klynge_process
from tests.cli.drops import write
from tests.cli.minutes import FIRST, SECOND

QUICK = {"sync_settle_seconds": "0", "sync_watch_seconds": "0.1"}


def synced(drop: Path, url: str, *options: str) -> subprocess.CompletedProcess[str]:
    return klynge("sync", drop, "--source", "esdh", *options, database_url=url, sync_settle_seconds="0")


def test_a_run_says_what_it_did_and_a_second_one_that_nothing_is_new(tmp_path: Path, sqlite_url: str) -> None:
    drop = tmp_path / "drop"
    write(drop, "2024/januar.txt", FIRST)
    first = synced(drop, sqlite_url)
    assert (first.returncode, first.stderr) == (0, "")
    assert "2024/januar.txt" in first.stdout
    assert "/v1/imports/" in first.stdout
    again = synced(drop, sqlite_url, "--json")
    assert again.returncode == 0
    assert ImportRun.model_validate_json(again.stdout).counts.unchanged == 1
    told = klynge_process("sources", database_url=sqlite_url)
    assert (told.returncode, told.stderr) == (0, "")
    assert "esdh" in told.stdout
    assert re.search("lige nu|for .* siden", told.stdout)
    [source] = json.loads(klynge("sources", "--json", database_url=sqlite_url).stdout)["items"]
    assert source["last_success_age_seconds"] < TIMEOUT_SECONDS


def test_a_failed_file_ends_with_1_and_leaves_the_source_without_a_success(tmp_path: Path, sqlite_url: str) -> None:
    drop = tmp_path / "drop"
    write(drop, "bad.txt", "Opskrift\n")
    ended = synced(drop, sqlite_url)
    assert ended.returncode == 1
    assert "bad.txt:1" in ended.stdout
    assert "aldrig" in klynge("sources", database_url=sqlite_url).stdout


def test_a_folder_that_is_not_there_ends_with_2(tmp_path: Path, sqlite_url: str) -> None:
    ended = klynge("sync", tmp_path / "nowhere", "--source", "esdh", database_url=sqlite_url)
    assert ended.returncode == 2


def test_watching_tells_a_line_a_run_takes_what_comes_and_ends_cleanly_on_a_signal(
    tmp_path: Path, sqlite_url: str
) -> None:
    drop = tmp_path / "drop"
    write(drop, "januar.txt", FIRST)
    command = arguments("sync", drop, "--source", "esdh", "--watch")
    watching = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env=environment(database_url=sqlite_url, **QUICK),
    )
    try:
        assert watching.stdout is not None
        assert "1 oprettet" in line_with(watching.stdout, "fil:")
        assert "1 uændret" in line_with(watching.stdout, "fil:")
        write(drop, "februar.txt", SECOND)
        assert "1 oprettet" in line_with(watching.stdout, "2 filer:")
        watching.send_signal(signal.SIGTERM)
        _, complaints = watching.communicate(timeout=TIMEOUT_SECONDS)
    finally:
        watching.kill()
        watching.wait(timeout=TIMEOUT_SECONDS)
    assert (watching.returncode, complaints) == (0, "")


def line_with(lines: IO[str], words: str) -> str:
    for _ in range(1_000):
        line = lines.readline()
        if words in line:
            return line
    raise AssertionError(f"no line has {words}")
