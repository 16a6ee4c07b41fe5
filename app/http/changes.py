"""Answers to changes of what is there."""

from collections.abc import Awaitable

from fastapi import Response

from app.errors import VersionConflict
from app.http.entity import changed_response, stale
from app.services.resources import Answer


async def changed(change: Awaitable[Answer]) -> Response:
    """200 with what is there now."""
    try:
        answer = await change
    except VersionConflict as conflict:
        raise stale(conflict) from conflict
    return changed_response(answer)
