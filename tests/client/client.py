"""The TypeScript client of the contract: generated, compiled and run as a frontend would."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
CONTRACT = FOLDER.parents[1] / "openapi" / "openapi.json"
SECONDS = 240
_SOURCES = ("package.json", "tsconfig.json", "walk.ts")
_RUN = 'import { walk } from "./walk.js"; console.log(JSON.stringify(await walk(process.argv[1], process.argv[2])));'


def missing() -> str | None:
    """Why no client can be made here; null where it can."""
    if shutil.which("npm") is None:
        return "npm is not installed"
    if (MODULES / ".package-lock.json").is_file():
        return None
    return "the client's generator is not installed: `npm ci` in tests/client"


def compiled_client(folder: Path) -> Path:
    """Generates the types, compiles `walk.ts` with them. Raises `AssertionError` with what the tools said."""
    for name in _SOURCES:
        shutil.copy(FOLDER / name, folder)
    (folder / "node_modules").symlink_to(MODULES)
    names = ("--root-types", "--root-types-no-schema-prefix", "--default-non-nullable=false")
    _run("openapi-typescript", str(CONTRACT), "--output", "klynge.ts", *names, folder=folder)
    _run("tsc", "--strict", "--project", ".", folder=folder)
    return folder


def walk(client: Path, address: str, token: str) -> Any:
    """What `walk.ts` tells of its way through the service."""
    return json.loads(_finished(["node", "--input-type=module", "--eval", _RUN, address, token], client))


def _run(program: str, *arguments: str, folder: Path) -> None:
    _finished([str(MODULES / ".bin" / program), *arguments], folder)


def _finished(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
