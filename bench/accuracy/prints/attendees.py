"""The list of attendees in many shapes. Each name has the state `present`, `excused` or `absent`."""

from collections.abc import Callable

from bench.accuracy.prints.page import Page

Named = tuple[tuple[str, str], ...]
Groups = list[tuple[str, list[str]]]

_WORDS = {"present": "", "excused": "afbud", "absent": "fraværende"}
_STATES = {"present": "til stede", "excused": "afbud", "absent": "fraværende"}
_LABELS = {"present": "Deltagere", "excused": "Afbud", "absent": "Fraværende"}
_PARTIES = "ACFVOØÆI"
_LISTS = {
    "bullets": ("Deltagere:", "- {name}", " ({})"),
    "dashes": ("Deltagere", "{name}", " - {}"),
    "comma_state": ("Medlemmer", "{name}", ", {}"),
    "numbered": ("Mødedeltagere", "{number}. {name}", " ({})"),
    "party": ("Til stede", "{name} ({party})", " - {}"),
}
"""Label, entry, and how the state stands after the entry of who was not there."""


def print_attendees(page: Page, attendees: Named) -> None:
    if not attendees:
        return
    form = page.choices.attendees
    if form in _LISTS:
        label, entry, mark = _LISTS[form]
        page.add(label, *_entries(attendees, entry, mark), kind="head")
    elif form in {"lines", "dense"}:
        page.add("Mødedeltagere", kind="head")
        page.add(*_entries(attendees, "{name}", " ({})"), kind="head")
    elif form == "status":
        page.add("Mødedeltagere:", *(f"{name}: {_STATES[state]}" for name, state in attendees), kind="head")
    elif form == "rows":
        page.add("Mødedeltagere", kind="head")
        rows = (f"{name}\t{_STATES[state].capitalize()}" for name, state in attendees)
        page.add("Navn\tFremmøde", *rows, kind="head")
    else:
        _GROUPED[form](page, _groups(attendees))


def _entries(attendees: Named, entry: str, mark: str) -> list[str]:
    found = []
    for place, (name, state) in enumerate(attendees):
        text = entry.format(name=name, number=place + 1, party=_PARTIES[place % len(_PARTIES)])
        found.append(text + (mark.format(_WORDS[state]) if _WORDS[state] else ""))
    return found


def _groups(attendees: Named) -> Groups:
    groups = [(label, [name for name, own in attendees if own == state]) for state, label in _LABELS.items()]
    return [(label, names) for label, names in groups if names]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}"


def _one_a_paragraph(page: Page, groups: Groups) -> None:
    for label, names in groups:
        page.add(label, kind="head")
        for name in names:
            page.add(name, kind="head")


def _bullets(page: Page, groups: Groups) -> None:
    for label, names in groups:
        page.add(f"{label}:", *(f"• {name}" for name in names), kind="head")


def _semicolons(page: Page, groups: Groups) -> None:
    for label, names in groups:
        page.add(f"{label}: {'; '.join(names)}", kind="head")


def _commas(page: Page, groups: Groups) -> None:
    for label, names in groups:
        page.add(f"{label}: {', '.join(names)}", kind="head")


def _without_colon(page: Page, groups: Groups) -> None:
    for label, names in groups:
        page.add(f"{'Tilstede' if label == 'Deltagere' else label} {_listed(names)}", kind="head")


def _prose(page: Page, groups: Groups) -> None:
    sentences = {
        "Deltagere": "I mødet deltog {}.",
        "Afbud": "{} havde meldt afbud.",
        "Fraværende": "{} var fraværende.",
    }
    for label, names in groups:
        page.add(sentences[label].format(_listed(names)), kind="head")


_GROUPED: dict[str, Callable[[Page, Groups], None]] = {
    "groups": _one_a_paragraph,
    "group_bullets": _bullets,
    "last": _bullets,
    "semicolons": _semicolons,
    "commas": _commas,
    "away_line": _without_colon,
    "prose": _prose,
}
