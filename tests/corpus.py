"""The real minutes, where this machine has them. They are no part of the project."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).parents[2] / "shared" / "corpus"


def corpus_file(prefix: str) -> Path:
    """The minutes whose name starts with `prefix`. Without a corpus the test is skipped; under CI=true it fails."""
    folder = Path(os.environ.get("KLYNGE_CORPUS", str(_DEFAULT))) / "referater"
    found = sorted(folder.glob(f"{prefix}*.txt")) if folder.is_dir() else []
    if not found:
        reason = f"no corpus: {folder} has no file {prefix}*.txt (set KLYNGE_CORPUS)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found[0]
