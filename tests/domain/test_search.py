"""Words as the search compares them, what can be found in a body, how hits are ordered, and what of a text is shown."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.passages import passages
from app.domain.search_rank import Ranked, indexed, ranked
from app.domain.search_words import STOP_WORDS, search_form, sought_words, stem, words_of
from app.domain.snippets import LENGTH, snippet

ALL_KINDS = frozenset({"initiative", "meeting", "agenda_item", "decision"})


@pytest.mark.parametrize(
    "endings",
    [
        ("medicinboks", "medicinbokse", "medicinboksen", "medicinboksene", "medicinboksens"),
        ("udskrivning", "udskrivningen", "udskrivninger", "udskrivningernes"),
        ("kommune", "kommuner", "kommunen", "kommunernes"),
        ("økonomisk", "økonomiske", "økonomiskes"),
    ],
)
def test_the_endings_of_a_word_have_one_stem(endings: tuple[str, ...]) -> None:
    assert len({stem(word) for word in endings}) == 1


@given(st.text(max_size=20))
def test_the_stem_of_a_stem_is_itself(text: str) -> None:
    for word in words_of(text):
        assert stem(stem(word)) == stem(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ålborg", "AALBORG"),
        ("A\u030alborg", "aalborg"),
        ("idé", "ide"),
        ("Møller", "Möller"),
        ("Ærø", "ÄRÖ"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_a_word_have_one_form(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


@pytest.mark.parametrize(("one", "other"), [("ø", "o"), ("å", "a"), ("æ", "ae"), ("ældre", "aeldre"), ("bør", "bor")])
def test_danish_letters_are_letters_of_their_own(one: str, other: str) -> None:
    assert search_form(one) != search_form(other)


@given(st.text(max_size=40))
def test_every_word_of_a_text_is_in_its_form(text: str) -> None:
    for word in words_of(text):
        assert search_form(word) == word
        assert word not in STOP_WORDS


def test_the_last_word_is_a_prefix_until_something_follows_it() -> None:
    assert [word.is_prefix for word in sought_words("tryg udskriv")] == [False, True]
    assert [word.is_prefix for word in sought_words("tryg udskriv ")] == [False, False]
    assert [word.is_prefix for word in sought_words("tryg udskriv.")] == [False, False]
    assert [word.is_prefix for word in sought_words("vitamin d")] == [False, False]


@pytest.mark.parametrize("q", ["og", "Og i at det", "§ – … !", " ", "{}$\"'\\*", "\0", "\u0301"])
def test_a_question_without_a_word_asks_for_nothing(q: str) -> None:
    assert sought_words(q) == ()


def test_a_word_asked_for_twice_is_asked_for_once() -> None:
    assert [word.word for word in sought_words("møde Møde MØDE og")] == ["møde"]


def meeting(*items: dict[str, Any], title: str | None = "Møde i Politisk Forum") -> dict[str, Any]:
    return {"id": "m", "title": title, "agenda_items": list(items)}


def item(id: str, title: str, text: str | None = None, decision: str | None = None) -> dict[str, Any]:
    sections = [{"kind": "presentation", "heading": "Sagsfremstilling", "text": text}]
    return {"id": id, "title": title, "sections": sections, "decision": decision and {"text": decision, "points": []}}


def order(q: str, body: dict[str, Any], kinds: frozenset[str] = ALL_KINDS) -> list[str]:
    found = [indexed(passage) for passage in passages("meeting", body)]
    hits: list[Ranked] = sorted(ranked("m", 1, found, sought_words(q), kinds), key=lambda hit: hit.rank)
    return [f"{hit.passage.kind} {hit.passage.id}" for hit in hits]


def test_title_stands_above_decision_above_text() -> None:
    body = meeting(
        item("text", "Punkt", text="Om svømmehal"),
        item("decision", "Punkt", decision="Om svømmehal"),
        item("title", "Om svømmehal"),
    )
    assert order("svømmehal ", body) == ["agenda_item title", "decision decision", "agenda_item text"]


@pytest.mark.parametrize("place", ["title", "text", "decision"])
def test_the_word_stands_above_its_stem_above_the_start_of_a_word(place: str) -> None:
    words = {"start": "boksetræning", "stem": "bokse", "word": "boks"}
    parts = [item(id, **{"title": "Punkt", place: word}) for id, word in words.items()]
    kind = "decision" if place == "decision" else "agenda_item"
    assert order("boks", meeting(*parts)) == [f"{kind} {id}" for id in ("word", "stem", "start")]


def test_a_passage_that_holds_every_word_is_a_hit_and_others_are_not() -> None:
    body = meeting(item("both", "Skole", "Svømmehal"), item("one", "Svømmehal"), item("other", "Skole"))
    assert order("skole svømmehal ", body) == ["agenda_item both"]


def test_words_of_the_title_above_count_for_what_stands_below_it() -> None:
    body = meeting(item("a", "Svømmehal"), item("b", "Skole"))
    assert order("politisk svømmehal ", body) == ["agenda_item a"]
    assert order("politisk ", body) == ["meeting m"]


def test_where_no_passage_holds_every_word_the_best_one_is_the_hit() -> None:
    body = meeting(item("a", "Punkt", "Svømmehal"), item("b", "Skole"), item("c", "Punkt", "Skole"))
    assert order("skole svømmehal ", body) == ["agenda_item b"]


def test_where_a_word_is_missing_there_is_no_hit() -> None:
    assert order("skole rulleskøjter ", meeting(item("a", "Skole"))) == []


def test_only_hits_of_the_kinds_asked_for_come() -> None:
    body = meeting(item("a", "Svømmehal", decision="Svømmehallen bygges"))
    assert order("svømmehal ", body, frozenset({"decision"})) == ["decision a"]
    assert order("svømmehal ", body, frozenset({"meeting"})) == []


def test_a_heading_that_every_item_has_is_not_what_it_is_about() -> None:
    assert order("sagsfremstilling ", meeting(item("a", "Skole", "Svømmehal"))) == []


def test_a_tombstone_and_what_is_not_searched_have_no_passages() -> None:
    assert list(passages("meeting", {"id": "m", "deleted_at": "2031-03-04T12:00:00Z"})) == []
    assert list(passages("funding", {"id": "f", "name": "Svømmehal"})) == []


def shown(text: str, q: str) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in snippet((text,), sought_words(q)))


@pytest.mark.parametrize(
    ("text", "q", "expected"),
    [
        ("Medicinboksene er her.", "medicinboks", "[Medicinboksene] er her."),
        ("Nyt fra Aalborg", "ålborg", "Nyt fra [Aalborg]"),
        ("<b>Fald</b> & æbler", "fald ", "<b>[Fald]</b> & æbler"),
        ("to\nlinjer  her", "linje", "to [linjer] her"),
        ("fald, fald og forfald", "fald ", "[fald], [fald] og forfald"),
        ("cafe\u0301 og æble", "café", "[café] og æble"),
        ("intet her", "fald", ""),
        ("", "fald", ""),
    ],
)
def test_the_snippet_marks_what_was_sought(text: str, q: str, expected: str) -> None:
    assert shown(text, q) == expected


def test_a_snippet_of_a_long_text_is_short_begins_with_a_word_and_says_what_it_left_out() -> None:
    text = shown(f"{'ord ' * 500}svømmehal {'ord ' * 500}", "svømmehal")
    assert text.startswith("… ord")
    assert text.endswith("ord …")
    assert "[svømmehal]" in text
    assert len(text) <= LENGTH + 10


def test_a_snippet_is_where_most_words_stand_together() -> None:
    text = f"svømmehal {'ord ' * 200} skole og svømmehal {'ord ' * 200} skole"
    assert "[skole] og [svømmehal]" in shown(text, "skole svømmehal ")


@given(st.text(max_size=400), st.text(min_size=1, max_size=20))
def test_the_pieces_of_a_snippet_are_part_of_the_text(text: str, q: str) -> None:
    pieces = snippet((text,), sought_words(q))
    whole = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in " ".join(unicodedata.normalize("NFC", text).split())
    assert all(piece.text for piece in pieces)


def test_texts_made_to_be_slow_are_read_to_their_end() -> None:
    """ReDoS: every character is looked at a bounded number of times; a test that stood still would meet its timeout."""
    for text in ("b" * 200_000, "b " * 100_000, "\u0301" * 100_000, "å-" * 100_000):
        assert words_of(text) <= {"b" * 40, "b", "å"}
        assert len(snippet((text,), sought_words("å b bbb"))) < 500
