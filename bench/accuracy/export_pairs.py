"""The records as the systems would have exported them that write two files: a head, and a body beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from lxml.builder import E, ElementMaker

from bench.accuracy.prints.minutes import state_of
from bench.accuracy.records import decision_of, rest_of

Record = Mapping[str, Any]
NAMESPACE = "http://www.fujitsu.dk/agenda/xml/schemas/2009/03/31/"
F = ElementMaker(namespace=NAMESPACE, nsmap={"a": NAMESPACE})
ABSENT = {"present": "0", "absent": "1", "excused": "2"}


def fujitsu(record: Record) -> tuple[bytes, dict[str, bytes]]:
    """The notification, and the body by its path."""
    at = datetime.fromisoformat(record["Moede"]["Dato"])
    path = rf"\Udvalg\{at:%Y-%m-%d %H.%M}\Referat\x.xml"
    notification = F.Notification(
        F.Publish("true"),
        F.AgendaIdentifier("a1"),
        F.MeetingIdentifier("b2"),
        F.PathToXml(path),
        F.Timestamp(f"{at:%Y-%m-%dT%H:%M:%S}"),
    )
    agenda = F.Agenda(
        F.Identifier("a1"),
        F.Type("Dagsorden"),
        F.AgendaElements(*(_element(item) for item in record["Dagsordenpunkter"])),
    )
    meeting = F.Meeting(
        F.MeetingIdentifier("B2"),
        F.MeetingDateTime(f"{at:%d-%m-%Y %H:%M}"),
        F.EndDateTime("01-01-0001 00:00"),
        F.MeetingLocation(record["Moede"]["Sted"] or ""),
        F.MeetingParticipants(*(_participant(row) for row in record["Moede"]["Moededeltagere"])),
        agenda,
    )
    body = etree.Element("Root", nsmap={"a": NAMESPACE})
    body.extend(
        [
            F.OutputTypeEnumName("Minute"),
            F.OutputFilterIsPublic("false"),
            F.Committee(F.Identifier("c3"), F.Name(record["Udvalg"]["Navn"]), meeting),
        ]
    )
    head = etree.Element("Root", nsmap={"a": NAMESPACE})
    head.append(notification)
    return _bytes(head), {path.strip("\\").replace("\\", "/"): _bytes(body)}


def _participant(row: Mapping[str, Any]) -> etree._Element:
    is_there = "true" if state_of(row) == "present" else "false"
    return F.MeetingParticipant(F.Name(row["Name"]), F.RoleInMeeting("Medlem"), F.Participate(is_there))


def _element(item: Mapping[str, Any]) -> etree._Element:
    number = str(item["Number"])
    parts = [] if decision_of(item) is None else [_presentation("Beslutning", decision_of(item) or "", "true")]
    parts.append(_presentation("Fremstilling", rest_of(item), "false"))
    files = (
        F.Attachment(
            F.Identifier(f"{number}-{place}"),
            _cdata(F.Title(), row["Navn"]),
            F.AccessEnumName("Public"),
            F.ShowOrder(str(place)),
        )
        for place, row in enumerate(item["Bilag"], 1)
    )
    handling = F.HandlingItem(
        F.SerialNo(number),
        _cdata(F.Title(), item["Caption"]),
        F.CaseNumber(item["CaseNumber"] or ""),
        F.CasePresentations(*parts),
        F.Attachments(*files),
    )
    return F.AgendaElement(F.Identifier(f"p{number}"), F.AccessIsPublic("true"), handling)


def _presentation(title: str, html: str, is_decision: str) -> etree._Element:
    return F.CasePresentation(F.Title(title), _cdata(F.Content(), html), F.IsDecision(is_decision))


def acadre(record: Record) -> tuple[bytes, dict[str, bytes]]:
    """The manifest, and the agenda's body by its path, in upper case as it lies on the disk."""
    at = datetime.fromisoformat(record["Moede"]["Dato"])
    root = E.root(
        _manifest("committee", name=record["Udvalg"]["Navn"], sysid="44"),
        _manifest("meeting", name="Møde", sysid="903", date=f"{at:%Y-%m-%d %H:%M}"),
        _manifest("agenda", name="Referat", sysid="2207", access="1"),
        _manifest(
            "producedAgenda",
            sysid="10",
            xmlFusionID="41005",
            xmlfilename="41005.xml",
            docID="41001",
            type="2",
            access="Åben",
            accessid="1",
            publish="1",
            publishDate=f"{at:%Y-%m-%d} 20:00",
            filesfolder="Files_2207_41001",
        ),
    )
    members = (_body(name=row["Name"], absent=ABSENT[state_of(row)]) for row in record["Moede"]["Moededeltagere"])
    meeting = _body(
        _table("meetmember", E.fields(_table("member", *members))),
        sysid="903",
        name="Møde",
        date=f"{at:%Y-%m-%d %H:%M}",
        location=record["Moede"]["Sted"] or "",
    )
    agenda = _body(
        _table("committee", _body(sysid="44", name=record["Udvalg"]["Navn"])),
        _table("meeting", meeting),
        _table("agendaitemparents", *(_item(item) for item in record["Dagsordenpunkter"])),
        sysid="2207",
        name="Referat",
        access="1",
        accessname="Åben",
    )
    return _bytes(root), {"Files_2207_41001/41005.XML": _bytes(E.root(_table("agenda", agenda), E.agendaData()))}


def _item(item: Mapping[str, Any]) -> etree._Element:
    number = str(item["Number"])
    bullets = [] if decision_of(item) is None else [_bullet("8", "Beslutning", decision_of(item) or "")]
    bullets.append(_bullet("2", "Sagsfremstilling", rest_of(item)))
    files = (
        _body(sysid=f"{number}{place}", name=row["Navn"], access="1", accessname="Åben", sort=str(place))
        for place, row in enumerate(item["Bilag"], 1)
    )
    said = _body(
        _table("bullet", *bullets),
        _table("enclosure", *files),
        sysid=f"7{number}",
        name=item["Caption"],
        access="1",
        accessname="Åben",
        caseno=item["CaseNumber"] or "",
    )
    return _body(_table("agendaitem", said), sysid=f"9{number}", agitemid=f"7{number}", sort=number)


def _bullet(kind: str, name: str, html: str) -> etree._Element:
    return _body(sysid=f"{kind}1", bulletname=name, bulletcontent=html, bullettype=kind)


def _table(name: str, *children: etree._Element) -> etree._Element:
    return E.table(*children, name=name)


def _manifest(table: str, /, **values: str) -> etree._Element:
    return _table(table, E.fields(*(E.field(**{key: value}) for key, value in values.items())))


def _body(*tables: etree._Element, **values: str) -> etree._Element:
    return E.fields(*(E.field(value, name=key) for key, value in values.items()), *tables)


def _cdata(element: etree._Element, text: str) -> etree._Element:
    element.text = etree.CDATA(text)
    return element


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8")
