from datetime import date

import pytest

from app.domain.identity import (
    cluster_key,
    edits_at_most,
    forum_key,
    funding_key,
    initiative_key,
    key_text,
    meeting_key,
    natural_order,
    one_letter_apart,
    participant_key,
    text_words,
    words_in_order,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nord-KAP", "nord kap"),
        ("Sundhedsklynge  Øst", "sundhedsklynge-øst"),
        ("»Østklyngen«", "»østklyngen«"),
        (" Medicin til tre døgn. ", "medicin til tre døgn"),
        ("A\u030angstrup", "Ångstrup"),
        ("Drift – fora", "drift fora"),
    ],
)
def test_these_are_the_same_in_a_key(one: str, other: str) -> None:
    assert key_text(one) == key_text(other)


def test_keys_of_all_kinds() -> None:
    cluster = cluster_key("Region Fjordland", "Sundhedsklynge Øst")
    forum = forum_key(cluster, "Chefforum")
    assert cluster == "region fjordland|sundhedsklynge øst"
    assert cluster_key(None, "Fjordklyngen") == "|fjordklyngen"
    assert forum == f"{cluster}|chefforum"
    assert meeting_key(forum, date(2024, 1, 17)) == f"{forum}|2024-01-17|1"
    assert meeting_key(forum, date(2024, 1, 17), 2) == f"{forum}|2024-01-17|2"
    assert participant_key(cluster, "Mikkel Rønnekær-Dahl") == f"{cluster}|mikkel rønnekær dahl"
    assert initiative_key(cluster, "10a", "Rejsehold") == f"{cluster}|10a"
    assert initiative_key(cluster, None, "Rejsehold") == f"{cluster}|rejsehold"
    assert funding_key(cluster, (2023, 2022)) == f"{cluster}|2022+2023"


def test_a_stroke_in_a_name_cannot_forge_another_key() -> None:
    assert cluster_key("A|B", "C") != cluster_key("A", "B|C")


def test_an_initiative_without_code_and_name_has_no_key() -> None:
    with pytest.raises(ValueError, match="code or a name"):
        initiative_key("c", None, None)


@pytest.mark.parametrize(
    ("one", "other", "limit", "near"),
    [
        ("engsvang", "engvang", 1, True),
        ("engsvang", "engsvang", 0, True),
        ("vejldning", "vejledning", 1, True),
        ("abc", "acb", 1, False),
        ("abc", "acb", 2, True),
        ("", "ab", 1, False),
        ("", "ab", 2, True),
        ("kitten", "sitting", 2, False),
        ("kitten", "sitting", 3, True),
    ],
)
def test_edits_are_counted(one: str, other: str, limit: int, *, near: bool) -> None:
    assert edits_at_most(one, other, limit) is near
    assert edits_at_most(other, one, limit) is near


@pytest.mark.parametrize(
    ("short", "full", "fits"),
    [
        ("ditte ravnkilde", "ditte sommerlund ravnkilde", True),
        ("ravnkilde ditte", "ditte sommerlund ravnkilde", False),
        ("ditte ravn", "ditte sommerlund ravnkilde", False),
    ],
)
def test_words_in_order(short: str, full: str, *, fits: bool) -> None:
    assert words_in_order(tuple(short.split()), tuple(full.split())) is fits


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("bodil engsvang", "bodil engvang", True),
        ("bodil engsvang", "bodil engsvang", False),
        ("bodil engsvang", "bodel engvang", False),
        ("bodil engsvang", "bodil maria engsvang", False),
    ],
)
def test_one_letter_in_one_word(one: str, other: str, *, near: bool) -> None:
    assert one_letter_apart(tuple(one.split()), tuple(other.split())) is near


def test_codes_and_numbers_are_in_natural_order() -> None:
    codes = ["10a", "2", "1b", "13", "1", "10", "1a", "9"]
    assert sorted(codes, key=natural_order) == ["1", "1a", "1b", "2", "9", "10", "10a", "13"]
    assert natural_order("2.9") < natural_order("2.10")


def test_a_whole_name_is_found_in_running_text_whatever_stands_beside_it() -> None:
    words = text_words("Der er afsat 5 kr. til Smerte-café, (Nord-KAP).")
    assert words == " der er afsat 5 kr til smerte café nord kap "
