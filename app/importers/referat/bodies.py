"""Who met: a cluster's forum, or a committee of a municipality or region; split from what the head calls the body."""

import re
from collections import Counter
from datetime import date

from msgspec import Struct

from app.domain.identity import key_text
from app.domain.vocabulary import ClusterKind, ForumLevel
from app.importers.referat.lines import Line

_CLUSTER_WORD = re.compile(r"[\w-]*(?:klynge|sundhedsråd)(?:n|en|et)?", re.IGNORECASE)
_BODY_WORD = re.compile(
    r"\w*(?:forum|udvalg|udvalget|gruppen?|ledelsen?|komité)|politiske?|strategiske?|fagligt?", re.IGNORECASE
)
_ALONE = frozenset({"klynge", "klyngen", "sundhedsklynge", "sundhedsklyngen", "sundhedsråd", "sundhedsrådet"})
_LEVELS: tuple[tuple[re.Pattern[str], ForumLevel], ...] = (
    (re.compile(r"\bpolitiske?\b", re.IGNORECASE), "political"),
    (re.compile(r"\bstrategiske?\b", re.IGNORECASE), "strategic"),
    (re.compile(r"\boperationelt?e?\b", re.IGNORECASE), "operational"),
)
_COMMITTEE = re.compile(
    r"\b(?:\w+-? (?:og )?)?\w*(?:udvalg(?:et|ene)?|byråd(?:et)?|kommunalbestyrelsen?|regionsråd(?:et)?|råd(?:et)?"
    r"|nævn(?:et)?|bestyrelsen?|kommission(?:en)?|komité(?:en)?|magistrat(?:en)?|direktion(?:en)?)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(r"(?<![\w-])(?:([A-ZÆØÅ][\w-]+) [Kk]ommunes?|Region ([A-ZÆØÅ][a-zæøå]+?)s?)(?![\w-])")
_NO_NAMES = frozenset({"den", "denne", "en", "vores", "hver", "hele", "danske", "øvrige", "andre"})
_ORDINAL = re.compile(r"(?P<number>\d{1,3}\.)\s+(?:\w+ )?møde\s+(?:i|for|af)\s+", re.IGNORECASE)
_MEETING_OF = re.compile(r"(?:\w+ )?\w*møde(?:t)?(?: nr\.? ?\d{1,3})?\s+(?:i|for|af)\s+", re.IGNORECASE)
_ITS_MEETING = re.compile(r"(?P<body>.{3,}?\w)s\s+(?:(?:ekstra)?ordinære\s+)?(?:møde|mødet)$", re.IGNORECASE)
_LINK = re.compile(r"^(?:i|for)\s|\s(?:i|for)$", re.IGNORECASE)
_GENITIVE = re.compile(r"(\w*[Kk]lyngen|\w*[Ss]undhedsrådet)s\b")
_DEFINITE = re.compile(r"\b([Pp]olitisk|[Ss]trategisk|[Ff]aglig)e\b")
_DASHES = frozenset({"-", "–", "—", "/"})
_POLITICAL = re.compile(r"byråd|kommunalbestyrelse|regionsråd|udvalg", re.IGNORECASE)
_LONGEST_NAME = 200
_MOST_WORDS = 10
_LAW_IN_FORCE = date(2022, 7, 1)
"""From this day sundhedsklynger exist by law; a "klynge" that met before is a forerunner."""


class Body(Struct, frozen=True):
    """Belongs to a cluster or to an organisation: exactly one of the two is named.

    `forum` is the name without the cluster's or organisation's; the cluster's own name where the head names nothing
    else. `number` is the meeting's ("2." of "2. møde i …").
    """

    cluster: str | None
    kind: ClusterKind
    forum: str
    level: ForumLevel | None
    organisation: str | None = None
    number: str | None = None

    @property
    def owner_name(self) -> str:
        return self.cluster or self.organisation or self.forum


def read_body(text: str, day: date | None, head: tuple[Line, ...] = (), lines: tuple[Line, ...] = ()) -> Body | None:
    """Null where no word says that a cluster or a committee met. `head` and `lines` may name the organisation."""
    ordinal = _ORDINAL.match(text) or _MEETING_OF.match(text)
    called = text if ordinal is None else text[ordinal.end() :]
    its = _ITS_MEETING.fullmatch(called)
    called = _nominative(called if its is None else its["body"])
    number = ordinal["number"] if ordinal is not None and ordinal.re is _ORDINAL else None
    words = called.split()[:40]
    at = next((index for index, word in enumerate(words) if _CLUSTER_WORD.fullmatch(word.strip(",:"))), None)
    if at is None:
        return _committee(called, number, head, lines)
    first, last = _cluster_span(words, at)
    cluster = " ".join(words[first:last]).strip(",:")
    rest = [word for word in (*words[:first], *words[last:]) if word not in _DASHES]
    forum = _LINK.sub("", " ".join(rest)).strip(" ,:") or cluster
    if all(any(pattern.fullmatch(word) for pattern, _ in _LEVELS) for word in rest):
        forum = called if rest else cluster
    level = next((level for pattern, level in _LEVELS if pattern.search(forum)), None)
    return Body(cluster, _kind(cluster, day), forum, level, number=number)


def _nominative(called: str) -> str:
    """ "Solby Klyngens Politiske Forum" is the Politisk Forum of Solby Klyngen."""
    plain = _GENITIVE.sub(r"\1", called)
    return called if plain == called else _DEFINITE.sub(r"\1", plain)


def is_body_name(line: str) -> bool:
    """A line of a head that is nothing but the name of a committee or a cluster ("Klima- og Miljøudvalget")."""
    words = line.split()
    if not 1 <= len(words) <= _MOST_WORDS or line.endswith((".", ":")) or not line.lstrip(".")[:1].isupper():
        return False
    if any(_CLUSTER_WORD.fullmatch(word.strip(",:")) for word in words):
        return True
    name = re.sub(r"(?:\si\s[A-ZÆØÅ][\w-]+)?[\s\d-]*$", "", line, flags=re.IGNORECASE)
    found = list(_COMMITTEE.finditer(name))
    return bool(found) and found[-1].end() == len(name) and " for " not in name


def _committee(called: str, number: str | None, head: tuple[Line, ...], lines: tuple[Line, ...]) -> Body | None:
    """A committee; its organisation as the head names it, else the one the text names most, else unknown: itself."""
    if len(called) > _LONGEST_NAME or not called.strip():
        return None
    own = _organisations(called)
    named = own or Counter(dict(_organisations(*(line.text for line in head)).most_common(1)))
    if _COMMITTEE.search(called) is None and not named:
        return None
    forum = called
    for name in own:
        forum = re.sub(rf"[\s,–-]*\b{re.escape(name)}s?\b[\s,–-]*", " ", forum, flags=re.IGNORECASE)
    forum = " ".join(forum.split()).strip(" ,-–:") or called
    known = named or _most_named(_organisations(*(line.text for line in lines)))
    organisation = next(iter(known), forum)
    return Body(None, "other", forum, "political" if _POLITICAL.search(forum) else None, organisation, number)


def _organisations(*texts: str) -> Counter[str]:
    """How often municipalities and regions are named, in the order they are met."""
    found: Counter[str] = Counter()
    for text in texts:
        for municipality, region in _ORGANISATION.findall(text) if "ommune" in text or "Region" in text else ():
            if municipality and key_text(municipality) not in _NO_NAMES:
                found[f"{municipality} Kommune"] += 1
            elif region:
                found[f"Region {region}"] += 1
    return found


def _most_named(named: Counter[str]) -> Counter[str]:
    """The one named more often than any other; none where two are named as often."""
    top = named.most_common(2)
    return Counter(dict(top[:1])) if len(top) == 1 or (top and top[0][1] > top[1][1]) else Counter()


def _cluster_span(words: list[str], at: int) -> tuple[int, int]:
    """ "Sundhedsklynge Øst" goes on after the word, "NSO Solby Klyngen" begins before it, "Østklyngen" stands alone."""
    if words[at].strip(",:").casefold() not in _ALONE:
        return at, at + 1
    last = at + 1
    while last < len(words) and _is_name_part(words[last]):
        last += 1
    if last > at + 1:
        return at, last
    first = at
    while first > 0 and _is_name_part(words[first - 1]):
        first -= 1
    return first, last


def _is_name_part(word: str) -> bool:
    return word[:1].isupper() and _BODY_WORD.fullmatch(word.strip(",:")) is None


def _kind(cluster: str, day: date | None) -> ClusterKind:
    folded = cluster.casefold()
    if "sundhedsråd" in folded:
        return "sundhedsraad"
    if "sundhedsklynge" not in folded and day is not None and day < _LAW_IN_FORCE:
        return "forerunner"
    return "sundhedsklynge"
