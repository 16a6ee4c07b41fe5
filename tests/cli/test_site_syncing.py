"""`klynge sync firstagenda URL` against a site on loopback that replays records."""

import json
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.cli.site_syncing import SiteOrder, sync_site
from app.config import Settings
from app.outbound.agenda_sites import AgendaSite, SiteUnusable
from app.outbound.guard import guarded
from app.services.ports import Body, Query, SortKey
from app.storage.stores import open_store
from tests.cli.command import klynge
from tests.importers.exports.records import DECIDED, item, record


class Site:
    """Records by id, and the catalogue made of them. `asked` counts the requests by path."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.broken: dict[str, tuple[int, bytes]] = {}
        self.asked: Counter[str] = Counter()
        self.url = ""

    def add(self, id: str, value: dict[str, Any]) -> None:
        value["Id"] = id
        self.records[id] = value

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked[path] += 1
        if path in self.broken:
            return self.broken[path]
        if path == "/api/agenda/udvalgsliste":
            return 200, json.dumps(self._catalogue()).encode()
        record = self.records.get(path.rpartition("/")[2]) if path.startswith("/api/agenda/dagsorden/") else None
        return (404, b"") if record is None else (200, json.dumps(record).encode())

    def fetched(self) -> int:
        return sum(times for path, times in self.asked.items() if "/dagsorden/" in path)

    def _catalogue(self) -> dict[str, Any]:
        rows = [
            {
                "Id": id,
                "Dato": one["Moede"]["Dato"],
                "Navn": one["Moede"]["Navn"],
                "ReleasedDate": "2031-03-05T08:00:00",
            }
            for id, one in self.records.items()
        ]
        return {"Udvalg": {"Udvalg 2031-": [{"Id": "1", "Navn": "Sundheds/Udvalget", "Moeder": rows}], "Tomt": []}}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(AgendaSite, "pause_seconds", 0.0)
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = served.answer(self.path.partition("?")[0])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/klynge.db", outbound_allow="127.0.0.1")


async def run(settings: Settings, site: Site, *, is_full: bool = False) -> Body:
    return await sync_site(settings, SiteOrder(site.url, "nord", is_full=is_full))


async def meetings(settings: Settings) -> list[Body]:
    store = await open_store(settings)
    try:
        page = await store.find_page(Query("meeting", sort=(SortKey("created"),), limit=100))
        return [one.body for one in await store.get_many("meeting", tuple(row.id for row in page.rows))]
    finally:
        await store.close()


def id_of(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


async def test_every_record_is_taken_in_once_and_not_fetched_again(site: Site, settings: Settings) -> None:
    for number in (1, 2, 3):
        site.add(id_of(number), record(item("1", "Plan"), Dato=f"2031-03-0{number}T16:00:00+01:00"))
    first = await run(settings, site)
    assert (first["counts"]["created"], site.fetched()) == (3, 3)
    second = await run(settings, site)
    assert (second["counts"]["unchanged"], second["id"], site.fetched()) == (3, None, 3)
    assert len(await meetings(settings)) == 3
    await run(settings, site, is_full=True)
    assert site.fetched() == 6


async def test_what_is_published_again_under_a_new_id_is_the_same_meeting(site: Site, settings: Settings) -> None:
    site.add(id_of(1), record(item("1", "Plan", "<h3>Fremstilling</h3><p>Kort.</p>")))
    await run(settings, site)
    del site.records[id_of(1)]
    site.add(id_of(9), record(item("1", "Plan", DECIDED)))
    again = await run(settings, site)
    assert again["counts"]["updated"] == 1
    [meeting] = await meetings(settings)
    assert meeting["agenda_items"][0]["decision"]["outcome"] == "approved"


async def test_a_record_that_cannot_be_read_is_told_and_tried_again_next_time(site: Site, settings: Settings) -> None:
    site.add(id_of(1), record(item("1", "Plan")))
    site.add(id_of(2), record(item("1", "Plan"), Dato="2031-04-04T16:00:00+02:00"))
    site.broken[f"/api/agenda/dagsorden/{id_of(1)}"] = (500, b"")
    first = await run(settings, site)
    assert (first["counts"]["created"], first["counts"]["failed"]) == (1, 1)
    [failed] = [one for one in first["files"] if one["state"] == "failed"]
    assert "500" in failed["findings"][0]["message"]
    site.broken.clear()
    second = await run(settings, site)
    assert (second["counts"]["created"], second["counts"]["unchanged"]) == (1, 1)


@pytest.mark.parametrize("catalogue", [(500, b""), (200, b"<html>"), (200, b"[]"), (200, b'{"Udvalg": 3}'), (302, b"")])
async def test_a_site_without_a_catalogue_changes_nothing(
    site: Site, settings: Settings, catalogue: tuple[int, bytes]
) -> None:
    site.add(id_of(1), record(item("1", "Plan")))
    site.broken["/api/agenda/udvalgsliste"] = catalogue
    with pytest.raises(SiteUnusable):
        await run(settings, site)
    assert await meetings(settings) == []


@pytest.mark.parametrize(
    "url",
    ["ftp://x.dk", "file:///etc/passwd", "https://bruger:kode@x.dk", "dagsordener", "https://x:x", "https://01.2.3.4"],
)
def test_only_addresses_of_sites_are_read_and_no_password_is_repeated(url: str) -> None:
    with pytest.raises(SiteUnusable, match=r"^(?!.*kode)"):
        AgendaSite(url, 1000, guarded(Settings()))


async def test_a_site_on_an_address_that_is_not_public_and_not_named_is_not_asked(
    site: Site, settings: Settings
) -> None:
    with pytest.raises(SiteUnusable, match="KLYNGE_OUTBOUND_ALLOW"):
        await run(settings.model_copy(update={"outbound_allow": None}), site)
    assert not site.asked


async def test_an_answer_that_is_too_large_is_cut_off(site: Site, settings: Settings) -> None:
    site.add(id_of(1), record(item("1", "Plan", "<p>" + "x" * 50_000)))
    small = settings.model_copy(update={"import_limit_bytes": 10_000})
    result = await run(small, site)
    assert [one["state"] for one in result["files"]] == ["failed"]
    assert "10000" in result["files"][0]["findings"][0]["message"]


def test_the_command_reads_a_site_and_refuses_what_is_none(site: Site, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/klynge.db"
    site.add(id_of(1), record(item("1", "Plan")))
    ran = klynge(
        "sync", "firstagenda", site.url, "--source", "nord", "--json", database_url=url, outbound_allow="127.0.0.1"
    )
    assert (ran.returncode, json.loads(ran.stdout)["counts"]["created"]) == (0, 1)
    for wrong in (("andet", site.url), (str(tmp_path / "intet"),)):
        assert klynge("sync", *wrong, "--source", "nord", database_url=url).returncode == 2
    away = klynge("sync", "firstagenda", "ftp://x.dk", "--source", "nord", database_url=url)
    assert (away.returncode, "ftp://x.dk" in away.stderr) == (2, True)
