"""The services under measurement, started with the same meetings: Klynge over each store and driver, and the peers."""

import asyncio
import secrets
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from app.config import Settings
from app.domain.access import SCOPES
from app.security.development import make_development_token
from app.storage.stores import open_store
from bench.data import PEERS, Meeting, change_of, documents, records, write_lines
from bench.servers import Server, free_port, running, uvicorn

CHECKOUT = Path(__file__).parents[1]
CHANGES = 1_000
TOKEN_SECONDS = 7_200
SECRET = secrets.token_urlsafe(48)


@dataclass(frozen=True, slots=True)
class Contender:
    """A service, the database it asks (null: a file), and what stands in its requests' head.

    `against` names the peers that it is held against; a peer is held against nobody.
    """

    name: str
    server: Server
    database: Server | None
    headers: dict[str, str]
    against: tuple[str, ...] = ()

    @property
    def is_klynge(self) -> bool:
        return bool(self.against)

    @property
    def servers(self) -> tuple[Server, ...]:
        return (self.server,) if self.database is None else (self.server, self.database)


def start_all(stack: ExitStack, folder: Path, meetings: list[Meeting]) -> list[Contender]:
    """Each stops with the stack."""
    lines = write_lines(folder / "meetings.jsonl", iter(meetings))
    for_peers = _canned(stack, "canned.py", lines)
    for_klynge = _canned_klynge(stack, folder, meetings)
    embedded = f"sqlite:///{folder}/klynge.db"
    asyncio.run(_fill(embedded, meetings))
    return [
        _peer(stack, "starlette", "", None),
        _peer(stack, "aiosqlite", str(folder / "peer.db"), None, lines),
        _peer(stack, "motor", _url(for_peers), for_peers),
        _peer(stack, "pymongo", _url(for_peers), for_peers),
        _klynge(stack, "Klynge, SQLite", embedded, None, ("motor", "aiosqlite")),
        _klynge(stack, "Klynge, motor", f"{_url(for_klynge)}/klynge", for_klynge, ("motor",)),
        _klynge(stack, "Klynge, pymongo", f"{_url(for_klynge)}/klynge", for_klynge, ("pymongo",)),
    ]


def _url(database: Server) -> str:
    return f"mongodb://127.0.0.1:{database.port}"


def _peer(stack: ExitStack, peer: str, uri: str, database: Server | None, load: Path | None = None) -> Contender:
    port = free_port()
    env = {"PEER": peer, "URI": uri} | ({"LOAD": str(load)} if load else {})
    server = stack.enter_context(running(f"{peer} peer", uvicorn(sys.executable, "peers:app", port), port, env, PEERS))
    return Contender(peer, server, database, {"Content-Type": "application/json"})


def _klynge(
    stack: ExitStack, name: str, database_url: str, database: Server | None, against: tuple[str, ...]
) -> Contender:
    port = free_port()
    env = {
        "KLYNGE_DATABASE_URL": database_url,
        "KLYNGE_MONGODB_DRIVER": against[0] if database else "motor",
        "KLYNGE_AUTH": "development",
        "KLYNGE_RATE_PER_SECOND": "0",
        "KLYNGE_DEVELOPMENT_SECRET": SECRET,
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    server = stack.enter_context(running(name, command, port, env, CHECKOUT))
    settings = Settings(auth="development", development_secret=SECRET)  # type: ignore[arg-type]  # pydantic wraps it
    token = make_development_token(settings, SCOPES, TOKEN_SECONDS)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return Contender(name, server, database, headers, against)


def _canned(stack: ExitStack, name: str, lines: Path) -> Server:
    port = free_port()
    return stack.enter_context(running(name, [sys.executable, "canned.py", str(port), str(lines)], port, {}, PEERS))


def _canned_klynge(stack: ExitStack, folder: Path, meetings: list[Meeting]) -> Server:
    port = free_port()
    held = write_lines(folder / "documents.jsonl", documents(meetings))
    entries = (
        {"_id": f"{seq:015d}", "change": asdict(change_of(record))} for seq, record in enumerate(records(meetings), 1)
    )
    log = write_lines(folder / "log.jsonl", entries)
    command = [sys.executable, "-m", "bench.canned_klynge", str(port), str(held), str(log)]
    return stack.enter_context(running("canned_klynge.py", command, port, {"PYTHONPATH": str(PEERS)}, CHECKOUT))


async def _fill(database_url: str, meetings: list[Meeting]) -> None:
    store = await open_store(Settings(database_url=database_url))
    for record in records(meetings):
        await store.insert(record, change_of(record))
    await store.close()
