"""Sentences of running text."""

import re

_END = re.compile(
    r"\.(?<=[\w)*»”\"]\.)(?<!\bv\.)(?<!\bdr\.)(?<!\bca\.)(?<!\bpt\.)(?<!\bnr\.)(?<!\bpkt\.)(?<!\b[A-ZÆØÅ]\.)\s+(?=[A-ZÆØÅ])"
)

_SHORTENED = re.compile(
    r"(?:\d|\b[A-ZÆØÅ]|\b(?:vedr|nr|pkt|ca|jf|inkl|ekskl|pr|evt|m\.?v|m\.?m|osv|etc|ifm|ift|mht|hhv|bl\.a|f\.eks|fx|kl|d|v|dr|pt|mio))\.$",
    re.IGNORECASE,
)


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a full stop that is not one of an abbreviation or a number."""
    return text.endswith(".") and _SHORTENED.search(text) is None


def sentences(text: str) -> list[str]:
    """The sentences of a line; the point of an abbreviation or an initial ends none."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        found.append(text[start : end.start() + 1])
        start = end.end()
    return [*found, text[start:]] if found else [text]
