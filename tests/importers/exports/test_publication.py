"""`Publication` of Agenda Management and its Aarhus variant: what each says, and nothing opened that is closed."""

import re

import msgspec
import pytest

from app.domain.findings import Finding
from app.importers.drop import Files
from app.importers.exports import publication, sbsys
from app.importers.exports.export import Export, ExportedFile, ExportedItem, ExportedSection
from app.importers.exports.people import AttendanceCodes
from app.importers.exports.xml import plain_name
from tests.importers.exports.exported import AARHUS_FILES, PUBLICATION_FILES, changed, root_of, texts_of
from tests.importers.exports.exported import aarhus as aarhus_text
from tests.importers.exports.exported import publication as classic_text


def read(text: str, files: dict[str, bytes] | None = None) -> Export:
    root = root_of(text)
    assert publication.reads(root)
    assert not sbsys.reads(root)
    export = publication.read(root, Files({} if files is None else files))
    assert not isinstance(export, Finding), export.message
    return export


def classic(*changes: tuple[str, str]) -> Export:
    return read(changed(classic_text(), *changes), PUBLICATION_FILES)


def aarhus(*changes: tuple[str, str]) -> Export:
    return read(changed(aarhus_text(), *changes), AARHUS_FILES)


def item(export: Export, number: str) -> ExportedItem:
    return next(one for one in export.items if one.number == number)


def parts_of(export: Export) -> list[ExportedSection | ExportedFile]:
    parts: list[ExportedSection | ExportedFile] = []
    for one in export.items:
        parts += [*one.sections, *one.attachments]
    return parts


def codes(export: Export) -> list[str]:
    return [finding.code for finding in export.findings]


def test_the_meeting_and_its_ids_are_read() -> None:
    export = classic()
    assert (export.dialect, export.kind, export.is_draft) == ("publication", "minutes", False)
    assert (export.forum_name, export.forum_id) == ("Strandudvalget", "12")
    assert (export.meeting_id, export.publication_id) == ("29", "41")
    assert export.revision == "2031-03-12T08:15:42.000000Z"
    assert export.starts_at is not None
    assert export.ends_at is not None
    assert export.starts_at.isoformat() == "2031-03-11T16:00:00+01:00"
    assert export.ends_at.isoformat() == "2031-03-11T18:30:00+01:00"
    assert export.location == "Lokale 2, Nordby Rådhus"
    assert export.introduction == "<p>Besigtigelse af molen f&oslash;r m&oslash;det.</p>"
    assert export.access == "unknown"


def test_items_keep_their_order_numbers_and_ids_and_a_number_may_be_zero() -> None:
    assert [(one.number, one.id, one.title) for one in classic().items] == [
        ("0", "900", "Godkendelse af dagsordenen"),
        ("1", "901", "Trapper ved nordstranden"),
        ("2", "902", "Køb af badebro"),
        ("3", "903", "Punkt 3"),
    ]


def test_an_item_without_a_title_or_a_number_is_told_of() -> None:
    export = classic(("<Number>2</Number>\n", "\n"))
    assert [one.number for one in export.items] == ["0", "1", "3", "3"]
    assert {"number_missing", "heading_missing"} <= set(codes(export))


def test_case_numbers_are_the_items_own_else_the_cases_and_no_case_is_none() -> None:
    assert [one.case_number for one in classic().items] == [None, "31-000412", "31-000777", None]
    assert item(classic(("<![CDATA[31-000412]]></Number>", "-</Number>")), "1").case_number is None
    assert item(classic(('<Case ID="55">', '<Case ID="0">')), "1").case_number is None


def test_fields_are_sections_in_the_order_of_their_index_and_feedback_is_the_decision() -> None:
    sections = item(classic(), "1").sections
    assert [(part.heading, part.kind) for part in sections] == [
        ("Sagsfremstilling", None),
        ("Indstilling", None),
        ("Beslutning", "decision"),
        ("Beslutning i Teknikudvalget den 14-01-2031", "earlier_decisions"),
        ("Deltagelse", "other"),
    ]
    assert sections[0].html is not None
    assert "&nbsp;jf. &sect; 4. Se bilaget" in sections[0].html
    assert "<td>Pris</td>" in sections[0].html
    assert (sections[1].html, sections[1].text) == (None, "Forvaltningen indstiller,\nat to trapper fornyes.")


def test_content_is_read_whatever_its_flag_says() -> None:
    export = classic(("<HasContent>True</HasContent>", "<HasContent>False</HasContent>"))
    assert len(item(export, "1").sections) == 5


def test_a_closed_item_is_closed_with_all_its_parts() -> None:
    closed = item(classic(), "2")
    assert (closed.access, closed.sections[0].access, closed.attachments[0].access) == ("closed", "closed", "closed")


@pytest.mark.parametrize("flag", ["", "<IsPublic/>", "<IsPublic>ja</IsPublic>", "<IsPublic>-1</IsPublic>"])
def test_an_item_whose_flag_is_missing_or_unreadable_is_closed(flag: str) -> None:
    export = classic(("<IsPublic>True</IsPublic>", flag))
    parts = parts_of(export)
    assert {one.access for one in export.items} | {part.access for part in parts} == {"closed"}


def test_an_enclosure_is_open_only_where_it_is_plainly_unprotected() -> None:
    unflagged = ("<![CDATA[Enclosures\\1.pdf]]></InstantiationFilePathRelative><IsProtected>False</IsProtected>",) * 2
    told = {file.id: file.access for file in item(classic((unflagged[0], unflagged[0][:-32])), "1").attachments}
    assert told == {"71": "closed", "72": "closed", "73": "open", "74": "open"}


def test_where_no_enclosure_has_the_flag_nothing_is_said_of_open_items() -> None:
    text = re.sub("<IsProtected>.*?</IsProtected>", "", classic_text())
    export = read(text, PUBLICATION_FILES)
    assert {file.access for file in item(export, "1").attachments} == {"unknown"}
    assert {file.access for file in item(export, "2").attachments} == {"closed"}


def test_enclosures_repeated_under_the_agenda_are_read_once_in_the_order_of_their_index() -> None:
    export = classic()
    assert [file.id for file in item(export, "1").attachments] == ["72", "71", "73", "74"]
    assert [file.title for file in export.files] == ["Mødeplan", "Samlet dokument"]


def test_an_enclosure_repeated_without_its_item_is_read_once() -> None:
    export = classic(
        ('<Enclosure ID="74" ItemID="901" AgendaID="41"><Name><![CDATA[Fotos]]></Name><I', '<Enclosure ID="74"><I')
    )
    assert [file.id for file in item(export, "1").attachments] == ["72", "71", "73", "74"]
    assert [file.title for file in export.files] == ["Mødeplan", "Samlet dokument"]


def test_an_enclosure_that_stands_under_the_agenda_alone_is_its_items() -> None:
    text = re.sub('<Enclosure ID="71" ItemID="901" AgendaID="41"><Name><.*?H:.*?</Enclosure>', "", classic_text())
    export = read(text, PUBLICATION_FILES)
    assert [file.id for file in item(export, "1").attachments] == ["72", "73", "74", "71"]
    assert [file.title for file in export.files] == ["Mødeplan", "Samlet dokument"]


def test_an_enclosure_of_an_item_that_is_not_in_the_file_is_closed() -> None:
    export = classic(('ItemID="0"', 'ItemID="999"'))
    assert (export.files[0].title, export.files[0].access) == ("Mødeplan", "closed")


def test_files_have_the_path_of_the_export_and_no_folder_of_its_author() -> None:
    file = item(classic(), "1").attachments[1]
    assert (file.title, file.path, file.file_name, file.size_bytes) == (
        "Tegning af trapper",
        r"Enclosures\1.pdf",
        "trapper.pdf",
        8,
    )


def test_only_files_that_are_not_there_are_missing_whatever_their_case_and_composition() -> None:
    missing = [finding for finding in classic().findings if finding.code == "attachment_missing"]
    assert [finding.paths for finding in missing] == [("/meeting/agenda_items/1/attachments/3",)]
    assert "Enclosures/4.pdf" in missing[0].message


def test_of_a_closed_file_that_is_missing_only_the_place_is_told() -> None:
    missing = [finding for finding in read(classic_text()).findings if finding.paths[0].startswith("/meeting/agenda_i")]
    told = next(finding.message for finding in missing if finding.paths[0].endswith("/2/attachments/0"))
    assert "punkt 2" in told
    assert "5.pdf" not in told
    assert "Købsaftale" not in told


@pytest.mark.parametrize("path", [r"..\1.pdf", r"\\server\drev\1.pdf", "C:\\1.pdf", ""])
def test_a_path_that_leads_out_is_missing_and_its_folders_are_not_told(path: str) -> None:
    export = classic((r"<![CDATA[Enclosures\1.pdf]]>", f"<![CDATA[{path}]]>"))
    missing = [finding for finding in export.findings if finding.paths[0].endswith("/1/attachments/1")]
    assert [finding.code for finding in missing] == ["attachment_missing"]
    assert "server" not in missing[0].message


def test_the_whole_document_is_closed_where_anything_in_it_is() -> None:
    assert (classic().files[-1].path, classic().files[-1].access) == ("Publication41.pdf", "closed")
    everything_open = classic(
        ("<IsPublic>False</IsPublic>", "<IsPublic>True</IsPublic>"),
        ("<IsProtected>True</IsProtected>", "<IsProtected>False</IsProtected>"),
    )
    assert everything_open.files[-1].access == "unknown"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Publication29.PDF", "publication41.pdf"), "publication41.pdf"),
        (("Publication29.PDF", "Publication7.pdf"), "Publication29.PDF"),
        (("Publication 7.pdf",), "Publication 7.pdf"),
        (("Publication7.pdf", "Publication8.pdf"), None),
        (("mappe/Publication41.pdf",), None),
    ],
)
def test_the_whole_document_goes_by_the_agendas_id_then_the_meetings_then_alone(
    names: tuple[str, ...], found: str | None
) -> None:
    files = read(classic_text(), dict.fromkeys(names, b"%PDF")).files
    assert [file.path for file in files if file.title == "Samlet dokument"] == ([] if found is None else [found])


def test_its_files_and_what_else_lies_in_their_folders_are_no_documents_of_their_own() -> None:
    files = PUBLICATION_FILES | {"enclosures/gammelt.pdf": b"", "Images/1.png": b"", "referat.pdf": b"", "x/y.pdf": b""}
    held = publication.parts(root_of(classic_text()), Files(files))
    assert set(files) - set(held) == {"Publication41.xml", "referat.pdf", "x/y.pdf"}
    assert set(publication.parts(root_of(aarhus_text()), Files(AARHUS_FILES | {"andet.pdf": b""}))) == set(AARHUS_FILES)
    assert publication.parts(root_of("<Publication TimeStamp='x'/>"), Files(files)) == ()


def test_people_have_roles_and_states_by_plain_words_and_other_codes_verbatim() -> None:
    people = [(one.name, one.id, one.attendance, one.roles, one.title, one.note) for one in classic().attendees]
    assert people == [
        ("Asta Klitgaard", "501", "present", ("chair",), None, "1 Til stede"),
        ("Bo Tangmose", "502", "excused", ("member",), "Havnefoged", "3 Afbud: på rejse"),
        ("Carla Rørvig", "503", "unknown", ("member",), None, "7 Indkaldt"),
        ("Dines Sandø", "504", "unknown", (), None, None),
    ]
    assert classic().attendance_recorded


def test_before_the_minutes_only_an_apology_is_known() -> None:
    agenda = classic(
        ("<PublicationTypeAsValue>2", "<PublicationTypeAsValue>1"),
        (
            "3</ParticipationStatusAsValue><ParticipationStatusAsText><![CDATA[Afbud",
            "x<A/></ParticipationStatusAsValue><ParticipationStatusAsText><![CDATA[Afbud",
        ),
    )
    assert [one.attendance for one in agenda.attendees] == ["unknown", "excused", "unknown", "unknown"]
    assert not agenda.attendance_recorded


def test_who_was_away_for_one_item_stands_at_the_item() -> None:
    status = "<ParticipationStatusAsText>Til stede</ParticipationStatusAsText>"
    here = f"<ItemMember><Name>Bo Tangmose</Name>{status}</ItemMember>"
    trapper = item(classic(('<ItemMember ID="1" ', f'{here}<ItemMember ID="1" ')), "1")
    assert trapper.absent == ("Carla Rørvig",)
    assert trapper.sections[-1].text == "Carla Rørvig: 4 Fraværende: gik kl. 17\nDines Sandø: 8 Inhabil"


def test_a_source_says_what_its_codes_mean_before_the_plain_word_does() -> None:
    codes: AttendanceCodes = {"7": "present", "Afbud": "away", "8": "absent", "4": "present"}
    export = publication.read(root_of(classic_text()), Files(PUBLICATION_FILES), codes)
    assert isinstance(export, Export)
    assert [one.attendance for one in export.attendees] == ["present", "away", "present", "unknown"]
    assert export.attendees[2].note == "7 Indkaldt"
    assert item(export, "1").absent == ("Dines Sandø",)
    assert item(export, "1").sections[-1].text == "Carla Rørvig: 4 Fraværende: gik kl. 17"
    aarhus = publication.read(root_of(aarhus_text()), Files(AARHUS_FILES), {"0": "present"})
    assert isinstance(aarhus, Export)
    assert [one.attendance for one in aarhus.attendees] == ["present"]


@pytest.mark.parametrize(
    ("value", "extended", "kind", "is_draft"),
    [
        ("0", "False", "agenda", True),
        ("1", "False", "agenda", False),
        ("1", "true", "supplementary_agenda", False),
        ("2", "True", "minutes", False),
        ("Final", "False", "agenda", False),
        ("", "False", "minutes", False),
    ],
)
def test_the_type_tells_drafts_agendas_supplements_and_minutes(
    value: str, extended: str, kind: str, is_draft: bool
) -> None:
    export = classic(
        ("AsValue>2</PublicationTypeAsValue>", f"AsValue>{value}</PublicationTypeAsValue>"),
        ("<IsExtendedAgenda>False", f"<IsExtendedAgenda>{extended}"),
    )
    assert (export.kind, export.is_draft) == (kind, is_draft)


def test_everything_of_a_draft_is_closed() -> None:
    export = classic(("AsValue>2<", "AsValue>0<"))
    assert (export.is_draft, export.access) == (True, "closed")
    assert {one.access for one in export.items} | {part.access for part in parts_of(export)} == {"closed"}
    assert {file.access for file in export.files} == {"closed"}


def test_an_unknown_type_is_told_of_and_the_content_decides() -> None:
    export = classic(("AsValue>2<", "AsValue>7<"))
    assert (export.kind, export.is_draft) == (None, False)
    assert "»7«" in next(finding.message for finding in export.findings if finding.paths == ("/document/kind",))


def second_agenda(meeting_id: str = "29") -> tuple[str, str]:
    return (
        "</Agenda>\n  </Agendas>",
        f"""</Agenda><Agenda ID="42"><IsExtendedAgenda>True</IsExtendedAgenda><Meeting ID="{meeting_id}"/><Items>
        <Item ID="901"><Number>1</Number><Caption>Andet</Caption><IsPublic>False</IsPublic></Item>
        <Item ID="903"><Number>3</Number><Caption/><IsPublic>True</IsPublic></Item>
        <Item ID="910"><Number>4</Number><Caption>Tillæg om lys</Caption><IsPublic>True</IsPublic></Item>
        </Items></Agenda></Agendas>""",
    )


def test_several_agendas_of_one_meeting_are_one_and_repeated_items_are_read_once() -> None:
    export = classic(second_agenda())
    assert [(one.number, one.id) for one in export.items] == [
        ("0", "900"),
        ("1", "901"),
        ("2", "902"),
        ("3", "903"),
        ("1", None),
        ("4", "910"),
    ]
    assert (export.publication_id, export.kind) == ("41", "minutes")
    assert codes(export).count("number_repeated") == 1


def test_agendas_of_two_meetings_in_one_file_are_refused() -> None:
    refusal = publication.read(root_of(changed(classic_text(), second_agenda("30"))), Files())
    assert isinstance(refusal, Finding)
    assert "2 møder" in refusal.message


def test_one_closed_agenda_closes_the_meeting_with_all_its_items() -> None:
    export = aarhus(
        ("</Agenda>\n", '</Agenda><Agenda ID="MDR-9"><IsPublic>false</IsPublic></Agenda>'),
    )
    assert export.access == "closed"
    assert {one.access for one in export.items} | {part.access for part in parts_of(export)} == {"closed"}


def test_a_draft_beside_a_published_agenda_is_left_out() -> None:
    text = changed(
        aarhus_text(),
        (
            "</Agenda>\n",
            """</Agenda><Agenda ID="MDR-9"><PublicationTypeAsValue>0</PublicationTypeAsValue><Items>
            <Item ID="k"><Number>9</Number><Caption>Kladde</Caption></Item></Items></Agenda>""",
        ),
    )
    export = read(text)
    assert not export.is_draft
    assert "9" not in {one.number for one in export.items}


def test_a_meeting_without_a_readable_start_says_so() -> None:
    export = classic(("<When>11-03-2031 16:00:00", "<When>31-02-2031 16:00:00"))
    assert export.starts_at is None
    assert "31-02-2031" in next(finding.message for finding in export.findings if finding.code == "date_invalid")


def test_a_republish_that_tightens_differs_in_access_and_revision_alone() -> None:
    before = classic()
    after = classic(
        ("<Published>12-03-2031 09:15:42", "<Published>12-03-2031 09:40:00"),
        ("nordstranden]]></Caption>\n          <IsPublic>True", "nordstranden]]></Caption>\n          <IsPublic>False"),
    )
    assert str(after.revision) > str(before.revision)
    assert [one.id for one in after.items] == [one.id for one in before.items]
    assert [one.access for one in after.items] == ["open", "closed", "closed", "open"]
    assert {part.access for part in item(after, "1").sections} == {"closed"}


@pytest.mark.parametrize(
    "text",
    ["<Publication TimeStamp='x'/>", "<Publication TimeStamp='x'><Agendas><Agenda/></Agendas></Publication>"],
)
def test_a_publication_without_an_agenda_or_a_committee_is_refused(text: str) -> None:
    root = root_of(text)
    assert publication.reads(root)
    assert isinstance(publication.read(root, Files()), Finding)


@pytest.mark.parametrize("text", ["<Publication/>", "<publication TimeStamp='x'/>", "<Dagsorden DagsordenID='1'/>"])
def test_other_roots_are_not_its_own(text: str) -> None:
    assert not publication.reads(root_of(text))


def test_staff_and_internal_paths_are_not_carried_over() -> None:
    told = msgspec.json.encode(classic()).decode()
    for word in ("@", "Sekretær Intern", "H:\\\\", "D:\\\\", "Drop"):
        assert word not in told


# The variant.


def test_the_variant_has_its_ids_on_the_agenda_and_its_stamp_on_the_root() -> None:
    export = aarhus()
    assert (export.meeting_id, export.publication_id) == ("MDR-2031-00018", "MDR-2031-00018")
    assert (export.forum_name, export.forum_id, export.organisation) == (
        "Kystrådet",
        "MFO-2029-00003",
        "Nordby Kommune",
    )
    assert export.revision == "2031-03-12T08:15:42.123456Z"
    assert (export.kind, export.access, export.title, export.ends_at) == ("minutes", "open", None, None)
    assert export.findings == ()


def test_numbers_of_the_variant_are_the_printed_ones() -> None:
    assert [(one.number, one.id) for one in aarhus().items] == [
        ("1", "2_case_MDR-2031-00018"),
        ("1.1", "9_case_MDR-2031-00018"),
        ("2.3", "3_case_MDR-2031-00018"),
    ]


def test_compiled_minutes_are_documents_and_the_closed_ones_never_open() -> None:
    assert [(file.title, file.path, file.access) for file in aarhus().files] == [
        ("Lukket referat", "Lukket referat.pdf", "closed"),
        ("Åbent referat", "Åbent referat.pdf", "open"),
    ]
    for id in ("0_CONFIDENTIA_CASE_", "0_Confidential_case_"):
        assert aarhus(("0_Confidentia_case_", id)).files[0].access == "closed"


def test_open_compiled_minutes_need_every_flag() -> None:
    closed = aarhus(
        (
            "referat.pdf]]></FileName><Name></Name><Number>1</Number><IsPublic>true",
            "r.pdf]]></FileName><Name></Name><Number>1</Number><IsPublic>nej",
        )
    )
    assert closed.files[1].access == "closed"


def test_enclosures_of_the_variant_are_open_by_their_own_flag() -> None:
    attachments = item(aarhus(), "1.1").attachments
    assert [(file.path, file.access) for file in attachments] == [
        ("Tangmåling.pdf", "open"),
        ("Klage.pdf", "closed"),
        ("Uden flag.pdf", "closed"),
    ]


@pytest.mark.parametrize("flag", ["<IsPublic>false</IsPublic>", ""])
def test_everything_of_a_closed_agenda_of_the_variant_is_closed(flag: str) -> None:
    export = aarhus(
        ("Value>2</PublicationTypeAsValue>\n      <IsPublic>true</IsPublic>", f"Value>2</PublicationTypeAsValue>{flag}")
    )
    assert {part.access for part in parts_of(export)} == {"closed"}
    assert {one.access for one in export.items} | {file.access for file in export.files} == {"closed"}
    assert export.access == "closed"


def test_fields_of_the_variant_need_no_flag_of_content() -> None:
    assert [(part.heading, part.kind) for part in item(aarhus(), "1.1").sections] == [
        ("Sagsfremstilling", None),
        ("Beslutning", "decision"),
    ]
    assert item(aarhus(), "1").sections[0].text == "Ingen meddelelser denne gang."


def test_participation_of_the_variant_is_verbatim() -> None:
    assert [(one.attendance, one.note) for one in aarhus().attendees] == [("unknown", "Participate=0")]


def test_external_files_are_told_of() -> None:
    assert codes(aarhus(("<ExternalFiles/>", "<ExternalFiles><File>x.pdf</File></ExternalFiles>"))) == ["text_unplaced"]


def test_one_item_with_one_attachment_is_as_many() -> None:
    text = re.sub(r"<Item ID=\"(?!9_).*?</Item>", "", aarhus_text(), flags=re.DOTALL)
    text = re.sub(r"<Enclosure><FileName><!\[CDATA\[(?:Klage|Uden).*?</Enclosure>", "", text)
    export = read(text, AARHUS_FILES)
    assert [(one.number, len(one.attachments)) for one in export.items] == [("1.1", 1)]


# Nothing is lost.

DROPPED = frozenset(
    {"GeneratorSettings", "Published", "PublishedBy", "PublicationTypeAsValue", "PublicationTypeAsEnum", "Formatter"}
    | {"RelativeEnclosureOutputPath", "OutputFileName", "IsExtendedAgenda", "Created", "When", "Until", "EmailAddress"}
    | {"PeriodStart", "PeriodEnd", "CommitteeGroup", "IsPublic", "Index", "FieldTypeAsValue", "HasContent", "FileName"}
    | {"IsFeedback", "NumberAndTitle", "MeetingDueDate", "IsProtected", "IsExternal", "MeetingMemberRolesList"}
)
"""Staff, paths, flags, and what the export holds in another form."""
NO_TEXT = {"-", "Økonomi"}
"""No case number, and the heading of a field without content."""


@pytest.mark.parametrize(("text", "files"), [(classic_text(), PUBLICATION_FILES), (aarhus_text(), AARHUS_FILES)])
def test_no_line_of_a_public_field_is_lost(text: str, files: dict[str, bytes]) -> None:
    held = texts_of(msgspec.to_builtins(read(text, files)))
    checked = 0
    for element in root_of(text).iter():
        names = [plain_name(one) for one in (element, *element.iterancestors())]
        is_count = names[:2] == ["Number", "Enclosure"]
        is_undecided = names[0].startswith("Participation") and element.text in {"NotDecided", "0"}
        if DROPPED & set(names) or is_count or is_undecided or len(element):
            continue
        for line in texts_of(element.text or "").split("\n"):
            if line and line not in NO_TEXT:
                assert line in held, names
                checked += 1
    assert checked > 15
