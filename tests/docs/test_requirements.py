"""The wheel asks for what the requirements pin, and nothing else."""

import re
import tomllib

from tests.cli.command import PROJECT

_NAME = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?")


def names(lines: list[str]) -> set[str]:
    return {match[0] for line in lines if (match := _NAME.match(line.strip())) is not None}


def test_the_wheel_asks_for_what_is_pinned() -> None:
    asked = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = (PROJECT / "requirements" / "runtime.in").read_text(encoding="utf-8").splitlines()
    assert names(asked) == names([line for line in pinned if not line.startswith(("#", "-"))])
