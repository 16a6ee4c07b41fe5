"""What the service logs: where and of which kind, never whom or what."""

import logging
from typing import Any

import pytest
from pydantic import SecretStr

from app.config import Settings
from app.domain.access import SCOPES
from app.errors import StoreBusy
from app.security.development import make_development_token
from tests.api.conftest import Client, serving_over
from tests.api.world import UNKNOWN_ID

PERSON, PLACE, STAFF = "Xerxes Qvortrup", "Zulukommune", "qvistgaard@zulu.example"
MARKS = ("xerxes", "qvortrup", "zulukommune", "qvistgaard")
MINUTES = f"""Referat fra møde i Styregruppen
Mandag den 3. marts 2031 kl. 14.00
Til stede: {PERSON}, direktør, {PLACE} (formand)
Afbud: Ib {PERSON}

Punkt 1. Godkendelse af dagsorden
{PERSON} bød velkommen.
Beslutning
Godkendt.
"""


class Failing:
    """A store that fails at a read of the unknown id, each time with the next of the errors."""

    def __init__(self, store: Any, *errors: Exception) -> None:
        self._store, self._errors = store, iter(errors)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def read(self, kind: Any, id: str) -> Any:
        if id == UNKNOWN_ID:
            raise next(self._errors)
        return await self._store.read(kind, id)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"development_secret": SecretStr(f"{STAFF} and enough bytes for a secret")})


async def test_logs_hold_no_person_and_no_caller(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    errors = (StoreBusy(PERSON), ValueError(f"{PERSON} in {PLACE}"))
    caplog.set_level(logging.DEBUG)
    for chatty in ("pymongo", "motor", "asyncio", "aiosqlite"):
        caplog.set_level(logging.INFO, chatty)
    async with serving_over(settings, lambda store: Failing(store, *errors)) as api:
        token = make_development_token(settings, SCOPES, 600, name=STAFF)
        api.headers["Authorization"] = f"Bearer {token}"
        await _use(api)
        for status in (503, 500):
            assert (await api.get(f"/v1/participants/{UNKNOWN_ID}")).status_code == status
    told = [record for record in caplog.records if record.name != "httpx"]  # that is the caller's own
    assert any("ValueError" in record.getMessage() for record in told), "what was to be logged was not"
    for record in told:
        line = logging.Formatter("%(name)s %(message)s").format(record).casefold()
        assert not [mark for mark in MARKS if mark in line], record.name


async def _use(api: Client) -> None:
    """Reads, writes, refusals and imports, each with names."""
    content = {"name": PERSON, "organisation": PLACE, "political_party": "Ø"}
    created = await api.post("/v1/participants", json=content, headers={"Klynge-Reason": PERSON})
    assert created.status_code == 201
    path = f"/v1/participants/{created.json()['id']}"
    read, json = {"If-Match": created.headers["ETag"]}, {"If-Match": "*", "Content-Type": "application/json"}
    expected = {
        await api.patch(path, json={"title": PERSON}, headers=read): 200,
        await api.patch(path, json={PERSON: PERSON}, headers={"If-Match": "*"}): 422,
        await api.put(path, content=f'{{"name": "{PERSON}', headers=json): 400,
        await api.get(f"/v1/participants?name={PERSON}&organisation={PLACE}"): 200,
        await api.get("/v1/search", params={"q": PERSON}): 200,
        await api.get(f"/v1/{PERSON}"): 404,
        await api.post(f"/v1/imports?name={PERSON}.txt", content=MINUTES.encode()): 200,
        await api.post(f"/v1/imports?name={PERSON}.docx", content=b"PK\x03\x04" + PERSON.encode()): 200,
        await api.get(f"{path}/history"): 200,
        await api.delete(f"{path}?reason=privacy", headers={"If-Match": "*"}): 204,
        await api.get(path): 410,
    }
    assert {
        answer.status_code: answer.text for answer, status in expected.items() if answer.status_code != status
    } == {}
