"""The media types of a pot's balance beside JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Response

from app.http.attachment import disposition
from app.http.entity import CACHING
from app.http.page_policy import PAGE_POLICY
from app.reports.balance_csv import balance_csv
from app.reports.balance_html import balance_html
from app.reports.balance_sheet import BalanceSheet
from app.reports.balance_svg import balance_svg
from app.reports.balance_xlsx import balance_xlsx

HTML, CSV, SVG = "text/html", "text/csv", "image/svg+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BALANCE_FORMS: Mapping[str, Callable[[BalanceSheet], bytes]] = {
    HTML: balance_html,
    CSV: balance_csv,
    XLSX: balance_xlsx,
    SVG: balance_svg,
}
_SAVED_AS = {CSV: "csv", XLSX: "xlsx"}
_BINARY = {XLSX}

BALANCE_CONTENT: dict[str, Any] = {
    media_type: {"schema": {"type": "string", **({"format": "binary"} if media_type in _BINARY else {})}}
    for media_type in BALANCE_FORMS
}


async def balance_response(media_type: str, sheet: BalanceSheet) -> Response:
    """Made in a thread, since a workbook takes its time."""
    content = await run_sync(BALANCE_FORMS[media_type], sheet)
    headers = {**CACHING, **PAGE_POLICY}
    if media_type in _SAVED_AS:
        headers["Content-Disposition"] = disposition(f"{sheet.file_stem}.{_SAVED_AS[media_type]}")
    return Response(content, headers=headers, media_type=media_type)
