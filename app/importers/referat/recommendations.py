"""What the meeting is asked to decide (indstilling): bullets, numbered lines, paragraphs "at …", or one sentence."""

import re

from msgspec import Struct, field

from app.domain.identity import key_text
from app.importers.document import Recommendation
from app.importers.referat.lines import Line

_INTRO = re.compile(
    r"(?:det (?:indstilles|foreslås|anbefales)|\S.{0,120}? (?:indstiller|anbefaler))\b"
    r"(?:\s+til\s+(?P<to>[^,:]{1,120}))?"
    r"\s*[,:]?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"det\s+indstilles\b|(?:\w[\w-]{0,40} ){1,4}indstiller(?: til [^,:]{1,80})?[,:]?(?: at\b|$)", re.IGNORECASE
)
_AT = re.compile(r"at\s+", re.IGNORECASE)
_NUMBER_IN_BULLET = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_LONGEST_ADDRESSEE = 200
_LEADS_ON = (" og", " samt", " eller")
_CLUSTER_WORDS = frozenset({"sundhedsklyngen", "klyngen", "udvalget", "forummet"})


def starts_recommendation(line: Line) -> bool:
    return line.style == "plain" and "indstil" in line.bare and _STARTS.match(line.bare) is not None


def _is_point_start(line: Line) -> bool:
    return line.style in {"bullet", "numbered"} or (line.style == "plain" and _AT.match(line.bare) is not None)


def recommendation_block_end(lines: tuple[Line, ...], start: int) -> int:
    """Index after the last line of the recommendation that starts at `start`: the sentence alone when it is complete,
    else the points that follow, across blank lines (page breaks)."""
    if _is_complete(lines[start].bare):
        return start + 1
    end = index = start + 1
    after_blank = False
    cut_off = False
    while index < len(lines):
        line = lines[index]
        if line.is_blank:
            after_blank = True
        elif (
            _is_point_start(line)
            or (not after_blank and line.style == "plain")
            or (cut_off and line.bare[:1].islower())
        ):
            end = index + 1
            after_blank = False
            cut_off = not line.bare.endswith((".", ":"))
        else:
            break
        index += 1
    return end


def _is_complete(intro: str) -> bool:
    return intro.endswith(".") and len(intro.split()) > 5


class _Point(Struct):
    number: str | None
    words: list[str]
    first: int
    last: int


class _Reader(Struct):
    points: list[_Point] = field(default_factory=list)
    addressee: str | None = None

    def open(self, line: Line, text: str, number: str | None) -> None:
        self.points.append(_Point(number, [text], line.number, line.number))

    def go_on(self, line: Line) -> None:
        self.points[-1].words.append(line.bare)
        self.points[-1].last = line.number


def read_recommendations(lines: tuple[Line, ...], names: frozenset[str]) -> tuple[Recommendation, ...]:
    """The points of one recommendation section. `names` are normalised names of the forum and its cluster: a point
    that begins with one of them is addressed to it."""
    reader = _Reader()
    waiting: Line | None = None
    for line in lines:
        if line.is_blank or line.style == "rule":
            continue
        intro = _INTRO.match(line.bare) if line.style == "plain" and not reader.points else None
        if intro is not None:
            waiting = _read_intro(reader, line, intro)
        elif _is_point_start(line) and not (reader.points and line.indent > 0 and line.style == "bullet"):
            _drop_addressee_point(reader, waiting)
            waiting = None
            reader.open(line, *_marked(line))
        elif reader.points and waiting is None:
            reader.go_on(line)
        else:
            waiting = None
            reader.open(line, line.bare, None)
    return tuple(recommendation for point in reader.points for recommendation in _finish(point, reader, names))


def _marked(line: Line) -> tuple[str, str | None]:
    """Text and number of a point; a list may be marked twice ("- 1. Drøfter oplægget")."""
    match = _NUMBER_IN_BULLET.match(line.bare) if line.style == "bullet" else None
    return (line.bare, line.marker) if match is None else (line.bare[match.end() :], match[1])


def _read_intro(reader: _Reader, line: Line, intro: re.Match[str]) -> Line | None:
    """Opens a point for what follows "Det indstilles"; returns the line where it may prove to be the addressee."""
    reader.addressee = intro["to"]
    rest = intro["rest"].strip()
    if not rest:
        return None
    reader.open(line, rest, None)
    return None if _is_complete(line.bare) else line


def _drop_addressee_point(reader: _Reader, waiting: Line | None) -> None:
    """ "Det indstilles, at Chefforum" followed by points: what stood there is the addressee."""
    if waiting is not None:
        addressee = _plain(reader.points.pop().words[0]).rstrip(" :,")
        if 0 < len(addressee) <= _LONGEST_ADDRESSEE:
            reader.addressee = addressee


def _finish(point: _Point, reader: _Reader, names: frozenset[str]) -> list[Recommendation]:
    whole = _plain(" ".join(point.words))
    if not whole:
        return []
    texts = _two_verbs(whole) if len(reader.points) == 1 and point.number is None else [whole]
    found = []
    for text in texts:
        addressee = reader.addressee or _addressee_of(text, names)
        found.append(Recommendation(text, point.number, addressee, (point.first, point.last)))
    return found


def _two_verbs(text: str) -> list[str]:
    """ "hilser velkommen og at deltagerne præsenterer sig" asks for two things; ", at A og at B" for one."""
    first, conjunction, second = text.partition(" og at ")
    if conjunction and ", at " not in first and " at " not in second:
        return [_plain(first), _plain(second)]
    return [text]


def _plain(text: str) -> str:
    """Without a leading "at" and without the conjunction that leads on to the next point."""
    text = _without_stray_asterisks(text.strip())
    if (conjunction := _AT.match(text)) is not None:
        text = text[conjunction.end() :]
    text = text.rstrip(" ,;\t")
    for word in _LEADS_ON:
        text = text.removesuffix(word)
    return text.rstrip(" ,;\t")


def _without_stray_asterisks(text: str) -> str:
    """ "drøfter planen**": those that mark no word between them."""
    inner = text.strip("*").strip()
    return inner if "*" not in inner else text.replace("**", "", text.count("**") % 2)


def _addressee_of(text: str, names: frozenset[str]) -> str | None:
    words = text.split()[:8]
    first = key_text(words[0]) if words else ""
    if first and first not in _CLUSTER_WORDS and not any(name.startswith(first) for name in names):
        return None
    for count in range(len(words), 0, -1):
        candidate = " ".join(words[:count])
        key = key_text(candidate)
        if key in names or (count == 1 and key in _CLUSTER_WORDS):
            return candidate
    return None
