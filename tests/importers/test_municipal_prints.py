"""Whole minutes as different case systems print them, with all that is expected of each. All of it invented."""

from app.importers.document import ImportedDocument
from tests.importers.ledger import printed, rebuilt
from tests.importers.minutes import read

OPEN_AND_CLOSED = """Solby Kommune
Kultur- og Fritidsudvalget
REFERAT
Mandag den 3. marts 2025 kl. 16:00
Mødested: Rådhuset, lokale 2

Til stede: Anna Holm, Bo Lund
Ej til stede: Carl Berg

Punkt 1 - ÅBEN DAGSORDEN
Godkendelse af dagsorden
Acadre: 25/0012
Sagsfremstilling
Dagsordenen skal godkendes.
Kultur- og Fritidsudvalget, 3. marts 2025, pkt. 1:
Godkendt.

Punkt 2 - ÅBEN DAGSORDEN
Tilskud til Solby Idrætsforening
Beh. j.nr.: 25/1234
Sagsfremstilling
Foreningen søger om 50.000 kr.
Indstilling
Forvaltningen indstiller, at tilskuddet bevilges.
Kultur- og Fritidsudvalget, 3. marts 2025, pkt. 2:
Godkendt.
Oversigt over bilag
Ansøgning (dok. nr. 25/99-1)
Budget

Punkt 3 - LUKKET DAGSORDEN
Underskrifter
Acadre: 25/0013
Kultur- og Fritidsudvalget, 3. marts 2025, pkt. 3:
Underskrevet.
"""

LABELLED = """Referat fra mødet i Teknik- og Miljøudvalget den 12. maj 2025 kl. 15.30
Mødested: Solby Rådhus

Deltagere: Ida Krog, Jens Toft
Afbud: Ole Skov

Dagsorden
1. Sti langs åen
2. Gebyrer for 2026

1. Sti langs åen
Sagsnr. 24-001234
Resume: Stien er slidt og skal lægges om.
Indstilling: At stien lægges om.
Beslutning: Godkendt.
Bilag: Kort; Overslag

2. Gebyrer for 2026
Sagsnr. 24-001235
Sagsfremstilling: Gebyrerne stiger med to procent.
Beslutning - Udsat.
Bilag: Gebyrblad 2026
"""

ALONE = """BESLUTNINGSREFERAT
Økonomiudvalget
Dato: 2. juni 2025
Tid: kl. 08:00
Sted: Mødelokale 1

Indholdsfortegnelse

1. Beslutning om pladser på plejeområdet.....3
2. Orientering fra formanden.....4

1.

Beslutning om pladser på plejeområdet

SBSYS: 00.01.00-A00-1-25

Sagsfremstilling

1. Lokalerne på Nyvej

2. Lokalerne på Havnevej

Beslutning

Godkendt.

2.

Orientering fra formanden

Beslutning

Taget til efterretning.
"""


def told(document: ImportedDocument) -> list[tuple[str, str, str | None, str, str | None, list[str]]]:
    """Number, title, case number, access, outcome's text and attachments of each item."""
    assert document.meeting is not None
    return [
        (
            item.number,
            item.title,
            item.case_number,
            item.access,
            None if item.decision is None else item.decision.text,
            [attachment.title for attachment in item.attachments],
        )
        for item in document.meeting.agenda_items
    ]


def head_of(document: ImportedDocument) -> tuple[str, str, list[tuple[str | None, str]]]:
    assert document.meeting is not None
    assert document.meeting.starts_at is not None
    assert document.forum is not None
    attendees: list[tuple[str | None, str]] = [(row.name, row.attendance) for row in document.meeting.attendees]
    return document.forum.name, f"{document.meeting.starts_at:%Y-%m-%d %H:%M}", attendees


def errors(document: ImportedDocument) -> list[str]:
    return [finding.message for finding in document.findings if finding.severity == "error"]


def test_headings_that_say_open_or_closed_have_their_titles_below() -> None:
    document = read(OPEN_AND_CLOSED)
    assert head_of(document) == (
        "Kultur- og Fritidsudvalget",
        "2025-03-03 16:00",
        [("Anna Holm", "present"), ("Bo Lund", "present"), ("Carl Berg", "away")],
    )
    assert told(document) == [
        ("1", "Godkendelse af dagsorden", "25/0012", "open", "Godkendt.", []),
        ("2", "Tilskud til Solby Idrætsforening", "25/1234", "open", "Godkendt.", ["Ansøgning", "Budget"]),
        ("3", "Underskrifter", "25/0013", "closed", "Underskrevet.", []),
    ]
    assert errors(document) == []
    assert rebuilt(document) == printed(document)


def test_minutes_with_every_heading_on_the_line_of_its_text() -> None:
    document = read(LABELLED)
    assert head_of(document) == (
        "Teknik- og Miljøudvalget",
        "2025-05-12 15:30",
        [("Ida Krog", "present"), ("Jens Toft", "present"), ("Ole Skov", "excused")],
    )
    assert told(document) == [
        ("1", "Sti langs åen", "24-001234", "unknown", "Godkendt.", ["Kort", "Overslag"]),
        ("2", "Gebyrer for 2026", "24-001235", "unknown", "Udsat.", ["Gebyrblad 2026"]),
    ]
    assert errors(document) == []
    assert rebuilt(document) == printed(document)


def test_minutes_with_numbers_alone_above_their_titles() -> None:
    document = read(ALONE)
    assert head_of(document) == ("Økonomiudvalget", "2025-06-02 08:00", [])
    assert told(document) == [
        ("1", "Beslutning om pladser på plejeområdet", "00.01.00-A00-1-25", "unknown", "Godkendt.", []),
        ("2", "Orientering fra formanden", None, "unknown", "Taget til efterretning.", []),
    ]
    assert errors(document) == []
    assert rebuilt(document) == printed(document)
