"""What a document calls the body that met and its cluster beside the names in its head: "Østklyngens Politiske Forum".

A mention has the words of the name with any Danish ending ("Politiske", "Klyngens"); abbreviations before the name of a
cluster ("NSX Solby Klyngen") may be left out. A bare genitive is no other name.
"""

import re
from collections.abc import Iterable

from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.importers.document import NameVariant
from app.importers.referat.bodies import Body
from app.importers.referat.lines import Line

_ENDINGS = r"(?:e?rnes?|ens?|ets?|mets?|es?|s|t)"
_ENDING = re.compile(rf"(?<=\w{{4}}){_ENDINGS}$")
_BETWEEN = re.compile(r"\s*[-–,]?\s*")
_AT_MOST = 10


class ForumNames:
    """Collects the other names of a cluster's forum, each at the first line that has it."""

    def __init__(self, body: Body) -> None:
        words = (body.cluster or "").split()
        short = next((at for at, word in enumerate(words) if not word.isupper()), 0)
        before = rf"(?:{_pattern(words[:short])}[ -]+)?" if short else ""
        self._cluster = re.compile(rf"\b{before}{_pattern(words[short:])}(?!\w)")
        self._forum = re.compile(rf"\b{_pattern(body.forum.split())}(?!\w)")
        self._has_own_name = key_text(body.cluster or "") not in key_text(body.forum)
        self._cluster_mark, self._forum_mark = _stem(words[-1]), _stem(body.forum.split()[-1])
        self._known = {"cluster": {key_text(" ".join(words))}, "forum": {key_text(body.forum)}}
        self.of_cluster: list[NameVariant] = []
        self.of_forum: list[NameVariant] = []

    @property
    def keys(self) -> frozenset[str]:
        """All names of both, normalised."""
        return frozenset(self._known["cluster"] | self._known["forum"])

    def read(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if self._cluster_mark in line.text or self._forum_mark in line.text:
                self._read_line(line)

    def _read_line(self, line: Line) -> None:
        clusters = list(self._cluster.finditer(line.text)) if self._cluster_mark in line.text else []
        for match in clusters:
            self._take("cluster", match.group(), line)
        for match in self._forum.finditer(line.text) if self._has_own_name and self._forum_mark in line.text else ():
            owner = next((one for one in clusters if _BETWEEN.fullmatch(line.text, one.end(), match.start())), match)
            self._take("forum", line.text[owner.start() : match.end()], line)

    def _take(self, what: str, printed: str, line: Line) -> None:
        name = _without_genitive(" ".join(printed.split()))
        key = key_text(name)
        found = self.of_cluster if what == "cluster" else self.of_forum
        if key in self._known[what] or len(found) >= _AT_MOST:
            return
        self._known[what].add(key)
        found.append(NameVariant(name, Evidence((line.number, line.number), printed), "other_form"))


def read_forum_names(body: Body, lines: Iterable[Line]) -> ForumNames:
    """`body` belongs to a cluster."""
    names = ForumNames(body)
    names.read(lines)
    return names


def _pattern(words: list[str]) -> str:
    return "[ -]+".join(f"{re.escape(_stem(word))}{_ENDINGS if len(word) > 4 else 's'}?" for word in words)


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


def _without_genitive(printed: str) -> str:
    """ "Solby Klyngens" names what "Solby Klyngen" does."""
    return printed[:-1] if printed.endswith(("ens", "ets", "ums")) else printed


def names_of(body: Body | None, called: ForumNames | None) -> frozenset[str]:
    """The normalised names of who met and of whose body it is."""
    if body is None:
        return frozenset()
    own = frozenset({key_text(body.owner_name), key_text(body.forum)})
    return own if called is None else own | called.keys
