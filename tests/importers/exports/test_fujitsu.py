"""Fujitsu's agenda: a notification publishes or withdraws what its body holds, and only what is public is open."""

import msgspec
import pytest

from app.domain.findings import Finding
from app.importers.drop import ALONE, Files
from app.importers.exports import acadre, fujitsu
from app.importers.exports.export import Export, ExportedFile
from app.importers.exports.xml import plain_name
from tests.importers.exports.exported import (
    FUJITSU_BODY,
    FUJITSU_FOLDER,
    changed,
    codes,
    fujitsu_body,
    fujitsu_files,
    fujitsu_notification,
    inside,
    item,
    root_of,
    texts_of,
)

GUID = "5a0f1e00-1111-4222-8333-"
NO_FLAG = "<a:AccessName>x</a:AccessName>"
UNPUBLISHED = (("<a:Publish>true<", "<a:Publish>false<"),)
Changes = tuple[tuple[str, str], ...]


def drop_of(*changes: tuple[str, str]) -> Files:
    return Files(fujitsu_files(changed(fujitsu_body(), *changes)))


def read(*changes: tuple[str, str], notification: Changes = ()) -> Export:
    root = root_of(changed(fujitsu_notification(), *notification))
    assert fujitsu.reads(root)
    assert not acadre.reads(root)
    export = fujitsu.read(root, drop_of(*changes))
    assert not isinstance(export, Finding), export.message
    return export


def test_the_meeting_and_its_ids_are_read_in_lower_case() -> None:
    export = read()
    assert (export.dialect, export.kind, export.access, export.is_withdrawn) == ("fujitsu", "minutes", "unknown", False)
    assert (export.forum_name, export.forum_id) == ("Havneudvalget", f"{GUID}000000000001")
    assert (export.meeting_id, export.publication_id) == (f"{GUID}0000000000b2", f"{GUID}0000000000a1")
    assert export.revision == "2031-03-13T09:15:42.500000Z"
    assert export.starts_at is not None
    assert export.ends_at is not None
    assert export.starts_at.isoformat() == "2031-03-12T16:00:00+01:00"
    assert export.ends_at.isoformat() == "2031-03-12T18:30:00+01:00"
    assert (export.location, export.number) == ("Havnekontoret", "3/2031")
    assert export.introduction == "<p>Mødet begynder med en rundtur.</p>\n<p>Husk gummistøvler.</p>"
    assert codes(export) == ["attachment_missing"]


def test_the_first_of_january_of_the_year_one_is_no_end() -> None:
    export = read(("EndDateTime>12-03-2031 18:30", "EndDateTime>01-01-0001 00:00"))
    assert export.ends_at is None
    assert codes(export) == ["attachment_missing"]


def test_the_serial_number_is_the_number_the_elements_id_the_id_and_the_neutral_title_comes_first() -> None:
    assert [(one.number, one.id, one.title, one.case_number, one.access) for one in read().items] == [
        ("0", f"{GUID}000000000100", "Godkendelse af dagsorden", None, "open"),
        ("1", f"{GUID}000000000101", "Nyt slæbested", "31/27845", "open"),
        ("2", f"{GUID}000000000102", "Lejemål", "31/5512", "closed"),
        ("3", f"{GUID}000000000103", "Uden flag", "31/7", "closed"),
    ]


def test_items_keep_their_ids_and_places_when_their_numbers_shift() -> None:
    shifted = read(("SerialNo>2<", "SerialNo>9<"), ("SerialNo>1<", "SerialNo>2<"))
    assert [one.id for one in shifted.items] == [one.id for one in read().items]
    assert [one.number for one in shifted.items] == ["0", "2", "9", "3"]


def test_decisions_of_other_bodies_and_days_are_earlier_ones_and_placeholders_are_none() -> None:
    assert [(part.kind, part.heading, part.access) for part in item(read(), "1").sections] == [
        (None, "Sagsfremstilling", "open"),
        ("decision", "Beslutning", "open"),
        ("earlier_decisions", "Beslutning i Økonomiudvalget den 05-03-2031", "open"),
        ("earlier_decisions", "Beslutning i Personaleudvalget den 06-03-2031", "closed"),
    ]
    own = item(read(), "0").sections
    assert [(part.kind, part.text) for part in own] == [("decision", "Dagsordenen blev godkendt.")]


def test_the_route_decides_where_no_section_does() -> None:
    export = read(("<p>Anlægget blev godkendt.</p>", "Beslutning ikke frigivet."))
    decided = [(part.heading, part.text) for part in item(export, "1").sections if part.kind == "decision"]
    assert decided == [("Beslutning i Havneudvalget den 12-03-2031", "Anlægget blev godkendt.")]


def test_a_decision_that_is_closed_is_not_told_as_the_decision_of_an_open_item() -> None:
    export = read(
        ("<p>Anlægget blev godkendt.</p>", "Beslutning ikke frigivet."),
        ("Offentlig publicering</a:Access>", "Fortrolig publicering</a:Access>"),
    )
    one = item(export, "1")
    assert one.access == "open"
    assert [part for part in one.sections if part.kind == "decision"] == []
    assert {part.access for part in one.sections if (part.text or "").startswith("Anlægget")} == {"closed"}


@pytest.mark.parametrize(
    ("heading", "flag", "kind"),
    [
        ("Referat", "true", "decision"),
        ("Sagsfremstilling", "1", "decision"),
        ("Sagsfremstilling", "nej", None),
        ("Beslutning i Havneudvalget den 10-02-2031", "true", "earlier_decisions"),
        ("Beslutning i Havneudvalget den 12-03-2031", "false", "decision"),
    ],
)
def test_a_section_is_the_decision_by_its_flag_and_its_heading(heading: str, flag: str, kind: str | None) -> None:
    text = changed(fujitsu_body(), ("<a:Title>Beslutning</a:Title>", f"<a:Title>{heading}</a:Title>"))
    text = changed(text, ("<a:IsDecision>true<", f"<a:IsDecision>{flag}<"))
    export = fujitsu.read(root_of(text), ALONE)
    assert isinstance(export, Export)
    section = next(part for part in item(export, "1").sections if "Anlægget" in (part.html or ""))
    assert section.kind == kind


@pytest.mark.parametrize("flag", ["false", "", "ja", "Public"])
def test_an_item_without_a_plain_flag_is_closed_with_its_parts(flag: str) -> None:
    export = read(("AccessIsPublic>true<", f"AccessIsPublic>{flag}<"))
    assert {level for one in export.items for level in inside(one)} == {"closed"}


def test_a_closed_item_keeps_its_text_and_files_to_itself() -> None:
    closed = item(read(), "2")
    assert closed.sections[0].html == "<p>Hemmelig leje.</p>"
    assert inside(closed) == {"closed"}
    assert inside(item(read(), "3")) == {"closed"}


def test_an_attachment_is_open_only_where_it_is_public_and_they_stand_in_the_order_they_are_shown() -> None:
    assert [(file.title, file.document_number, file.access) for file in item(read(), "1").attachments] == [
        ("Tilbud på beton", "12345-1", "closed"),
        ("Kort over havnen.msg", "12345-2", "open"),
        ("Måling på stranden", "12345-3", "open"),
        ("Uden flag", "12345-4", "closed"),
        ("Mangler", "12345-5", "open"),
    ]


def test_files_are_found_below_the_folder_of_the_body_in_any_case_and_composition() -> None:
    files = item(read(), "1").attachments
    assert [drop_of().read(file.path or "") is not None for file in files] == [True, True, True, True, False]
    assert files[0].file_name == "12-1-1.pdf"
    assert "12-5-1.pdf" in read().findings[0].message


@pytest.mark.parametrize("link", ["\\..\\..\\12-2-1.pdf", "C:\\12-2-1.pdf", "\\\\intern01\\12-2-1.pdf"])
def test_a_link_out_of_the_drop_is_no_file(link: str) -> None:
    export = read(("\\Attachments\\12-2-1.pdf", link))
    assert drop_of().read(item(export, "1").attachments[1].path or "") is None
    assert codes(export).count("attachment_missing") == 2


def test_the_rendered_twin_is_open_only_where_the_output_was_filtered_and_nothing_is_closed() -> None:
    all_open: Changes = (
        ("AccessIsPublic>false<", "AccessIsPublic>true<"),
        ("<a:AccessEnumName>Closed<", "<a:AccessEnumName>Public<"),
        (NO_FLAG, f"<a:AccessIsPublic>true</a:AccessIsPublic><a:AccessEnumName>Public</a:AccessEnumName>{NO_FLAG}"),
    )
    confidential = ("Fortrolig publicering</a:Access>", "Offentlig publicering</a:Access>")
    filtered = ("OutputFilterIsPublic>false<", "OutputFilterIsPublic>true<")
    assert [file.access for file in read().files] == ["closed"]
    assert [file.access for file in read(filtered).files] == ["closed"]
    text = changed(fujitsu_body(), *all_open)
    assert [file.access for file in alone_with_twin(changed(text, filtered))] == ["closed"]
    assert [file.access for file in alone_with_twin(changed(text, confidential))] == ["closed"]
    assert [file.access for file in alone_with_twin(changed(text, confidential, filtered))] == ["open"]


def alone_with_twin(text: str) -> tuple[ExportedFile, ...]:
    export = fujitsu.read(root_of(text), Files({"a.html": b"", "a.xml": b""}))
    assert isinstance(export, Export)
    return export.files


def test_people_are_read_with_their_parties_and_guests_are_guests() -> None:
    export = read()
    assert [(one.name, one.political_party, one.roles, one.attendance, one.note) for one in export.attendees] == [
        ("Anna Tang", "A", ("chair",), "present", None),
        ("Poul Bræmer", "V", ("member",), "present", None),
        ("Ida Revle", "Ø", ("member",), "absent", None),
        ("Kim Uvis", None, ("member",), "unknown", "Bo Klit"),
        ("Gerda Gæst", None, ("guest",), "unknown", None),
    ]
    assert export.attendees[0].id == f"{GUID}000000000011"
    assert export.attendance_recorded


def test_before_the_meeting_only_apologies_are_known() -> None:
    export = read(("OutputTypeEnumName>Minute<", "OutputTypeEnumName>Agenda<"))
    assert export.kind == "agenda"
    assert [one.attendance for one in export.attendees] == ["unknown", "unknown", "excused", "unknown", "unknown"]
    assert not export.attendance_recorded


def test_who_was_away_for_an_item_is_named_of_its_own_handling_alone() -> None:
    assert [one.absent for one in read().items] == [(), ("Poul Bræmer", "Ida Revle"), (), ()]
    elsewhere = read(("12-03-2031 16:00</a:MeetingDate>", "10-02-2031 16:00</a:MeetingDate>"))
    assert item(elsewhere, "1").absent == ("Ida Revle",)
    listed = read(("<a:Absences/>", "<a:Absences>Bo Klit, Ida Holm</a:Absences>"))
    assert item(listed, "0").absent == ("Bo Klit", "Ida Holm")


@pytest.mark.parametrize(
    ("output", "type", "kind"),
    [
        ("Agenda", "Dagsorden", "agenda"),
        ("Agenda", "Tillægsdagsorden", "supplementary_agenda"),
        ("Minute", "Tillægsdagsorden", "minutes"),
        ("", "Dagsorden", "agenda"),
    ],
)
def test_the_output_and_the_agendas_type_tell_the_kind(output: str, type: str, kind: str) -> None:
    agenda = ("<a:Type>Dagsorden<", f"<a:Type>{type}<")
    assert read(("OutputTypeEnumName>Minute<", f"OutputTypeEnumName>{output}<"), agenda).kind == kind


@pytest.mark.parametrize("publish", ["false", "False", "0", "nej"])
def test_anything_but_true_withdraws_the_agenda_with_its_body_or_without(publish: str) -> None:
    root = root_of(changed(fujitsu_notification(), ("<a:Publish>true<", f"<a:Publish>{publish}<")))
    for drop, forum_name in ((ALONE, ""), (drop_of(), "Havneudvalget")):
        export = fujitsu.read(root, drop)
        assert isinstance(export, Export)
        assert (export.is_withdrawn, export.access, export.items) == (True, "closed", ())
        assert (export.publication_id, export.meeting_id) == (f"{GUID}0000000000a1", f"{GUID}0000000000b2")
        assert (export.revision, export.forum_name) == ("2031-03-13T09:15:42.500000Z", forum_name)


@pytest.mark.parametrize("name", ["Publish", "AgendaIdentifier"])
def test_a_notification_that_lacks_what_it_is_for_is_refused(name: str) -> None:
    root = root_of(fujitsu_notification())
    for element in list(root.iter("{*}" + name)):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    fault = fujitsu.read(root, drop_of())
    assert isinstance(fault, Finding)
    assert name in fault.message


def test_a_stamp_that_cannot_be_read_is_told_of() -> None:
    export = read(notification=(("2031-03-13T10:15:42.5", "i går"),))
    assert export.revision is None
    assert codes(export)[0] == "date_invalid"


def test_a_body_that_is_not_there_is_named() -> None:
    fault = fujitsu.read(root_of(fujitsu_notification()), ALONE)
    assert isinstance(fault, Finding)
    assert fault.code == "format_unknown"
    assert "c0ffee00-0000-4000-8000-000000000001.xml" in fault.message
    assert "Havneudvalget" not in fault.message


def test_a_path_out_of_the_drop_is_not_followed() -> None:
    for path in ("\\..\\a.xml", "C:\\a.xml", "\\\\intern01\\a.xml", ""):
        text = fujitsu_notification()
        start, end = text.index("<a:PathToXml>") + 13, text.index("</a:PathToXml>")
        fault = fujitsu.read(root_of(text[:start] + path + text[end:]), Files({"a.xml": b"<a/>"}))
        assert isinstance(fault, Finding)


def test_a_body_of_another_agenda_is_refused() -> None:
    fault = fujitsu.read(root_of(changed(fujitsu_notification(), ("0000000000A1", "0000000000A9"))), drop_of())
    assert isinstance(fault, Finding)
    assert "0000000000a9" in fault.message


def test_a_body_alone_is_read_and_says_so() -> None:
    export = fujitsu.read(root_of(fujitsu_body()), ALONE)
    assert isinstance(export, Export)
    assert codes(export)[0] == "heading_missing"
    assert "notifikationen" in export.findings[0].message
    assert export.revision is None
    assert [(one.id, one.access) for one in export.items] == [(one.id, one.access) for one in read().items]
    assert item(export, "1").attachments[0].path == "Attachments/12-1-1.pdf"


def test_the_body_its_twin_and_its_attachments_belong_to_the_notification() -> None:
    files = fujitsu_files(fujitsu_body())
    drop = Files(files)
    wanted = {name for name in files if name != "anden.xml"}
    for text in (fujitsu_notification(), changed(fujitsu_notification(), *UNPUBLISHED)):
        assert set(fujitsu.parts(root_of(text), drop)) == wanted
    assert fujitsu.parts(root_of(fujitsu_notification()), ALONE) == ()
    assert FUJITSU_BODY.startswith(FUJITSU_FOLDER)


def test_a_republish_that_tightens_differs_in_access_alone() -> None:
    text = fujitsu_body()
    place = text.index("AccessIsPublic>true<", text.index(f"{GUID}000000000101"))
    tightened = text[:place] + "AccessIsPublic>false<" + text[place + len("AccessIsPublic>true<") :]
    after = fujitsu.read(root_of(fujitsu_notification()), Files(fujitsu_files(tightened)))
    assert isinstance(after, Export)
    assert [(one.id, one.title) for one in after.items] == [(one.id, one.title) for one in read().items]
    assert inside(after.items[1]) == {"closed"}
    assert after.items[0].access == "open"


def test_one_item_with_one_attachment_is_as_many() -> None:
    root = root_of(fujitsu_body())
    for place, element in enumerate(list(root.iter("{*}AgendaElement"))):
        parent = element.getparent()
        assert parent is not None
        if place != 2:
            parent.remove(element)
    export = fujitsu.read(root, ALONE)
    assert isinstance(export, Export)
    assert [(one.number, len(one.attachments), len(one.sections)) for one in export.items] == [("2", 1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "<Root><Notification/></Root>",
        '<Root xmlns:a="http://example.invalid/"><a:Committee/></Root>',
        '<root xmlns:a="http://www.fujitsu.dk/agenda/xml/schemas/2009/03/31/"><a:Committee/></root>',
    ],
)
def test_other_roots_are_not_its_own(text: str) -> None:
    assert not fujitsu.reads(root_of(text))


def test_staff_is_left_out() -> None:
    assert "ntern" not in texts_of(msgspec.to_builtins(read()))


SHOWN = {"Name", "NeutralTitle", "CaseNumber", "Content", "Decision", "Note", "DescriptionText", "MeetingLocation"}
UNTOLD = {"Beslutning ikke frigivet"}


def test_no_line_of_the_body_is_lost() -> None:
    held = texts_of(msgspec.to_builtins(read()))
    checked = 0
    for element in root_of(fujitsu_body()).iter():
        said = texts_of(element.text or "").removesuffix(" (Ø)")
        if plain_name(element) in SHOWN and said and said not in UNTOLD:
            assert said in held, said
            checked += 1
    assert checked > 20
