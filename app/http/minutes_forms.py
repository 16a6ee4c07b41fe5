"""The media types of a meeting's minutes beside JSON."""

from collections.abc import Callable, Mapping
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Request, Response

from app.dependencies import is_anonymous
from app.http.attachment import disposition
from app.http.entity import CACHING, etag_of, is_known, not_modified
from app.http.page_policy import PAGE_POLICY
from app.problems import NotAcceptable
from app.reports.minutes import Minutes
from app.reports.minutes_html import minutes_html
from app.reports.minutes_pdf import MinutesTooLong, minutes_pdf
from app.services.minutes import MinutesAnswer

HTML, PDF = "text/html", "application/pdf"
MINUTES_FORMS: Mapping[str, Callable[[Minutes], bytes]] = {HTML: minutes_html, PDF: minutes_pdf}
MINUTES_CONTENT: dict[str, Any] = {
    HTML: {"schema": {"type": "string"}},
    PDF: {"schema": {"type": "string", "format": "binary"}},
}


async def minutes_response(request: Request, media_type: str, answer: MinutesAnswer) -> Response:
    """200, or 304 where the caller has this very representation. Made in a thread. Raises `NotAcceptable`."""
    etag = etag_of(
        answer.version,
        answer.shape,
        media_type=f"{media_type} {answer.named}",
        is_redacted=answer.is_redacted,
        is_anonymous=is_anonymous(request),
    )
    if is_known(request.headers, etag):
        return not_modified(etag)
    try:
        content = await run_sync(MINUTES_FORMS[media_type], answer.minutes)
    except MinutesTooLong:
        raise NotAcceptable(f"these minutes are too long for {media_type}; there is {HTML} here") from None
    headers = {**CACHING, **PAGE_POLICY, "ETag": etag}
    if media_type == PDF:
        name = disposition(f"{answer.minutes.file_stem}.pdf")
        headers["Content-Disposition"] = name.replace("attachment", "inline", 1)
    return Response(content, headers=headers, media_type=media_type)
