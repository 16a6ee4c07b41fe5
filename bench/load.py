"""Load by wrk: one thread, sixteen connections, random ids."""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.servers import Server, status_of

CONNECTIONS = 16

SCRIPT = """
local ids = {}
for line in io.lines("%(ids)s") do ids[#ids + 1] = line end
local headers = {}
%(headers)s
math.randomseed(7)
request = function()
  return wrk.format("GET", "%(prefix)s" .. ids[math.random(#ids)], headers)
end
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """Requests per second, milliseconds at the 50th and 99th percentile, CPU microseconds per request."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us_per_request: float


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]  # wrk's own output
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def get_by_id(server: Server, prefix: str, ids: list[str], headers: Mapping[str, str], seconds: int) -> Measure:
    """GETs of random ids below `prefix`. Raises `RuntimeError` where an answer is not 2xx."""
    if status_of(server.url + prefix + ids[0], headers) != 200:
        raise RuntimeError(f"{server.name} does not answer 200")
    with tempfile.TemporaryDirectory() as folder:
        names, script = Path(folder) / "ids.txt", Path(folder) / "load.lua"
        names.write_text("\n".join(ids), encoding="ascii")
        lines = "\n".join(f"headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items())
        script.write_text(SCRIPT % {"ids": names, "headers": lines, "prefix": prefix}, encoding="ascii")
        before = server.cpu_seconds()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), server.url],
            capture_output=True,
            text=True,
            check=True,
        )
        used = server.cpu_seconds() - before
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{server.name} answered errors")
    total = int(re.search(r"(\d+) requests in", done.stdout).group(1))  # type: ignore[union-attr]  # wrk's own output
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))  # type: ignore[union-attr]  # the same
    shares = dict(re.findall(r"^\s+(50|99)%\s+(\S+)$", done.stdout, re.MULTILINE))
    return Measure(rate, _milliseconds(shares["50"]), _milliseconds(shares["99"]), used / total * 1e6)
