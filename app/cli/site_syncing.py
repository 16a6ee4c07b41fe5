"""`klynge sync firstagenda URL`: what a site has published anew is fetched, taken in and remembered.

A meeting that its catalogue says the same of as last time is not fetched again. One that vanished from the catalogue
stays: a new publication gives it another id, and the record then means the same meeting.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from app.cli.importing import Patience
from app.cli.sync_told import unchanged
from app.cli.syncing import OnDone, hears_nothing, never, running, tell_success
from app.config import Settings
from app.domain.findings import Finding
from app.importers.drop import Files
from app.outbound.agenda_sites import AgendaSite, Listed, RecordUnavailable
from app.outbound.guard import guarded
from app.services.import_report import failed_file, run_of, waiting_file
from app.services.ports import Body
from app.services.sync import SyncRun, SyncService, Taken
from app.services.sync_memory import Beside, Look


@dataclass(frozen=True, slots=True)
class SiteOrder:
    """What a run is asked to do. `is_full`: every record is fetched."""

    url: str
    system: str
    is_full: bool = False


class _NothingBeside(Files):
    """What a record of a site asks for beside itself: nothing is there."""

    beside: tuple[Beside, ...] = ()
    listing: str | None = None


async def sync_site(
    settings: Settings,
    order: SiteOrder,
    on_done: OnDone = hears_nothing,
    is_stopping: Callable[[], bool] = never,
) -> Body:
    """One run over the site, as an `ImportRun`. Where it is stopped, the rest waits.

    Raises `SiteUnusable` where nothing can be read, `StoreUnusable`, and `StoreBusy` also where a run of this source is
    under way.
    """
    limit_bytes = settings.import_limit_bytes
    site_asked = AgendaSite(order.url, limit_bytes, guarded(settings))
    async with site_asked as site, running(settings, order.system) as (service, run):
        return await _Round(order, service, run, site, on_done, is_stopping).go()


@dataclass(slots=True)
class _Round:
    order: SiteOrder
    service: SyncService
    run: SyncRun
    site: AgendaSite
    on_done: OnDone
    is_stopping: Callable[[], bool]
    patience: Patience = field(default_factory=Patience)

    async def go(self) -> Body:
        listed = await self.site.meetings()
        new = [one for one in listed if self.order.is_full or not _is_known(one, self.run)]
        if new:
            await self.patience.with_(partial(self.run.begin, [one.name for one in new]))
        for one in new:
            if self.is_stopping():
                break
            self.on_done(await self._take(one), len(new))
        left = [waiting_file(one.name, None) for one in new[len(self.run.told) :]]
        job = await self.patience.with_(self.run.end)
        names = {one.name for one in new}
        known = [unchanged(one.name, self.run.memory.files[one.name]) for one in listed if one.name not in names]
        result = {**run_of([*self.run.told, *left, *known], dry_run=False), "id": job}
        await tell_success(self.service, self.order.system, self.patience, result)
        return result

    async def _take(self, one: Listed) -> Body:
        try:
            data = await self.site.record(one.id)
        except RecordUnavailable as error:
            hint = "Kør igen senere; mødet er ikke ændret."
            told = failed_file(one.name, None, (Finding("text_absent", "error", str(error), hint=hint),))
            return await self.patience.with_(partial(self.run.tell, told))
        taken = Taken(one.name, _look(one), hashlib.sha256(data).hexdigest(), data, _NothingBeside())
        return await self.patience.with_(partial(self.run.take, taken))


def _look(one: Listed) -> Look:
    """What stands for the look of a file: what the catalogue says of the meeting."""
    return Look(len(one.state), int.from_bytes(hashlib.sha256(one.state.encode()).digest()[:7]))


def _is_known(one: Listed, run: SyncRun) -> bool:
    known = run.memory.files.get(one.name)
    return known is not None and (known.look, known.reading) == (_look(one), run.reading) and known.outcome != "failed"
