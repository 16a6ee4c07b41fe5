"""The older eDoc: an open and a closed agenda in one file are one meeting, and nothing closed becomes open."""

import msgspec
import pytest

from app.domain.findings import Finding
from app.importers.drop import ALONE, Files
from app.importers.exports import edoc
from app.importers.exports.export import Export
from app.importers.exports.xml import plain_name
from tests.importers.exports.exported import EDOC_FILES, changed, inside, item, root_of, texts_of
from tests.importers.exports.exported import edoc as edoc_text

MEETING = "havneudvalget/2031-03-12T15:00:00.000000Z"


def read(*changes: tuple[str, str], files: Files | None = None) -> Export:
    root = root_of(changed(edoc_text(), *changes))
    assert edoc.reads(root)
    export = edoc.read(root, Files(EDOC_FILES) if files is None else files)
    assert not isinstance(export, Finding), export.message
    return export


def test_a_meeting_is_known_by_its_committee_and_its_start() -> None:
    export = read()
    assert (export.dialect, export.kind, export.access) == ("edoc", "minutes", "open")
    assert (export.forum_name, export.forum_id) == ("Havneudvalget", None)
    assert (export.meeting_id, export.publication_id, export.revision) == (MEETING, MEETING, None)
    assert export.starts_at is not None
    assert export.starts_at.isoformat() == "2031-03-12T16:00:00+01:00"
    assert (export.ends_at, export.location) == (None, None)
    assert [finding.code for finding in export.findings] == ["attachment_missing"]


def test_a_meeting_without_a_start_has_no_id() -> None:
    export = read((">12-03-2031 16:00:00<", ">01-01-0001 00:00:00<"))
    assert (export.meeting_id, export.publication_id) == (None, None)
    assert [finding.code for finding in export.findings][:1] == ["date_invalid"]


@pytest.mark.parametrize(
    ("state", "kind"),
    [("Referat endeligt godkendt", "minutes"), ("Dagsorden godkendt", "agenda"), ("", "agenda")],
)
def test_only_the_final_state_makes_minutes(state: str, kind: str) -> None:
    assert read((">Referat endeligt godkendt<", f">{state}<")).kind == kind


def test_items_of_both_agendas_are_one_list_by_number_and_the_neutral_title_comes_first() -> None:
    assert [(one.number, one.id, one.title, one.access) for one in read().items] == [
        ("0", "5000", "Godkendelse af dagsorden", "open"),
        ("1", "D101", "Nyt slæbested", "open"),
        ("2", "D102", "Lejemål", "closed"),
        ("4", "D104", "Bøjer", "open"),
    ]


def test_an_item_of_both_agendas_is_as_the_open_one_has_it_and_what_only_the_closed_one_has_is_closed() -> None:
    one = item(read(), "1")
    assert {part.access for part in one.sections} == {"open"}
    assert [(file.id, file.title, file.access) for file in one.attachments] == [
        ("A1", "Tilbud på beton", "closed"),
        ("A2", "Kort over havnen", "open"),
        ("A3", "Måling på stranden", "open"),
        ("A4", "Mangler", "open"),
        ("A7", "Notat om tilbud", "closed"),
    ]


def test_other_words_in_the_closed_agenda_are_a_closed_item_of_their_own() -> None:
    text = edoc_text()
    place = text.index("Slæbestedet er slidt op.")
    text = text[:place] + "Hemmelig begrundelse." + text[place + len("Slæbestedet er slidt op.") :]
    export = edoc.read(root_of(text), ALONE)
    assert isinstance(export, Export)
    assert [(one.number, one.id, one.access) for one in export.items][1:3] == [
        ("1", "D101", "open"),
        ("1", None, "closed"),
    ]
    assert inside(export.items[2]) == {"closed"}
    assert "Hemmelig" not in str(export.items[1])


def test_nothing_inside_a_closed_item_is_open() -> None:
    closed = item(read(), "2")
    assert "Hemmelig leje." in (closed.sections[0].text or "")
    assert inside(closed) == {"closed"}


@pytest.mark.parametrize("said", ["MÅ IKKE PUBLICERES", "skal publiceres", "SKAL PUBLICERES IKKE", ""])
def test_only_the_very_words_publish(said: str) -> None:
    export = read((">SKAL PUBLICERES<", f">{said}<"))
    assert {level for one in export.items for level in inside(one)} == {"closed"}


def test_an_item_that_one_of_the_agendas_holds_back_is_closed_in_both() -> None:
    text = edoc_text()
    place = text.index("SKAL PUBLICERES")
    text = text[:place] + "NEJ" + text[place + len("SKAL PUBLICERES") :]
    export = edoc.read(root_of(text), ALONE)
    assert isinstance(export, Export)
    assert inside(item(export, "1")) == {"closed"}


@pytest.mark.parametrize("name", ["Lukket dagsorden", "LUKKET", "Fortrolig dagsorden", ""])
def test_a_file_with_closed_agendas_alone_is_closed(name: str) -> None:
    export = read((">Åben dagsorden<", f">{name}<"))
    levels = {level for one in export.items for level in inside(one)}
    assert {export.access, *levels, *(file.access for file in export.files)} == {"closed"}
    assert export.introduction is None


def test_texts_are_plain_and_a_page_break_is_a_blank() -> None:
    text = item(read(), "1").sections[0].text or ""
    assert text.splitlines()[0] == "1. Nyt slæbested"
    assert "Rampen er fra 1988." in text
    assert "\f" not in text
    assert "\tBeton\t40 m3" in text


def test_case_numbers_are_their_field_or_the_line_above_the_first_heading() -> None:
    assert [one.case_number for one in read().items] == [None, "31/27845", None, None]
    told = read(("<CaseLogicIdentifier/>", "<CaseLogicIdentifier>31/1</CaseLogicIdentifier>"))
    assert [one.case_number for one in told.items] == ["31/1"] * 4
    assert item(read(("Sagsnr.: 31/27845\nResumé", "Resumé\nSagsnr.: 31/27845")), "1").case_number is None


def test_bodies_on_the_route_are_told_and_closed_agendas_of_others_are_not() -> None:
    route = item(read(), "1").sections[1]
    assert (route.heading, route.kind) == ("Sagens gang", "procedure")
    assert route.text == "Økonomiudvalget, 05-03-2031, Til godkendelse"


def test_what_the_open_agenda_says_before_its_items_is_the_introduction() -> None:
    introduction = read().introduction
    assert introduction == "<p>Havneudvalget</p><p>Mødet den 12. marts 2031</p><p>Afbud: Ida Revle</p>"


def test_there_is_no_introduction_where_an_item_of_the_open_agenda_is_closed() -> None:
    text = edoc_text()
    place = text.index("SKAL PUBLICERES", text.index("<Title>Bøjer"))
    export = edoc.read(root_of(text[:place] + "NEJ" + text[place + len("SKAL PUBLICERES") :]), ALONE)
    assert isinstance(export, Export)
    assert (item(export, "4").access, export.introduction) == ("closed", None)


def test_files_are_found_in_any_case_and_composition_and_a_missing_one_is_named() -> None:
    drop = Files(EDOC_FILES)
    files = item(read(), "1").attachments
    assert [drop.read(file.path or "") is not None for file in files] == [True, True, True, False, True]
    assert "6004.PDF" in read().findings[0].message


def test_a_file_of_a_number_alone_has_its_ending() -> None:
    assert item(read((">6009.PDF<", ">6009<")), "4").attachments[0].path == "6009.PDF"


@pytest.mark.parametrize("path", ["..\\6009.PDF", "C:\\6009.PDF", "\\\\intern01\\6009.PDF"])
def test_a_path_out_of_the_drop_is_no_file(path: str) -> None:
    export = read((">6009.PDF<", f">{path}<"))
    assert Files(EDOC_FILES).read(item(export, "4").attachments[0].path or "") is None
    assert [finding.code for finding in export.findings] == ["attachment_missing"] * 2


def test_the_document_of_each_agenda_is_closed_where_anything_in_it_is() -> None:
    assert [(file.title, file.path, file.access) for file in read().files] == [
        ("Åben dagsorden", "4001.PDF", "closed"),
        ("Lukket dagsorden", "4002.PDF", "closed"),
    ]
    all_open = read((">MÅ IKKE PUBLICERES<", ">SKAL PUBLICERES<"))
    assert [file.access for file in all_open.files] == ["open", "closed"]


def test_all_files_belong_to_the_export() -> None:
    assert set(edoc.parts(root_of(edoc_text()), Files({**EDOC_FILES, "andet.xml": b""}))) == set(EDOC_FILES)


def test_one_item_with_one_attachment_is_as_many() -> None:
    root = root_of(edoc_text())
    for place, element in enumerate(list(root.iter("MeetingAgendaItem"))):
        parent = element.getparent()
        assert parent is not None
        if place != 4:
            parent.remove(element)
    export = edoc.read(root, ALONE)
    assert isinstance(export, Export)
    assert [(one.number, len(one.attachments), one.access) for one in export.items] == [("4", 1, "open")]


def test_a_meeting_without_committee_or_agenda_is_refused() -> None:
    for text in (
        "<Meeting><MeetingAgendaTypes/></Meeting>",
        "<Meeting><Committee>A</Committee><MeetingAgendaTypes/></Meeting>",
    ):
        root = root_of(text)
        assert edoc.reads(root)
        assert isinstance(edoc.read(root, ALONE), Finding)
    assert not edoc.reads(root_of("<Meeting/>"))


def test_staff_and_internal_addresses_are_left_out() -> None:
    assert "ntern" not in texts_of(msgspec.to_builtins(read()))


SHOWN = {"FullText", "NeutralTitle"}
WHOLE = {"MeetingAgendaType", "Attachment"}


def test_no_line_of_the_items_is_lost() -> None:
    held = texts_of(msgspec.to_builtins(read()))
    checked = 0
    for element in root_of(edoc_text()).iter():
        parent = element.getparent()
        is_whole = parent is not None and plain_name(parent) in WHOLE and plain_name(element) == "FullText"
        for line in (element.text or "").splitlines() if plain_name(element) in SHOWN and not is_whole else ():
            assert texts_of(line) in held, line
            checked += bool(line.strip())
    assert checked > 25
