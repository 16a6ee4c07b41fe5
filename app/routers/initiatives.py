"""`/v1/initiatives`."""

from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.schemas.initiatives import InitiativeCreate, InitiativeRead, InitiativeUpdate
from app.schemas.pages import InitiativePage
from app.schemas.queries import InitiativeQuery

router = resource_router(
    Shapes(
        kind="initiative",
        path="/v1/initiatives",
        one="Initiative",
        many="Initiatives",
        noun="an initiative",
        create=InitiativeCreate,
        update=InitiativeUpdate,
        read=InitiativeRead,
        page=InitiativePage,
        query=InitiativeQuery,
        is_mergeable=True,
    )
)
