"""`/docs` with a policy of its own: the page runs scripts, and no others than those in it and beside it."""

from fastapi import FastAPI, Request, Response
from starlette.routing import Route

from app.http.safe_headers import documentation_policy

PATH = "/docs"


def serve_documentation(app: FastAPI) -> None:
    """Puts the policy on the page that the framework makes."""
    [page] = (route for route in app.routes if isinstance(route, Route) and route.path == PATH)
    made = page.endpoint

    async def documented(request: Request) -> Response:
        response: Response = await made(request)
        response.headers["Content-Security-Policy"] = documentation_policy(bytes(response.body)).decode()
        return response

    app.router.routes.remove(page)
    app.add_api_route(PATH, documented, methods=["GET"], include_in_schema=False)
