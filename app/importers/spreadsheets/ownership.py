"""Whose money a spreadsheet is about: the cluster that it names."""

import re
from collections.abc import Iterable

from app.importers.referat.bodies import Body, read_body

_APART = re.compile(
    r"[:;,()/|]|\s[-–—]\s|\b(?:19|20)\d\d\b|\b\w*(?:midler(?:ne)?|pulje\w*)\b"
    r"|\b(?:fordeling\w*|budget\w*|status|regnskab\w*|oversigt\w*|økonomi\w*|disponering\w*|tilskud\w*|udmøntning\w*)\b"
    r"|\b(?:i|for|til|af|pr|ultimo|primo|den|d)\b",
    re.IGNORECASE,
)
_NO_NAME = frozenset({"sundhedsklynge", "sundhedsklyngen", "klynge", "klyngen", "sundhedsråd", "sundhedsrådet"})


def named_cluster(texts: Iterable[str]) -> Body | None:
    """The first cluster that one of the texts names by a name of its own."""
    for text in texts:
        for part in _APART.split(text):
            body = (
                read_body(part.strip(" ."), None) if "klynge" in part.casefold() or "råd" in part.casefold() else None
            )
            if body is not None and body.cluster is not None and body.cluster.casefold() not in _NO_NAME:
                return body
    return None


def words_of_file_name(name: str) -> str:
    return re.sub(r"[_+.-]+", " ", name.rpartition(".")[0] or name)
