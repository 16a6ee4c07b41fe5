"""`Dagsorden` of SBSYS: open only where the agenda, the group, the item and the attachment all say so."""

import msgspec
import pytest

from app.domain.findings import Finding
from app.importers.drop import Files
from app.importers.exports import publication, sbsys
from app.importers.exports.export import Export, ExportedItem
from tests.importers.exports.exported import SBSYS_FILES, changed, root_of, texts_of
from tests.importers.exports.exported import sbsys as sbsys_text

OPEN_GROUP = 'Gruppe navn="Åbne dagsordenspunkter"'
CLOSED_GROUP = 'Gruppe navn="Lukkede dagsordenspunkter"'
NAMED = ("Navn", "Udvalg", "Mødested", "Nummer", "Sagsnummer")


def read(*changes: tuple[str, str], files: dict[str, bytes] | None = None) -> Export:
    root = root_of(changed(sbsys_text(), *changes))
    assert sbsys.reads(root)
    assert not publication.reads(root)
    export = sbsys.read(root, Files(SBSYS_FILES if files is None else files))
    assert not isinstance(export, Finding), export.message
    return export


def item(export: Export, number: str) -> ExportedItem:
    return next(one for one in export.items if one.number == number)


def levels_inside(one: ExportedItem) -> set[str]:
    return {one.access, *(part.access for part in one.sections), *(file.access for file in one.attachments)}


def levels(export: Export) -> dict[str, str]:
    return {one.number: one.access for one in export.items}


def test_the_meeting_and_its_ids_are_read() -> None:
    export = read()
    assert (export.dialect, export.kind, export.access, export.is_draft) == ("sbsys", "minutes", "open", False)
    assert (export.forum_name, export.forum_id) == ("Havneudvalget", "31")
    assert (export.meeting_id, export.publication_id, export.revision) == ("6402", "8801", None)
    assert export.starts_at is not None
    assert export.ends_at is not None
    assert export.starts_at.isoformat() == "2031-08-27T16:00:00+02:00"
    assert export.ends_at.isoformat() == "2031-08-27T17:45:00+02:00"
    assert export.location == "Havnekontoret, mødelokale 1"
    assert export.introduction == "<p>Mødet begynder på kajen.</p>"


def test_items_keep_their_order_numbers_ids_and_case_numbers() -> None:
    assert [(one.number, one.id, one.title, one.case_number) for one in read().items] == [
        ("0", "7100", "Godkendelse af dagsorden", None),
        ("1", "7101", "Ny slæbested", "S2031-884"),
        ("2", "7102", "Lejeaftale", None),
    ]


def test_element_names_are_headings_and_empty_sections_are_left_out() -> None:
    sections = item(read(), "1").sections
    assert [part.heading for part in sections] == ["Sagsfremstilling", "Økonomiske konsekvenser", "Beslutning"]
    assert sections[0].html == "<p>Slæbestedet er slidt&nbsp;op.</p><ul><li>Beton</li><li>Rækværk</li></ul>"
    assert (sections[1].html, sections[1].text) == (None, "Ingen udgifter i 2031.")


def test_markup_inside_a_section_and_text_beside_it_are_read() -> None:
    export = read(("Ingen udgifter i 2031.</Ø", "<p>Ingen<br/>i 2031 &amp; 2032.</p></Ø"), ("<Tidsplan/>", "Løs tekst"))
    parts = {part.heading: part.html or part.text for part in item(export, "1").sections}
    assert parts["Økonomiske konsekvenser"] == "<p>Ingen<br>i 2031 &amp; 2032.</p>"
    assert parts[None] == "Løs tekst"


def test_items_stand_in_groups_inside_groups_or_in_none() -> None:
    assert levels(read((f"<{OPEN_GROUP}>", ""), ("</Gruppe>\n    <Gruppe navn=", "<Gruppe navn="))) == {
        "0": "open",
        "1": "open",
        "2": "closed",
    }
    nested = read((OPEN_GROUP, 'Gruppe><Gruppe navn="Økonomi"'), ("</Gruppe>\n    <", "</Gruppe></Gruppe><"))
    assert levels(nested) == {"0": "open", "1": "open", "2": "closed"}
    assert [finding.code for finding in nested.findings] == ["text_unplaced", "attachment_missing"]


@pytest.mark.parametrize("name", ["LUKKEDE PUNKTER", "Lukket", "Fortrolige sager", "Ikke-offentlige punkter"])
def test_a_group_named_closed_closes_what_stands_in_it(name: str) -> None:
    export = read((OPEN_GROUP, f'Gruppe navn="{name}"'))
    assert set(levels(export).values()) == {"closed"}
    assert {level for one in export.items for level in levels_inside(one)} == {"closed"}


def test_an_open_item_in_a_closed_group_is_closed_and_in_another_group_open() -> None:
    assert levels(read())["2"] == "closed"
    assert levels(read((CLOSED_GROUP, 'Gruppe navn="Eventuelt"')))["2"] == "open"


@pytest.mark.parametrize("flag", ['Åbent="False"', 'Åbent="ja"', 'Åbent=""', ""])
def test_an_item_without_a_plain_flag_is_closed_with_its_parts(flag: str) -> None:
    closed = item(read(('Åbent="TRUE"', flag)), "1")
    assert levels_inside(closed) == {"closed"}


@pytest.mark.parametrize("flag", ['Åben="False"', ""])
def test_everything_of_a_closed_agenda_is_closed(flag: str) -> None:
    export = read((' Åben="True"', f" {flag}"))
    assert {level for one in export.items for level in levels_inside(one)} == {"closed"}
    assert {export.access, *(file.access for file in export.files)} == {"closed"}


def test_an_attachment_is_open_only_where_it_may_be_published() -> None:
    assert [(file.id, file.access) for file in item(read(), "1").attachments] == [
        ("301", "open"),
        ("302", "closed"),
        ("303", "closed"),
        ("304", "open"),
    ]


def test_paths_are_found_in_windows_spelling_and_as_addresses() -> None:
    export = read()
    assert [file.path for file in item(export, "1").attachments] == [
        r"Bilag\plan.pdf",
        "Bilag/tilbud.pdf",
        "Bilag/flag.pdf",
        "Bilag/Måling 1.pdf",
    ]
    assert [finding.paths for finding in export.findings] == [("/meeting/agenda_items/2/attachments/0",)]


def test_a_name_with_a_percent_sign_is_its_own() -> None:
    export = read(files={"Bilag/Måling%201.pdf": b"", "Bilag/Måling 1.pdf": b""})
    assert item(export, "1").attachments[3].path == "Bilag/Måling%201.pdf"


def test_a_missing_file_is_named() -> None:
    missing = [finding.message for finding in read(files={}).findings]
    assert any("»Bilag/plan.pdf«" in message and "punkt 1" in message for message in missing)
    assert len(missing) == 5


@pytest.mark.parametrize("name", ["dagsorden.html", "Dagsorden.html", "DAGSORDEN.HTML"])
def test_the_whole_document_is_found_in_any_case_and_is_closed_where_anything_is(name: str) -> None:
    assert [(file.path, file.access) for file in read(files={name: b""}).files] == [(name, "closed")]


def test_the_whole_document_of_an_open_meeting_is_open() -> None:
    export = read(
        (CLOSED_GROUP, OPEN_GROUP),
        ('MaaPubliceres="False"', 'MaaPubliceres="True"'),
        ('flag.pdf"', 'flag.pdf" MaaPubliceres="1"'),
    )
    assert [file.access for file in export.files] == ["open"]


@pytest.mark.parametrize(
    ("type", "mark", "kind"),
    [
        ("REFERAT", "true", "minutes"),
        ("Dagsorden", "false", "agenda"),
        ("Dagsorden", "True", "supplementary_agenda"),
        ("Noget andet", "", "agenda"),
        ("", "1", "supplementary_agenda"),
        ("Tillægsdagsorden", "false", "agenda"),
        ("Tillægsdagsorden", None, "supplementary_agenda"),
    ],
)
def test_the_type_and_the_mark_of_a_supplement_tell_the_kind(type: str, mark: str | None, kind: str) -> None:
    attribute = "" if mark is None else f'Tillægsdagsorden="{mark}"'
    export = read(('Dagsordentype="Referat"', f'Dagsordentype="{type}"'), ('Tillægsdagsorden="false"', attribute))
    assert export.kind == kind


def test_a_draft_says_so_in_its_type_and_is_closed() -> None:
    draft = read(('Dagsordentype="Referat"', 'Dagsordentype="Kladde"'))
    assert draft.is_draft
    assert {level for one in draft.items for level in levels_inside(one)} == {"closed"}


def test_its_files_and_the_draft_beside_it_are_no_documents_of_their_own() -> None:
    files = SBSYS_FILES | {"Bilag/gammelt.pdf": b"", "Bilag/anden.xml": b"", "referat.pdf": b"", "anden/x.pdf": b""}
    assert set(sbsys.parts(root_of(sbsys_text()), Files(files))) == {
        *(name for name in SBSYS_FILES if name not in {"dagsorden.xml", "bilag/PLAN.PDF"}),
        "bilag/PLAN.PDF",
        "Bilag/gammelt.pdf",
    }
    assert sbsys.parts(root_of('<Dagsorden DagsordenID="1"/>'), Files({"Preview.XML": b""})) == ("Preview.XML",)


def test_an_end_without_a_day_is_the_starts_and_no_end_is_none() -> None:
    ends_at = read(('Mødeslutdato="27. august 2031"', "")).ends_at
    assert ends_at is not None
    assert ends_at.isoformat() == "2031-08-27T17:45:00+02:00"
    assert read(('Mødesluttid="17:45"', "")).ends_at is None


def test_a_start_that_cannot_be_read_is_told_of() -> None:
    export = read(('Mødedato="27. august 2031"', 'Mødedato="27. agust 2031"'))
    assert export.starts_at is None
    assert "27. agust 2031" in export.findings[0].message


def test_unknown_fields_of_an_item_are_named_and_their_text_is_not_shown() -> None:
    export = read(("<Overskrift>Ny", "<Sagsbehandler>Hans Intern</Sagsbehandler><Overskrift>Ny"))
    told = [finding.message for finding in export.findings if finding.code == "text_unplaced"]
    assert len(told) == 1
    assert "Sagsbehandler" in told[0]
    assert "Hans" not in str(export)


@pytest.mark.parametrize("text", ['<Dagsorden DagsordenID="1"/>', '<Dagsorden DagsordenID="1"><Møde/></Dagsorden>'])
def test_an_agenda_without_a_committee_is_refused(text: str) -> None:
    assert isinstance(sbsys.read(root_of(text), Files()), Finding)


@pytest.mark.parametrize("text", ["<Dagsorden/>", '<Publication DagsordenID="1"/>'])
def test_other_roots_are_not_its_own(text: str) -> None:
    assert not sbsys.reads(root_of(text))


def test_one_item_with_one_attachment_is_as_many() -> None:
    export = read((CLOSED_GROUP, OPEN_GROUP))
    assert (len(export.items[2:]), len(item(export, "2").attachments), item(export, "2").access) == (1, 1, "open")


def test_a_republish_that_tightens_differs_in_access_alone() -> None:
    before, after = read(), read(('Åbent="TRUE"', 'Åbent="False"'))
    assert [(one.id, one.title) for one in after.items] == [(one.id, one.title) for one in before.items]
    assert levels(after) == {"0": "open", "1": "closed", "2": "closed"}


def test_no_line_of_the_file_is_lost() -> None:
    held = texts_of(msgspec.to_builtins(read()))
    checked = 0
    for element in root_of(sbsys_text()).iter():
        for said in (element.text, *(element.get(name) for name in NAMED)):
            for line in filter(None, texts_of(said or "").split("\n")):
                assert line in held, line
                checked += 1
    assert checked > 15
