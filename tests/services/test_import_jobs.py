"""Import jobs: what was accepted is carried out to its end, whoever dies meanwhile, and nothing is done twice."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import Any, Never

import pytest
import pytest_asyncio

from app.domain.exact_json import decode
from app.errors import Deleted, StoreBusy
from app.schemas.imports import ImportRead
from app.services.catalogue import CATALOGUE
from app.services.idempotency import keyed_request
from app.services.import_carrying import MAX_TRIES
from app.services.import_documents import SourceFile
from app.services.import_jobs import ImportJobService, ImportOrder
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.ports import Query, Store
from app.services.resources import ResourceService
from app.services.sources import SourceService
from app.services.writing import Writer
from tests.cli.contents import assert_log_is_true
from tests.cli.minutes import FIRST, SECOND
from tests.importers.exports.exported import ACADRE_BODY, acadre_body, acadre_manifest, on_disk
from tests.interrupted import InterruptedStore
from tests.services.same_store import ACT, opened, state, take_in, tick

Body = dict[str, Any]
Held = dict[tuple[str, str], Any]
STRIDE = 1 if os.environ.get("KLYNGE_CAMPAIGN") == "full" else 37
FILES = tuple(
    SourceFile(name, text.encode())
    for name, text in (
        ("januar.txt", FIRST),
        ("kage.txt", "100 g sukker"),
        ("februar.txt", SECOND),
        ("januar igen.txt", FIRST),
    )
)
STATES = ["created", "failed", "created", "unchanged"]


def jobs_of(store: Any, lease_seconds: float = 60) -> ImportJobService:
    """One process's service over a store."""
    writer = Writer(store, tick)
    resources = {kind: ResourceService(store, writer, CATALOGUE[kind]) for kind in ("import", "source")}
    return ImportJobService(
        store,
        writer,
        ImportService(store, writer, tick),
        resources["import"],
        SourceService(store, writer, resources["source"], tick),
        Leases(store, tick, lease_seconds),
    )


async def accepted(jobs: ImportJobService, *files: SourceFile, **order: Any) -> str:
    taken = await jobs.take_on(files, ImportOrder(**order), ACT)
    assert not taken.is_finished
    return taken.answer.id


async def told(jobs: ImportJobService, id: str) -> Body:
    body: Body = decode((await jobs.read(id, ACT.caller)).json)
    ImportRead.model_validate(body)
    return body


def states(job: Body) -> list[str]:
    return [file["state"] for file in job["files"]]


class Stopping:
    """Says that the process is to end after so many questions."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """What is in a store that took in the files one by one."""
    store = await opened(tmp_path_factory.mktemp("undisturbed"), "store")
    await take_in(store, *FILES)
    held = await state(store)
    await store.close()
    return held


async def has_bytes(store: Store, id: str) -> bool:
    return await store.get_blob(f"imports/{id}/bytes/0") is not None


async def test_a_job_tells_of_every_file_and_leaves_what_single_imports_leave(store: Store, undisturbed: Held) -> None:
    jobs = jobs_of(store)
    id = await accepted(jobs, *FILES)
    waiting = await told(jobs, id)
    assert (waiting["state"], states(waiting), waiting["counts"]["waiting"]) == ("accepted", ["waiting"] * 4, 4)
    assert await has_bytes(store, id)
    await jobs.work(lambda: False)
    done = await told(jobs, id)
    assert (done["state"], states(done)) == ("failed", STATES)
    assert [file["name"] for file in done["files"]] == [file.name for file in FILES]
    assert [file["sha256"] for file in done["files"]] == [file.document_id for file in FILES]
    counts = done["counts"]
    assert [counts[name] for name in ("files", "waiting", "created", "unchanged", "failed")] == [4, 0, 2, 1, 1]
    assert not await has_bytes(store, id)
    assert await state(store) == undisturbed
    await assert_log_is_true(store)


async def test_progress_is_told_while_a_job_is_carried_out_and_the_next_process_goes_on(
    store: Store, undisturbed: Held
) -> None:
    id = await accepted(jobs_of(store), *FILES)
    await jobs_of(store).work(Stopping(after=3))
    half = await told(jobs_of(store), id)
    done = 4 - half["counts"]["waiting"]
    assert 0 < done < 4
    assert (half["state"], states(half)) == ("accepted", [*STATES[:done], *["waiting"] * (4 - done)])
    assert await has_bytes(store, id)
    await jobs_of(store).work(lambda: False)
    whole = await told(jobs_of(store), id)
    assert (whole["state"], states(whole)) == ("failed", STATES)
    assert whole["files"][:done] == half["files"][:done]
    assert await state(store) == undisturbed


async def test_while_one_process_has_the_lease_another_leaves_the_job_alone(store: Store) -> None:
    id = await accepted(jobs_of(store), *FILES)
    async with Leases(store, tick, 1000).hold(f"import/{id}") as is_free:
        assert is_free
        await jobs_of(store).work(lambda: False)
        assert states(await told(jobs_of(store), id)) == ["waiting"] * 4
    await jobs_of(store).work(lambda: False)
    assert states(await told(jobs_of(store), id)) == STATES


async def test_the_lease_of_one_that_died_runs_out(store: Store) -> None:
    at = tick()
    took = [await store.take_lease("x", holder, str(at), str(at + timedelta(seconds=9))) for holder in ("a", "b", "a")]
    assert took == [True, False, True]
    later = at + timedelta(seconds=9)
    assert await store.take_lease("x", "b", str(later), str(later + timedelta(seconds=9)))
    await store.return_lease("x", "a")
    assert not await store.take_lease("x", "a", str(later), str(later))
    await store.return_lease("x", "b")
    assert await store.take_lease("x", "a", str(later), str(later))


async def test_two_processes_that_both_hold_themselves_for_the_only_one_do_each_file_once(
    store: Store, undisturbed: Held
) -> None:
    """As when one was stopped for longer than its lease."""
    id = await accepted(jobs_of(store), *FILES)
    first, second = (jobs_of(store, lease_seconds=1e-3) for _ in range(2))
    await asyncio.gather(first.work(lambda: False), second.work(lambda: False))
    done = await told(first, id)
    assert (done["state"], states(done)[1:2], done["counts"]["files"], done["counts"]["waiting"]) == (
        "failed",
        ["failed"],
        4,
        0,
    )
    assert await state(store) == undisturbed


class Killed(BaseException):
    """Nothing in the service catches it."""


def die() -> Never:
    raise Killed


@pytest.mark.campaign
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_job_cut_off_at_any_step_is_completed_by_the_next_process(
    tmp_path: Path, moment: str, undisturbed: Held
) -> None:
    steps = 0
    for step in range(1, 1_000, STRIDE):
        store = await opened(tmp_path, f"killed-{step}")
        id = await accepted(jobs_of(store), *FILES)
        dying = InterruptedStore(store, step, moment, die)
        try:
            await jobs_of(dying).work(lambda: False)
        except Killed:
            steps += 1
        await jobs_of(store).work(lambda: False)
        done = await told(jobs_of(store), id)
        assert (done["state"], states(done)) == ("failed", STATES), f"killed {moment} step {step}"
        assert not await has_bytes(store, id)
        assert await state(store) == undisturbed
        await assert_log_is_true(store)
        await store.close()
        if dying.steps < step:
            break
    assert steps > 70 / STRIDE


async def test_a_file_at_which_every_process_dies_is_told_as_failed_and_the_others_are_imported(tmp_path: Path) -> None:
    store = await opened(tmp_path, "poison")
    id = await accepted(jobs_of(store), *FILES)
    for _ in range(MAX_TRIES):
        with pytest.raises(Killed):  # the first write is that it is tried, the second the file's
            await jobs_of(InterruptedStore(store, 2, "before", die)).work(lambda: False)
    await jobs_of(store).work(lambda: False)
    done = await told(jobs_of(store), id)
    assert states(done) == ["failed", "failed", "created", "created"]
    assert "brudt af 10 gange" in done["files"][0]["findings"][0]["message"]
    await store.close()


async def test_a_request_cut_off_while_its_bytes_were_stored_leaves_nothing_and_may_be_sent_again(
    tmp_path: Path, undisturbed: Held
) -> None:
    store = await opened(tmp_path, "staging")
    request = keyed_request(ACT.caller, "/v1/imports", "key", {"files": 4})
    with pytest.raises(Killed):
        await jobs_of(InterruptedStore(store, 3, "after", die)).take_on(FILES, ImportOrder(), ACT, request)
    assert (await told(jobs_of(store), request.id))["state"] == "receiving"
    assert await has_bytes(store, request.id)
    await jobs_of(store).work(lambda: False)
    assert not await has_bytes(store, request.id)
    with pytest.raises(Deleted):
        await jobs_of(store).read(request.id, ACT.caller)
    taken = await jobs_of(store).take_on(FILES, ImportOrder(), ACT, request)
    assert not taken.is_replayed
    await jobs_of(store).work(lambda: False)
    assert states(await told(jobs_of(store), request.id)) == STATES
    assert await state(store) == undisturbed
    await store.close()


async def test_bytes_that_were_given_up_meanwhile_are_not_accepted(tmp_path: Path) -> None:
    """The process that stores them was stopped for longer than its lease."""
    store = await opened(tmp_path, "slow")
    request = keyed_request(ACT.caller, "/v1/imports", "key", {})
    given_up: list[asyncio.Task[None]] = []

    class Slow(InterruptedStore):
        async def put_blob(self, *args: Any) -> None:
            await store.put_blob(*args)
            if not given_up:
                given_up.append(asyncio.create_task(jobs_of(store).work(lambda: False)))
                await given_up[0]

    with pytest.raises((StoreBusy, Deleted)):
        await jobs_of(Slow(store, 0, "", die), lease_seconds=1e-9).take_on(FILES, ImportOrder(), ACT, request)
    await store.close()


async def test_of_several_jobs_each_is_brought_to_its_end(tmp_path: Path) -> None:
    store = await opened(tmp_path, "several")
    jobs = jobs_of(store)
    ids = [await accepted(jobs, *FILES[:2]), await accepted(jobs, *FILES[1:3])]
    await jobs.work(lambda: False)
    assert [states(await told(jobs, id)) for id in ids] == [["created", "failed"], ["failed", "created"]]
    await store.close()


@pytest.mark.parametrize("step", [2, 9, 30])
async def test_an_export_of_several_files_cut_off_anywhere_meets_its_files_in_the_next_process(
    tmp_path: Path, step: int
) -> None:
    names = {"drop/XML_2207.xml": on_disk(acadre_manifest()), f"drop/{ACADRE_BODY}": on_disk(acadre_body())}
    store = await opened(tmp_path, "drop")
    id = await accepted(jobs_of(store), *(SourceFile(name, data) for name, data in names.items()), *FILES[:1])
    with pytest.raises(Killed):
        await jobs_of(InterruptedStore(store, step, "after", die)).work(lambda: False)
    await jobs_of(store).work(lambda: False)
    assert states(await told(jobs_of(store), id)) == ["created", "unchanged", "created"]
    assert await store.count(Query("meeting")) == 2
    await store.close()
