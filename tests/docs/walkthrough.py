"""A page of the documentation done as a reader does it: each block copied, run and compared with what the page shows.

* `sh`: run, in one shell for the page, so that variables last. It ends well, or as `exit=1` behind the language says;
  `elsewhere` there: not run here (it sets up the reader's machine, which the test has done already).
* `python`: saved under the name in its first line, `# name.py`, for a later block to run.
* Any other directly behind a block that was run: what it prints. `…` is any text, and a line of `…` alone any lines.
"""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.docs.pages import Block, blocks

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Done:
    """A block that was run, what it gave, and what the page shows of that."""

    block: Block
    status: int
    printed: str
    complained: str
    shown: Block | None

    @property
    def wanted_status(self) -> int:
        [status] = [word.removeprefix("exit=") for word in self.block.words if word.startswith("exit=")] or ["0"]
        return int(status)

    @property
    def is_as_shown(self) -> bool:
        return self.shown is None or is_like(self.printed, self.shown)


def walk(page: Path, folder: Path, environment: Mapping[str, str]) -> list[Done]:
    """Runs the page in `folder`. Raises `subprocess.TimeoutExpired`."""
    found = blocks(page)
    for block in found:
        if block.language == "python":
            (folder / _file_name(block)).write_text(block.text, encoding="utf-8")
    run = [block for block in found if block.language == "sh" and "elsewhere" not in block.words]
    for block in run:
        (folder / f"{block.line}.sh").write_text(block.text, encoding="utf-8")
    steps = (f". ./{one.line}.sh >{one.line}.out 2>{one.line}.err; echo $? >{one.line}.status\n" for one in run)
    script = "set -u\n" + "".join(steps)
    subprocess.run(["sh", "-c", script], cwd=folder, env=dict(environment), check=True, timeout=SECONDS)
    return [_done(block, found, folder) for block in run]


def is_like(printed: str, shown: Block) -> bool:
    """Blanks at the ends of lines do not count, nor does the order of members."""
    if shown.language == "json":
        return _same(json.loads(printed or "null"), json.loads(shown.text))
    wanted = (r"(?:.*\n)*" if line == "…" else f"{_pattern(line)}\n" for line in _lines(shown.text))
    return re.fullmatch("".join(wanted), "".join(f"{line}\n" for line in _lines(printed))) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _same(value: Any, shown: Any) -> bool:
    if isinstance(shown, str) and isinstance(value, str):
        return re.fullmatch(_pattern(shown), value, re.DOTALL) is not None
    if isinstance(shown, dict) and isinstance(value, dict):
        return value.keys() == shown.keys() and all(_same(value[name], shown[name]) for name in shown)
    if isinstance(shown, list) and isinstance(value, list):
        return len(value) == len(shown) and all(map(_same, value, shown))
    return type(value) is type(shown) and bool(value == shown)


def _pattern(text: str) -> str:
    return ".*".join(map(re.escape, text.split("…")))


def _file_name(block: Block) -> str:
    """Raises `ValueError` where the first line does not say."""
    named = re.match(r"# (\w+\.py)\b", block.text)
    if named is None:
        raise ValueError(f"the block in line {block.line} does not begin with the name of its file")
    return named[1]


def _done(block: Block, found: tuple[Block, ...], folder: Path) -> Done:
    status, printed, complained = (
        (folder / f"{block.line}.{part}").read_text(encoding="utf-8") for part in ("status", "out", "err")
    )
    behind = found[found.index(block) + 1 :][:1]
    shown = behind[0] if behind and behind[0].language not in ("sh", "python") else None
    return Done(block, int(status), printed, complained, shown)
