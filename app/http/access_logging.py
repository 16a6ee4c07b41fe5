"""An answer that was made of hidden material leaves when the access log has it, and not before."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import StoreBusy
from app.problems import problem_response
from app.services.handed_out import HandedOut

_NOT_MODIFIED = 304


class AccessLogging:
    """Inside of `Frame`. Where the log cannot be written, the answer is 503 in place of what was asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_refused = False

        async def send_logged(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start" and message["status"] != _NOT_MODIFIED:
                try:
                    await _keep(scope)
                except StoreBusy as error:
                    is_refused = True
                    await problem_response(scope, error)(scope, receive, send)
            if not is_refused:
                await send(message)

        await self._app(scope, receive, send_logged)


async def _keep(scope: Scope) -> None:
    handed: HandedOut | None = scope["state"].get("handed_out")
    if handed is not None:
        await handed.keep()
