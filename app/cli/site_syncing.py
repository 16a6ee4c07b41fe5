"""`klynge sync firstagenda URL`: what a site has published anew is fetched, taken in and remembered.

A meeting that its catalogue says the same of as last time is not fetched again. One that vanished from the catalogue
stays: a new publication gives it another id, and the record then means the same meeting.
"""

import contextlib
import hashlib
from functools import partial

from app.cli.importing import Patience, opened
from app.cli.syncing import ACT, OnDone, sync_service
from app.config import Settings
from app.domain.findings import Finding
from app.errors import StoreBusy
from app.importers.drop import ALONE
from app.jobs import sweep
from app.outbound.agenda_sites import AgendaSite, Listed, RecordUnavailable
from app.services.import_report import failed_file, run_of
from app.services.ports import Body
from app.services.sync import SyncRun, Taken
from app.services.sync_job import Superseded
from app.services.sync_memory import Beside, Known, Look


class _NothingBeside:
    """What a record of a site asks for beside itself: nothing is there."""

    beside: tuple[Beside, ...] = ()
    listing: str | None = None

    def read(self, path: str) -> bytes | None:
        return ALONE.read(path)

    def names(self) -> tuple[str, ...]:
        return ALONE.names()


async def sync_site(settings: Settings, url: str, system: str, on_done: OnDone, *, is_full: bool = False) -> Body:
    """One run over the site, as an `ImportRun`. `is_full`: every record is fetched.

    Raises `SiteUnusable` where nothing can be read, `StoreUnusable`, and `StoreBusy` also where a run of this source is
    under way.
    """
    async with opened(settings) as store, AgendaSite(url, settings.import_limit_bytes) as site:
        service = sync_service(settings, store)
        patience = Patience()
        try:
            async with service.run(system, ACT) as run:
                listed = await site.meetings()
                new = [one for one in listed if is_full or not _is_known(one, run)]
                if new:
                    await patience.with_(partial(run.begin, [one.name for one in new]))
                for one in new:
                    on_done(await _take(site, one, run, patience), len(new))
                job = await patience.with_(run.end)
                names = {one.name for one in new}
                known = [_unchanged(one, run) for one in listed if one.name not in names]
                result = {**run_of([*run.told, *known], dry_run=False), "id": job}
                if not result["counts"]["failed"]:
                    await patience.with_(partial(service.succeeded, system, ACT, has_written=job is not None))
                return result
        except Superseded:
            raise StoreBusy(f"another run of the source {system} has taken over from this one") from None
        finally:
            with contextlib.suppress(StoreBusy):  # pending changes wait for the next sweep, of whichever process
                await sweep(store)


def _look(one: Listed) -> Look:
    """What stands for the look of a file: what the catalogue says of the meeting."""
    return Look(len(one.state), int.from_bytes(hashlib.sha256(one.state.encode()).digest()[:7]))


def _is_known(one: Listed, run: SyncRun) -> bool:
    known = run.memory.files.get(one.name)
    return known is not None and (known.look, known.reading) == (_look(one), run.reading) and known.outcome != "failed"


async def _take(site: AgendaSite, one: Listed, run: SyncRun, patience: Patience) -> Body:
    try:
        data = await site.record(one.id)
    except RecordUnavailable as error:
        hint = "Kør igen senere; mødet er ikke ændret."
        told = failed_file(one.name, None, (Finding("text_absent", "error", str(error), hint=hint),))
        return await patience.with_(partial(run.tell, told))
    taken = Taken(one.name, _look(one), hashlib.sha256(data).hexdigest(), data, _NothingBeside())
    return await patience.with_(partial(run.take, taken))


def _unchanged(one: Listed, run: SyncRun) -> Body:
    known: Known = run.memory.files[one.name]
    told = failed_file(one.name, known.sha256, ())
    return told | {"state": "unchanged", "format": known.format, "import_id": known.import_id}
