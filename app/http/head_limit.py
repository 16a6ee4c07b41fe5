"""The largest address and headers of a request that are read. What never ends is stopped by `app/http/wire.py`."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import HeadTooLarge, problem_response

MAX_HEADERS = 100


class HeadLimit:
    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app, self._limit_bytes = app, limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_too_large(scope):
            error = HeadTooLarge(f"at most {self._limit_bytes} bytes and {MAX_HEADERS} headers")
            await problem_response({**scope, "path": "/"}, error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_too_large(self, scope: Scope) -> bool:
        headers = scope["headers"]
        size = len(scope["path"]) + len(scope["query_string"]) + sum(len(name) + len(value) for name, value in headers)
        return len(headers) > MAX_HEADERS or size > self._limit_bytes
