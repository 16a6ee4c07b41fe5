"""`/v1/initiatives`."""

from app.dependencies import WriterActDep
from app.http.part_routes import PartRoutes, add_parts
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
add_parts(
    router,
    PartRoutes("status_reports", "status-reports", "report_id", "StatusReport", "StatusReports"),
    WriterActDep,
)
