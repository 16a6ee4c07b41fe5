"""A search of decisions looks through a bounded number of meetings and goes on where it stopped."""

from app.domain.access import READ, Caller
from app.schemas.decisions import DecisionQuery
from app.schemas.meetings import MeetingCreate
from app.services.decisions import DecisionService
from app.services.ports import Store
from app.services.writing import Act, Writer
from tests.services.clocks import noon

CALLER = Caller("test", frozenset({READ}))
FORUM = "0190a000-0000-7000-8000-000000000009"


async def meet(store: Store, day: str, title: str) -> None:
    content = MeetingCreate.model_validate(
        {
            "forum_id": FORUM,
            "date": {"from": day, "to": day, "precision": "day"},
            "agenda_items": [{"title": title, "decision": {"text": "Godkendt", "outcome": "approved"}}],
        }
    )
    await Writer(store, noon).create("meeting", {**content.model_dump(), "status": "held"}, Act(CALLER))


async def test_a_search_is_bounded_and_its_cursor_goes_on(store: Store) -> None:
    await meet(store, "2030-01-01", "Nålen")
    for day in range(1, 6):
        await meet(store, f"2031-01-0{day}", "Høet")
    service = DecisionService(store, max_meetings=2)
    found: list[list[str]] = []
    cursor: str | None = None
    for _ in range(5):
        listed = await service.page(DecisionQuery(q="nål", cursor=cursor), CALLER)
        found.append([row["title"] for row in listed.items])
        cursor = listed.next_cursor
        if cursor is None:
            break
    assert found == [[], [], ["Nålen"], []]
