import pytest

from tests.importers.minutes import read_item


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            ("Det indstilles,", "- at orienteringen tages til efterretning og\n- at klyngen giver input"),
            [(None, "orienteringen tages til efterretning"), (None, "klyngen giver input")],
        ),
        (
            ("Det indstilles,", "at idékataloget tages til efterretning og", "at temaerne drøftes"),
            [(None, "idékataloget tages til efterretning"), (None, "temaerne drøftes")],
        ),
        (
            ("Det indstilles, at Chefforum:", "1. Drøfter oplægget\n2. Udvælger tre temaer"),
            [("1", "Drøfter oplægget"), ("2", "Udvælger tre temaer")],
        ),
        (
            ("Det indstilles, at sundhedsklyngen godkender mødeplanen for efteråret.",),
            [(None, "sundhedsklyngen godkender mødeplanen for efteråret.")],
        ),
        (
            ("Det indstilles, at forum hilser formanden velkommen og at deltagerne præsenterer sig.",),
            [(None, "forum hilser formanden velkommen"), (None, "deltagerne præsenterer sig.")],
        ),
        (
            ("Det indstilles, at Chefforum", "- Godkender en plan for de\n\nkommende to år"),
            [(None, "Godkender en plan for de kommende to år")],
        ),
        (
            (
                "Det indstilles",
                "- 1. Chefforum drøfter de to oplæg**",
                "- 2. Chefforum tager *notatet* til efterretning",
            ),
            [("1", "Chefforum drøfter de to oplæg"), ("2", "Chefforum tager *notatet* til efterretning")],
        ),
        (
            ("Det indstilles, at Chefforum", "1. Godkender planen med\n   de nævnte ændringer", "2. Drøfter resten"),
            [("1", "Godkender planen med de nævnte ændringer"), ("2", "Drøfter resten")],
        ),
    ],
    ids=[
        "bullets",
        "paragraphs",
        "numbered",
        "one sentence",
        "two verbs",
        "cut by a page break",
        "marked twice",
        "wrapped",
    ],
)
def test_a_recommendation_in_this_form_is_read(
    paragraphs: tuple[str, ...], expected: list[tuple[str | None, str]]
) -> None:
    """S21, S22, S24."""
    item = read_item(*paragraphs, "Sagsfremstilling", "Tekst.")
    assert [(point.number, point.text) for point in item.recommendations] == expected
    assert [part.kind for part in item.sections] == ["recommendation", "presentation"]


def test_what_stands_before_the_points_is_the_addressee() -> None:
    item = read_item("Det indstilles, at Chefforum", "1. Drøfter oplægget")
    assert [point.addressee for point in item.recommendations] == ["Chefforum"]


@pytest.mark.parametrize(
    ("sentence", "addressee"),
    [
        ("at Chefforum tager sagen til efterretning.", "Chefforum"),
        ("at sundhedsklyngen tager sagen til efterretning.", "sundhedsklyngen"),
        ("at sagen i sin helhed tages til efterretning.", None),
    ],
)
def test_a_sentence_names_its_addressee_where_it_begins_with_the_forum(sentence: str, addressee: str | None) -> None:
    assert [point.addressee for point in read_item(f"Det indstilles, {sentence}").recommendations] == [addressee]


def test_a_recommendation_inside_the_case_text_is_a_section_of_its_own_s23() -> None:
    item = read_item("Sagsfremstilling", "Tekst.", "Det indstilles, at Chefforum", "1. Godkender", "Bilag", "Notat")
    assert [(part.kind, part.heading) for part in item.sections] == [
        ("presentation", "Sagsfremstilling"),
        ("recommendation", None),
        ("attachments", "Bilag"),
    ]


def test_case_text_goes_on_after_a_recommendation_in_its_middle() -> None:
    item = read_item("Sagsfremstilling", "Før.", "Det indstilles, at Chefforum", "1. Godkender", "Og så var der mere.")
    assert [(part.kind, part.text) for part in item.sections] == [
        ("presentation", "Før."),
        ("recommendation", "Det indstilles, at Chefforum\n\n1. Godkender"),
        ("presentation", "Og så var der mere."),
    ]


def test_lines_name_the_place_of_each_point() -> None:
    item = read_item("Det indstilles, at Chefforum", "1. Drøfter\n2. Udvælger")
    assert [point.lines for point in item.recommendations] == [(14, 14), (15, 15)]


def test_an_item_may_have_no_recommendation_s14() -> None:
    assert read_item("Beslutning", "Intet.").recommendations == ()


@pytest.mark.parametrize(
    "intro", ["Sekretariatet indstiller, at Chefforum", "Formandskabet indstiller til Chefforum, at", "Det indstilles"]
)
def test_these_words_begin_a_recommendation_without_heading(intro: str) -> None:
    item = read_item("Sagsfremstilling", "Tekst.", intro, "1. Drøfter oplægget")
    assert [part.kind for part in item.sections] == ["presentation", "recommendation"]
    assert [(point.number, point.text) for point in item.recommendations] == [("1", "Drøfter oplægget")]


def test_a_sentence_about_what_somebody_recommends_stays_in_the_case_text() -> None:
    item = read_item("Sagsfremstilling", "Styrelsen indstiller hvert år kandidater til prisen.")
    assert [part.kind for part in item.sections] == ["presentation"]
