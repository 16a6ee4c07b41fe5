"""Minutes as a tagged PDF on A4."""

from functools import cache
from importlib.resources import files

import msgspec
import typst

from app.reports.minutes import Minutes

MAX_BYTES = 2_000_000
"""Of content; more is not set as a PDF in one request."""


class MinutesTooLong(Exception):
    """More text than is set as a PDF in one request."""


def minutes_pdf(minutes: Minutes) -> bytes:
    """PDF/UA; where a letter is in no font of ours, which that forbids, a plain tagged PDF.

    The same minutes give the same bytes. Raises `MinutesTooLong`.
    """
    data = msgspec.json.encode(minutes)
    if len(data) > MAX_BYTES:
        raise MinutesTooLong
    inputs = {"data": data.decode()}
    try:
        return typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError:
        return typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return (files("app.reports") / "templates" / "minutes.typ").read_bytes()
