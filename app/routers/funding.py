"""`/v1/funding`."""

from app.http.resource_routes import Shapes, resource_router
from app.schemas.funding import FundingCreate, FundingRead, FundingUpdate
from app.schemas.pages import FundingPage
from app.schemas.queries import FundingQuery

router = resource_router(
    Shapes(
        kind="funding",
        path="/v1/funding",
        one="Funding",
        many="Funding",
        create=FundingCreate,
        update=FundingUpdate,
        read=FundingRead,
        page=FundingPage,
        query=FundingQuery,
        is_money=True,
    )
)
