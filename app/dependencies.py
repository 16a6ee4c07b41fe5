"""The composition root: what a request may use, built once per process and handed out as `*Dep` types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, TypedDict, cast

from fastapi import Depends, Header, Request, Security
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from app.config import Settings
from app.domain.access import ADMIN, FUNDING, IMPORT, READ, WRITE, Caller
from app.errors import Fault, InvalidInput, NotAllowed, NotAuthenticated, RateLimited
from app.outbound.issuer import issuer_of
from app.schemas.fields import CONTROLS
from app.security.authenticator import Authenticator, authenticator
from app.security.rates import CallRates, call_rates
from app.services.access_log import AccessLog
from app.services.access_review import AccessReview
from app.services.anonymous_reading import anonymous_reading
from app.services.attachment_files import AttachmentFileService
from app.services.attendance import AttendanceService
from app.services.by_source import BySourceService
from app.services.catalogue import CATALOGUE
from app.services.changes import ChangeService
from app.services.decisions import DecisionService
from app.services.documents import DocumentService
from app.services.funding import FundingService
from app.services.handed_out import HandedOut, Keep, begin, noticing
from app.services.history import HistoryService
from app.services.import_jobs import ImportJobService
from app.services.imports import ImportService
from app.services.leases import Leases
from app.services.lifecycle import LifecycleService
from app.services.merging import MergeService
from app.services.minutes import MinutesService
from app.services.part_kinds import PART_KINDS
from app.services.parts import PartService
from app.services.ports import Kind, Store
from app.services.resources import ResourceService
from app.services.retention import Retention, days_of
from app.services.search import SearchService
from app.services.sources import SourceService
from app.services.suppressing import SuppressingService
from app.services.writing import Act, Writer

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Services:
    store: Store
    writer: Writer
    resources: Mapping[Kind, ResourceService]
    funding: FundingService
    import_jobs: ImportJobService
    merging: MergeService
    minutes: MinutesService
    changes: ChangeService
    search: SearchService
    history: HistoryService
    lifecycle: LifecycleService
    by_source: Mapping[Kind, BySourceService]
    parts: Mapping[str, PartService]
    decisions: DecisionService
    attendance: AttendanceService
    attachment_files: AttachmentFileService
    documents: DocumentService
    sources: SourceService
    access_review: AccessReview
    suppressing: SuppressingService
    access_log: AccessLog
    retention: Retention


class State(TypedDict):
    """What the lifespan puts beside every request. `anonymous` are the services for whoever sends no token."""

    settings: Settings
    authenticator: Authenticator
    rates: CallRates
    services: Services
    anonymous: Services


def now() -> datetime:
    return datetime.now(UTC)


def callers_of(settings: Settings) -> Authenticator:
    """Raises `SettingsUnusable`. Nothing is fetched yet."""
    issuer = issuer_of(settings)
    return authenticator(settings, issuer.fetch if issuer else None)


def compose(settings: Settings, store: Store, authenticator: Authenticator) -> State:
    """Everything that requests share, around an open store."""
    return State(
        settings=settings,
        authenticator=authenticator,
        rates=call_rates(settings),
        services=_services(settings, noticing(store)),
        anonymous=_services(settings, anonymous_reading(store)),
    )


def _services(settings: Settings, store: Store) -> Services:
    writer = Writer(store, now)
    resources = {kind: ResourceService(store, writer, rules) for kind, rules in CATALOGUE.items()}
    sources = SourceService(store, writer, resources["source"], now)
    leases = Leases(store, now, settings.import_lease_seconds)
    return Services(
        store=store,
        writer=writer,
        resources=resources,
        funding=FundingService(store, writer, now),
        import_jobs=ImportJobService(
            store,
            writer,
            ImportService(store, writer, now),
            resources["import"],
            sources,
            leases,
        ),
        merging=MergeService(store, writer),
        minutes=MinutesService(store),
        changes=ChangeService(store),
        search=SearchService(store),
        history=HistoryService(store),
        parts={name: PartService(store, writer, part) for name, part in PART_KINDS.items()},
        lifecycle=LifecycleService(store, writer),
        by_source={kind: BySourceService(store, writer, rules, now) for kind, rules in CATALOGUE.items()},
        decisions=DecisionService(store),
        attendance=AttendanceService(store),
        attachment_files=AttachmentFileService(store),
        documents=DocumentService(store),
        sources=sources,
        access_review=AccessReview(store, writer, now),
        suppressing=SuppressingService(store, writer, now, leases),
        access_log=AccessLog(store, now),
        retention=Retention(store, writer, now, leases, days_of(settings)),
    )


def state_of(request: Request) -> State:
    return cast("State", request.scope["state"])


def is_anonymous(request: Request) -> bool:
    """Whether the request is answered without a token, if at all."""
    return state_of(request)["authenticator"].is_anonymous(request.headers)


def services_of(request: Request) -> Services:
    return state_of(request)["anonymous" if is_anonymous(request) else "services"]


class Requires(SecurityBase):
    """A caller with a scope. One dependency, so that a read costs one; in OpenAPI it is the bearer scheme."""

    def __init__(self, scope: str) -> None:
        self.model = HTTPBearer(bearerFormat="JWT")
        self.scheme_name = "bearer"
        self._scope = scope

    async def __call__(self, request: Request) -> Caller:
        caller = await _caller(request)
        if caller.is_anonymous and (self._scope != READ or request.method != "GET"):
            raise NotAuthenticated("without a token there is reading alone")
        if not caller.may(self._scope):
            raise NotAllowed(self._scope)
        return caller


async def _caller(request: Request) -> Caller:
    """Raises `NotAuthenticated`, and `RateLimited` for one who calls too often or whose tokens do not hold too often.

    Where too many were refused, a token that held before is still taken: who guesses shuts nobody else out. A request
    is judged and counted once, however often it is asked about.
    """
    judged: HandedOut | None = request.scope["state"].get("handed_out")
    if judged is not None:
        return judged.caller
    state, address = state_of(request), request.client.host if request.client else None
    try:
        state["rates"].check(address)
    except RateLimited:
        if not state["authenticator"].knows(request.headers):
            raise
    try:
        caller = await state["authenticator"].caller(request.headers, address)
    except NotAuthenticated:
        state["rates"].refused(address)
        raise
    state["rates"].answered(caller, address)
    request.scope["state"]["handed_out"] = begin(caller, _kept_for(caller, request))
    return caller


def _kept_for(caller: Caller, request: Request) -> Keep:
    """What this request has at hand is kept in the access log."""
    operation = getattr(request.scope.get("route"), "operation_id", None) or request.method
    log = state_of(request)["services"].access_log
    return partial(log.keep, caller.name, operation, request.scope["state"]["request_id"])


def _act(
    request: Request,
    caller: Caller,
    reason: str | None,
) -> Act:
    """Who writes and why. The header may be UTF-8, which HTTP hands on as Latin-1."""
    if reason is not None:
        reason = _decoded(reason)
        if len(reason) > REASON_LENGTH:
            message = f"must have at most {REASON_LENGTH} characters"
            raise InvalidInput((Fault("Klynge-Reason", "too_long", message),))
        if CONTROLS.search(reason):
            raise InvalidInput((Fault("Klynge-Reason", "invalid", "must not have control characters"),))
    return Act(caller, request.scope["state"]["request_id"], reason)


def _decoded(header: str) -> str:
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


Reason = Annotated[
    str | None,
    Header(
        alias="Klynge-Reason",
        description=f"Why, for the audit; at most {REASON_LENGTH} characters",
        json_schema_extra={"maxLength": REASON_LENGTH},
    ),
]
readers = Requires(READ)
ReaderDep = Annotated[Caller, Security(readers, scopes=[READ])]
WriterDep = Annotated[Caller, Security(Requires(WRITE), scopes=[WRITE])]
TreasurerDep = Annotated[Caller, Security(Requires(FUNDING), scopes=[FUNDING])]
ImporterDep = Annotated[Caller, Security(Requires(IMPORT), scopes=[IMPORT])]


AdminDep = Annotated[Caller, Security(Requires(ADMIN), scopes=[ADMIN])]


async def writer_act(request: Request, caller: WriterDep, reason: Reason = None) -> Act:
    return _act(request, caller, reason)


async def treasurer_act(request: Request, caller: TreasurerDep, reason: Reason = None) -> Act:
    return _act(request, caller, reason)


async def importer_act(request: Request, caller: ImporterDep, reason: Reason = None) -> Act:
    return _act(request, caller, reason)


async def admin_act(request: Request, caller: AdminDep, reason: Reason = None) -> Act:
    return _act(request, caller, reason)


ServicesDep = Annotated[Services, Depends(services_of)]
WriterActDep = Annotated[Act, Depends(writer_act)]
TreasurerActDep = Annotated[Act, Depends(treasurer_act)]
ImporterActDep = Annotated[Act, Depends(importer_act)]
AdminActDep = Annotated[Act, Depends(admin_act)]
