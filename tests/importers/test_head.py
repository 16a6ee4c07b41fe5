from datetime import date

import pytest

from app.domain.findings import Finding
from app.importers.document import ImportedDocument, Location
from tests.importers.minutes import findings_of, lines_of, minutes, read

ITEM = ("Punkt 1: Status", "Beslutning", "Godkendt.")


def with_head(*head: str) -> ImportedDocument:
    return read(minutes(*ITEM, head=head))


@pytest.mark.parametrize(
    ("title", "cluster", "forum", "level", "kind"),
    [
        ("REFERAT Fjordklyngen d. 14-03-2024", "Fjordklyngen", "Fjordklyngen", None, "sundhedsklynge"),
        (
            "REFERAT Chefforum Sundhedsklynge Øst d. 14-03-2024",
            "Sundhedsklynge Øst",
            "Chefforum",
            None,
            "sundhedsklynge",
        ),
        (
            "REFERAT NSX Solby Klyngen - Politisk Forum d. 14-03-2024",
            "NSX Solby Klyngen",
            "Politisk Forum",
            "political",
            "sundhedsklynge",
        ),
        (
            "REFERAT Fagligt Strategisk Forum, Sundhedsklynge Nord Vest d. 14-03-2024",
            "Sundhedsklynge Nord Vest",
            "Fagligt Strategisk Forum",
            "strategic",
            "sundhedsklynge",
        ),
        ("REFERAT Klynge Vest d. 14-03-2020", "Klynge Vest", "Klynge Vest", None, "forerunner"),
        (
            "REFERAT Solby Klyngens Politiske Forum d. 14-03-2024",
            "Solby Klyngen",
            "Politisk Forum",
            "political",
            "sundhedsklynge",
        ),
        ("REFERAT Østklyngens Direktørforum d. 14-03-2024", "Østklyngen", "Direktørforum", None, "sundhedsklynge"),
        (
            "REFERAT Sundhedsklynge Øst - Temaudvalg for søvn d. 14-03-2024",
            "Sundhedsklynge Øst",
            "Temaudvalg for søvn",
            None,
            "sundhedsklynge",
        ),
        ("REFERAT Sundhedsråd Fjord d. 14-03-2027", "Sundhedsråd Fjord", "Sundhedsråd Fjord", None, "sundhedsraad"),
    ],
)
def test_the_title_names_cluster_and_forum(title: str, cluster: str, forum: str, level: str | None, kind: str) -> None:
    """I7, I9, I10: a level where a word says it; a klynge before the law is a forerunner."""
    document = with_head(title)
    assert document.cluster is not None
    assert document.forum is not None
    assert (document.cluster.name, document.cluster.kind) == (cluster, kind)
    assert (document.forum.name, document.forum.level) == (forum, level)


@pytest.mark.parametrize(
    ("field", "starts_at", "ends_at"),
    [
        ("Mødedato Onsdag d. 17. januar 2024 kl. 09:30", "2024-01-17T09:30:00+01:00", None),
        ("Mødedato: 17. juli 2024 kl. 14.15", "2024-07-17T14:15:00+02:00", None),
        ("Mødedato: 17-01-2024 kl. 10.00 – 11.30", "2024-01-17T10:00:00+01:00", "2024-01-17T11:30:00+01:00"),
        ("Mødedato: 11. december 2020\tTidspunkt: Kl. 10-12", "2020-12-11T10:00:00+01:00", "2020-12-11T12:00:00+01:00"),
        ("Mødedato 17. januar 2024", None, None),
    ],
)
def test_times_carry_the_offset_copenhagen_has_that_day_i4(field: str, starts_at: str, ends_at: str | None) -> None:
    meeting = with_head("REFERAT Sundhedsklynge Øst", field).meeting
    assert meeting is not None
    assert (meeting.starts_at and meeting.starts_at.isoformat()) == starts_at
    assert (meeting.ends_at and meeting.ends_at.isoformat()) == ends_at


@pytest.mark.parametrize(
    ("place", "location"),
    [
        ("Mødelokale 4, Regionsgården", Location("Mødelokale 4, Regionsgården")),
        ("Sal 2, Rådhuset, Havnegade 12, 9999 Solby", Location("Sal 2, Rådhuset", "Havnegade 12, 9999 Solby")),
        ("Solby Kommune, Torvet 2, 9999 Solby", Location("Solby Kommune", "Torvet 2, 9999 Solby")),
        ("Teams", Location("Teams", None, online=True)),
    ],
)
def test_the_place_is_split_in_name_and_address_i13(place: str, location: Location) -> None:
    meeting = with_head("REFERAT Sundhedsklynge Øst d. 17-01-2024", f"Mødested {place}").meeting
    assert meeting is not None
    assert meeting.location == location


def only(document: ImportedDocument, code: str) -> Finding:
    (finding,) = findings_of(document, code)
    return finding


def test_a_date_that_does_not_exist_is_an_error_and_no_day() -> None:
    document = with_head("REFERAT Sundhedsklynge Øst", "Mødedato 31. februar 2024")
    assert document.meeting is not None
    assert document.meeting.date is not None
    assert (document.meeting.date.day, document.meeting.date.text) == (None, "31. februar 2024")
    assert document.meeting.natural_key is None
    finding = only(document, "date_invalid")
    assert (finding.severity, lines_of(finding)) == ("error", [(6, 6)])


def test_a_weekday_that_contradicts_the_date_is_an_error_i4() -> None:
    document = with_head("REFERAT Sundhedsklynge Øst", "Mødedato Mandag d. 17. januar 2024")
    finding = only(document, "weekday_mismatch")
    assert (finding.severity, lines_of(finding)) == ("error", [(6, 6)])
    assert "onsdag" in finding.message


def test_two_dates_that_differ_are_an_error_and_the_field_counts() -> None:
    document = with_head("REFERAT Sundhedsklynge Øst d. 16-01-2024", "Mødedato 17. januar 2024")
    assert document.meeting is not None
    assert document.meeting.date is not None
    assert document.meeting.date.day == date(2024, 1, 17)
    assert "16-01-2024" in only(document, "date_invalid").message


def test_a_date_without_a_year_stays_without_a_day_i5() -> None:
    document = with_head("REFERAT Sundhedsklynge Øst", "Mødedato 17. januar kl. 10")
    assert document.meeting is not None
    assert (document.meeting.natural_key, document.meeting.starts_at) == (None, None)
    assert lines_of(only(document, "date_year_missing")) == [(6, 6)]


@pytest.mark.parametrize("head", [(), ("Et brev",), ("REFERAT",), ("REFERAT Chefforum d. 17-01-2024",)])
def test_a_head_that_names_no_cluster_is_an_error_and_the_items_are_read_all_the_same(head: tuple[str, ...]) -> None:
    document = with_head(*head)
    assert document.cluster is None
    assert document.forum is None
    assert document.meeting is not None
    assert document.meeting.natural_key is None
    assert only(document, "format_unknown").severity == "error"
    assert len(document.meeting.agenda_items) == 1


def test_natural_keys_are_built_from_region_cluster_forum_and_day() -> None:
    document = read(
        minutes(
            "Punkt 1: Deltagere",
            "Sagsfremstilling",
            "Deltagere",
            "Bo Ahle, Region Fjordland",
            "Beslutning",
            "Godkendt.",
        )
    )
    assert document.cluster is not None
    assert document.forum is not None
    assert document.meeting is not None
    assert document.cluster.natural_key == "region fjordland|sundhedsklynge øst"
    assert document.forum.natural_key == "region fjordland|sundhedsklynge øst|chefforum"
    assert document.meeting.natural_key == "region fjordland|sundhedsklynge øst|chefforum|2024-01-17|1"
    assert [person.natural_key for person in document.participants] == ["region fjordland|sundhedsklynge øst|bo ahle"]


def test_two_regions_make_the_region_unknown() -> None:
    document = read(
        minutes(
            "Punkt 1: Deltagere", "Sagsfremstilling", "Deltagere", "Bo Ahle, Region Fjordland", "Ib Ege, Region Hav"
        )
    )
    assert document.cluster is not None
    assert document.cluster.region is None


def test_the_ordinal_of_a_meeting_is_its_number_and_no_part_of_the_forum_i6() -> None:
    document = with_head("REFERAT", "Emne:\t2. møde i Politisk Klynge Øst\nMødedato: 11. december 2020\tSted: Teams")
    assert document.meeting is not None
    assert document.forum is not None
    assert (document.meeting.number, document.forum.name) == ("2.", "Politisk Klynge Øst")
    assert document.meeting.natural_key == "|klynge øst|politisk klynge øst|2020-12-11|1"


def test_other_names_of_the_forum_and_of_its_cluster_are_variants_of_the_one_i9() -> None:
    document = read(
        minutes(
            "Punkt 1: Status",
            "NSX Solby Klyngen - Politisk Forum",
            "Resumé",
            "Den 3. april 2023 godkendte Politiske Forum fordelingen af Solby Klyngens midler.",
            "Indstilling",
            "Det indstilles, at Solby Klyngens Politiske Forum godkender planen for Solby Klynge.",
            "Beslutning",
            "Politisk Forum godkendte planen, som Direktørforum i Havnsø Klyngen har set.",
            head=("REFERAT NSX Solby Klyngen - Politisk Forum d. 17-01-2024",),
        )
    )
    assert document.forum is not None
    assert document.cluster is not None
    assert (document.cluster.name, [row.text for row in document.cluster.name_variants]) == (
        "NSX Solby Klyngen",
        ["Solby Klyngen", "Solby Klynge"],
    )
    assert (document.forum.name, [row.text for row in document.forum.name_variants]) == (
        "Politisk Forum",
        ["NSX Solby Klyngen - Politisk Forum", "Politiske Forum", "Solby Klyngens Politiske Forum"],
    )
    assert document.meeting is not None
    asked = document.meeting.agenda_items[0].recommendations
    assert [row.addressee for row in asked] == ["Solby Klyngens Politiske Forum"]


def test_a_name_in_its_own_form_or_in_the_genitive_is_no_variant_i9() -> None:
    document = read(minutes(*ITEM, "Sagsfremstilling", "Chefforums medlemmer i Sundhedsklynge Øst og Østerby Klyngen."))
    assert document.forum is not None
    assert document.cluster is not None
    assert (document.forum.name_variants, document.cluster.name_variants) == ((), ())


def test_names_that_collide_in_two_regions_are_two_clusters_i11() -> None:
    listed = ("Punkt 1: Deltagere", "Sagsfremstilling", "Deltagere", "Beslutning", "Godkendt.")
    keys = []
    for name, region in (("Midtklyngen", "Region Fjord"), ("Sundhedsklynge Midt", "Region Hav")):
        members = (*listed[:3], f"Bo Ahle, {region}", *listed[3:])
        document = read(minutes(*members, head=(f"REFERAT {name} d. 17-01-2024",)))
        assert document.cluster is not None
        keys.append((document.cluster.natural_key, document.cluster.name_variants))
    assert keys == [("region fjord|midtklyngen", ()), ("region hav|sundhedsklynge midt", ())]


def test_a_page_number_in_the_list_of_contents_is_no_date_and_no_item_i15() -> None:
    document = with_head("REFERAT Sundhedsklynge Øst d. 17-01-2024", "Indholdsfortegnelse", "Status.....\t2024")
    assert document.meeting is not None
    assert [item.title for item in document.meeting.agenda_items] == ["Status"]
    assert document.meeting.date is not None
    assert document.meeting.date.day == date(2024, 1, 17)
    assert document.findings == ()


@pytest.mark.parametrize(
    ("line", "starts_at", "ends_at"),
    [
        ("Mødetidspunkt: 14-03-2024 16:30", "16:30", None),
        ("Mødetidspunkt:\t14-03-2024 16:30", "16:30", None),
        ("Tidspunkt: 14. marts 2024, 16.30 - 18.00", "16:30", "18:00"),
        ("Mødedato: 14-03-2024 16:30", "16:30", None),
        ("Mødetidspunkt: torsdag den 14. marts 2024 kl. 16.30-18", "16:30", "18:00"),
    ],
)
def test_day_and_time_under_one_label(line: str, starts_at: str, ends_at: str | None) -> None:
    meeting = with_head("Referat", "Byrådet", line).meeting
    assert meeting is not None
    assert meeting.date is not None
    assert meeting.starts_at is not None
    assert meeting.date.day == date(2024, 3, 14)
    assert f"{meeting.starts_at:%H:%M}" == starts_at
    assert (meeting.ends_at and f"{meeting.ends_at:%H:%M}") == ends_at


@pytest.mark.parametrize("clock", ["16.30-18", "16.30-18.00", "12.10", "16:30"])
def test_a_time_alone_is_no_day(clock: str) -> None:
    meeting = with_head("Referat", "Byrådet", "Dato: 14. marts 2024", f"Tid: {clock}").meeting
    assert meeting is not None
    assert meeting.date is not None
    assert meeting.starts_at is not None
    assert meeting.date.day == date(2024, 3, 14)
    assert f"{meeting.starts_at:%H.%M}" == clock[:5].replace(":", ".")
