"""`make audit`: asks an advisory service about every pinned package. Ends with 1 for what audit.toml does not accept.

pip-audit says "No known vulnerabilities" also where its service knew none of the packages; here that is told apart.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SECONDS = 300


def main() -> int:
    accepted = {one["advisory"] for one in tomllib.loads((HERE / "audit.toml").read_text(encoding="utf-8"))["accepted"]}
    found = asked(HERE / "runtime.txt") + asked(HERE / "dev.txt")
    answered = [one for one in found if "skip_reason" not in one]
    faults = {
        (one["name"], one["version"], fault["id"])
        for one in answered
        for fault in one["vulns"]
        if accepted.isdisjoint({fault["id"], *fault["aliases"]})
    }
    for name, version, advisory in sorted(faults):
        print(f"{name} {version}: {advisory}")
    if not answered:
        print("audit skipped: no advisory service answers here")
    else:
        print(f"audit: {len(answered)} of {len(found)} pins asked about, {len(faults)} advisories not accepted")
    return int(bool(faults))


def asked(pins: Path) -> list[dict[str, Any]]:
    """What the service says of each pin; empty where it cannot be asked."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    try:
        ran = subprocess.run(
            [*command, "-f", "json", "-r", str(pins)], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        found: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return found


if __name__ == "__main__":
    sys.exit(main())
