from decimal import Decimal

import pytest

from app.importers.document import ImportedDocument, Statement
from tests.importers.minutes import minutes, read

TABLE = "\n".join(
    (
        "Indsats\tSolby Kommune\tRegion Fjordland\tI alt",
        "1. Sundhedsbus\t0\t750.000\t750.000",
        "2. Natpatrulje\t100.000\t100.000\t200.000",
        "Klyngemidler 2023\t500.000\t600.000\t1.100.000",
    )
)


def read_with(text: str) -> ImportedDocument:
    return read(minutes("Punkt 1: Klyngemidler", "Sagsfremstilling", text, TABLE))


def stated_by(text: str) -> list[Statement]:
    document = read_with(text)
    return [row for row in document.funding[0].stated if row.evidence and row.evidence.lines == (14, 14)]


@pytest.mark.parametrize(
    ("sentence", "what", "initiative", "party", "amount"),
    [
        ("Der er afsat 90.000 kr. til Natpatrulje.", "allocated", "2", None, 90_000),
        ("Der er brugt 210.000 kr. på Sundhedsbus.", "spent", "1", None, 210_000),
        ("Forventet forbrug ca. 338.622 kr. i alt.", "forecast", None, None, 338_622),
        ("Tilskuddet udgør 1,1 mio. kr. i alt.", "granted", None, None, 1_100_000),
        ("Med indsats 2 fordeles midler (1.mio) mellem parterne.", "allocated", "2", None, 1_000_000),
        (
            "Beløbet som skal omfordeles til Solby Kommune er 400.000 kr.",
            "redistributed",
            None,
            "solby kommune",
            400_000,
        ),
        ("Der omfordeles 5.000 kr. fra Solby Kommune til Region Fjordland.", "redistributed", None, None, 5_000),
    ],
)
def test_a_sentence_beside_a_money_table_states(
    sentence: str, what: str, initiative: str | None, party: str | None, amount: int
) -> None:
    (row,) = stated_by(sentence)
    assert (row.what, row.initiative_ref, row.party_ref, row.amount_dkk) == (what, initiative, party, Decimal(amount))


def test_a_kroner_amount_printed_with_mio_is_kept_unread() -> None:
    (row,) = stated_by("Beløbet som skal omfordeles til Solby Kommune er 1.022.190 mio.")
    assert (row.printed, row.unit_printed, row.amount_dkk) == ("1.022.190 mio.", "mio.", None)


def test_a_malformed_amount_beside_kr_is_kept_unread() -> None:
    (row,) = stated_by("Der er afsat 7500.000 kr. til Natpatrulje.")
    assert (row.printed, row.amount_dkk, row.initiative_ref) == ("7500.000 kr.", None, "2")


def test_part_of_what_was_set_aside_and_is_to_be_used_otherwise_is_released() -> None:
    text = "Her ses midlerne, hvoraf ca. 400.000 af de disponerede midler fra Sundhedsbus skal fordeles."
    (row,) = stated_by(text)
    assert (row.what, row.approximate, row.initiative_ref) == ("released", True, "1")
    cells = {cell.key: cell for cell in read_with(text).funding[0].allocations}
    (release,) = cells["1/region fjordland"].released
    assert (release.amount_dkk, release.approximate) == (Decimal(400_000), True)
    assert cells["1/region fjordland"].amount_dkk == Decimal(750_000)


def test_a_release_names_its_candidates_and_the_forum_that_is_to_decide() -> None:
    text = (
        "Overskydende midler skal fordeles til de eksisterende indsatser (1 eller 2).\n"
        "Direktørforum skal tage stilling til midlerne. Det sker på Direktørforums møde i februar 2024.\n"
        "Deraf kan ca. 400.000 af de disponerede midler fra Sundhedsbus fordeles: de kan omfordeles."
    )
    releases = [release for cell in read_with(text).funding[0].allocations for release in cell.released]
    assert [release.candidate_initiative_refs for release in releases] == [("1", "2")]
    decided = releases[0].decided
    assert decided is not None
    assert (decided.forum_name, decided.on and decided.on.text) == ("Direktørforum", "februar 2024")


def test_where_two_cells_hold_money_nobody_knows_which_was_released() -> None:
    document = read_with("Deraf skal 50.000 af de disponerede midler fra Natpatrulje fordeles på ny.")
    assert [row.amount_dkk for row in document.funding[0].stated if row.what == "released"] == [Decimal(50_000)]
    assert all(cell.released == () for cell in document.funding[0].allocations)


@pytest.mark.parametrize(
    "sentence",
    [
        "Der er 4500 genoptræningsplaner om året og 250-300 kontakter.",
        "Tilbuddet har 88 pladser til midlerne.",
        "Der er indgået en aftale om 600 mio. til flere hjemmebesøg.",
        "Det gælder fra 1. januar 2024.",
    ],
)
def test_numbers_without_a_unit_or_about_something_else_state_nothing(sentence: str) -> None:
    assert stated_by(sentence) == []


def test_another_item_states_an_amount_only_where_it_names_the_pot_and_kroner() -> None:
    document = read(
        minutes(
            "Punkt 1: Klyngemidler",
            "Sagsfremstilling",
            TABLE,
            "Punkt 2: Andet",
            "Beslutning",
            "Der er brugt 10.000 kr. af klyngemidlerne.",
            "Der er brugt 20.000 kr. på kaffe.",
            "Klyngemidlerne er på 3 mio.",
        )
    )
    prose = [row for row in document.funding[0].stated if row.evidence and row.evidence.agenda_item_id == "item-2"]
    assert [(row.what, row.amount_dkk) for row in prose] == [("spent", Decimal(10_000))]
