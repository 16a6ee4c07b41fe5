"""The sections of an item: headings, text, lists and tables as the choices want them."""

from bench.accuracy.html_lines import HtmlLine
from bench.accuracy.prints.marks import marked
from bench.accuracy.prints.page import LineKind, Page

_KINDS: dict[str, LineKind] = {"text": "text", "entry": "entry", "row": "row", "heading": "heading"}


def print_heading_line(page: Page, text: str) -> None:
    page.add(*marked([text], page.choices.marks), kind="heading")


def print_lines(page: Page, lines: list[HtmlLine]) -> list[str]:
    """Rows of a table and entries of a list stand together, everything else by itself. Returns what was printed."""
    together: list[str] = []
    printed: list[str] = []
    before = "text"
    for line in [*lines, None]:
        if together and (line is None or line.style != before or line.style in {"text", "heading"}):
            _print_run(page, together, before)
            printed += together
            together = []
        if line is not None:
            together.append(_entry(line.text, page) if line.style == "entry" else line.text)
            before = line.style
    return printed


def _print_run(page: Page, run: list[str], style: str) -> None:
    if style == "row":
        run[:] = _table(run, page)
    if style == "heading" and len(run) == 1 and len(run[0]) < 60:
        print_heading_line(page, run[0])
    else:
        page.add(*run, kind=_KINDS[style])


def _entry(text: str, page: Page) -> str:
    if not text.startswith("- "):
        return text
    signs = {"dash": "- ", "dot": "• ", "star": "* ", "indented": "  - ", "letter": "o "}
    return signs[page.choices.bullet] + text[2:]


def _table(rows: list[str], page: Page) -> list[str]:
    if page.choices.tables == "tabs":
        return rows
    cells = [row.split("\t") for row in rows]
    piped = [f"| {' | '.join(row)} |" if page.choices.tables == "markdown" else " | ".join(row) for row in cells]
    if page.choices.tables == "markdown" and len(piped) > 1:
        piped.insert(1, "|" + "---|" * len(cells[0]))
    return piped
