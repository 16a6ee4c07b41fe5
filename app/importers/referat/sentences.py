"""Sentences of running text."""

import re

_END = re.compile(
    r"(?<=[\w)*»”\"]\.)(?<!\bv\.)(?<!\bdr\.)(?<!\bca\.)(?<!\bpt\.)(?<!\bnr\.)(?<!\bpkt\.)(?<!\b[A-ZÆØÅ]\.)\s+(?=[A-ZÆØÅ])"
)


def sentences(text: str) -> list[str]:
    """The sentences of a line; the point of an abbreviation or an initial ends none."""
    return _END.split(text)
