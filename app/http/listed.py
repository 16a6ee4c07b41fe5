"""Pages of lists over HTTP: their links carry the parameters they were asked with."""

from urllib.parse import urlencode

from fastapi import Request, Response

from app.http.entity import json_response
from app.services.resources import Listed


def page_response(request: Request, listed: Listed) -> Response:
    """A page with its total, null where nobody asked for it."""
    return json_response({**_page(request, listed), "total": listed.total})


def cursor_page_response(request: Request, listed: Listed) -> Response:
    """A page of a list that has no total."""
    return json_response(_page(request, listed))


def _page(request: Request, listed: Listed) -> dict[str, object]:
    path, asked = request.scope["path"], list(request.query_params.multi_items())
    following = None
    if listed.next_cursor is not None:
        kept = [(name, value) for name, value in asked if name != "cursor"]
        following = f"{path}?{urlencode([*kept, ('cursor', listed.next_cursor)])}"
    links = {"self": f"{path}?{urlencode(asked)}" if asked else path, "next": following}
    return {"items": listed.items, "next_cursor": listed.next_cursor, "links": links}
