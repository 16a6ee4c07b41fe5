"""`/v1/participants`."""

from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.schemas.pages import ParticipantPage
from app.schemas.participants import ParticipantCreate, ParticipantRead, ParticipantUpdate
from app.schemas.queries import ParticipantQuery

router = resource_router(
    Shapes(
        kind="participant",
        path="/v1/participants",
        one="Participant",
        many="Participants",
        noun="a participant",
        create=ParticipantCreate,
        update=ParticipantUpdate,
        read=ParticipantRead,
        page=ParticipantPage,
        query=ParticipantQuery,
        is_mergeable=True,
    )
)
