"""What oasdiff finds breaking between two OpenAPI documents."""

import json
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SECONDS = 120
_SEVERITIES = FOLDER / "severities.txt"


def breaking(program: Path, folder: Path, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Each as `<check> <operation>: <what>`."""
    for name, document in (("before", before), ("after", after)):
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    command = [str(program), "changelog", "before.json", "after.json", "--level", "ERR", "--format", "json"]
    done = subprocess.run(
        [*command, "--severity-levels", str(_SEVERITIES)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    changes = json.loads(done.stdout or "[]")
    found = changes if isinstance(changes, list) else changes["changes"]
    return {
        f"{change['id']} {change.get('operation', '')} {change.get('path', '')}: {change['text']}" for change in found
    }


def excerpt(document: dict[str, Any], *paths: str) -> dict[str, Any]:
    """The document with these paths alone, and what they refer to."""
    kept = {**document, "paths": {path: document["paths"][path] for path in paths}}
    schemas = document["components"]["schemas"]
    named: set[str] = set()
    waiting = [kept["paths"], document["components"]["responses"]]
    while waiting:
        text = json.dumps(waiting.pop())
        new = {name for name in schemas if f'"#/components/schemas/{name}"' in text} - named
        named |= new
        waiting += [schemas[name] for name in new]
    components = {**document["components"], "schemas": {name: schemas[name] for name in sorted(named)}}
    copied: dict[str, Any] = json.loads(json.dumps({**kept, "components": components}))
    return copied
