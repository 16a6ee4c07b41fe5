"""A publication site of FirstAgenda: its catalogue of meetings, and the record of each (esdh-formats.md 6.4).

The site promises nothing: what it answers may be wrong, late or gone. Records are read only with the consent of whose
site it is. Redirects are not followed.
"""

import asyncio
import contextlib
import re
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from app.errors import SettingsUnusable
from app.outbound.guard import AddressRefused

TRIES = 3
TIMEOUT_SECONDS = 60.0
"""For each step of an answer."""

ANSWER_SECONDS = 600.0
"""For the whole of one."""

CATALOGUE_LIMIT_BYTES = 50_000_000
_ID = re.compile(r"[0-9A-Fa-f-]{8,64}")
_NO_ID = "00000000-0000-0000-0000-000000000000"


class SiteUnusable(SettingsUnusable):
    """The site that a command was given cannot be read; the message, in Danish, says what it answered."""


class RecordUnavailable(Exception):
    """One record cannot be read, while others may; the message is Danish."""


class Listed(msgspec.Struct, frozen=True):
    """A meeting of the catalogue. `name` tells it from others as long as it is published; `state` is all that the
    catalogue says of it: equal as long as nothing was published anew."""

    id: str
    name: str
    state: str


class AgendaSite:
    """Reads one answer at a time. `url` is the site's address, its path left out."""

    pause_seconds = 1.0
    """Between tries; longer each time."""

    def __init__(self, url: str, limit_bytes: int, transport: httpx.AsyncBaseTransport) -> None:
        self._client = httpx.AsyncClient(
            base_url=_origin(url),
            transport=transport,
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            headers={"Accept": "application/json", "User-Agent": "klynge-sync"},
        )
        self._limit_bytes = limit_bytes

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def meetings(self) -> tuple[Listed, ...]:
        """The whole catalogue, by name. Raises `SiteUnusable`."""
        with contextlib.suppress(RecordUnavailable):  # some sites do without
            await self._get("/Home/AnonymousAuthentication?callback=%2F", CATALOGUE_LIMIT_BYTES)
        try:
            data = await self._get("/api/agenda/udvalgsliste", CATALOGUE_LIMIT_BYTES)
            catalogue = msgspec.json.decode(data)
        except RecordUnavailable as error:
            raise SiteUnusable(str(error)) from None
        except (msgspec.DecodeError, RecursionError):
            raise SiteUnusable("Webstedets liste over udvalg er ikke JSON.") from None
        groups = catalogue.get("Udvalg") if isinstance(catalogue, dict) else None
        if not isinstance(groups, dict):
            raise SiteUnusable("Webstedets liste over udvalg har ingen »Udvalg«.")
        found = {one.id: one for rows in groups.values() for one in _listed(rows)}
        return tuple(sorted(found.values(), key=lambda one: (one.name, one.id)))

    async def record(self, id: str) -> bytes:
        """The record of a meeting, as it came. Raises `RecordUnavailable`."""
        return await self._get(f"/api/agenda/dagsorden/{id}", self._limit_bytes)

    async def _get(self, path: str, limit_bytes: int) -> bytes:
        """Tried again where the site is away; what it says is not there is not asked for again."""
        told = ""
        for turn in range(TRIES):
            await asyncio.sleep(turn * self.pause_seconds)
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    status, data = await self._answer(path, limit_bytes)
            except AddressRefused:
                raise SiteUnusable(
                    "Webstedets adresse er ikke offentlig eller ikke https; undtagelser nævnes i KLYNGE_OUTBOUND_ALLOW."
                ) from None
            except (httpx.HTTPError, TimeoutError) as error:
                told = f"Webstedet svarer ikke ({type(error).__name__})."
                continue
            if status == httpx.codes.OK:
                return data
            told = f"Webstedet svarer {status}."
            if status < httpx.codes.INTERNAL_SERVER_ERROR and status != httpx.codes.TOO_MANY_REQUESTS:
                break
        raise RecordUnavailable(told)

    async def _answer(self, path: str, limit_bytes: int) -> tuple[int, bytes]:
        async with self._client.stream("GET", path) as answer:
            data = bytearray()
            async for chunk in answer.aiter_bytes():
                data += chunk
                if len(data) > limit_bytes:
                    raise RecordUnavailable(f"Webstedets svar fylder mere end {limit_bytes} byte og er ikke læst.")
            return answer.status_code, bytes(data)


def _origin(url: str) -> httpx.URL:
    """Raises `SiteUnusable`, which does not repeat what may be a password."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL()
    if parsed.scheme not in {"http", "https"} or not parsed.host or parsed.userinfo:
        told = "Det" if "@" in url else url
        raise SiteUnusable(f"{told} er ingen adresse på et websted; fx »https://dagsordener.eksempel.dk« var ventet.")
    return parsed.copy_with(path="/", query=None, fragment=None)


def _listed(committees: Any) -> Iterator[Listed]:
    for committee in _objects(committees):
        for meeting in _objects(committee.get("Moeder")):
            id = meeting.get("Id")
            if isinstance(id, str) and _ID.fullmatch(id) and id != _NO_ID:
                day = str(meeting.get("Dato") or meeting.get("MeetingBeginUtc") or "")[:16]
                kind = str(meeting.get("Navn") or "")
                name = "/".join(map(_plain, (str(committee.get("Navn") or ""), f"{day} {kind} {id}")))
                yield Listed(id, f"{name}.json", msgspec.json.encode(meeting, order="sorted").decode())


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f/\\]+", " ", text).split())[:80].strip(" .") or "uden navn"
