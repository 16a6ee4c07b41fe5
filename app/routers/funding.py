"""`/v1/funding`: pots, what is computed from them, and single checked changes of their parts."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.dependencies import ReaderDep, ServicesDep, TreasurerActDep
from app.domain.pot_parts import Collection
from app.domain.settlement import Method
from app.errors import VersionConflict
from app.http.contract import CHANGE_ERRORS, DELETE_ERRORS, errors
from app.http.entity import condition, etag_of, json_response, stale
from app.http.idempotency import HARMLESS_KEY
from app.http.resource_routes import resource_router
from app.http.shapes import IfMatch, Shapes, with_types
from app.schemas.balance import BalanceRead, SettlementRead
from app.schemas.fields import Day, Id, UtcInstant
from app.schemas.findings import FindingsRead, ValidateRequest
from app.schemas.funding import Allocation, CarryOver, FundingCreate, FundingRead, FundingUpdate, Grant, Transfer
from app.schemas.pages import FundingPage
from app.schemas.queries import FundingQuery
from app.schemas.shared import Part
from app.services.funding import At

router = resource_router(
    Shapes(
        kind="funding",
        path="/v1/funding",
        one="Funding",
        many="Funding",
        noun="a pot",
        create=FundingCreate,
        update=FundingUpdate,
        read=FundingRead,
        page=FundingPage,
        query=FundingQuery,
        is_money=True,
    )
)


class FindingsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None

    def day(self) -> date | None:
        return date.fromisoformat(self.as_of) if self.as_of else None


class BalanceQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    as_of: Annotated[
        UtcInstant | None, Field(description="As it was recorded at this time, spending and names included")
    ] = None
    decided_by: Annotated[
        Day | None,
        Field(
            description=(
                "With what was certainly decided by this day: on the day that is stated, else by the meeting that "
                "decided or whose minutes show it; what has no known day is left out"
            )
        ),
    ] = None


class SettlementQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    method: Method = "proportional"


@router.get(
    "/{id}/balance",
    response_model=BalanceRead,
    operation_id="getBalance",
    summary="Granted, allocated and left, by party and by initiative",
    responses=errors(404, 410, 422),
)
async def balance(
    id: str, services: ServicesDep, caller: ReaderDep, asked: Annotated[BalanceQuery, Query()]
) -> Response:
    return json_response(await services.funding.balance(id, caller, At(asked.as_of, asked.decided_by)))


@router.get(
    "/{id}/settlement",
    response_model=SettlementRead,
    operation_id="getSettlement",
    summary="Transfers that would even out the parties",
    responses=errors(404, 409, 410, 422),
)
async def settlement(
    id: str, services: ServicesDep, caller: ReaderDep, asked: Annotated[SettlementQuery, Query()]
) -> Response:
    return json_response(await services.funding.settlement(id, asked.method, caller))


@router.get(
    "/{id}/findings",
    response_model=FindingsRead,
    operation_id="getFundingFindings",
    summary="What a person should know about the pot",
    responses=errors(404, 410, 422),
)
async def findings(
    id: str, services: ServicesDep, caller: ReaderDep, asked: Annotated[FindingsQuery, Query()]
) -> Response:
    return json_response(await services.funding.findings(id, caller, asked.day()))


@router.post(
    "/{id}/validate",
    response_model=FindingsRead,
    dependencies=[HARMLESS_KEY],
    operation_id="validateFunding",
    summary="The findings that changed parts would cause; writes nothing",
    responses=errors(400, 404, 410, 413, 415, 422),
)
async def validate(
    id: str,
    proposal: ValidateRequest,
    services: ServicesDep,
    caller: ReaderDep,
    asked: Annotated[FindingsQuery, Query()],
) -> Response:
    return json_response(await services.funding.validate(id, proposal.model_dump(), caller, asked.day()))


@dataclass(frozen=True, slots=True)
class PartOfPot:
    """A collection of a pot: its path, its name in operation ids, its shape."""

    collection: Collection
    path: str
    one: str
    shape: type[Part]


PARTS = (
    PartOfPot("grants", "grants", "Grant", Grant),
    PartOfPot("allocations", "allocations", "Allocation", Allocation),
    PartOfPot("transfers", "transfers", "Transfer", Transfer),
    PartOfPot("carry_overs", "carry-overs", "CarryOver", CarryOver),
)


def _add_part_routes(kind: PartOfPot) -> None:
    async def put(
        id: str, part_id: Id, content: Part, services: ServicesDep, act: TreasurerActDep, if_match: IfMatch = None
    ) -> Response:
        try:
            written = await services.funding.put_part(
                id, kind.collection, part_id, content.model_dump(), act, condition(if_match)
            )
        except VersionConflict as conflict:
            raise stale(conflict) from conflict
        return json_response(written.part, 201 if written.added else 200, {"ETag": etag_of(written.record.version)})

    async def delete(
        id: str, part_id: Id, services: ServicesDep, act: TreasurerActDep, if_match: IfMatch = None
    ) -> Response:
        try:
            await services.funding.delete_part(id, kind.collection, part_id, act, condition(if_match))
        except VersionConflict as conflict:
            raise stale(conflict) from conflict
        return Response(status_code=204)

    path = f"/{{id}}/{kind.path}/{{part_id}}"
    router.put(
        path,
        response_model=kind.shape,
        operation_id=f"put{kind.one}",
        summary=f"Add or replace one of the {kind.path} of a pot, checked before it lands",
        responses={**CHANGE_ERRORS, 201: {"model": kind.shape, "description": "It was added"}},
    )(with_types(put, content=kind.shape))
    router.delete(
        path,
        status_code=204,
        operation_id=f"delete{kind.one}",
        summary=f"Remove one of the {kind.path} of a pot",
        responses=DELETE_ERRORS,
    )(delete)


for kind_of_part in PARTS:
    _add_part_routes(kind_of_part)
