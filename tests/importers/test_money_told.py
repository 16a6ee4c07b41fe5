"""What running text says about money and who decides about it. Codes (M5 …) are those of the domain facts."""

from decimal import Decimal

import pytest

from app.domain.danish_numbers import find_amounts
from app.importers.document import Decided, Funding, ImportedDocument, Statement
from tests.importers.minutes import minutes, read

PARTY_TABLE = "\n".join(
    (
        "Indsats\tLyngdal Kommune\tØsterå Kommune\tRegion Fjordland\tI alt",
        "1. Smertecafé\t0\t0\t600.000\t600.000",
        "2. Natpatrulje\t100.000\t150.000\t\t250.000",
        "7a. Skolebænk\t0\t150.000\t100.000\t250.000",
        "7b. Rejsehold\t175.000\t0\t0\t175.000",
        "Klyngemidler 2023\t300.000\t350.000\t700.000\t1.350.000",
    )
)
CLUSTER_TABLE = "Indsats\tTildelt beløb i kr.\nSundhedsbus\t600.000\nAftenklinik\t400.000\nVagtliste\t0"


def told(*paragraphs: str, title: str = "Fordeling af klyngemidler", table: str = PARTY_TABLE) -> ImportedDocument:
    return read(minutes(f"Punkt 1: {title}", "Sagsfremstilling", *paragraphs, table))


def said_by(document: ImportedDocument, text: str) -> list[Statement]:
    return [row for pot in document.funding for row in pot.stated if row.evidence and row.evidence.text == text]


def deciders(pot: Funding) -> set[Decided | None]:
    return {cell.decided for cell in pot.allocations}


def test_kroner_printed_with_mio_are_kept_and_not_read_m5() -> None:
    text = "Det beløb, som skal omfordeles til Lyngdal Kommune, er 287.600 mio."
    (row,) = said_by(told(text), text)
    assert (row.what, row.amount_dkk, row.unit_printed) == ("redistributed", None, "mio.")


@pytest.mark.parametrize(
    ("printed", "amount"), [("0,425 mio. kr.", 425_000), ("0,5 mio.", 500_000), ("1.mio", 1_000_000)]
)
def test_mio_glued_or_alone_beside_the_midler_of_an_initiative_m6(printed: str, amount: int) -> None:
    text = f"Med ændringen af indsats 7 fordeles midler ({printed}) mellem parterne."
    (row,) = said_by(told(text), text)
    assert (row.initiative_ref, row.amount_dkk) == ("7", Decimal(amount))


def test_a_parent_without_a_row_is_made_by_its_children_and_the_text_is_its_evidence_m12() -> None:
    document = told("Indsats 7 består nu af to delindsatser.")
    parent = next(one for one in document.initiatives if one.code == "7")
    assert (parent.name, parent.evidence and parent.evidence.lines) == (None, (14, 14))
    assert all(cell.initiative_ref != "7" for cell in document.funding[0].allocations)


def test_an_approximate_part_that_is_to_be_used_otherwise_is_released_m16() -> None:
    document = told("Heraf skal ca. 150.000 af de disponerede midler fra Smertecafé fordeles på ny.")
    (release,) = [release for cell in document.funding[0].allocations for release in cell.released]
    assert (release.amount_dkk, release.approximate) == (Decimal(150_000), True)


def test_a_change_that_may_come_changes_nothing_yet_m18() -> None:
    condition = "Beløbet kan ændres, hvis der prioriteres på ny."
    with_condition, without = told(condition).funding[0], told("Intet nyt.").funding[0]
    assert [row.printed for row in with_condition.stated] == [row.printed for row in without.stated]


def test_a_list_of_numbers_names_initiatives_m19() -> None:
    document = told(
        "Midlerne fordeles til de eksisterende indsatser (2 eller 7).",
        "Heraf skal 150.000 af de disponerede midler fra Smertecafé fordeles på ny.",
    )
    (release,) = [release for cell in document.funding[0].allocations for release in cell.released]
    assert release.candidate_initiative_refs == ("2", "7")


@pytest.mark.parametrize(
    "sentence",
    [
        "Direktørforum skal tage stilling til fordelingen af midlerne.",
        "Herefter skal Direktørforum godkende fordelingen af klyngemidlerne.",
        "Fordelingen af midlerne forelægges Direktørforum.",
        "Hvad midlerne bruges til, behandles på Direktørforums møde i marts 2024.",
    ],
)
def test_another_forum_is_named_as_the_decider_m20(sentence: str) -> None:
    (decided,) = deciders(told(sentence).funding[0])
    assert decided is not None
    assert (decided.forum_name, decided.forum_ref, decided.agenda_item) == ("Direktørforum", None, None)


def test_who_decides_about_what_is_left_does_not_decide_what_is_shared_out_m20() -> None:
    assert deciders(told("Direktørforum skal tage stilling til de overskydende midler.").funding[0]) == {None}


def test_the_forum_that_met_is_not_another_forum_m20() -> None:
    assert deciders(told("Chefforum skal tage stilling til fordelingen af midlerne.").funding[0]) == {None}


@pytest.mark.parametrize(
    ("sentence", "forum"),
    [
        ("Den 14. marts 2023 godkendte Politisk Forum fordelingen af klyngemidler for 2023.", "Politisk Forum"),
        (
            "På mødet den 14. marts 2023 vedtog den administrative styregruppe udmøntningen af midlerne.",
            "administrative styregruppe",
        ),
        ("Strategisk Forum godkendte den 14. marts 2023 fordelingen af klyngemidlerne.", "Strategisk Forum"),
        ("Fordelingen af midlerne blev godkendt af Direktørforum den 14. marts 2023.", "Direktørforum"),
        ("Fordelingen af midlerne er besluttet i Sundhedsklyngen d. 14-03-2023.", "Sundhedsklyngen"),
    ],
)
def test_a_sentence_tells_who_decided_and_when_m25(sentence: str, forum: str) -> None:
    (decided,) = deciders(told(sentence).funding[0])
    assert decided is not None
    assert (decided.forum_name, decided.on and str(decided.on.day)) == (forum, "2023-03-14")
    assert decided.evidence is not None
    assert decided.evidence.lines == (14, 14)


@pytest.mark.parametrize(
    "sentence",
    [
        "Den 14. marts 2023 godkendte Politisk Forum kommissoriet.",
        "Den 14. marts 2023 drøftede Politisk Forum fordelingen af klyngemidler.",
        "Politisk Forum har godkendt fordelingen af klyngemidlerne.",
        "Som besluttet i Chefforum den 14. marts 2023 skal overskydende midler fordeles.",
    ],
)
def test_other_decisions_and_those_without_a_day_decide_no_money_m25(sentence: str) -> None:
    assert deciders(told(sentence).funding[0]) == {None}


def test_the_year_of_the_grant_of_the_decision_and_of_the_spending_are_three_m25() -> None:
    document = told(
        "Den 18. oktober 2022 godkendte Politisk Forum fordelingen af udviklingsmidler fra 2021.",
        "Der er brugt 90.000 kr. af klyngemidlerne til Sundhedsbus.",
        "Udmøntning af midler fra 2021:",
        table=CLUSTER_TABLE,
    )
    (pot,) = document.funding
    (decided,) = deciders(pot)
    assert decided is not None
    assert (pot.grant_years, decided.on and decided.on.from_ and decided.on.from_.year) == ((2021,), 2022)
    assert [(row.initiative_ref, row.as_of, row.years) for row in pot.stated if row.what == "spent"] == [
        ("sundhedsbus", None, ())
    ]


@pytest.mark.parametrize(
    ("asked", "decision", "is_own"),
    [
        ("Godkender fordelingen af klyngemidler", "Indstillingen blev godkendt.", True),
        ("Godkender fordelingen af klyngemidler", "Punktet udsættes.", False),
        ("Godkender plan for fordeling af klyngemidler", "Indstillingen blev godkendt.", False),
        ("Tager status til efterretning", "Godkendt.", False),
    ],
)
def test_the_meeting_itself_decides_where_it_was_asked_to_and_did(asked: str, decision: str, *, is_own: bool) -> None:
    document = read(
        minutes(
            "Punkt 1: Fordeling af klyngemidler",
            "Indstilling",
            f"Det indstilles, at Chefforum\n\n1. {asked}",
            "Sagsfremstilling",
            PARTY_TABLE,
            "Beslutning",
            decision,
        )
    )
    items = {None if decided is None else decided.agenda_item for decided in deciders(document.funding[0])}
    assert items == ({"item-1"} if is_own else {None})


def test_what_is_carried_over_again_goes_on_from_its_last_year_m23() -> None:
    document = told(
        "For hvert af årene 2021 og 2022 udgør klyngens andel 1.250.001 kr. fordelt med 600.000 kr. til kommunerne og "
        "650.001 kr. til Region Fjordland.",
        "Udviklingsmidlerne fra 2022 er ikke udmøntet, men overført til 2023.",
        "Uforbrugte udviklingsmidler overføres til 2024.",
        "Udmøntning af klyngemidler for 2021:",
        table=CLUSTER_TABLE,
    )
    rows = [
        (row.from_year, row.to_year, row.amount_dkk, row.status) for pot in document.funding for row in pot.carry_overs
    ]
    assert rows == [(2022, 2023, None, "approved"), (2023, 2024, None, "proposed")]


def test_a_carry_over_is_decided_by_whom_its_sentence_names_m23() -> None:
    document = told("Den 5. december 2023 godkendte Politisk Forum overførsel af klyngemidler fra 2023 til 2024.")
    (row,) = document.funding[0].carry_overs
    assert row.decided is not None
    assert (row.status, row.decided.forum_name, row.decided.on and str(row.decided.on.day)) == (
        *("approved", "Politisk Forum"),
        "2023-12-05",
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Regeringen og parterne har afsat 90 mio. kr. i centrale midler i 2021 og 2022 til klyngernes udvikling.",
        "Staten har afsat 60 mio. kr. til nærhospitaler.",
        "I aftalen om nære tilbud er der afsat 400 mio. til flere hjemmebesøg.",
        "Der er afsat 400 mio. til mere behandling tæt på borgeren.",
        "Der fordeles midler, i alt 400 mio., til hjemmebesøg.",
    ],
)
def test_what_the_state_or_all_clusters_have_is_not_the_pots_m24_m37(sentence: str) -> None:
    assert said_by(told(sentence), sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Der er ikke anvendt midler endnu.",
        "Midlerne er endnu ikke brugt.",
        "Der er ikke brugt af midlerne, men der er ansat en koordinator pr. 1. maj 2024.",
        "Der er intet forbrug.",
    ],
)
def test_nothing_spent_is_a_known_zero_m28(sentence: str) -> None:
    document = told("Natpatrulje", sentence)
    (row,) = said_by(document, sentence)
    assert (row.what, row.initiative_ref, row.amount_dkk) == ("spent", "2", Decimal(0))


@pytest.mark.parametrize(
    "sentence",
    [
        "Midler, der ikke er brugt, overføres til 2024.",
        "Hvis der ikke er brugt midler inden sommer, stopper indsatsen.",
        "De midler som ikke er anvendt går tilbage.",
        "Der er ikke ekstra udgifter for parterne.",
    ],
)
def test_a_condition_or_a_part_of_the_money_is_no_zero_m28_m33(sentence: str) -> None:
    assert said_by(told("Natpatrulje", sentence), sentence) == []


def test_a_sentence_about_all_initiatives_contradicts_a_report_of_one_and_both_stand_m30() -> None:
    document = told(
        "Sundhedsbus",
        "- Status – Indsatsen forløber planmæssigt.\n- Økonomi – Der er afsat 600.000 kr. Der er brugt 215.400 kr.",
        "Udmøntning af klyngemidler for 2022:",
        table=f"{CLUSTER_TABLE}\n\nDe indsatser, der har fået tildelt midler, har endnu ikke brugt midlerne.",
    )
    spent = [(row.initiative_ref, row.amount_dkk) for row in document.funding[0].stated if row.what == "spent"]
    assert spent == [("sundhedsbus", Decimal(215_400)), ("sundhedsbus", Decimal(0)), ("aftenklinik", Decimal(0))]


@pytest.mark.parametrize(
    "text",
    [
        "Der er ikke ekstra udgifter mellem parterne.",
        "Indsatsen koster alene de 12 timer, som medarbejderne bruger på fremmøde.",
        "Sagen medfører ikke udgifter, der kræver stillingtagen.",
        "Sagen er ikke forbundet med omkostninger.",
        "Der er 4600 genoptræningsplaner, 220-280 kontakter og 96 pladser.",
    ],
)
def test_hours_cases_without_costs_and_counts_state_no_money_m33_m34_m37(text: str) -> None:
    assert said_by(told(text), text) == []


def test_klyngemidler_and_udviklingsmidler_are_one_pot_m35() -> None:
    document = told(
        "Den 18. oktober 2022 godkendte Politisk Forum udmøntningen af klyngens udviklingsmidler fra 2021.",
        "Udmøntning af klyngemidler for 2021:",
        table=CLUSTER_TABLE,
    )
    assert [pot.grant_years for pot in document.funding] == [(2021,)]


def test_blanks_group_thousands_beside_a_unit_and_never_across_a_year() -> None:
    text = "I 2023 500 000 kr., før 3\u00a0228\u00a0032 kr., 7500 000 kr. og 12 500 borgere."
    read_ = [(row.printed, row.amount) for row in find_amounts(text) if row.unit]
    assert read_ == [
        ("500 000 kr.", Decimal(500_000)),
        ("3\u00a0228\u00a0032 kr.", Decimal(3_228_032)),
        ("7500 000 kr.", None),
    ]


def test_an_initiative_without_money_is_one_all_the_same_m3() -> None:
    document = told(
        "Midlerne er fordelt til to indsatser.",
        "Brevveksling mellem læger",
        "- Status – Intet nyt.\n- Økonomi – Der er ikke afsat midler til indsatsen.",
        "Udmøntning af klyngemidler for 2022:",
        table=CLUSTER_TABLE,
    )
    cells = [row.amount_dkk for row in document.funding[0].allocations]
    assert cells == [Decimal(600_000), Decimal(400_000), Decimal(0)]
    assert [one.name for one in document.initiatives] == [
        "Sundhedsbus",
        "Aftenklinik",
        "Vagtliste",
        "Brevveksling mellem læger",
    ]
    (report,) = document.initiatives[3].status_reports
    assert (report.stated_allocated_dkk, report.spent_dkk) == (Decimal(0), None)


@pytest.mark.parametrize(
    ("money", "spent", "forecast", "partial", "has_note"),
    [
        ("Der er afsat 600.000 kr. Forbrug pt. ikke opgjort.", None, None, False, True),
        ("Der forventes brugt ca. 200.000 kr. i byen. Budget for oplandet kommer.", None, 200_000, True, True),
        (
            "Der er afsat 600.000 kr. Der er brugt 90.000 kr. Forventet forbrug ca. 310.000 kr.",
            90_000,
            310_000,
            False,
            False,
        ),
    ],
)
def test_a_report_gives_spending_forecast_and_why_not_m26_m27_m29_m31(
    money: str, spent: int | None, forecast: int | None, *, partial: bool, has_note: bool
) -> None:
    document = told("Sundhedsbus", f"- Status – Intet nyt.\n- Økonomi – {money}", table=CLUSTER_TABLE)
    (report,) = document.initiatives[0].status_reports
    assert (report.spent_dkk, report.forecast_dkk) == (
        None if spent is None else Decimal(spent),
        None if forecast is None else Decimal(forecast),
    )
    assert (report.forecast_partial, report.note is not None) == (partial, has_note)


def test_criteria_belong_to_the_pot_that_is_still_to_be_shared_out_m32() -> None:
    document = told(
        "For hvert af årene 2022 og 2023 udgør klyngens andel 1.250.001 kr. fordelt med 600.000 kr. til kommunerne og "
        "650.001 kr. til Region Fjordland.",
        "Der foreslås disse kriterier for udmøntning af midlerne:",
        "- at alle indsatser har en businesscase\n- at de mindsker ulighed",
        "Udmøntning af klyngemidler for 2022:",
        table=CLUSTER_TABLE,
    )
    criteria = {pot.grant_years: [row.text for row in pot.criteria] for pot in document.funding}
    assert criteria == {(2022,): [], (2023,): ["at alle indsatser har en businesscase", "at de mindsker ulighed"]}


@pytest.mark.parametrize(
    "sentence",
    [
        "KL og Danske Regioner har aftalt 250 mio. kr.",
        "Der søges om 150.000 kr. til et nyt projekt.",
        "Det foreslås, at der afsættes 200.000 kr. til Smertecafé, afsat over to år.",
        "Der er et mindreforbrug på 45.000 kr. på Smertecafé.",
        "Udgiften er 1.200 kr. pr. borger.",
        "Kommunens budget til området er 12 mio. kr.",
        "Der er brugt 900 kr. om ugen på Smertecafé.",
    ],
)
def test_rates_rests_wishes_and_other_peoples_money_are_not_the_pots_m37(sentence: str) -> None:
    assert said_by(told(sentence), sentence) == []


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Klyngen har 1,3 mio. kr. til rådighed i 2023.", "granted"),
        ("Klyngemidlerne er på 1.350.000 kr.", "granted"),
        ("Der er bevilget 600.000 kr. til Smertecafé.", "allocated"),
        ("Smertecafé fik 6400.000 kr.", "allocated"),
    ],
)
def test_what_is_the_pots_is_stated_and_what_cannot_be_read_too_m4(sentence: str, what: str) -> None:
    (row,) = said_by(told(sentence), sentence)
    assert row.what == what


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("Restbeløbet på 100.000 kr. overføres til 2024.", 100_000),
        ("Mindreforbruget på 45.000 kr. blev overført til 2024.", 45_000),
        ("Uforbrugte midler, ca. 300.000 kr., overføres til 2024.", None),
        ("De uforbrugte klyngemidler overføres til 2024.", None),
    ],
)
def test_a_carry_over_has_the_exact_amount_where_one_is_told_m23(sentence: str, amount: int | None) -> None:
    (row,) = told(sentence).funding[0].carry_overs
    assert (row.from_year, row.to_year, row.amount_dkk) == (2023, 2024, None if amount is None else Decimal(amount))
