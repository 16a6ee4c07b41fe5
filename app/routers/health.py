"""Whether the process runs, and whether it can answer."""

from fastapi import APIRouter

from app.dependencies import ServicesDep
from app.http.contract import open_errors
from app.schemas.health import Health

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", operation_id="getLiveness", summary="The process runs", responses=open_errors())
async def live() -> Health:
    return Health(status="live")


@router.get("/ready", operation_id="getReadiness", summary="The database answers", responses=open_errors(503))
async def ready(services: ServicesDep) -> Health:
    """503 where it does not."""
    await services.store.ping()
    return Health(status="ready")
