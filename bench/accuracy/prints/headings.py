"""The heading of an item, with its case number before, in, or below it."""

import textwrap

from bench.accuracy.prints.marks import marked
from bench.accuracy.prints.page import Page

_TITLE_WIDTH = 60


def print_heading(page: Page, position: int, number: str, title: str, case_number: str | None) -> None:
    choices = page.choices
    form = choices.case_number
    if case_number is not None and form.startswith("before "):
        page.add(form.removeprefix("before ").replace("X", case_number), kind="title")
    tail = ""
    if case_number is not None and form.startswith("heading "):
        tail = " " + form.removeprefix("heading ").replace("X", case_number)
    _print_title(page, position, number, title, tail)
    if case_number is not None and not form.startswith(("before ", "heading ")):
        _print_case_number(page, form, case_number)


def _print_title(page: Page, position: int, number: str, title: str, tail: str) -> None:
    form = page.choices.heading.removeprefix("alone ")
    before, _, after = form.rpartition("T")
    label, bar, lead = before.replace("1", number, 1).partition("|")
    marks = page.choices.heading_marks
    if lead:
        page.add(*marked([label], marks), kind="title", item=position)
        page.add(*marked(_broken(title + tail, page, ""), marks), kind="heading")
    elif bar:
        page.add(label, *_broken(title + tail, page, ""), kind="title", item=position)
    else:
        lines = _broken(label + title + after + tail, page, label)
        page.add(*marked(lines, marks), kind="title", item=position)


def printed_number(form: str, number: str) -> str:
    """A print with "1.0" gives the item that number."""
    return f"{number}.0" if form.startswith("1.0 ") else number


def _broken(text: str, page: Page, label: str) -> list[str]:
    if page.choices.title_wrap == "none":
        return [text]
    indent = " " * len(label) if page.choices.title_wrap == "hanging" else ""
    wrapper = textwrap.TextWrapper(_TITLE_WIDTH, subsequent_indent=indent, break_long_words=False)
    wrapper.break_on_hyphens = wrapper.expand_tabs = wrapper.replace_whitespace = False
    return wrapper.wrap(text)


def _print_case_number(page: Page, form: str, case_number: str) -> None:
    match form:
        case "bare":
            page.add(case_number, kind="heading")
        case "label|X":
            page.add("Sagsnummer", case_number, kind="heading")
        case "with officer":
            page.add(f"Sagsnr.: {case_number}    Sagsansvarlig: ABC", kind="heading")
        case _:
            page.add(form.replace("X", case_number), kind="heading")
