"""`/v1/funding`: pots, what is computed from them, and single checked changes of their parts."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.dependencies import ReaderDep, ServicesDep, TreasurerActDep
from app.domain.settlement import Method
from app.http.balance_forms import BALANCE_CONTENT, BALANCE_FORMS, balance_response
from app.http.contract import errors, headers
from app.http.entity import JSON, json_response
from app.http.idempotency import HARMLESS_KEY
from app.http.negotiation import preferred
from app.http.part_routes import PartRoutes, add_part_delete, add_part_put, add_part_read
from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.http.strict_route import NegotiatedRoute
from app.schemas.balance import BalanceRead, SettlementRead
from app.schemas.fields import Day, UtcInstant
from app.schemas.findings import FindingsRead, ValidateRequest
from app.schemas.funding import FundingCreate, FundingRead, FundingUpdate
from app.schemas.pages import FundingPage
from app.schemas.queries import FundingQuery
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


async def balance(
    id: str, request: Request, services: ServicesDep, caller: ReaderDep, asked: Annotated[BalanceQuery, Query()]
) -> Response:
    media_type = preferred(request.headers, (JSON, *BALANCE_FORMS))
    at = At(asked.as_of, asked.decided_by)
    if media_type == JSON:
        return json_response(await services.funding.balance(id, caller, at))
    return await balance_response(media_type, await services.funding.balance_sheet(id, caller, at))


router.add_api_route(
    "/{id}/balance",
    balance,
    methods=["GET"],
    route_class_override=NegotiatedRoute,
    response_model=BalanceRead,
    operation_id="getBalance",
    summary="Granted, allocated and left, by party and by initiative",
    description=(
        "By `Accept`: JSON; a page that prints; CSV in UTF-8 with semicolons and decimal commas; a workbook whose "
        "totals and balances are formulas; bars by party as SVG."
    ),
    responses={
        **errors(404, 410, 422),
        200: {"description": "The balance", "content": BALANCE_CONTENT, **headers("Content-Disposition")},
    },
)


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


for parts in (
    PartRoutes("grants", "grants", "grant_id", "Grant", "Grants"),
    PartRoutes("allocations", "allocations", "allocation_id", "Allocation", "Allocations"),
    PartRoutes("transfers", "transfers", "transfer_id", "Transfer", "Transfers"),
    PartRoutes("carry_overs", "carry-overs", "carry_over_id", "CarryOver", "CarryOvers"),
):
    add_part_read(router, parts)
    add_part_put(router, parts, TreasurerActDep)
    add_part_delete(router, parts, TreasurerActDep)
