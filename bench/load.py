"""Load by wrk: one thread, sixteen connections, requests drawn from a list, in the same order for everybody."""

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.servers import Server

CONNECTIONS = 16

SCRIPT = """
local paths, before, after = {}, {}, {}
for line in io.lines("%(requests)s") do
  local path, head, tail = line:match("^([^\\t]*)\\t([^\\t]*)\\t?(.*)$")
  paths[#paths + 1], before[#before + 1], after[#after + 1] = path, head, tail
end
local headers, sent = {}, 0
%(headers)s
math.randomseed(7)
request = function()
  local n = math.random(#paths)
  if before[n] == "" then return wrk.format("%(method)s", paths[n], headers) end
  sent = sent + 1
  local body = before[n]
  if after[n] ~= "" then body = body .. string.format("%(run)s-%%012x", sent) .. after[n] end
  return wrk.format("%(method)s", paths[n], headers, body)
end
done = function(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format(
    'measured {"requests": %%d, "us": %%d, "bytes": %%d, "p50_us": %%d, "p99_us": %%d, ' ..
    '"refused": %%d, "broken": %%d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Between the pieces of its body stands a UUID that no other request has; without `after` none."""

    path: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent, the status that answers each of it, and what its head has beside the service's own."""

    method: str
    requests: Sequence[Asked]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """Milliseconds at the 50th and 99th percentile, CPU microseconds per request of the service and of it with its
    database, bytes of an answer with its head, and how many requests failed."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    cpu_all_us: float
    bytes_an_answer: float
    errors: float


def fresh_uuid() -> str:
    """What the first request of a run of its own would put into its body."""
    return f"{_run()}-{0:012x}"


def measure(servers: Sequence[Server], load: Load, headers: Mapping[str, str], seconds: int) -> Measure:
    """The first server is the service, the others are its database. Counts what was refused or broke off."""
    with tempfile.TemporaryDirectory() as folder:
        requests, script = Path(folder) / "requests.txt", Path(folder) / "load.lua"
        lines = (f"{asked.path}\t{asked.before}\t{asked.after}\n" for asked in load.requests)
        requests.write_text("".join(lines), encoding="utf-8")
        lines_of_head = (
            f"headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in {**headers, **load.headers}.items()
        )
        values = {"requests": requests, "headers": "\n".join(lines_of_head), "method": load.method, "run": _run()}
        script.write_text(SCRIPT % values, encoding="utf-8")
        before = [server.cpu_seconds() for server in servers]
        told = _wrk(servers[0].url, script, seconds)
        used = [server.cpu_seconds() - start for server, start in zip(servers, before, strict=True)]
    count = max(told["requests"], 1)
    return Measure(
        requests_per_second=told["requests"] / told["us"] * 1e6,
        p50_ms=told["p50_us"] / 1e3,
        p99_ms=told["p99_us"] / 1e3,
        cpu_us=used[0] / count * 1e6,
        cpu_all_us=sum(used) / count * 1e6,
        bytes_an_answer=told["bytes"] / count,
        errors=told["refused"] + told["broken"],
    )


def _wrk(url: str, script: Path, seconds: int) -> dict[str, int]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), url]
    out = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    told = next(line for line in out.splitlines() if line.startswith("measured "))
    figures: dict[str, int] = json.loads(told.removeprefix("measured "))
    return figures


def _run() -> str:
    """The start of UUIDs that no run before has used."""
    digits = f"{time.time_ns() & (1 << 64) - 1:016x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8000"
