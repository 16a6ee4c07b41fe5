"""Whether the process runs, and whether it can answer."""

from fastapi import APIRouter, Request

from app.dependencies import ServicesDep, state_of
from app.http.contract import open_errors
from app.schemas.health import Health

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", operation_id="getLiveness", summary="The process runs", responses=open_errors())
async def live() -> Health:
    return Health(status="live")


@router.get(
    "/ready",
    operation_id="getReadiness",
    summary="The database answers, and tokens can be judged",
    responses=open_errors(503),
)
async def ready(request: Request, services: ServicesDep) -> Health:
    """503 where one of them does not hold. While the issuer is away but its last keys are still used, both do."""
    state_of(request)["authenticator"].check_ready()
    await services.store.ping()
    return Health(status="ready")
