"""`/v1/forums`."""

from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.schemas.forums import ForumCreate, ForumRead, ForumUpdate
from app.schemas.pages import ForumPage
from app.schemas.queries import ForumQuery

router = resource_router(
    Shapes(
        kind="forum",
        path="/v1/forums",
        one="Forum",
        many="Forums",
        noun="a forum",
        create=ForumCreate,
        update=ForumUpdate,
        read=ForumRead,
        page=ForumPage,
        query=ForumQuery,
        is_mergeable=True,
    )
)
