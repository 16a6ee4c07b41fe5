"""The real minutes of two clusters, imported by the command and checked by the service. Nothing of them stands here."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.cli.importing import now
from app.config import Settings
from app.domain.access import ADMIN, Caller
from app.schemas.meetings import MeetingRead
from app.services.funding import FundingService
from app.services.ports import Store
from app.services.writing import Writer
from app.storage.stores import open_store
from tests.cli.command import klynge
from tests.corpus import corpus_file

READER = Caller("test", frozenset({ADMIN}))
Body = dict[str, Any]


@pytest.fixture
def imported(sqlite_url: str) -> Body:
    """The `ImportRun` of both files."""
    ended = klynge("import", "--json", corpus_file("000"), corpus_file("001"), database_url=sqlite_url)
    assert ended.stderr == ""
    told: Body = json.loads(ended.stdout)
    return told


def kroner(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


async def opened(url: str) -> Store:
    return await open_store(Settings(database_url=url))


def test_both_files_are_imported(imported: Body) -> None:
    assert (imported["counts"]["files"], imported["counts"]["created"], imported["counts"]["failed"]) == (2, 2, 0)
    kinds = Counter(one["kind"] for file in imported["files"] for one in file["resources"])
    assert (kinds["cluster"], kinds["forum"], kinds["funding"]) == (2, 2, 1)
    assert kinds["meeting"] == 3  # each its own, and the next one of its own forum that one of them announces
    assert kinds["initiative"] == 17 + 5  # two focus areas of 000, one of them with three initiatives


async def test_the_figures_that_must_come_out_right_are_served(imported: Body, sqlite_url: str) -> None:
    [pot] = [one["id"] for file in imported["files"] for one in file["resources"] if one["kind"] == "funding"]
    store = await opened(sqlite_url)
    service = FundingService(store, Writer(store, now), now)
    balance = await service.balance(pot, READER)
    codes = Counter(finding.code for finding in (await service.findings(pot, READER)).findings)
    await store.close()
    by_party = [(one.granted_dkk, one.allocated_dkk, one.balance_dkk) for one in balance.parties]
    assert by_party == [
        kroner(565_810, 1_588_000, -1_022_190),
        kroner(2_892_000, 2_682_000, 210_000),
        kroner(3_624_293, 2_750_000, 874_293),
    ]
    total = balance.total
    assert (total.granted_dkk, total.allocated_dkk, total.balance_dkk) == kroner(7_082_103, 7_020_000, 62_103)
    assert not {"total_mismatch", "pot_overallocated"} & codes.keys()
    expected = {"unallocated_remainder", "empty_cell", "years_undistributed", "unit_suspect", "partly_released"}
    assert expected <= codes.keys()


async def test_stored_meetings_fit_the_shape_that_is_documented(imported: Body, sqlite_url: str) -> None:
    store = await opened(sqlite_url)
    ids = [one["id"] for file in imported["files"] for one in file["resources"] if one["kind"] == "meeting"]
    for meeting in await store.get_many("meeting", tuple(ids)):
        read = MeetingRead.model_validate(meeting.body)
        assert read.model_dump() == meeting.body
    await store.close()


def test_the_same_files_again_change_nothing(imported: Body, sqlite_url: str) -> None:
    assert imported["counts"]["created"] == 2
    again = klynge("import", "--json", corpus_file("001"), corpus_file("000"), database_url=sqlite_url)
    assert json.loads(again.stdout)["counts"]["unchanged"] == 2


@pytest.mark.parametrize("prefix", ["002", "004"])
def test_a_layout_that_is_not_read_yet_does_no_harm(tmp_path: Path, sqlite_url: str, prefix: str) -> None:
    ended = klynge("import", "--json", corpus_file(prefix), cwd=tmp_path, database_url=sqlite_url)
    assert ended.stderr == ""
    assert json.loads(ended.stdout)["counts"]["files"] == 1
