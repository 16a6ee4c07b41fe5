"""The text of a PDF, read by where its words stand."""

from collections.abc import Iterator

from app.domain.findings import Finding
from app.importers.pages.blocks import Extract, written
from app.importers.pages.columns import with_tables
from app.importers.pages.flow import Flow, measures_of, with_leads
from app.importers.pages.furniture import furniture_of, without_shadows
from app.importers.pages.glyphs import PAGES_LIMIT, Opened, Page, Unreadable, opened, read_page
from app.importers.pages.page_rows import Grid, Row, grids_of, rows_of

LETTERS_LIMIT = 2_000_000
"""Twice what the text of a document may have: a longer one is refused unread."""


def read_pdf(data: bytes) -> Extract | Finding:
    """The text, or the finding that says why there is none."""
    try:
        with opened(data) as own:
            pages = _pages(own)
            count = own.count
    except Unreadable as fault:
        return _refused(fault)
    if not any(page is not None and page.words for page in pages):
        return Finding(
            "text_absent",
            "error",
            f"PDF-filen har ingen tekst på {count} {'side' if count == 1 else 'sider'}: den er vist en scanning, og "
            "et tekstlag var ventet.",
            hint="Kør tekstgenkendelse (OCR) på filen, eller hent referatet som Word, HTML eller tekst.",
        )
    return written(_laid_out(pages).blocks(), tuple(_lost(pages)))


def _pages(own: Opened) -> list[Page | None]:
    found: list[Page | None] = []
    letters = 0
    for index in range(own.count):
        page = read_page(own, index)
        letters += 0 if page is None else sum(len(word.text) for word in page.words)
        if letters > LETTERS_LIMIT:
            raise Unreadable("too_long", own.count)
        found.append(page)
    return found


def _laid_out(pages: list[Page | None]) -> Flow:
    grids: list[tuple[Grid, ...]] = []
    rows: list[tuple[Row, ...]] = []
    heights: list[float] = []
    for page in pages:
        if page is not None:
            own, words = grids_of(page)
            grids.append(own)
            rows.append(rows_of(words, page.dots))
            heights.append(page.height)
    gone = furniture_of(list(zip(heights, rows, strict=True)))
    left = [[row for place, row in enumerate(own) if place not in off] for own, off in zip(rows, gone, strict=True)]
    kept = [with_leads(own) for own in without_shadows(left)]
    measures = measures_of(kept)
    flow = Flow(measures)
    for own_rows, own_grids in zip(kept, grids, strict=True):
        elements = [*with_tables(own_rows, measures.pitch), *own_grids]
        flow.page(sorted(elements, key=lambda element: element.top))
    return flow


def _lost(pages: list[Page | None]) -> Iterator[Finding]:
    """Pages that could not be read, and those without text."""
    damaged = [number for number, page in enumerate(pages, 1) if page is None]
    if damaged:
        message = (
            f"Side {_listed(damaged)} i PDF-filen er beskadiget og er ikke læst; {len(pages)} hele sider var ventet."
        )
        yield Finding("text_absent", "warning", message, hint="Hent filen igen.")
    empty = [number for number, page in enumerate(pages, 1) if page is not None and not page.words]
    if empty:
        message = f"Side {_listed(empty)} i PDF-filen har ingen tekst: den er tom eller en scanning."
        yield Finding("text_absent", "info", message)


def _listed(numbers: list[int]) -> str:
    more = "" if len(numbers) <= 10 else " …"
    return ", ".join(map(str, numbers[:10])) + more


def _refused(fault: Unreadable) -> Finding:
    if fault.why == "encrypted":
        message = "PDF-filen er låst med en adgangskode og kan ikke læses; en fil uden adgangskode var ventet."
        return Finding("format_unknown", "error", message, hint="Gem filen uden adgangskode.")
    if fault.why == "too_long":
        limits = f"højst {PAGES_LIMIT} sider og {LETTERS_LIMIT} tegn læses"
        message = f"PDF-filen har {fault.count} sider; {limits}. Den er ikke læst."
        return Finding("format_unknown", "error", message, hint="Del filen, så hvert møde har sin egen.")
    message = "PDF-filen er beskadiget og kan ikke åbnes; en hel PDF-fil var ventet."
    return Finding("format_unknown", "error", message, hint="Hent filen igen.")
