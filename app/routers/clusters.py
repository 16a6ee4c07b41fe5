"""`/v1/clusters`."""

from app.http.resource_routes import resource_router
from app.http.shapes import Shapes
from app.schemas.clusters import ClusterCreate, ClusterRead, ClusterUpdate
from app.schemas.pages import ClusterPage
from app.schemas.queries import ClusterQuery

router = resource_router(
    Shapes(
        kind="cluster",
        path="/v1/clusters",
        one="Cluster",
        many="Clusters",
        noun="a cluster",
        create=ClusterCreate,
        update=ClusterUpdate,
        read=ClusterRead,
        page=ClusterPage,
        query=ClusterQuery,
    )
)
