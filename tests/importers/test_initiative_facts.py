"""Initiatives as minutes tell of them. Codes (N1 …) are those of the domain facts; bodies and names are invented."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.danish_dates import find_fuzzy
from app.importers.document import ImportedDocument, Initiative
from tests.importers.minutes import findings_of, lines_of, minutes, read

CODED = "\n".join(
    (
        "Indsats\tLyngdal Kommune\tRegion Fjordland\tI alt",
        "1. Smertecafé\t0\t600.000\t600.000",
        "4. Nattevagt i ØK\t0\t0\t0",
        "7a. samarbejde om flere hjemmebesøg for de ældste\t0\t150.000\t150.000",
        "7b. Rejsehold (LK)\t175.000\t0\t175.000",
        "Klyngemidler 2023\t300.000\t700.000\t1.000.000",
    )
)
NAMED = "\n".join(
    (
        "Indsats\tTildelt beløb i kr.",
        "24-timers opfølgning\t500.000",
        "Hjemmebesøg i 3 uger\t300.000",
        "Fælles søvnskole og fælles kursus for forældre i regi af Sundhedshuset\t750.000",
        "MKK Borgere\t900.000",
        "Indførelse af PLENET til beskeder mellem lægerne og kommunerne\t0",
    )
)


def report(
    name: str, *, about: str = "Som før.", status: str = "Status – Intet nyt.", money: str = "Intet nyt."
) -> str:
    return f"{name}\n\n- Indsatsbeskrivelsen – {about}\n- {status}\n- Økonomi – {money}"


def told(*paragraphs: str, table: str = NAMED) -> ImportedDocument:
    items = ("Punkt 1: Status på indsatserne", "Sagsfremstilling", *paragraphs)
    return read(minutes(*items, "Punkt 2: Udmøntning af klyngemidler for 2022", "Sagsfremstilling", table))


def of(document: ImportedDocument, name: str) -> Initiative:
    """The initiative that has this name, or it as a variant."""
    (found,) = [one for one in document.initiatives if name in {one.name, *(row.text for row in one.name_variants)}]
    return found


@pytest.mark.parametrize(
    ("printed", "listed", "rule"),
    [
        ("24 timers opfølgning", "24-timers opfølgning", "equal_name"),
        ("24 timers opfølgnig", "24-timers opfølgning", "equal_name"),
        ("Hjemmebesøg i tre uger", "Hjemmebesøg i 3 uger", "equal_name"),
        (
            "Fælles søvnskole og fælles kursus for forældre",
            "Fælles søvnskole og fælles kursus for forældre i regi af Sundhedshuset",
            "beginning",
        ),
        ("Støtte til borgere med mange kontakter i kommunen (MKK)", "MKK Borgere", "capitals"),
    ],
)
def test_one_initiative_has_many_names_n1(printed: str, listed: str, rule: str) -> None:
    document = told(report(printed))
    assert len(document.initiatives) == 5
    variants = {row.text: row.rule for row in of(document, listed).name_variants}
    assert variants[printed] == rule
    assert findings_of(document, "possible_duplicate") == []


def test_names_one_word_apart_are_two_and_told_n1() -> None:
    document = told(report("Hjemmebesøg i tre måneder"))
    (finding,) = findings_of(document, "possible_duplicate")
    assert (len(document.initiatives), finding.severity) == (6, "info")
    assert lines_of(finding) == [(26, 26), (14, 14)]


def test_one_described_by_the_name_of_another_is_told_n2() -> None:
    about = "Omfatter indførelse af PLENET til beskeder mellem lægerne og skolerne."
    document = told(report("Brevveksling om børn", about=about))
    (finding,) = findings_of(document, "possible_duplicate")
    assert "Brevveksling om børn" in finding.message
    assert len(document.initiatives) == 6


@pytest.mark.parametrize("name", ["Trivselsmentorer", "Fælles vagtliste", "Hjemmebesøg", "Rejsehold"])
def test_unlike_names_are_not_told_of_n2(name: str) -> None:
    assert findings_of(told(report(name)), "possible_duplicate") == []


def test_what_one_list_tells_apart_is_no_duplicate_n2() -> None:
    rows = "Indsats\tBeløb i kr.\nKursus i søvn for børn\t5.000\nKursus i søvn for voksne\t6.000"
    assert findings_of(told("Intet nyt.", table=rows), "possible_duplicate") == []


def test_names_in_prose_join_a_part_or_are_told_n3() -> None:
    document = told(
        "Indsats 7 består nu af disse delindsatser:",
        "- Samarbejde om flere hjemmebesøg for borgere, der bor alene\n- Rejsehold",
        table=CODED,
    )
    assert "Rejsehold" in {row.text for row in of(document, "Rejsehold (LK)").name_variants}
    (finding,) = findings_of(document, "possible_duplicate")
    assert "7a" in finding.message
    assert len(document.initiatives) == 5


def test_a_list_says_which_forum_has_charge_of_each_initiative_n4_i8() -> None:
    document = told(
        "Ansvaret er lagt i temaudvalgene, som er klyngens operationelle niveau. Indsatserne er:",
        "- 24 timers opfølgning – Temaudvalget for Ældre og pårørende\n"
        "- Hjemmebesøg i tre uger - Temaudvalget for ældre og pårørende\n- Gåhold – Driftsforum for Motion",
        "*Rejsehold* er en sidste indsats. Indsatsen varetages af Temaudvalget for Trivsel hos unge og deres familier.",
        report("Rejsehold"),
        "Klyngen har tre temaudvalg:",
        "- Temaudvalget for ældre og pårørende\n- Temaudvalget for trivsel for unge og deres familier",
    )
    forums = {forum.key: forum for forum in document.forums}
    in_charge = {one.name: one.responsible_forum_ref for one in document.initiatives if one.responsible_forum_ref}
    assert {name: forums[ref or ""].name for name, ref in in_charge.items()} == {
        "24-timers opfølgning": "Temaudvalget for Ældre og pårørende",
        "Hjemmebesøg i 3 uger": "Temaudvalget for Ældre og pårørende",
        "Gåhold": "Driftsforum for Motion",
        "Rejsehold": "Temaudvalget for Trivsel hos unge og deres familier",
    }
    assert [(forum.name, forum.level) for forum in document.forums] == [
        ("Temaudvalget for Ældre og pårørende", "operational"),
        ("Driftsforum for Motion", None),
        ("Temaudvalget for Trivsel hos unge og deres familier", "operational"),
        ("Temaudvalget for trivsel for unge og deres familier", "operational"),
    ]
    (alike,) = [one for one in findings_of(document, "possible_duplicate") if one.paths == ("/forums",)]
    assert alike.severity == "warning"


@pytest.mark.parametrize(
    "bullet",
    [
        "- Status – Indsatsen følger planen",
        "- 24 timers opfølgning – i udvalget",
        "- Driftsforum for Motion skal mødes med Chefforum",
        "- 24 timers opfølgning – Udvalget er glad",
    ],
)
def test_other_entries_with_a_dash_or_a_forum_put_nobody_in_charge_n4(bullet: str) -> None:
    document = told("Indsatserne i de to fora:", bullet)
    assert document.forums == ()
    assert {one.responsible_forum_ref for one in document.initiatives} == {None}


def test_the_forum_that_met_may_have_charge_itself_n4() -> None:
    document = told("Indsatserne er:", "- 24 timers opfølgning – Chefforum")
    assert (of(document, "24-timers opfølgning").responsible_forum_ref, document.forums) == ("forum", ())


@pytest.mark.parametrize(
    ("status", "schedule"),
    [
        ("Status – Indsatsen forløber planmæssigt. Tidsplanen holder.", "on_track"),
        ("Status – I forhold til tidsplanen er indsatsen forsinket.", "delayed"),
        ("Status – Indsatsen er ikke forsinket.", "unknown"),
        ("Status – Tidsplanen mangler en opdatering.", "unknown"),
    ],
)
def test_description_status_and_economy_are_one_report_n5(status: str, schedule: str) -> None:
    document = told(
        report("24 timers opfølgning", status=status, money="Der er afsat 500.000 kr. Der er brugt 90.000 kr.")
    )
    (row,) = of(document, "24-timers opfølgning").status_reports
    assert (row.schedule, row.reported_on) == (schedule, date(2024, 1, 17))
    assert (row.stated_allocated_dkk, row.spent_dkk) == (Decimal(500_000), Decimal(90_000))
    assert [line.split(" – ")[0] for line in (row.text or "").split("\n")] == [
        "Indsatsbeskrivelsen",
        "Status",
        "Økonomi",
    ]


def test_each_report_keeps_the_description_as_it_was_then_n6() -> None:
    about = "Formålet er udvidet, så også skoler er med: 1) En klinik i hver\n\nby, 2) En telefonlinje."
    (row,) = of(told(report("24 timers opfølgning", about=about)), "24-timers opfølgning").status_reports
    assert "udvidet, så også skoler er med: 1) En klinik i hver by, 2) En telefonlinje." in (row.text or "")


def test_the_plan_ends_when_it_says_and_not_when_somebody_wishes_n7() -> None:
    about = "Tidsplanen går til august 2024, men parterne ønsker, at perioden kan løbe i hele 2025."
    period = of(told(report("24 timers opfølgning", about=about)), "24-timers opfølgning").period
    assert period is not None
    assert (period.from_, period.to, period.precision) == (None, date(2024, 8, 31), "month")


@pytest.mark.parametrize("about", ["Der er ønske om at fortsætte i 2025.", "Evalueres i december 2024."])
def test_without_a_plan_there_is_no_period_n7(about: str) -> None:
    assert of(told(report("24 timers opfølgning", about=about)), "24-timers opfølgning").period is None


@pytest.mark.parametrize(
    ("text", "from_", "to", "precision", "open_end"),
    [
        ("Prøveperiode. 1. marts 2022 -?", date(2022, 3, 1), None, "day", True),
        ("i begyndelsen af 2022", date(2022, 1, 1), date(2022, 4, 30), "part_of_year", False),
        ("i foråret 2022", date(2022, 3, 1), date(2022, 5, 31), "season", False),
        ("primo 2025", date(2025, 1, 1), date(2025, 3, 31), "part_of_year", False),
    ],
)
def test_dates_are_as_vague_as_they_are_printed_n8_n9(
    text: str, from_: date, to: date | None, precision: str, *, open_end: bool
) -> None:
    found = find_fuzzy(text)
    assert found is not None
    assert (found.from_, found.to, found.precision, found.open_end) == (from_, to, precision, open_end)


CASE = (
    "Mini Businesscase",
    "Indsatsens formål\n<p>At hjælpe unge.</p>",
    "Data for indsatsen\n\nAntal unge i tal.",
    "Afgrænsning af indsatsen\n\nKun unge under 25.",
    "Geografi\n\nGælder i Lyngdal.",
    "Tidsramme og milepæle for indsatsen",
    "1. Udvælgelse i maj 2022\n2. Prøveperiode. 1. juni 2022 -?\n3. Evaluering",
    "Ressourceallokering i indsatsen\n\nDer er ikke ekstra udgifter.",
)


def business_case(title: str) -> Initiative:
    people = "- Ida Vang (RF), leder- Bo Lind (Lyngdal Kommune)- Mie Holt, sekretær (Lyngdal Kommune)"
    attendees = ("Deltagere", "Ida Vang, Region Fjordland", "Bo Lind, Lyngdal Kommune")
    document = read(
        minutes(
            *("Punkt 1: Deltagere", "Sagsfremstilling", *attendees),
            *("Punkt 2: Nye indsatser", "Beslutning", "Godkendt.", "Punkt 3: Eventuelt", "Beslutning", "Intet."),
            *("Bilag", "Bilag til punkt 2"),
            f"{title}\t\nProjektleder: Ida Vang\tProjektgruppe: <ul>{people}",
            *CASE,
        )
    )
    (found,) = document.initiatives
    return found


def test_a_business_case_gives_lead_group_scope_and_phases_n8_n12_n13() -> None:
    case = business_case("Hjælp til unge uden job")
    assert case.lead is not None
    assert (case.lead.name, [one.name for one in case.project_group]) == (
        "Ida Vang",
        ["Ida Vang", "Bo Lind", "Mie Holt"],
    )
    assert [section.kind for section in case.sections] == [
        *("purpose", "data", "scope", "geography", "timeframe", "resources"),
    ]
    assert [(row.date and row.date.open_end, row.date is None) for row in case.milestones] == [
        *((False, False), (True, False), (None, True)),
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Hjælp til unge uden job", "initiative"),
        ("Projekt indsats: Hjælp til unge", "initiative"),
        ("Projekt: Hjælp til unge", "project"),
        ("Pilotprojekt om hjælp til unge", "project"),
    ],
)
def test_a_project_is_no_initiative_n15(title: str, kind: str) -> None:
    assert business_case(title).kind == kind


def listed(label: str, rows: tuple[str, ...]) -> ImportedDocument:
    return read(minutes("Punkt 1: Indsatserne og Sundhedsaftale 2024-2027", "Sagsfremstilling", label, "\n".join(rows)))


GROUPS = (
    "<p>Målgrupper for indsatsen:</p> <ul> - Unge - Ældre <p>Indsatsen bidrager til målene om:</p> <ul> - Ro "
    "<p>Indsatserne understøtter principperne om:</p> <ul> - Fælles ansvar"
)
ROWS = (
    "Indsatser\t",
    f"Smertecafé\t{GROUPS}",
    "Støtte til borgere med\t<p>Målgrupper for indsatsen:</p> <ul> - Unge",
    "",
    "<p>mange kontakter</p>\t<ul> - Voksne med sindslidelser <p>Indsatsen bidrager til målene om:</p> <ul> - Tryghed",
)


def test_groups_goals_and_principles_of_a_row_over_two_pages_n10() -> None:
    document = listed("Tabel 1: Indsatser", ROWS)
    groups = {
        one.name: ([row.text for row in one.target_groups], [row.text for row in one.goals], len(one.principles))
        for one in document.initiatives
    }
    assert groups == {
        "Smertecafé": (["Unge", "Ældre"], ["Ro"], 1),
        "Støtte til borgere med mange kontakter": (["Unge", "Voksne med sindslidelser"], ["Tryghed"], 0),
    }


def test_words_are_bound_to_the_agreement_they_are_from_n11() -> None:
    document = listed("Tabel 1: Indsatser", ROWS)
    rows = [row for one in document.initiatives for row in (*one.target_groups, *one.goals, *one.principles)]
    assert {row.agreement for row in rows} == {"Sundhedsaftale 2024-2027"}


def test_each_party_takes_part_in_its_own_way_n14() -> None:
    status = "Status – Lyngdal Kommune deltager. Østerå vil deltage. "
    last = "Havnsø og Solby Kommuner har ikke økonomi til at være med."
    document = told(report("24 timers opfølgning", status=status + last))
    rows = of(document, "24-timers opfølgning").participation
    assert [(row.party_ref, row.status) for row in rows] == [
        ("lyngdal kommune", "active"),
        ("østerå kommune", "planned"),
        ("havnsø kommune", "not_now"),
        ("solby kommune", "not_now"),
    ]


def test_a_focus_area_has_initiatives_and_they_have_parts_n15() -> None:
    document = read(
        minutes(
            "Punkt 1: Klyngens fokusområde 1: Færre fald blandt ældre",
            "Sagsfremstilling",
            "Parterne har konkretiseret to initiativer:",
            "Gode sko til alle",
            "Alle ældre tilbydes en samtale om sko. Det sker i hjemmet.",
            "Lys på trappen",
            "Der sættes lys op.",
            "Initiativerne begynder til efteråret.",
            "Punkt 2: Udmøntning af klyngemidler",
            "Sagsfremstilling",
            CODED,
        )
    )
    assert [(one.code or one.name, one.kind, one.parent_ref) for one in document.initiatives if one.code != "1"] == [
        ("4", "initiative", None),
        ("7", "initiative", None),
        ("7a", "sub_initiative", "7"),
        ("7b", "sub_initiative", "7"),
        ("Færre fald blandt ældre", "focus_area", None),
        ("Gode sko til alle", "initiative", "færre fald blandt ældre"),
        ("Lys på trappen", "initiative", "færre fald blandt ældre"),
    ]
    assert document.meeting is not None
    assert len(document.meeting.agenda_items[0].initiative_refs) == 3


def test_headings_that_are_not_as_many_as_counted_are_no_initiatives_n15() -> None:
    text = ("Parterne har konkretiseret tre initiativer:", "Gode sko", "Alle får sko.", "Lys", "Der sættes lys op.")
    assert read(minutes("Punkt 1: Status", "Sagsfremstilling", *text)).initiatives == ()


def test_a_number_of_the_catalogue_is_the_same_initiative_in_every_item_n16() -> None:
    document = read(
        minutes(
            *("Punkt 1: Udmøntning af klyngemidler", "Sagsfremstilling", CODED),
            *("Punkt 2: Fald blandt ældre", "Beslutning", "Dette er hovedsagen i Indsats 7."),
        )
    )
    assert document.meeting is not None
    assert document.meeting.agenda_items[1].initiative_refs == ("7",)


def test_an_inactive_row_of_zeros_is_still_an_initiative_n17() -> None:
    document = told("Intet nyt.", table=CODED)
    cells = [row for row in document.funding[0].allocations if row.initiative_ref == "4"]
    assert [row.amount_dkk for row in cells] == [Decimal(0), Decimal(0)]
    assert of(document, "Nattevagt i ØK").code == "4"
