"""Whether the items' numbers and titles agree with each other and with the list of contents."""

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text
from app.importers.document import AgendaItem
from app.importers.referat.lines import Line

_LISTED_AT_MOST = 20


def check_numbering(items: tuple[AgendaItem, ...], contents: tuple[tuple[str, Line], ...]) -> tuple[Finding, ...]:
    findings = [*_repeated(items), *_gaps(items)]
    if len(contents) == len(items):
        findings.extend(_titles(items, contents))
    elif contents and not findings:
        findings.append(_counts_differ(items, contents))
    return tuple(findings)


def _repeated(items: tuple[AgendaItem, ...]) -> list[Finding]:
    first: dict[str, AgendaItem] = {}
    findings = []
    for item in items:
        earlier = first.setdefault(item.number, item)
        if earlier is not item:
            message = f"To punkter har nummer {item.number}: linje {_line(earlier)} og linje {_line(item)}."
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
            message = f"Punkt {', '.join(missing)}{more} mangler før punkt {number} på linje {_line(item)}."
            findings.append(Finding("number_missing", "error", message, (_path(item),), where=(_heading(item),)))
        expected = max(expected, number + 1)
    return findings


def _titles(items: tuple[AgendaItem, ...], contents: tuple[tuple[str, Line], ...]) -> list[Finding]:
    """A title in the list of contents that is cut off differs in nothing."""
    findings = []
    for item, (listed, line) in zip(items, contents, strict=True):
        in_list, in_heading = _comparable(listed), _comparable(item.title)
        if in_heading.startswith(in_list) and in_list:
            continue
        message = (
            f"Punkt {item.number} hedder »{item.title}« på linje {_line(item)}, men »{listed}« på linje {line.number}."
        )
        where = (_heading(item), Evidence((line.number, line.number), line.text.strip()))
        findings.append(Finding("title_differs", "info", message, (f"{_path(item)}/title",), where=where))
    return findings


def _comparable(title: str) -> str:
    return key_text(title).removesuffix("…").strip()


def _counts_differ(items: tuple[AgendaItem, ...], contents: tuple[tuple[str, Line], ...]) -> Finding:
    """The list of contents names another number of items than there are."""
    first, last = contents[0][1].number, contents[-1][1].number
    message = f"Indholdsfortegnelsen på linje {first}-{last} har {len(contents)} punkter; dokumentet har {len(items)}."
    return Finding("number_missing", "error", message, ("/meeting/agenda_items",), where=(Evidence((first, last)),))


def _path(item: AgendaItem) -> str:
    return f"/meeting/agenda_items/{item.position - 1}"


def _line(item: AgendaItem) -> int:
    return 0 if item.evidence.lines is None else item.evidence.lines[0]


def _heading(item: AgendaItem) -> Evidence:
    return Evidence((_line(item), _line(item)), item.evidence.text, agenda_item_id=item.key)
