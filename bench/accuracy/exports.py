"""The records of an agenda system as other systems would have exported them, and how these exports are read back.

Each writer makes what `esdh-formats.md` tells of its dialect. What a dialect cannot say is not asked of it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.builder import E, ElementMaker

from app.domain.danish_dates import MONTHS
from app.importers.document import ImportedDocument
from app.importers.drop import Files
from app.importers.sniff import read_document
from bench.accuracy.export_pairs import acadre, fujitsu
from bench.accuracy.prints.minutes import KnownMinutes, state_of
from bench.accuracy.records import decision_of, known_record, rest_of
from bench.accuracy.roundtrip import Score, score

Record = Mapping[str, Any]


def publication(record: Record) -> bytes:
    """Agenda Management, with its byte order mark and its texts in CDATA."""
    at = datetime.fromisoformat(record["Moede"]["Dato"])
    meeting = E.Meeting(
        _text("When", f"{at:%d-%m-%Y %H:%M:%S}"),
        _text("Until", ""),
        _text("Where", record["Moede"]["Sted"] or ""),
        E.Members(*(_member(row) for row in record["Moede"]["Moededeltagere"])),
        ID="26",
    )
    agenda = E.Agenda(
        _text("Name", "Referat"),
        E.IsExtendedAgenda("False"),
        meeting,
        E.Committee(_text("Name", record["Udvalg"]["Navn"]), ID="7"),
        E.Items(*(_publication_item(item, at) for item in record["Dagsordenpunkter"])),
        ID="32",
    )
    root = E.Publication(
        _text("Published", f"{at:%d-%m-%Y} 20:00:00"),
        E.PublicationTypeAsValue("2"),
        E.OutputFileName("Publication32.xml"),
        E.GeneratorSettings(E.ShowMembers("True")),
        E.Agendas(agenda),
    )
    return b"\xef\xbb\xbf" + etree.tostring(root, encoding="unicode").replace("\n", "\r\n").encode()


def _member(row: Mapping[str, Any]) -> etree._Element:
    code = "1" if state_of(row) == "present" else "2"
    return E.MeetingMember(_text("Name", row["Name"]), E.ParticipationStatusAsValue(code))


def _publication_item(item: Mapping[str, Any], at: datetime) -> etree._Element:
    fields = []
    if decision_of(item) is not None:
        fields.append(_field("Beslutning", decision_of(item) or "", is_decision=True))
    fields.append(_field("Fremstilling", rest_of(item), is_decision=False))
    files = [
        E.Enclosure(_text("Name", row["Navn"]), E.Index(str(place)), ID=str(100 + place))
        for place, row in enumerate(item["Bilag"], 1)
    ]
    return E.Item(
        E.Number(str(item["Number"])),
        _text("Caption", item["Caption"]),
        E.IsPublic("True"),
        _text("ItemCaseNumber", item["CaseNumber"] or ""),
        E.Fields(*fields),
        E.Enclosures(*files),
        ID=f"{at:%j}{item['Number']}",
    )


def _field(caption: str, html: str, *, is_decision: bool) -> etree._Element:
    return E.ItemField(
        _text("Caption", caption),
        E.HasContent("True"),
        E.IsFeedback("True" if is_decision else "False"),
        _text("Content", html),
    )


def sbsys(record: Record) -> bytes:
    at = datetime.fromisoformat(record["Moede"]["Dato"])
    meeting = E.Møde(
        MødeID="26",
        UdvalgID="7",
        Udvalg=record["Udvalg"]["Navn"],
        Mødedato=f"{at.day}. {MONTHS[at.month - 1]} {at.year}",
        Mødetid=f"{at:%H:%M}",
        Mødested=record["Moede"]["Sted"] or "",
    )
    items = (_sbsys_item(item) for item in record["Dagsordenpunkter"])
    group = E.Gruppe(*items, navn="Åbne dagsordenspunkter")
    root = E.Dagsorden(meeting, E.Dagsordenpunkter(group), DagsordenID="32", Åben="True", Dagsordentype="Referat")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _sbsys_item(item: Mapping[str, Any]) -> etree._Element:
    sections = [] if decision_of(item) is None else [_text("Beslutning", decision_of(item) or "")]
    sections.append(_text("Fremstilling", rest_of(item)))
    number = str(item["Number"])
    files = (
        E.Bilag(BilagID=f"{number}-{place}", Navn=row["Navn"], BilagUrl=f"{place}.pdf", MaaPubliceres="True")
        for place, row in enumerate(item["Bilag"], 1)
    )
    return E.Dagsordenpunkt(
        _text("Overskrift", item["Caption"]),
        E.Indhold(*sections),
        E.Bilagsliste(*files),
        DagsordenpunktID=f"p{number}",
        Nummer=number,
        Åbent="True",
    )


def _text(name: str, text: str) -> etree._Element:
    element = ElementMaker()(name)
    element.text = etree.CDATA(text)
    return element


def _alone(write: Callable[[Record], bytes]) -> Callable[[Record], tuple[bytes, dict[str, bytes]]]:
    return lambda record: (write(record), {})


DIALECTS: dict[str, Callable[[Record], tuple[bytes, dict[str, bytes]]]] = {
    "publication": _alone(publication),
    "sbsys": _alone(sbsys),
    "fujitsu": fujitsu,
    "acadre": acadre,
}
UNTOLD: dict[str, tuple[str, ...]] = {
    "publication": ("attendee",),
    "sbsys": ("attendee", "case_number"),
    "fujitsu": ("attendee",),
    "acadre": (),
}
"""What is not asked: codes of attendance that each tenant sets up, reasons of absence, and what has no place in the
dialect."""


def score_dialects(paths: Iterable[Path]) -> dict[str, Score]:
    scores = {name: Score() for name in DIALECTS}
    for path in paths:
        record = json.loads(path.read_bytes())
        for name, write in DIALECTS.items():
            data, beside = write(record)
            document = read_document("export.xml", data, drop=Files(beside))
            scores[name].add(_score(path.stem, record, document, UNTOLD[name]))
    return scores


def _score(source: str, record: Record, document: ImportedDocument, untold: tuple[str, ...]) -> Score:
    read = () if document.meeting is None else document.meeting.agenda_items
    lines = [0 if one.evidence.lines is None else one.evidence.lines[0] for one in read]
    known: KnownMinutes = known_record(record)
    items = tuple(replace(one, line=lines[at] if at < len(lines) else -1) for at, one in enumerate(known.items))
    found = score(source, replace(known, text=document.text or "", items=items), document)
    found.misses = [miss for miss in found.misses if miss.subject not in untold]
    return found
