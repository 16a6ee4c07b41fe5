"""Acadre: the manifest says which edition is published, the body what it holds, and only `Åben` is open."""

import re

import msgspec
import pytest
from lxml import etree

from app.domain.findings import Finding
from app.importers.drop import ALONE, Files
from app.importers.exports import acadre
from app.importers.exports.acadre_tables import body_rows
from app.importers.exports.export import Export
from app.importers.exports.xml import Element
from tests.importers.exports.exported import (
    ACADRE_BODY,
    acadre_body,
    acadre_files,
    acadre_manifest,
    changed,
    codes,
    inside,
    item,
    root_of,
    texts_of,
)

Changes = tuple[tuple[str, str], ...]
OLDER = ('<field publish="0"/>', '<field publish="1"/>')
WITHDRAWN = ('<field publish="1"/>', '<field publish="0"/>')
AN_AGENDA = ('<field type="2"/>', '<field type="1"/>')


def drop_of(*changes: tuple[str, str]) -> Files:
    return Files(acadre_files(changed(acadre_body(), *changes)))


def read(*changes: tuple[str, str], manifest: Changes = ()) -> Export:
    root = root_of(changed(acadre_manifest(), *manifest))
    assert acadre.reads(root)
    export = acadre.read(root, drop_of(*changes))
    assert not isinstance(export, Finding), export.message
    return export


def test_the_meeting_and_its_ids_are_read() -> None:
    export = read()
    assert (export.dialect, export.kind, export.access, export.is_withdrawn) == ("acadre", "minutes", "open", False)
    assert (export.forum_name, export.forum_id) == ("Havneudvalget", "44")
    assert (export.meeting_id, export.publication_id) == ("903", "2207")
    assert export.starts_at is not None
    assert export.ends_at is not None
    assert export.starts_at.isoformat() == "2031-03-12T16:00:00+01:00"
    assert export.ends_at.isoformat() == "2031-03-12T18:30:00+01:00"
    assert export.title is None
    assert codes(export) == ["attachment_missing"]


def test_the_newest_instant_of_any_edition_is_the_revision() -> None:
    newest = "2031-03-13T09:15:00.000000Z"
    assert read().revision == newest
    root = root_of(changed(acadre_manifest(), WITHDRAWN))
    withdrawn = acadre.read(root, ALONE)
    assert isinstance(withdrawn, Export)
    assert withdrawn.revision == newest


def test_a_place_of_question_marks_is_none_and_the_address_is_on_one_line() -> None:
    assert read().location == "Havnekontoret, Kajen 1"
    assert read((">????<", ">Fyrtårnet<")).location == "Fyrtårnet"
    assert read(("Havnekontoret&lt;br&gt;Kajen 1&lt;br&gt;", "")).location is None


def test_meetings_to_come_are_told_with_their_own_kind_of_date() -> None:
    introduction = read().introduction or ""
    assert "Mødet begynder med en rundtur." in introduction
    assert "Havneudvalget, 9. april 2031 kl. 16:00-18:00, Fyret" in introduction
    assert "Havneudvalget, engang, Fyret" in (read(("09-04-2031 16:00:00", "engang")).introduction or "")


def test_items_stand_in_the_order_of_their_numbers_and_a_number_may_be_zero() -> None:
    assert [(one.number, one.id, one.title, one.case_number, one.access) for one in read().items] == [
        ("0", "600", "Godkendelse af dagsorden", None, "open"),
        ("715", "601", "Nyt slæbested", "31/27845", "open"),
        ("716", "602", "Lejemål på kajen", "31/5512", "closed"),
        ("717", "603", "Ansættelse af havnefoged", "31/9", "closed"),
    ]


def test_sections_stand_in_their_own_order_and_decisions_of_others_are_earlier_ones() -> None:
    assert [(part.kind, part.heading) for part in item(read(), "715").sections] == [
        ("procedure", "Sagen afgøres i"),
        ("procedure", "Sagens gang"),
        ("summary", "Resumé"),
        ("presentation", "Sagsfremstilling"),
        ("recommendation", "Indstilling"),
        ("earlier_decisions", "Beslutning i Økonomiudvalget den 05-03-2031"),
        ("earlier_decisions", "Beslutning i Havneudvalget den 10-02-2031"),
        ("decision", "Beslutning i Havneudvalget den 12-03-2031"),
    ]


@pytest.mark.parametrize(
    ("heading", "type", "kind"),
    [
        ("Beslutning", "8", "decision"),
        ("Beslutning", "3", "decision"),
        ("", "8", "decision"),
        ("Bemærkninger", "8", None),
        ("Beslutningsgrundlag", "8", None),
        ("Tidligere beslutninger", "8", "earlier_decisions"),
        ("Beslutning i Økonomiudvalget den 12-03-2031", "8", "earlier_decisions"),
        ("Beslutning i Havneudvalget den 12. marts 2031", "8", "decision"),
        ("Økonomiske konsekvenser", "3", "economy"),
        ("Tidsplan", "3", None),
        ("Bilag", "5", "attachments"),
    ],
)
def test_a_section_is_what_its_type_and_its_name_say_together(heading: str, type: str, kind: str | None) -> None:
    export = read(
        ('name="bulletname">Resumé<', f'name="bulletname">{heading}<'),
        ('name="bullettype">1<', f'name="bullettype">{type}<'),
    )
    section = next(one for one in item(export, "715").sections if "slidt op" in (one.html or ""))
    assert section.kind == kind


def test_a_decision_that_is_not_released_is_none() -> None:
    export = read(("&lt;p&gt;Godkendt.&lt;/p&gt;", "&lt;p&gt;Beslutning ikke frigivet&lt;/p&gt;"))
    assert item(export, "0").sections == ()


@pytest.mark.parametrize("name", ["Lukket", "Person", "åbent", ""])
def test_an_item_is_open_only_where_it_is_called_open(name: str) -> None:
    export = read(('name="name">Nyt  slæbested', 'name="x">'), ('"accessname">Åben<', f'"accessname">{name}<'))
    assert inside(export.items[1]) == {"closed"}


def test_a_persons_item_and_an_item_whose_flags_disagree_are_closed_with_their_parts() -> None:
    assert inside(item(read(), "717")) == {"closed"}
    disagreeing = read(("717", "718"), ('<field name="access">3</field>', '<field name="access">1</field>'))
    assert inside(item(disagreeing, "718")) == {"closed"}


def test_an_attachment_is_open_only_where_its_number_is_one_and_its_item_is_open() -> None:
    export = read()
    assert [(file.id, file.title, file.access) for file in item(export, "715").attachments] == [
        ("801", "Tilbud på beton", "closed"),
        ("802", "Kort over havnen", "open"),
        ("803", "Måling på stranden", "open"),
        ("804", "Uden flag", "closed"),
        ("805", "Mangler", "open"),
    ]
    assert [(file.id, file.access) for file in item(export, "716").attachments] == [("810", "closed")]


@pytest.mark.parametrize(
    "change",
    [
        ('access="Åben" criteria="IN(1)"', 'access="Lukket"'),
        ('access="Åben" criteria="IN(1)"', 'access="Person"'),
        ('<field accessid="1"/>', '<field accessid="2"/>'),
        ('<field access="1"/>', '<field access="2"/>'),
    ],
)
def test_everything_of_a_closed_edition_is_closed(change: tuple[str, str]) -> None:
    export = read(manifest=(change,))
    assert {level for one in export.items for level in inside(one)} == {"closed"}
    assert {export.access, *(file.access for file in export.files)} == {"closed"}


def test_an_edition_that_says_nothing_of_access_is_closed() -> None:
    export = read(manifest=(('access="Åben"', 'x="1"'), ("accessid", "y")))
    assert {export.access, *(level for one in export.items for level in inside(one))} == {"closed"}


def test_the_files_of_the_edition_are_found_in_any_case_and_composition() -> None:
    export = read()
    drop = drop_of()
    files = item(export, "715").attachments
    assert [drop.read(file.path or "") for file in files] == [b"%PDF-1", b"%PDF-22", b"%PDF-333", b"%PDF", None]
    assert [(file.file_name, drop.read(file.path or "")) for file in export.files] == [("41001.docx", b"PK")]
    message = export.findings[0].message
    assert "Mangler" in message
    assert "715" in message


def test_the_whole_document_is_closed_where_anything_is_and_else_open() -> None:
    assert [file.access for file in read().files] == ["closed"]
    open_all = read(
        (">Lukket<", ">Åben<"),
        (">Person<", ">Åben<"),
        ('name="access">2<', 'name="access">1<'),
        ('name="access">3<', 'name="access">1<'),
        ('<field name="access"/>', '<field name="access">1</field>'),
    )
    assert [file.access for file in open_all.files] == ["open"]


@pytest.mark.parametrize("path", ["..\\..\\hemmeligt.pdf", "C:\\41005E1.PDF", "\\\\intern01\\41005E1.PDF"])
def test_a_path_out_of_the_drop_is_no_file(path: str) -> None:
    export = read(("41005E2.pdf</field>", f"{path}</field>"))
    assert drop_of().read(item(export, "715").attachments[1].path or "") is None
    assert codes(export).count("attachment_missing") == 2


def test_people_of_the_meeting_are_read_and_standing_members_are_not() -> None:
    export = read()
    assert [(one.id, one.name, one.political_party, one.attendance) for one in export.attendees] == [
        ("21", "Anna Tang", "A", "present"),
        ("22", "Poul Bræmer", "V", "present"),
        ("23", "Ida Revle", "Ø", "absent"),
        ("24", "Ole Sand", None, "excused"),
        ("25", "Kim Uvis", None, "unknown"),
    ]
    assert [(one.roles, one.title, one.note) for one in export.attendees][::3] == [
        (("chair",), None, None),
        ((), "Viceborgmester", "Suppleant: Bo Klit"),
    ]
    assert export.attendance_recorded


def test_before_the_meeting_only_apologies_are_known() -> None:
    export = read(manifest=(AN_AGENDA,))
    assert [one.attendance for one in export.attendees] == ["unknown", "unknown", "unknown", "excused", "unknown"]
    assert not export.attendance_recorded


def test_who_was_away_for_an_item_is_named_without_the_party() -> None:
    assert [one.absent for one in read().items] == [(), ("Poul Bræmer",), (), ()]
    written = read(('<field name="excuse"/>', '<field name="excuse">Anna Tang</field>'))
    assert [(part.kind, part.text) for part in item(written, "715").sections][-1] == ("absentees", "Anna Tang")


def test_staff_and_internal_paths_are_left_out() -> None:
    told = texts_of(msgspec.to_builtins(read()))
    assert "ntern" not in told


@pytest.mark.parametrize(
    ("type", "name", "kind"),
    [
        ("1", "Dagsorden", "agenda"),
        ("1", "Formøde", "agenda"),
        ("1", "TILLÆGSDAGSORDEN", "supplementary_agenda"),
        ("2", "Tillægsreferat", "minutes"),
        ("7", "Referat", "minutes"),
        ("7", "Andet", "agenda"),
    ],
)
def test_the_type_of_the_edition_and_the_name_tell_the_kind(type: str, name: str, kind: str) -> None:
    body = ('<field name="name">Referat</field>', f'<field name="name">{name}</field>')
    export = read(body, manifest=(('<field type="2"/>', f'<field type="{type}"/>'),))
    assert export.kind == kind
    assert export.title == (None if name in {"Dagsorden", "Referat"} else name)


def test_of_several_published_editions_the_newest_is_read_by_its_number() -> None:
    export = read(manifest=(OLDER,))
    assert export.kind == "minutes"
    assert [finding.code for finding in export.findings] == ["possible_duplicate", "attachment_missing"]


def test_an_older_edition_is_read_where_it_alone_is_published() -> None:
    manifest = changed(acadre_manifest(), WITHDRAWN)
    manifest = manifest.replace('<field publish="0"/>', '<field publish="1"/>', 1)
    files = acadre_files(acadre_body())
    files["Files_2207_40991/40990.XML"] = files[ACADRE_BODY]
    export = acadre.read(root_of(manifest), Files(files))
    assert isinstance(export, Export)
    assert export.kind == "agenda"
    assert export.revision == "2031-03-13T09:15:00.000000Z"


def test_a_manifest_without_a_published_edition_withdraws_the_agenda_whatever_lies_beside() -> None:
    for drop in (ALONE, drop_of()):
        export = acadre.read(root_of(changed(acadre_manifest(), WITHDRAWN)), drop)
        assert isinstance(export, Export)
        assert (export.is_withdrawn, export.access, export.items) == (True, "closed", ())
        assert (export.publication_id, export.meeting_id, export.forum_id) == ("2207", "903", "44")
        assert export.forum_name == "Havneudvalget"


@pytest.mark.parametrize("publish", ["0", "", "2", "ja", "yes"])
def test_anything_but_a_one_is_not_published(publish: str) -> None:
    root = root_of(changed(acadre_manifest(), ('publish="1"', f'publish="{publish}"')))
    export = acadre.read(root, drop_of())
    assert isinstance(export, Export)
    assert export.is_withdrawn


def test_a_body_that_is_not_there_is_named() -> None:
    fault = acadre.read(root_of(acadre_manifest()), ALONE)
    assert isinstance(fault, Finding)
    assert (fault.code, fault.severity) == ("format_unknown", "error")
    assert "»41005.xml«" in fault.message


def test_a_body_that_cannot_be_read_is_named_with_the_place() -> None:
    files = acadre_files(acadre_body())
    files[ACADRE_BODY] = files[ACADRE_BODY][:400]
    fault = acadre.read(root_of(acadre_manifest()), Files(files))
    assert isinstance(fault, Finding)
    assert "41005.XML" in fault.message
    assert "linje" in fault.message


def test_a_body_of_another_agenda_is_refused() -> None:
    fault = acadre.read(root_of(acadre_manifest()), drop_of(('"sysid">2207<', '"sysid">2299<')))
    assert isinstance(fault, Finding)
    assert "2299" in fault.message


@pytest.mark.parametrize("folder", ["", "..\\andre", "C:\\acadre", "\\\\intern01\\Files_2207_41001"])
def test_a_folder_that_cannot_be_followed_is_found_as_the_system_names_it(folder: str) -> None:
    export = read(manifest=(('filesfolder="Files_2207_41001"', f'filesfolder="{folder}"'),))
    assert len(export.items) == 4


def test_a_body_alone_is_read_and_says_so() -> None:
    export = acadre.read(root_of(acadre_body()), ALONE)
    assert isinstance(export, Export)
    assert codes(export)[0] == "heading_missing"
    assert "manifestet" in export.findings[0].message
    assert (export.kind, export.access, export.publication_id) == ("minutes", "open", "2207")
    assert export.revision == "2031-03-13T09:05:00.000000Z"
    assert [one.access for one in export.items] == [one.access for one in read().items]


def test_a_body_alone_that_does_not_say_that_it_is_open_is_closed() -> None:
    text = changed(acadre_body(), ('<field name="access">1</field>', ""), (">Åben<", "><"))
    export = acadre.read(root_of(text), ALONE)
    assert isinstance(export, Export)
    assert {export.access, *(level for one in export.items for level in inside(one))} == {"closed"}


def test_the_folders_of_all_editions_belong_to_the_manifest_and_other_agendas_do_not() -> None:
    files = acadre_files(acadre_body())
    held = acadre.parts(root_of(acadre_manifest()), Files(files))
    assert set(held) == {name for name in files if name.startswith("Files_2207_")}
    assert set(acadre.parts(root_of(changed(acadre_manifest(), WITHDRAWN)), Files(files))) == set(held)


def test_tables_may_stand_beside_the_fields_instead_of_among_them() -> None:
    root = root_of(acadre_body())
    for fields in list(root.iter("fields")):
        for place, table in enumerate(fields.findall("table"), 1):
            parent = fields.getparent()
            assert parent is not None
            parent.insert(parent.index(fields) + place, table)
    flat, nested = acadre.read(root, ALONE), acadre.read(root_of(acadre_body()), ALONE)
    assert flat == nested


def test_one_item_with_one_attachment_is_as_many() -> None:
    root = root_of(acadre_body())
    parents = root.findall(".//table[@name='agendaitemparents']")
    for parent in (parents[0], parents[2]):
        remove(parent)
    export = acadre.read(root, ALONE)
    assert isinstance(export, Export)
    assert [(one.number, len(one.attachments)) for one in export.items] == [("716", 1)]


def remove(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def test_a_republish_that_tightens_differs_in_access_alone() -> None:
    open_name, closed_name = '<field name="accessname">Åben</field>', '<field name="accessname">Lukket</field>'
    before, after = read(), read(("Nyt  slæbested</field>", "Nyt slæbested</field>"), (open_name, closed_name))
    assert [(one.id, one.title) for one in after.items] == [(one.id, one.title) for one in before.items]
    assert {level for one in after.items for level in inside(one)} == {"closed"}


def test_files_of_the_case_are_attached_unless_they_are_enclosed() -> None:
    case = (
        '<table name="Case"><fields><table name="Files"><fields><table name="File"><fields>'
        '<field name="Title">Lokalplan</field><field name="FileName">plan</field>'
        '<field name="DocumentExtension">pdf</field><field name="PublicAccessLevelName">{}</field></fields><fields>'
        '<field name="FileName">41005E2.pdf</field></fields></table></fields></table></fields></table>'
    )
    for level, access in (("Åben", "open"), ("Lukket", "closed"), ("", "closed")):
        text = acadre_body()
        place = text.index('<table name="noarksak">')
        drop = Files(acadre_files(text[:place] + case.format(level) + text[place:]))
        export = acadre.read(root_of(acadre_manifest()), drop)
        assert isinstance(export, Export)
        told = [(one.title, one.file_name, one.access) for one in item(export, "715").attachments[5:]]
        assert told == [("Lokalplan", "plan.pdf", access)]


@pytest.mark.parametrize(
    "text", ["<root/>", '<root><table name="agenda"/></root>', '<Root><table name="producedAgenda"/></Root>']
)
def test_other_roots_are_not_its_own(text: str) -> None:
    assert not acadre.reads(root_of(text))


PUBLIC = {"name", "bulletname", "bulletcontent", "caseno", "comname", "area", "description"}
UNTOLD = {"commember", "noarksak", "upcomingmeetings"}
NAMES = {"Referat", "Havneudvalgets møde", "Intern note"}
"""Names that say nothing of their own, and a note of the staff's."""


def test_no_line_of_the_body_is_lost() -> None:
    held = texts_of(msgspec.to_builtins(read()))
    root = root_of(acadre_body())
    for table in [one for one in root.iter("table") if one.get("name") in UNTOLD]:
        remove(table)
    checked = 0
    for field in root.iter("field"):
        said = re.sub(r" \([A-Z]\)$", "", texts_of(field.text or ""))
        if field.get("name") in PUBLIC and said and said not in NAMES:
            assert said in held, said
            checked += 1
    assert checked > 30


def test_a_table_without_rows_has_none() -> None:
    table = etree.fromstring('<table name="enclosure"/>')
    assert body_rows(table) == []
    assert body_rows(etree.fromstring('<table name="enclosure"><fields/></table>')) == []
