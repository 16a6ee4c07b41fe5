"""Exports in XML as documents: what the dialects say reaches the meeting, by what the bytes are."""

import pytest

from app.importers.document import AgendaItem, ImportedDocument
from app.importers.drop import Files
from app.importers.sniff import parts_of, read_document
from tests.importers.exports import exported


def document(text: str, files: dict[str, bytes]) -> ImportedDocument:
    read = read_document("eksport", exported.on_disk(text), drop=Files(files))
    assert read.meeting is not None
    return read


def items(read: ImportedDocument) -> dict[str, AgendaItem]:
    assert read.meeting is not None
    return {item.number: item for item in read.meeting.agenda_items}


def test_a_publication_is_a_meeting_with_its_decisions_and_what_is_closed() -> None:
    read = document(exported.publication(), exported.PUBLICATION_FILES)
    assert (read.format, read.document.kind) == ("publication", "minutes")
    found = items(read)
    assert list(found) == ["0", "1", "2", "3"]
    assert [item.access for item in found.values()] == ["open", "open", "closed", "open"]
    decision = found["1"].decision
    assert decision is not None
    assert (decision.text, decision.outcome) == ("Tiltrådt med tilføjelsen ”inden sommer”.", "adopted")
    assert [part.kind for part in found["1"].sections][:4] == [
        "presentation",
        "recommendation",
        "decision",
        "earlier_decisions",
    ]
    assert [(one.title, one.access) for one in found["1"].attachments] == [
        ("Tilbud fra håndværker", "closed"),
        ("Tegning af trapper", "open"),
        ("Høringssvar", "open"),
        ("Fotos", "open"),
    ]
    assert [one.rows for one in found["1"].tables] == [(("Nord", "120.000"),)]


def test_a_publication_of_the_variant_is_a_meeting_without_its_pseudo_items() -> None:
    read = document(exported.aarhus(), exported.AARHUS_FILES)
    assert read.meeting is not None
    assert [(item.number, item.access) for item in items(read).values()] == [
        ("1", "open"),
        ("1.1", "open"),
        ("2.3", "closed"),
    ]
    assert [(one.title, one.access) for one in read.meeting.attachments] == [
        ("Lukket referat", "closed"),
        ("Åbent referat", "open"),
    ]


def test_an_agenda_of_sbsys_is_a_meeting_with_its_sections() -> None:
    read = document(exported.sbsys(), exported.SBSYS_FILES)
    assert read.format == "sbsys"
    found = items(read)
    assert [item.access for item in found.values()] == ["open", "open", "closed"]
    assert [part.kind for part in found["1"].sections][:3] == ["presentation", "economy", "decision"]
    assert found["1"].case_number == "S2031-884"


@pytest.mark.parametrize(
    ("text", "files", "manifest"),
    [
        (exported.publication(), exported.PUBLICATION_FILES, "Publication41.xml"),
        (exported.sbsys(), exported.SBSYS_FILES, "dagsorden.xml"),
    ],
)
def test_the_files_beside_an_export_belong_to_it(text: str, files: dict[str, bytes], manifest: str) -> None:
    held = parts_of(exported.on_disk(text), Files(files))
    assert set(files) - set(held) == {manifest}


@pytest.mark.parametrize("text", [exported.publication(), exported.aarhus(), exported.sbsys()])
def test_every_line_of_an_export_has_a_place(text: str) -> None:
    read = read_document("eksport", exported.on_disk(text))
    assert read.text is not None
    placed = {number for number, _ in read.placements}
    assert placed == {number for number, line in enumerate(read.text.split("\n"), 1) if line.strip()}
    assert read.document.unplaced == ()
