"""`/problems/{code}`: the page that the `type` of a problem leads to."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.errors import NotFound
from app.http.contract import open_errors
from app.http.entity import JSON, json_response
from app.http.negotiation import preferred
from app.http.page_policy import PAGE_POLICY
from app.http.problem_page import problem_page
from app.problem_texts import TEXTS
from app.problems import titled
from app.schemas.problem_types import ProblemType

HTML = "text/html"
router = APIRouter(prefix="/problems", tags=["problems"])

_HTML: dict[str, Any] = {HTML: {"schema": {"type": "string"}}}
_HEADERS = {"Cache-Control": "public, max-age=3600", "Vary": "Accept"}


@router.get(
    "/{code}",
    response_model=ProblemType,
    operation_id="getProblemType",
    summary="What a problem means and what to do, in Danish and English, as HTML or JSON",
    responses={200: {"description": "The page", "content": _HTML}, **open_errors(404, 406)},
)
async def read(code: Annotated[str, Path(json_schema_extra={"enum": sorted(TEXTS)})], request: Request) -> Response:
    media_type = preferred(request.headers, (HTML, JSON))
    if code not in TEXTS:
        raise NotFound("problem", code)
    status, title = titled(code)
    text = TEXTS[code]
    problem = ProblemType(
        type=f"/problems/{code}",
        code=code,
        status=status,
        title=title,
        title_da=text.title_da,
        description=text.en,
        description_da=text.da,
    )
    if media_type == JSON:
        return json_response(problem, headers=_HEADERS)
    return Response(problem_page(problem), headers={**_HEADERS, **PAGE_POLICY}, media_type=HTML)
