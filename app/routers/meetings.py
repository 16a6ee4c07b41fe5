"""`/v1/meetings`."""

from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.schemas.meetings import MeetingCreate, MeetingRead, MeetingUpdate
from app.schemas.pages import MeetingPage
from app.schemas.queries import MeetingQuery

router = resource_router(
    Shapes(
        kind="meeting",
        path="/v1/meetings",
        one="Meeting",
        many="Meetings",
        noun="a meeting",
        create=MeetingCreate,
        update=MeetingUpdate,
        read=MeetingRead,
        page=MeetingPage,
        query=MeetingQuery,
    )
)
