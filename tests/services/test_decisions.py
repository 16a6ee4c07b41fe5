"""A search of decisions looks through a bounded number of meetings and goes on where it stopped."""

from app.domain.access import SCOPES, Caller
from app.schemas.decisions import DecisionQuery
from app.schemas.meetings import MeetingCreate
from app.services.decisions import DecisionService
from app.services.ports import Store
from app.services.writing import Act, Writer
from tests.services.clocks import noon

CALLER = Caller("test", frozenset(SCOPES))
FORUM = "0190a000-0000-7000-8000-000000000009"


async def meet(store: Store, day: str, *titles: str) -> None:
    decided = {"text": "Godkendt", "outcome": "approved"}
    content = MeetingCreate.model_validate(
        {
            "forum_id": FORUM,
            "date": {"from": day, "to": day, "precision": "day"},
            "agenda_items": [{"title": title, "decision": decided} for title in titles],
        }
    )
    await Writer(store, noon).create("meeting", {**content.model_dump(), "status": "held"}, Act(CALLER))


async def asked(store: Store, q: str) -> list[list[str]]:
    """The titles of each page, where one request opens no more than two meetings."""
    service = DecisionService(store, max_meetings=2)
    found: list[list[str]] = []
    cursor: str | None = None
    for _ in range(6):
        listed = await service.page(DecisionQuery(q=q, cursor=cursor), CALLER)
        found.append([row["title"] for row in listed.items])
        cursor = listed.next_cursor
        if cursor is None:
            return found
    raise AssertionError("the list does not end")


async def test_meetings_that_do_not_hold_the_words_are_not_opened(store: Store) -> None:
    await meet(store, "2030-01-01", "Nålen")
    for day in range(1, 6):
        await meet(store, f"2031-01-0{day}", "Høet")
    assert await asked(store, "nål godkendt") == [["Nålen"]]
    assert await asked(store, "og i") == [[]]


async def test_a_search_opens_a_bounded_number_of_meetings_and_its_cursor_goes_on(store: Store) -> None:
    """Only of an opened meeting it is known whether one item holds all the words."""
    await meet(store, "2030-01-01", "Nålen i høet")
    for day in range(1, 6):
        await meet(store, f"2031-01-0{day}", "Nålen", "Høet")
    assert await asked(store, "nål hø") == [[], [], ["Nålen i høet"], []]
