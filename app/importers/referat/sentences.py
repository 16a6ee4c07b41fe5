"""Sentences of running text."""

import re

_END = re.compile(
    r"\.(?<=[\w)*»”\"]\.)(?<!\bv\.)(?<!\bdr\.)(?<!\bca\.)(?<!\bpt\.)(?<!\bnr\.)(?<!\bpkt\.)(?<!\b[A-ZÆØÅ]\.)\s+(?=[A-ZÆØÅ])"
)


def sentences(text: str) -> list[str]:
    """The sentences of a line; the point of an abbreviation or an initial ends none."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        found.append(text[start : end.start() + 1])
        start = end.end()
    return [*found, text[start:]] if found else [text]
