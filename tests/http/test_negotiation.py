"""Of several media types the caller gets the one it likes best."""

import pytest
from starlette.datastructures import Headers

from app.http.negotiation import preferred
from app.problems import NotAcceptable

OFFERED = ("application/json", "text/html", "application/pdf")

ACCEPTED = [
    (None, "application/json"),
    ("*/*", "application/json"),
    ("text/html", "text/html"),
    ("TEXT/HTML; charset=utf-8", "text/html"),
    ("application/pdf, */*", "application/json"),
    ("application/pdf, */*;q=0.9", "application/pdf"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ("application/*;q=0.5, application/json;q=0", "application/pdf"),
    ("text/*;q=0.2, application/pdf;q=0.1", "text/html"),
    ("application/json;q=0.1, text/html;q=0.10", "application/json"),
    ("nonsense, text/html", "text/html"),
    ("text/html;q=high", "text/html"),
]


@pytest.mark.parametrize(("accept", "expected"), ACCEPTED)
def test_the_best_liked_is_served_and_of_equals_the_first(accept: str | None, expected: str) -> None:
    assert preferred(Headers({} if accept is None else {"accept": accept}), OFFERED) == expected


@pytest.mark.parametrize("accept", ["", "text/csv", "image/*", "*/*;q=0", "application/json;q=0.0, text/csv"])
def test_what_is_not_there_is_not_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        preferred(Headers({"accept": accept}), OFFERED)


def test_several_lines_are_one_list() -> None:
    lines = [(b"accept", b"text/csv"), (b"accept", b"text/html")]
    assert preferred(Headers(raw=lines), OFFERED) == "text/html"
