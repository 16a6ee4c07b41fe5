"""Whether the items' numbers and titles agree with each other and with the list of contents."""

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text
from app.importers.document import AgendaItem
from app.importers.referat.lines import Line

_LISTED_AT_MOST = 20

Titled = tuple[str, Line]
"""A title, and the line that has it."""


def check_numbering(
    items: tuple[AgendaItem, ...], contents: tuple[Titled, ...], second_titles: dict[str, Titled]
) -> tuple[Finding, ...]:
    """`second_titles` are those of a second heading inside the item, by the item's key."""
    findings = [*_repeated(items), *_gaps(items)]
    is_listed = len(contents) == len(items)
    if contents and not is_listed and not findings:
        findings.append(_counts_differ(items, contents))
    for place, item in enumerate(items):
        others = [contents[place]] if is_listed and not _is_beginning(contents[place][0], item.title) else []
        second = second_titles.get(item.key)
        if second is not None and key_text(second[0]) != key_text(item.title):
            others.append(second)
        if others:
            findings.append(_title_differs(item, others))
    return tuple(findings)


def _repeated(items: tuple[AgendaItem, ...]) -> list[Finding]:
    first: dict[str, AgendaItem] = {}
    findings = []
    for item in items:
        earlier = first.setdefault(item.number, item)
        if earlier is not item:
            message = (
                f"To punkter har nummer {item.number}: linje {_line(earlier)} og linje {_line(item)}; hvert nummer var "
                "ventet én gang."
            )
            paths = (_path(earlier), _path(item))
            findings.append(
                Finding("number_repeated", "error", message, paths, where=(_heading(earlier), _heading(item)))
            )
    return findings


def _gaps(items: tuple[AgendaItem, ...]) -> list[Finding]:
    findings = []
    expected = 1
    for item in items:
        number = int(item.number) if item.number.isdecimal() else None
        if number is None:
            continue
        if number > expected:
            missing = [str(lost) for lost in range(expected, min(number, expected + _LISTED_AT_MOST))]
            more = "" if number - expected <= _LISTED_AT_MOST else " …"
            message = (
                f"Punkt {', '.join(missing)}{more} mangler før punkt {number} på linje {_line(item)}; punkternes numre "
                "var ventet uden huller."
            )
            findings.append(Finding("number_missing", "error", message, (_path(item),), where=(_heading(item),)))
        expected = max(expected, number + 1)
    return findings


def _is_beginning(listed: str, title: str) -> bool:
    """A title in the list of contents that is cut off differs in nothing."""
    beginning = _comparable(listed)
    return bool(beginning) and _comparable(title).startswith(beginning)


def _title_differs(item: AgendaItem, others: list[Titled]) -> Finding:
    """One finding for all the places that name the item otherwise."""
    by_title: dict[str, list[Line]] = {}
    for title, line in others:
        by_title.setdefault(title, []).append(line)
    told = " og ".join(
        f"»{title}« på linje {' og '.join(str(line.number) for line in lines)}" for title, lines in by_title.items()
    )
    message = f"Punkt {item.number} hedder »{item.title}« på linje {_line(item)}, men {told}."
    places = (Evidence((line.number, line.number), line.text.strip()) for _, line in others)
    return Finding("title_differs", "info", message, (f"{_path(item)}/title",), where=(_heading(item), *places))


def _comparable(title: str) -> str:
    return key_text(title).removesuffix("…").strip()


def _counts_differ(items: tuple[AgendaItem, ...], contents: tuple[Titled, ...]) -> Finding:
    """The list of contents names another number of items than there are."""
    first, last = contents[0][1].number, contents[-1][1].number
    message = (
        f"Indholdsfortegnelsen på linje {first}-{last} har {len(contents)} punkter, men {len(items)} er læst i "
        "dokumentet; lige mange var ventet."
    )
    return Finding("number_missing", "error", message, ("/meeting/agenda_items",), where=(Evidence((first, last)),))


def _path(item: AgendaItem) -> str:
    return f"/meeting/agenda_items/{item.position - 1}"


def _line(item: AgendaItem) -> int:
    return 0 if item.evidence.lines is None else item.evidence.lines[0]


def _heading(item: AgendaItem) -> Evidence:
    first = (item.evidence.text or "").split("\n", maxsplit=1)[0]
    return Evidence((_line(item), _line(item)), first, agenda_item_id=item.key)
