"""How a text is without a name, in whatever way the name stands in it."""

import pytest

from app.domain.suppressed import Forms, SuppressedPerson, Suppression, forms_of, hash_of

KEY = b"k" * 32
WHO = "Udeladt person 3f2a"


def without(*names: str) -> Suppression:
    forms = forms_of(names)
    hashed = Forms(*(frozenset(hash_of(one, KEY) for one in some) for some in (forms.running, forms.whole)))
    lengths = frozenset(map(len, forms.running | forms.whole))
    return Suppression(KEY, (SuppressedPerson(frozenset({"p"}), WHO, hashed, lengths),))


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("Lise Holm", WHO),
        ("på Lise Holms forslag", f"på {WHO}s forslag"),
        ("HOLM, LISE (A)", f"{WHO} (A)"),
        ("<p><b>Lise</b>&nbsp;Holm</p>", f"<p><b>{WHO}</b>&nbsp;</p>"),
        ("lise.holm@fjord.example", f"{WHO.casefold()}@fjord.example"),
        ("Lise_Holm.pdf", f"{WHO}.pdf"),
        ("Lise\n   Holm kom", f"{WHO}\n kom"),
        ("Lise Nør-\n  gaard Holm kom", f"{WHO}\n kom"),
        ("Lise N\u00adørgaard Holm", WHO),
        ("Lise No\u0308rga\u030ard Holm", "Lise No\u0308rga\u030ard Holm"),
        ("region|klynge|lise holm", f"region|klynge|{WHO.casefold()}"),
        ("Lise Holm og Lise Holm", f"{WHO} og {WHO}"),
        ("Lise Holmgaard, Annelise Holm", "Lise Holmgaard, Annelise Holm"),
        ("Lise kom. Punkt 3. Holm by", "Lise kom. Punkt 3. Holm by"),
        ("", ""),
    ],
)
def test_a_name_is_found_in_every_form_and_nothing_else_is(said: str, now: str) -> None:
    assert without("Lise Holm", "Lise Nørgaard Holm").text(said) == now


def test_a_composed_name_is_found_where_it_is_written_decomposed() -> None:
    assert without("Åse Kjær").text("A\u030ase Kjær kom") == f"{WHO} kom"


def test_a_name_of_one_word_is_all_of_a_value_or_not_meant() -> None:
    one = without("Formanden")
    assert one.value({"name": "formanden", "text": "Formanden bød velkommen"}) == {
        "name": WHO.casefold(),
        "text": "Formanden bød velkommen",
    }


def test_what_points_to_the_person_keeps_attendance_alone() -> None:
    row = {"participant_id": "p", "name": "L.H.", "title": "Direktør", "note": "syg", "attendance": "excused"}
    other = {**row, "participant_id": "q"}
    seen = without("Lise Holm").value([row, other])
    assert seen == [{**row, "name": WHO, "title": None, "note": None}, other]


def test_a_participant_is_told_as_a_member_of_forums() -> None:
    membership = {"forum_id": "f", "role": "chair", "side": "municipal", "valid_from": "2024-01-01", "valid_to": None}
    body = {"id": "p", "name": "Lise Holm", "name_variants": [{"text": "L."}], "memberships": [membership, membership]}
    seen = without("Lise Holm").body("participant", "p", body)
    assert (seen["name"], seen["name_variants"]) == (WHO, [])
    assert [(one["forum_id"], one["role"], one["valid_from"]) for one in seen["memberships"]] == [("f", "member", None)]
    assert without("Lise Holm").body("participant", "q", body)["memberships"] == [membership, membership]


def test_nobody_suppressed_changes_nothing() -> None:
    assert not Suppression(KEY)
    assert Suppression(KEY).text("Lise Holm") == "Lise Holm"
