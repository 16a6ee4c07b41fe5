"""Records as FirstAgenda's publication sites serve them, of an invented municipality."""

import json
from typing import Any

NO_ID = "00000000-0000-0000-0000-000000000000"
COMMITTEE_ID = "3E0C0F3A-7A1B-4C57-9F4E-5D8A2B6C1D00"

DECIDED = "<div><h3>Beslutning</h3><span><p>Godkendt.</p><p>Afbud: Bo Ahle</p></span></div>"
PRESENTED = (
    "<h3>Fremstilling</h3><span class='ukendt'><h4>Sagsprocedure</h4><p>Sundhedsudvalget.</p>"
    "<h4><strong>Indstilling</strong></h4><p>Administrationen indstiller,</p><ol><li>at planen godkendes, og</li>"
    "<li>at der følges op.</li></ol><div><span>Økonomiske\nkonsekvenser</span></div>"
    "<table><tbody><tr><td rowspan='2'>Indsats</td><td>2031</td></tr><tr><td>125.000</td></tr></tbody></table>"
    "<h3>Sagens forløb</h3><p>Økonomiudvalget den 3. februar 2031: Anbefales.</p></span>"
)


def item(number: str, title: str, html: str = DECIDED, **members: Any) -> dict[str, Any]:
    return {
        "Felter": [{"Navn": "", "Html": html, "Tekst": None, "DocumentId": NO_ID}],
        "Presentations": None,
        "ItemDecision": None,
        "SagsNummer": "31-000123",
        "CaseNumber": "31-000123",
        "Navn": title,
        "Caption": title,
        "Number": number,
        "Punktnummer": number,
        "Bilag": [],
        "IsOpen": False,
        "ExternalAgendaItemAttendees": [],
        **members,
    }


def file(title: str, order: int = 0) -> dict[str, Any]:
    return {"Id": f"1111{order}", "Navn": title, "Order": order, "HarPdfVersion": "true"}


def attendee(name: str, *, absent: bool = False, excused: bool = False) -> dict[str, Any]:
    return {"Name": name, "Absent": absent, "ParticipationCancelled": excused, "AttendanceType": 0}


def record(*items: dict[str, Any], **meeting: Any) -> dict[str, Any]:
    return {
        "Dagsordenpunkter": list(items),
        "Udvalg": {"Id": COMMITTEE_ID, "Navn": "Sundhedsudvalget", "Historisk": False},
        "Moede": {
            "Id": NO_ID,
            "Dato": "2031-03-04T16:00:00+01:00",
            "MeetingBeginUtc": "2031-03-04T16:00:00+01:00",
            "MeetingEndUtc": None,
            "ReleasedDate": None,
            "Sted": "Mødelokale 2",
            "Moededeltagere": [attendee("Ida Holm"), attendee("Bo Ahle", excused=True)],
            "Navn": "Dagsorden",
            "Description": "",
            "IsSupplementaryAgenda": False,
            **meeting,
        },
        "TillaegsDagsorden": False,
        "Id": "73503c0b-0000-0000-0000-000000000001",
        "Lydfiler": None,
    }


def as_bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
