"""The kinds of resource: which shapes they have, what their lists may be asked, and which rules hold for them.

Imports and documents are read like the others; only the import writes them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.budget import check_budget
from app.schemas.clusters import ClusterCreate, ClusterUpdate
from app.schemas.documents import DocumentCreate
from app.schemas.forums import ForumCreate, ForumUpdate
from app.schemas.funding import FundingCreate, FundingUpdate
from app.schemas.imports import ImportCreate
from app.schemas.initiatives import InitiativeCreate, InitiativeUpdate
from app.schemas.meetings import MeetingCreate, MeetingUpdate
from app.schemas.participants import ParticipantCreate, ParticipantUpdate
from app.schemas.queries import ListQuery, MeetingQuery
from app.schemas.sources import SourceCreate, SourceUpdate
from app.services.cluster_forums import with_clusters, within_cluster
from app.services.grant_years import check_grant_years
from app.services.listing import Condition, Listing, day_after, equals, equals_folded, starts_folded
from app.services.ports import Kind, Query, Store
from app.services.resources import Rules

_NAME = {"name": "name_sort", "updated_at": "updated"}


async def meetings_asked(store: Store, asked: ListQuery, query: Query) -> Query:
    if not isinstance(asked, MeetingQuery) or asked.cluster is None:
        return query
    return await within_cluster(store, query, asked.cluster)


CATALOGUE: Mapping[Kind, Rules] = MappingProxyType(
    {
        rules.kind: rules
        for rules in (
            Rules(
                "cluster",
                ClusterCreate,
                ClusterUpdate,
                Listing(
                    "cluster",
                    {"kind": equals("kind"), "region": equals_folded("region"), "name": starts_folded("name")},
                    _NAME,
                ),
            ),
            Rules(
                "forum",
                ForumCreate,
                ForumUpdate,
                Listing(
                    "forum",
                    {
                        "cluster": equals("cluster"),
                        "level": equals("level"),
                        "parent": equals("parent"),
                        "municipality_code": equals("municipality_code"),
                        "name": starts_folded("name"),
                    },
                    _NAME,
                ),
            ),
            Rules(
                "participant",
                ParticipantCreate,
                ParticipantUpdate,
                Listing(
                    "participant",
                    {
                        "organisation": equals_folded("organisation"),
                        "forum": equals("forums"),
                        "name": starts_folded("name"),
                    },
                    _NAME,
                ),
            ),
            Rules(
                "meeting",
                MeetingCreate,
                MeetingUpdate,
                Listing(
                    "meeting",
                    {
                        "forum": equals("forum"),
                        "status": equals("status"),
                        "from": Condition("at_least", "day"),
                        "to": Condition("below", "day", day_after),
                        "case_number": equals("case_numbers"),
                        "participant": equals("participants"),
                    },
                    {"starts_at": "starts", "date": "day", "title": "name_sort", "updated_at": "updated"},
                ),
                initial={"status": "planned"},
                narrow=meetings_asked,
                complete=with_clusters,
            ),
            Rules(
                "initiative",
                InitiativeCreate,
                InitiativeUpdate,
                Listing(
                    "initiative",
                    {
                        "cluster": equals("cluster"),
                        "kind": equals("kind"),
                        "status": equals("status"),
                        "parent": equals("parent"),
                        "code": equals_folded("code"),
                        "forum": equals("responsible_forum"),
                    },
                    {"code": "code_sort", **_NAME},
                ),
            ),
            Rules(
                "import",
                ImportCreate,
                ImportCreate,
                Listing("import", {"state": equals("state")}, {"created_at": "created", "updated_at": "updated"}),
            ),
            Rules(
                "source",
                SourceCreate,
                SourceUpdate,
                Listing(
                    "source",
                    {"system": equals("system"), "cluster": equals("cluster")},
                    {"system": "system", "last_success_at": "last_success", "updated_at": "updated"},
                ),
            ),
            Rules("document", DocumentCreate, DocumentCreate, Listing("document", {}, _NAME)),
            Rules(
                "funding",
                FundingCreate,
                FundingUpdate,
                Listing("funding", {"cluster": equals("cluster"), "year": equals("years")}, _NAME),
                check=check_budget,
                guard=check_grant_years,
            ),
        )
    }
)
