"""Which cluster and which forum met: split from what the head calls the body."""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.vocabulary import ClusterKind, ForumLevel

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
_DASHES = frozenset({"-", "–", "—", "/"})
_LAW_IN_FORCE = date(2022, 7, 1)
"""From this day sundhedsklynger exist by law; a "klynge" that met before is a forerunner."""


@dataclass(frozen=True, slots=True)
class Body:
    """`forum` is the name without the cluster's; the cluster's own name where the head names nothing else."""

    cluster: str
    kind: ClusterKind
    forum: str
    level: ForumLevel | None


def read_body(text: str, day: date | None) -> Body | None:
    """Null where no word says that a cluster met."""
    words = text.split()[:40]
    at = next((index for index, word in enumerate(words) if _CLUSTER_WORD.fullmatch(word.strip(",:"))), None)
    if at is None:
        return None
    first, last = _cluster_span(words, at)
    cluster = " ".join(words[first:last]).strip(",:")
    rest = [word for word in (*words[:first], *words[last:]) if word not in _DASHES]
    forum = " ".join(rest).strip(" ,:") or cluster
    level = next((level for pattern, level in _LEVELS if pattern.search(forum)), None)
    return Body(cluster, _kind(cluster, day), forum, level)


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
