"""`klynge serve`: one file shared by four workers and the command line."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.cli.command import klynge, klynge_process
from tests.cli.contents import held_at
from tests.cli.minutes import FIRST, SECOND
from tests.cli.served import SECONDS, started, wait_until_ready
from tests.servers import free_port

CLUSTERS = 40


def create_cluster(base: str, number: int) -> int:
    body = json.dumps({"name": f"Klynge {number}", "region": "Region Vest"}).encode()
    request = Request(f"{base}/v1/clusters", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
        status: int = answer.status
        return status


def metrics_of(base: str) -> str:
    with urlopen(f"{base}/metrics", timeout=30) as answer:  # noqa: S310 - loopback
        text: str = answer.read().decode()
        return text


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, sqlite_url: str, ending: signal.Signals) -> None:
    port = free_port()
    with started("serve", "--port", str(port), cwd=tmp_path, database_url=sqlite_url, auth="off") as process:
        wait_until_ready(f"http://127.0.0.1:{port}")
        os.killpg(process.pid, ending)
        process.communicate(timeout=SECONDS)
    assert process.returncode is not None


async def test_four_workers_and_the_import_write_to_one_file_at_once(tmp_path: Path, sqlite_url: str) -> None:
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        (tmp_path / name).write_text(text)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    words = ("serve", "--port", str(port), "--workers", "4")
    with started(*words, cwd=tmp_path, database_url=sqlite_url, auth="off") as process:
        wait_until_ready(base)
        with ThreadPoolExecutor(8) as pool:
            importing = pool.submit(klynge_process, "import", f"{tmp_path}/*.txt", database_url=sqlite_url)
            statuses = list(pool.map(lambda number: create_cluster(base, number), range(CLUSTERS)))
            imported = importing.result(timeout=SECONDS)
        metrics = metrics_of(base)
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=SECONDS)
    assert statuses == [201] * CLUSTERS
    created = 'klynge_http_requests_total{method="POST",route="/v1/clusters",status="201"}'
    assert f"{created} {float(CLUSTERS)}" in metrics.splitlines()
    assert imported.returncode == 0, imported.stderr
    kinds = [kind for kind, _ in await held_at(sqlite_url)]
    assert (kinds.count("cluster"), kinds.count("meeting")) == (CLUSTERS + 1, 2)


def test_settings_that_cannot_be_served_with_are_refused_at_once(tmp_path: Path) -> None:
    ended = klynge("serve", cwd=tmp_path, auth="oidc")
    assert ended.returncode == 2
    assert ended.stderr.startswith("klynge: KLYNGE_AUTH=oidc needs")
