"""What `pip install .` gives needs nothing outside itself."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, alone in a folder."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(CHECKOUT)], check=True, timeout=120)
    [wheel] = folder.glob("klynge-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_every_sample(unpacked: Path) -> None:
    shipped = {path.name: path.read_bytes() for path in (unpacked / "app" / "samples").iterdir()}
    assert shipped == {path.name: path.read_bytes() for path in (CHECKOUT / "samples").iterdir()}


def test_the_wheel_gives_the_command(unpacked: Path) -> None:
    [entry_points] = unpacked.glob("klynge-*.dist-info/entry_points.txt")
    assert re.search(r"^\[console_scripts\]\nklynge = app\.cli", entry_points.read_text(), re.MULTILINE)


def test_the_unpacked_wheel_imports_its_own_samples(unpacked: Path, tmp_path: Path) -> None:
    environment = {"PYTHONPATH": str(unpacked), "KLYNGE_DATABASE_URL": f"sqlite:///{tmp_path}/klynge.db"}
    command = [sys.executable, "-m", "app.cli", "import", str(unpacked / "app" / "samples"), "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False)
    files = json.loads(done.stdout)["files"]
    assert {Path(file["name"]).name for file in files} == {path.name for path in (CHECKOUT / "samples").iterdir()}
    assert {file["state"] for file in files} == {"created"}
