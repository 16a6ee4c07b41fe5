"""The markers of lists and numbered headings in a Word file, counted as Word counts them."""

from collections import defaultdict
from collections.abc import Iterator

from lxml.etree import _Element
from msgspec import Struct

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_SMALL_ROMAN = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9
_LARGEST = 4_000


def name_of(node: _Element) -> str:
    """The name without its namespace, which is another in the strict form of the format; "" for what is no element."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def children(node: _Element | None, name: str) -> Iterator[_Element]:
    return (child for child in (() if node is None else node) if name_of(child) == name)


def child(node: _Element | None, *names: str) -> _Element | None:
    """The first of the children with the first name, of its children with the second, and so on."""
    for name in names:
        node = next(children(node, name), None)
    return node


def value(node: _Element | None, attribute: str = "val") -> str | None:
    if node is None:
        return None
    return next((text for name, text in node.attrib.items() if str(name).rpartition("}")[2] == attribute), None)


def number(node: _Element | None, attribute: str = "val") -> int | None:
    text = value(node, attribute) or ""
    return int(text) if len(text) < 9 and text.removeprefix("-").isdecimal() else None


class Level(Struct, frozen=True):
    """`text` has "%1" for the number of the first level, "%2" for that of the second and so on."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1


class Numbering:
    """Counts the paragraphs of each list in the order they are asked for."""

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, dict[int, Level]] = {}
        self._owners: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        for node in children(root, "abstractNum"):
            self._lists[value(node, "abstractNumId") or ""] = {
                number(level, "ilvl") or 0: _level(level) for level in children(node, "lvl")
            }
        for node in children(root, "num"):
            own = value(child(node, "abstractNumId")) or ""
            starts = {
                number(one, "ilvl") or 0: start
                for one in children(node, "lvlOverride")
                if (start := number(child(one, "startOverride"))) is not None
            }
            self._owners[value(node, "numId") or ""] = (own, starts)

    def marker(self, list_id: str, level: int) -> str:
        """What stands before the paragraph: "-" for any bullet, "" for nothing."""
        owner, starts = self._owners.get(list_id, ("", {}))
        levels = self._lists.get(owner)
        if levels is None or not 0 <= level < _LEVELS:
            return ""
        own = levels.get(level, Level())
        if own.form == "bullet":
            return "-"
        counts = self._counts[owner]
        if level in starts and (list_id, level) not in self._started:
            self._started.add((list_id, level))
            counts[level] = starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else own.start
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return _printed(own, levels, counts)


def _level(node: _Element) -> Level:
    form = value(child(node, "numFmt")) or "decimal"
    text = value(child(node, "lvlText"))
    start = number(child(node, "start"))
    return Level(form, "" if text is None else text, 1 if start is None else start)


def _printed(own: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    if own.form == "none":
        return ""
    text = own.text
    for level in range(_LEVELS):
        sign = f"%{level + 1}"
        if sign in text:
            of = levels.get(level, Level())
            text = text.replace(sign, _figure(counts.get(level, of.start), of.form))
    return text.strip()


def _figure(count: int, form: str) -> str:
    if not 0 < count < _LARGEST:
        return str(count)
    match form:
        case "lowerLetter" | "upperLetter":
            letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman":
            letters = _roman(count)
            return letters.upper() if form == "upperRoman" else letters
        case "decimalZero":
            return f"{count:02}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    letters = ""
    for worth, sign in (*_ROMAN, *_SMALL_ROMAN):
        letters += sign * (count // worth)
        count %= worth
    return letters
