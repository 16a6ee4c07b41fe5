"""The words and drawn lines of the pages of a PDF, by pdfium.

All places are in points from the upper left corner of the page. pdfium may be used by one thread at a time only.
"""

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from threading import Lock

import pypdfium2
from msgspec import Struct
from pypdfium2 import raw

PAGES_LIMIT = 2_000
_LOCK = Lock()
_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_NAME_BYTES = 128
_HYPHEN = 2
"""What pdfium gives for a hyphen at the end of a line."""
_GAP = 0.09
"""Of the height of the letters: a wider gap parts words."""
_PATHS_LIMIT = 5_000
_DOT = (1.0, 9.0)
_DOT_SEGMENTS = 8
_THIN = 3.0


class Box(Struct, frozen=True):
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Word(Struct, frozen=True):
    """`size` is the height of its line of print, `is_bold` how its first letter is set; `is_spaced`: a blank is printed
    after it."""

    text: str
    box: Box
    size: float
    is_bold: bool
    is_spaced: bool = False


class Page(Struct, frozen=True):
    """`rules` are drawn lines and the edges of drawn boxes, `dots` small round drawings, as before entries of lists."""

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Box, ...]
    dots: tuple[Box, ...]


class Unreadable(Exception):
    """`why` is "encrypted", "damaged" or "too_long", `count` the number of pages."""

    def __init__(self, why: str, count: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.count = count


class Opened(Struct, frozen=True):
    document: pypdfium2.PdfDocument
    count: int


@contextmanager
def opened(data: bytes) -> Iterator[Opened]:
    """Raises Unreadable."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            is_secret = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(fault)
            raise Unreadable("encrypted" if is_secret else "damaged") from fault
        with closing(document):
            count = len(document)
            if count == 0:
                raise Unreadable("damaged")
            if count > PAGES_LIMIT:
                raise Unreadable("too_long", count)
            yield Opened(document, count)


def read_page(own: Opened, index: int) -> Page | None:
    """Null for a page that is damaged."""
    try:
        page = own.document[index]
    except pypdfium2.PdfiumError:
        return None
    with closing(page):
        width, height = page.get_size()
        left, _, _, upper = page.get_bbox()
        shift = _Shift(left, upper)
        rules, dots = _drawn(page, shift)
        try:
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            return None
        with closing(text):
            return Page(width, height, tuple(_words(text, shift)), rules, dots)


class _Shift(Struct, frozen=True):
    left: float
    upper: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        return Box(left - self.left, self.upper - top, right - self.left, self.upper - bottom)


class _Run:
    """The letters of a word while it is read."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.x0 = self.x1 = self.top = self.bottom = self.last = 0.0
        self.first = 0
        self._tops: list[float] = []
        self._bottoms: list[float] = []

    @property
    def box(self) -> Box:
        """As high as most of the letters are: the boxes of some reach further."""
        middle = len(self.letters) // 2
        return Box(self.x0, sorted(self._tops)[middle], self.x1, sorted(self._bottoms)[middle])

    def takes(self, box: Box) -> bool:
        """Whether a letter goes on where the last ended."""
        size = max(self.bottom - self.top, box.bottom - box.top)
        apart = box.x0 - self.x1
        overlap = min(self.bottom, box.bottom) - max(self.top, box.top)
        return (
            box.x0 > self.last - 0.5 * size
            and apart < _GAP * size
            and overlap > 0.4 * min(self.bottom - self.top, box.bottom - box.top)
        )

    def add(self, letter: str, box: Box, index: int) -> None:
        if not self.letters:
            self.x0, self.x1, self.top, self.bottom, self.first = box.x0, box.x1, box.top, box.bottom, index
        self.letters.append(letter)
        self.last = box.x0
        self.x0, self.x1 = min(self.x0, box.x0), max(self.x1, box.x1)
        self.top, self.bottom = min(self.top, box.top), max(self.bottom, box.bottom)
        self._tops.append(box.top)
        self._bottoms.append(box.bottom)


def _words(text: pypdfium2.PdfTextPage, shift: _Shift) -> Iterator[Word]:
    rect = raw.FS_RECTF()
    name = ctypes.create_string_buffer(_NAME_BYTES)
    run = _Run()
    handle = text.raw
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        letter = "-" if code == _HYPHEN else chr(code) if 32 < code <= 0x10FFFF else " "
        if letter.isspace() or not raw.FPDFText_GetLooseCharBox(handle, index, rect):
            if run.letters:
                is_spaced = letter == " " and not raw.FPDFText_IsGenerated(handle, index)
                yield _word(run, handle, name, is_spaced=is_spaced)
                run = _Run()
            continue
        box = shift.box(rect.left, rect.bottom, rect.right, rect.top)
        if run.letters and not run.takes(box):
            yield _word(run, handle, name)
            run = _Run()
        run.add(letter, box, index)
    if run.letters:
        yield _word(run, handle, name)


def _word(run: _Run, handle: object, name: "ctypes.Array[ctypes.c_char]", *, is_spaced: bool = False) -> Word:
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, run.first, name, _NAME_BYTES, flags)
    weight = raw.FPDFText_GetFontWeight(handle, run.first)
    is_bold = weight >= _BOLD_WEIGHT or _BOLD.search(name.value.decode("utf-8", "replace")) is not None
    box = run.box
    return Word("".join(run.letters), box, box.bottom - box.top, is_bold, is_spaced)


def _drawn(page: pypdfium2.PdfPage, shift: _Shift) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    rules: list[Box] = []
    dots: list[Box] = []
    for drawn in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4), _PATHS_LIMIT):
        box = shift.box(*drawn.get_bounds())
        width, height = box.x1 - box.x0, box.bottom - box.top
        if min(width, height) <= _THIN:
            if max(width, height) > 2 * _THIN:
                rules.append(box)
            elif _is_dot(width, height):
                dots.append(box)
        elif _is_dot(width, height) and raw.FPDFPath_CountSegments(drawn.raw) >= _DOT_SEGMENTS:
            dots.append(box)
        elif max(width, height) > 2 * _DOT[1] and raw.FPDFPath_CountSegments(drawn.raw) <= _DOT_SEGMENTS:
            rules.extend(_edges(box))
    return tuple(rules), tuple(dots)


def _is_dot(width: float, height: float) -> bool:
    low, high = _DOT
    return low < width < high and low < height < high and abs(width - height) < 1


def _edges(box: Box) -> Iterator[Box]:
    yield Box(box.x0, box.top, box.x1, box.top)
    yield Box(box.x0, box.bottom, box.x1, box.bottom)
    yield Box(box.x0, box.top, box.x0, box.bottom)
    yield Box(box.x1, box.top, box.x1, box.bottom)
