"""Minutes as a tagged PDF on A4."""

from functools import cache
from importlib.resources import files

import msgspec
import typst

from app.reports.minutes import Minutes

MAX_BYTES, MAX_STRINGS = 500_000, 8_000
"""Of content, names of members counted: some 4 s and 200 MB to set at most. More is not set in one request."""


class MinutesTooLong(Exception):
    """More text than is set as a PDF in one request."""


def minutes_pdf(minutes: Minutes) -> bytes:
    """PDF/UA; where a letter is in no font of ours, which that forbids, a plain tagged PDF.

    The same minutes give the same bytes. Raises `MinutesTooLong`.
    """
    data = msgspec.json.encode(minutes)
    if len(data) > MAX_BYTES or data.count(b'"') > 2 * MAX_STRINGS:
        raise MinutesTooLong
    inputs = {"data": data.decode()}
    try:
        return typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError:
        return typst.compile(_template(), sys_inputs=inputs, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return (files("app.reports") / "templates" / "minutes.typ").read_bytes()
