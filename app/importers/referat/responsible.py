"""Which forum has charge of an initiative (N4), and the cluster's forums that are named so."""

import re
from itertools import combinations

from msgspec import Struct, field
from msgspec.structs import replace

from app.domain.close_names import close_titles
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import forum_key, key_text
from app.domain.vocabulary import ForumLevel
from app.importers.document import FORUM_REF, Forum, Initiative
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.lines import Line
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.sentences import sentences

_HEAD = (
    r"(?:(?:[A-ZÆØÅ][\w-]*|[Pp]olitiske?|[Ff]agligt?e?|[Ss]trategiske?|[Oo]perationelle?) )?"
    r"(?i:[\w-]*(?:udvalg(?:et)?|forum(?:met)?|gruppen?|netværk(?:et)?))"
)
_FORUM = re.compile(rf"{_HEAD}(?: (?:for|vedr\.|vedrørende|om) [^.:;\t]{{3,120}})?")
_WITH_SUBJECT = re.compile(rf"{_HEAD} (?:for|vedr\.|vedrørende|om) [^.:;\t]{{3,120}}")
_SAYS_MORE = re.compile(r"\b(?:skal|er|har|vil|kan|bør|bliver|drøfter|holder|tager|får)\b")
_STEMS = ("dvalg", "orum", "ruppe", "etværk")
_COMPARED = 100
_DASH = re.compile(r"\s+[-–—]\s+")
_IN_CHARGE = re.compile(
    r"\b(?:varetages af|forankre(?:s|t) (?:i|hos)|ledes af|løftes af|drives af|hører under"
    r"|ansvarlig(?:t forum)?(?: er|:)|ansvar(?:et)? (?:\w+ ){0,3}?(?:ligger|er placeret|placeres) (?:i|hos))\s+"
    rf"(?:det |den )?(?P<forum>{_FORUM.pattern})",
)
_CHARGE_STEMS = ("varetages", "forankre", "ledes af", "løftes", "drives", "hører under", "ansvar")
"""Words that `_IN_CHARGE` cannot do without."""
_CLAUSE = re.compile(r"(?:, (?:som|der|hvor|og har|men)\b| (?:som|der|hvor|og) (?:er|har|skal|vil)\b).*")
_LEVEL = re.compile(
    r"\b(?P<head>[A-ZÆØÅ]?\w*?(?:udvalg|for|grupp|netværk))(?:ene|erne|er|a|aene|um|en|et)?,? (?:som|der) er "
    r".{0,80}?\b(?P<level>politiske|strategiske|operationelle|operationelt|strategisk|politisk)t? niveau",
    re.IGNORECASE,
)
_LEVELS: dict[str, ForumLevel] = {"pol": "political", "str": "strategic", "ope": "operational"}


class _Forums(Struct):
    owner: str
    own: frozenset[str]
    levels: dict[str, ForumLevel]
    by_key: dict[str, Forum] = field(default_factory=dict)
    places: dict[str, Evidence] = field(default_factory=dict)

    def of(self, name: str, where: Evidence) -> str:
        """The reference of the forum that a text calls so."""
        if key_text(name) in self.own:
            return FORUM_REF
        key = f"forum/{key_text(name)}"
        if key not in self.by_key:
            level = next((level for head, level in self.levels.items() if key_text(name).startswith(head)), None)
            self.by_key[key] = Forum(forum_key(self.owner, name), name, level, key=key)
            self.places[key] = where
        return key


def read_responsible(
    items: tuple[MoneyItem, ...], initiatives: Initiatives, owner: str, own: frozenset[str]
) -> tuple[tuple[Forum, ...], tuple[Finding, ...]]:
    """Gives initiatives their forum; the forums that are named so, and which of them may be one.

    `owner` is the key of the cluster, `own` are names of the body that met. The first to be named has charge.
    """
    lines = [(item, line) for item in items for line in item.text]
    forums = _Forums(owner, own, _levels([line for _, line in lines]))
    for item in items:
        _read_item(item, initiatives, forums)
    return tuple(forums.by_key.values()), _alike(forums)


def _levels(lines: list[Line]) -> dict[str, ForumLevel]:
    """The level of forums by how their names begin: "Temaudvalgene, som er klyngens operationelle niveau"."""
    found = (match for line in lines if _may_say_level(line.bare) for match in _LEVEL.finditer(line.bare))
    return {key_text(match["head"]): _LEVELS[match["level"][:3].casefold()] for match in found}


def _may_say_level(text: str) -> bool:
    return "niveau" in text and any(map(text.casefold().__contains__, (" som er ", " der er ")))


def _names_a_forum(text: str) -> bool:
    """Looked at before any pattern, as most lines name none."""
    return any(map(text.__contains__, _STEMS))


def _where(line: Line, item: MoneyItem) -> Evidence:
    return Evidence((line.number, line.number), line.bare, agenda_item_id=item.key)


def _read_item(item: MoneyItem, initiatives: Initiatives, forums: _Forums) -> None:
    intro = heading = ""
    for line in item.text:
        where = _where(line, item) if _names_a_forum(line.bare) else None
        if line.style != "bullet":
            intro = line.bare
            heading = line.bare if len(line.bare) < 150 and not line.bare.endswith((".", ":")) else heading
            if where is not None:
                _read_sentences(line, heading, where, initiatives, forums)
        elif where is None:
            continue
        elif _WITH_SUBJECT.fullmatch(line.bare) is not None and not _SAYS_MORE.search(line.bare):
            if intro.endswith(":") and re.search(r"udvalg|\bfora\b|forum|grupper|netværk", intro, re.IGNORECASE):
                forums.of(line.bare, where)
        else:
            _read_bullet(line, intro, where, initiatives, forums)


def _read_bullet(line: Line, intro: str, where: Evidence, initiatives: Initiatives, forums: _Forums) -> None:
    """ "Natpatrulje – Temaudvalget for ældre": an entry of a list of initiatives is one."""
    parts = _DASH.split(line.bare)
    is_forum = _FORUM.fullmatch(parts[-1]) is not None and parts[-1][:1].isupper()
    if len(parts) < 2 or not is_forum or _SAYS_MORE.search(parts[-1]) is not None:
        return
    name = " – ".join(parts[:-1])
    key = initiatives.find(name)
    if key is None and "ndsats" in intro:
        key = initiatives.add(None, name, "approved", where)
    if key is not None:
        _put_in_charge(key, parts[-1], where, initiatives, forums)


def _read_sentences(line: Line, heading: str, where: Evidence, initiatives: Initiatives, forums: _Forums) -> None:
    if not any(map(line.bare.__contains__, _CHARGE_STEMS)) or _IN_CHARGE.search(line.bare) is None:
        return
    for sentence in sentences(line.bare):
        found = _IN_CHARGE.search(sentence)
        named = initiatives.named_in(sentence) or initiatives.named_in(line.bare)
        if not named and (known := initiatives.find(heading)) is not None:
            named = (known,)
        if found is not None and len(named) == 1:
            name = _CLAUSE.sub("", found["forum"]).strip(" ,")
            _put_in_charge(named[0], name, where, initiatives, forums)


def _put_in_charge(key: str, name: str, where: Evidence, initiatives: Initiatives, forums: _Forums) -> None:
    forum = forums.of(name, where)

    def in_charge(known: Initiative) -> Initiative:
        return known if known.responsible_forum_ref is not None else replace(known, responsible_forum_ref=forum)

    initiatives.change(key, in_charge)


def _alike(forums: _Forums) -> tuple[Finding, ...]:
    """Forums whose names have the same words but for small ones are two, and may be one (I8)."""
    found: list[Finding] = []
    for (key, forum), (other, known) in combinations(tuple(forums.by_key.items())[:_COMPARED], 2):
        if close_titles(forum.name, known.name):
            message = f"»{forum.name}« og »{known.name}« kan være det samme forum; de er læst som to."
            places = (forums.places[key], forums.places[other])
            found.append(Finding("possible_duplicate", "warning", message, ("/forums",), where=places))
    return tuple(found)
