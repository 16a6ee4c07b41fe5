"""Initiatives that are read as two and may be one (N1-N3): a person merges them, or lets them be."""

from collections.abc import Iterable, Iterator

from app.domain.close_names import close_titles
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import text_words
from app.domain.initiative_names import NameForms, beginning_of, close_names, name_forms
from app.importers.document import Initiative

_PAIRS_AT_MOST = 20_000


def alike_initiatives(
    initiatives: tuple[Initiative, ...], told_together: Iterable[tuple[str, ...]]
) -> tuple[Finding, ...]:
    """`told_together` are keys that one item lists: what a list tells apart is never one, nor are two codes."""
    groups = [frozenset(keys) for keys in told_together]
    apart = {key: [group for group in groups if key in group] for key in {key for group in groups for key in group}}
    forms = {one.key: _forms(one) for one in initiatives if one.name is not None}
    named = [one for one in initiatives if one.name is not None]
    found: list[Finding] = []
    for one, other in _pairs(named):
        if (one.code and other.code) or any(other.key in group for group in apart.get(one.key, ())):
            continue
        if any(_is_close(left, right) for left in forms[one.key] for right in forms[other.key]):
            found.append(_finding(one, other, "navnene ligner hinanden"))
        elif _mentions(one, other) or _mentions(other, one):
            found.append(_finding(one, other, "den ene beskrives med den andens navn"))
    return tuple(found)


def _pairs(named: list[Initiative]) -> Iterator[tuple[Initiative, Initiative]]:
    left = _PAIRS_AT_MOST
    for at, one in enumerate(named):
        for other in named[at + 1 :]:
            left -= 1
            if left < 0:
                return
            yield one, other


def _forms(one: Initiative) -> tuple[NameForms, ...]:
    return tuple(name_forms(name) for name in (one.name, *(variant.text for variant in one.name_variants)) if name)


def _is_close(one: NameForms, other: NameForms) -> bool:
    return close_names(one, other) or close_titles(one.plain, other.plain)


def _mentions(one: Initiative, other: Initiative) -> bool:
    beginning = beginning_of(other.name or "")
    return beginning is not None and any(
        text_words(beginning) in text_words(report.text or "") for report in one.status_reports
    )


def _finding(one: Initiative, other: Initiative, why: str) -> Finding:
    places = tuple(place for place in (_place(one), _place(other)) if place is not None)
    message = f"»{one.name}« og »{other.name}« er læst som to indsatser, men {why}."
    hint = "Er de den samme indsats, så slå dem sammen (merge)."
    return Finding("possible_duplicate", "info", message, ("/initiatives",), where=places, hint=hint)


def _place(one: Initiative) -> Evidence | None:
    return one.evidence
