"""`/metrics`, for Prometheus."""

from typing import cast

from fastapi import APIRouter, Request, Response

from app.http.contract import open_errors
from app.http.metrics import CONTENT_TYPE, Metrics

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    operation_id="getMetrics",
    summary="Requests by route, method and status, and how long they took, in Prometheus' text format",
    response_class=Response,
    responses={
        200: {"description": "The metrics", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **open_errors(),
    },
)
async def read(request: Request) -> Response:
    metrics = cast("Metrics", request.app.state.metrics)
    return Response(metrics.text(), headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE})
