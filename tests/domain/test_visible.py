"""What is left of a body without what is hidden, member by member."""

from typing import Any

from app.domain.visible import MINUTES, visible
from app.schemas.initiatives import InitiativeCreate
from app.schemas.meetings import MeetingCreate

ID = "01890000-0000-7000-8000-00000000000a"
ROW = {
    "name": "Anna",
    "attendance": "excused",
    "substitutes_for": {"printed": "Bo"},
    "agenda_items": [{"number": "1"}],
    "absent_for": [{"number": "2"}],
    "note": "kom senere",
    "printed": "Anna (afbud)",
    "also_printed": ["A. (afbud)"],
    "evidence": {"text": "Anna (afbud)"},
}
AGENDA = {"kind": "presentation", "text": "Sagen"}
MINUTED = {"kind": "decision", "text": "Godkendt"}


def meeting(**members: Any) -> dict[str, Any]:
    """With ids for its parts: of an item `i0`, of its sections `s0`, `s1` and so on."""
    body = MeetingCreate.model_validate({"forum_id": ID, **members}).model_dump(mode="json", by_alias=True)
    body["attendees"] = [{**one, "id": f"a{place}"} for place, one in enumerate(body["attendees"])]
    for place, item in enumerate(body["agenda_items"]):
        item["id"] = f"i{place}"
        item["sections"] = [{**one, "id": f"s{number}"} for number, one in enumerate(item["sections"])]
    return body


def table(position: int | None, cell: str) -> dict[str, Any]:
    return {"section_position": position, "rows": [[cell]]}


def test_before_the_minutes_an_attendee_is_who_was_asked_to_come_and_nothing_of_how_it_went() -> None:
    [seen] = visible("meeting", meeting(attendees=[ROW]), frozenset({MINUTES}))["attendees"]
    [asked] = meeting(attendees=[{"name": "Anna"}])["attendees"]
    assert seen == asked


def test_before_the_minutes_tables_of_decisions_are_left_out_and_others_name_their_section() -> None:
    item = {"title": "Et", "sections": [MINUTED, AGENDA], "tables": [table(0, "ja"), table(1, "sag"), table(None, "?")]}
    [seen] = visible("meeting", meeting(agenda_items=[item]), frozenset({MINUTES}))["agenda_items"]
    assert [one["text"] for one in seen["sections"]] == ["Sagen"]
    assert [(one["section_position"], one["rows"]) for one in seen["tables"]] == [(0, [["sag"]])]


def test_before_the_minutes_tables_of_an_agenda_stay_as_they_are() -> None:
    item = {"title": "Et", "sections": [AGENDA], "tables": [table(0, "sag"), table(None, "bilag")]}
    body = meeting(agenda_items=[item])
    [seen] = visible("meeting", body, frozenset({MINUTES}))["agenda_items"]
    assert seen == body["agenda_items"][0]


def test_lines_that_no_rule_could_place_are_left_out_where_a_section_is_closed() -> None:
    document = {"name": "Referat", "head": "Til stede", "unplaced": [{"lines": [3, 3], "text": "af det lukkede"}]}
    body = meeting(agenda_items=[{"title": "Et", "sections": [AGENDA, MINUTED]}], documents=[document])
    [seen] = visible("meeting", body, frozenset({"s1", "i0#"}))["documents"]
    assert (seen["name"], seen["head"], seen["unplaced"]) == ("Referat", None, [])


def test_an_initiative_has_the_name_that_is_seen() -> None:
    shut = {"meeting_id": ID, "agenda_item_id": ID}
    variants = [{"text": "Hemmelig", "evidence": shut}, {"text": "Kendt"}]
    content = {"cluster_id": ID, "name": "Hemmelig", "name_variants": variants}
    body = {**InitiativeCreate.model_validate(content).model_dump(), "sources": []}
    assert visible("initiative", body, frozenset({ID}))["name"] == "Kendt"
