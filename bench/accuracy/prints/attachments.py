"""The list of attachments of an item."""

import textwrap

from bench.accuracy.prints.page import Page

_WRAPPER = textwrap.TextWrapper(50, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def print_attachments(page: Page, titles: tuple[str, ...]) -> None:
    choices = page.choices
    if not titles:
        if choices.no_attachments != "nothing":
            page.add(*choices.no_attachments.split("|"), kind="heading")
        return
    if choices.labels != "own line" and not any(";" in title for title in titles):
        page.add(f"{choices.attachment_heading.rstrip(':').capitalize()}: {'; '.join(titles)}", kind="heading")
        return
    entries = [_entry(page, number, title) for number, title in enumerate(titles, 1)]
    if choices.attachment_entry == "dense":
        page.add(choices.attachment_heading, *(text for entry in entries for text in entry), kind="heading")
        return
    page.add(choices.attachment_heading, kind="heading")
    for entry in entries:
        page.add(*entry, kind="heading")


def _entry(page: Page, number: int, title: str) -> list[str]:
    match page.choices.attachment_entry:
        case "dash":
            return [f"- {title}"]
        case "dot":
            return [f"• {title}"]
        case "star":
            return [f"* {title}"]
        case "numbered":
            return [f"{number}. {title}"]
        case "indent":
            return [f"    {title}"]
        case "file":
            return [f"{title}.pdf"]
        case "wrapped":
            return textwrap.wrap(
                f"- {title}", 50, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
            )
        case _:
            return [title]
