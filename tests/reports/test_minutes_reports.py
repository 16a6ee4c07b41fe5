"""Minutes as a page and as a PDF."""

from collections.abc import Callable
from importlib.resources import files

import pypdfium2
import pytest

from app.reports.minutes import Minutes, minutes_of
from app.reports.minutes_html import minutes_html
from app.reports.minutes_pdf import MAX_BYTES, MAX_STRINGS, MinutesTooLong, minutes_pdf
from app.reports.text_blocks import Block, blocks
from tests.reports import meetings
from tests.reports.meetings import HOSTILE, SECRET

Form = Callable[[Minutes], bytes]
both = pytest.mark.parametrize("form", [minutes_html, minutes_pdf])


def full() -> Minutes:
    return minutes_of(meetings.full(), "Politisk Forum", "Sundhedsklynge Fjordby")


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, its lines as they run."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def content_of(form: Form, minutes: Minutes) -> str:
    made = form(minutes)
    return made.decode() if form is minutes_html else "\n".join(text_of(made))


def test_text_becomes_paragraphs_lists_and_tables() -> None:
    assert blocks("Et\nto\n\n- a\n- b\nTre\n\nx\ty\n1\t2\n\n3") == (
        Block("paragraph", ("Et", "to")),
        Block("list", ("a", "b")),
        Block("paragraph", ("Tre",)),
        Block("table", rows=(("x", "y"), ("1", "2"))),
        Block("paragraph", ("3",)),
    )


def test_rows_across_a_blank_line_are_one_table_and_ragged_ones_are_filled() -> None:
    assert blocks("a\tb\tc\n\n1\t2") == (Block("table", rows=(("a", "b", "c"), ("1", "2", ""))),)


def test_a_line_with_a_tab_is_no_table_and_nothing_is_nothing() -> None:
    assert blocks("Tid:\t9.00") == (Block("paragraph", ("Tid:  9.00",)),)
    assert blocks(None) == blocks(" \n ") == ()


@both
def test_the_minutes_have_items_recommendations_decisions_attendance_tables_and_attachments(form: Form) -> None:
    content = content_of(form, full())
    head = ("Sundhedsklynge Fjordby", "4. marts 2031", "9.00–11.30", "Ask Øllgaard", "Formand", "Afbud", "sygdom")
    body = ("1. Økonomi", "Det indstilles, at", "Beslutning", "600", "3. Eventuelt", "1.1. Budget (eftersendes)")
    for text in head + body:
        assert text in content, text
    assert content.count("Midlerne blev fordelt.") == 1


@both
def test_nothing_that_is_marked_closed_is_in_them(form: Form) -> None:
    content = content_of(form, full())
    assert "Lukket punkt" in content
    assert "Møllegården" not in content
    assert SECRET.encode() not in form(full())


@both
def test_text_is_text_whatever_it_looks_like(form: Form) -> None:
    body = meetings.meeting(meetings.item("1", title=HOSTILE, decision={"text": HOSTILE}), title=HOSTILE)
    made = content_of(form, minutes_of(body, HOSTILE, None))
    assert "panic(" in made
    if form is minutes_html:
        assert "<script" not in made
    else:
        assert '<script>alert(1)</script> #panic("x") *a* $x$ \\ "' in made.replace("\r\n", " ")


@both
def test_the_same_meeting_gives_the_same_bytes(form: Form) -> None:
    assert form(full()) == form(full())


@both
def test_a_meeting_of_which_little_is_known_has_minutes(form: Form) -> None:
    body = meetings.meeting(title=None, date=None, starts_at=None, ends_at=None, attendees=[])
    assert "Politisk Forum" in content_of(form, minutes_of(body, "Politisk Forum", None))


def test_the_page_has_a_language_headings_in_order_and_nothing_from_elsewhere() -> None:
    page = minutes_html(full()).decode()
    assert '<html lang="da">' in page
    assert page.count("<h1>") == 1
    assert page.index("<h1>") < page.index("<h2>") < page.index("<h3>")
    assert '<div class="off decision">' in page
    assert not any(word in page for word in ("<script", "src=", "href=", "url("))


def test_the_pdf_is_tagged_accessible_danish_and_counts_its_pages() -> None:
    long = meetings.meeting(*(meetings.item(str(n), decision={"text": "Godkendt. " * 60}) for n in range(1, 13)))
    pdf = minutes_pdf(minutes_of(long, None, None))
    assert b"/StructTreeRoot" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(da" in pdf
    pages = text_of(pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Side {number} af {len(pages)}" in page


def test_the_pdf_is_on_a4_and_dated_by_the_meeting() -> None:
    pdf = minutes_pdf(full())
    document = pypdfium2.PdfDocument(pdf)
    assert [round(length) for length in document[0].get_size()] == [595, 842]
    assert document.get_metadata_value("Title") == "Referat: Møde i Politisk Forum"
    document.close()
    assert b"CreationDate(D:20310304" in pdf


def test_a_letter_that_no_font_has_costs_the_standard_and_not_the_pdf() -> None:
    body = meetings.meeting(meetings.item("1", title="Tillykke \U0001f389 \u4f60\u597d"))
    pdf = minutes_pdf(minutes_of(body, None, None))
    assert b"/StructTreeRoot" in pdf
    assert "1. Tillykke" in text_of(pdf)[0]


@pytest.mark.parametrize("text", ["a" * MAX_BYTES, "\n".join(["1\t2"] * MAX_STRINGS)])
def test_more_than_a_request_may_set_is_refused_as_pdf_and_not_as_page(text: str) -> None:
    minutes = minutes_of(meetings.meeting(meetings.item("1", decision={"text": text})), None, None)
    with pytest.raises(MinutesTooLong):
        minutes_pdf(minutes)
    assert len(minutes_html(minutes)) > len(text)


def test_the_templates_are_package_data() -> None:
    folder = files("app.reports") / "templates"
    assert {"minutes.html", "minutes.typ"} <= {one.name for one in folder.iterdir()}
