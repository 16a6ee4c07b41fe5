"""What every kind of resource does over HTTP."""

import copy
import re
import uuid

import pytest
from httpx import AsyncClient
from pydantic import BaseModel, TypeAdapter

from app.schemas.clusters import ClusterRead
from app.schemas.forums import ForumRead
from app.schemas.funding import FundingRead
from app.schemas.initiatives import InitiativeRead
from app.schemas.meetings import MeetingRead
from app.schemas.pages import ClusterPage, ForumPage, FundingPage, InitiativePage, MeetingPage, ParticipantPage
from app.schemas.participants import ParticipantRead
from tests.api.world import NORTH, PATHS, UNKNOWN_ID, World, build, meeting

READS: dict[str, tuple[type[BaseModel], type[BaseModel]]] = {
    "clusters": (ClusterRead, ClusterPage),
    "forums": (ForumRead, ForumPage),
    "participants": (ParticipantRead, ParticipantPage),
    "initiatives": (InitiativeRead, InitiativePage),
    "funding": (FundingRead, FundingPage),
    "meetings": (MeetingRead, MeetingPage),
}


@pytest.fixture
async def world(api: AsyncClient) -> World:
    return await build(api)


async def test_a_create_answers_where_the_resource_is_and_what_it_became(api: AsyncClient) -> None:
    response = await api.post("/v1/clusters", json={"name": "Klynge Ærø"})
    assert response.status_code == 201
    body = response.json()
    assert response.headers["location"] == f"/v1/clusters/{body['id']}"
    assert response.headers["etag"].startswith('"1.')
    assert response.headers["content-type"] == "application/json"
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{6}Z", body["created_at"])
    assert "Klynge Ærø".encode() in response.content
    assert (await api.get(response.headers["location"])).content == response.content


@pytest.mark.parametrize("name", PATHS)
async def test_a_read_has_every_member_of_the_shape(api: AsyncClient, world: World, name: str) -> None:
    response = await api.get(world.path(name))
    assert response.status_code == 200
    shape, _ = READS[name]
    assert set(response.json()) == {field.alias or key for key, field in shape.model_fields.items()}
    shape.model_validate(response.json() if name != "funding" else {**response.json(), "grants": [], "allocations": []})
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["vary"] == "Authorization, Accept"


@pytest.mark.parametrize("name", PATHS)
async def test_a_list_has_summaries_of_the_shape(api: AsyncClient, world: World, name: str) -> None:
    response = await api.get(f"/v1/{name}")
    assert response.status_code == 200
    page = response.json()
    assert [item["id"] for item in page["items"]] == [world.id(name)]
    _, shape = READS[name]
    row = TypeAdapter(shape).json_schema()["$defs"][f"{shape.__name__.removesuffix('Page')}Summary"]
    assert set(page["items"][0]) == set(row["properties"])
    shape.model_validate(page)


@pytest.mark.parametrize("name", PATHS)
async def test_what_was_read_can_be_written_back_and_writes_nothing(api: AsyncClient, world: World, name: str) -> None:
    """P27: what comes out is what goes in."""
    read = await api.get(world.path(name))
    back = await api.put(world.path(name), content=read.content, headers=written(read.headers["etag"]))
    assert back.status_code == 200, back.text
    assert back.json() == read.json()
    assert back.headers["etag"] == read.headers["etag"]


@pytest.mark.parametrize("name", PATHS)
async def test_a_patch_changes_what_it_names_and_makes_a_version(api: AsyncClient, world: World, name: str) -> None:
    member = "title" if name == "meetings" else "name"
    answer = await api.patch(world.path(name), json={member: "Nyt navn"}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    expected = {**world.bodies[name], member: "Nyt navn", "version": 2, "updated_at": answer.json()["updated_at"]}
    assert answer.json() == expected
    assert list(answer.json()) == list(world.bodies[name])
    assert (await api.get(world.path(name))).json() == expected


@pytest.mark.parametrize("name", PATHS)
async def test_a_replace_sets_what_is_left_out_to_its_default(api: AsyncClient, world: World, name: str) -> None:
    content = copy.deepcopy(world.bodies[name])
    emptied = "parent_id" if name == "forums" else "case_numbers" if name == "meetings" else "name_variants"
    if name == "funding":
        emptied = "closed_on"
    content.pop(emptied)
    answer = await api.put(world.path(name), json=content, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    assert not answer.json()[emptied]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_never_creates(api: AsyncClient, world: World, method: str) -> None:
    content = world.bodies["clusters"] | {"id": UNKNOWN_ID}
    answer = await api.request(method, f"/v1/clusters/{UNKNOWN_ID}", json=content, headers={"If-Match": "*"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("member", ["id", "version", "created_at", "updated_at", "sources", "status"])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_what_the_server_owns_cannot_be_changed(api: AsyncClient, world: World, member: str, method: str) -> None:
    other = {
        "id": UNKNOWN_ID,
        "version": 9,
        "created_at": "2001-01-01T00:00:00Z",
        "updated_at": "2001-01-01T00:00:00Z",
        "sources": [{"system": "esdh", "kind": "case", "id": "1"}],
        "status": "held",
    }
    content = {**world.bodies["meetings"], member: other[member]}
    answer = await api.request(method, world.path("meetings"), json=content, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(f"/{member}", "read_only")]


async def test_ids_are_uuid_7_and_where_a_retry_must_meet_them_uuid_5(api: AsyncClient, world: World) -> None:
    item = {"title": "T", "sections": [{"kind": "other", "text": "a"}]}
    content = {"forum_id": world.id("forums"), "agenda_items": [item]}
    keyed = {"Idempotency-Key": "k"}
    by_source = "/v1/meetings/by-source?system=esdh&kind=sag&id=1"
    added = f"{world.path('meetings')}/agenda-items"
    for version, answer in (
        (7, await api.post("/v1/meetings", json=content)),
        (7, await api.post(added, json=item)),
        (5, await api.post("/v1/meetings", json=content, headers=keyed)),
        (5, await api.post(added, json=item, headers=keyed)),
        (5, await api.put(by_source, json=content)),
    ):
        ids = re.findall(r'"id":"([^"]{36})"', answer.text)
        assert {uuid.UUID(id).version for id in ids} == {version}, answer.text
        assert len(ids) >= 2


async def test_a_new_meeting_is_planned(world: World) -> None:
    assert world.bodies["meetings"]["status"] == "planned"


async def test_null_means_absent(api: AsyncClient) -> None:
    answer = await api.post("/v1/clusters", json={"name": "K", "kind": None, "parties": None, "region": None})
    assert answer.status_code == 201
    assert (answer.json()["kind"], answer.json()["parties"]) == ("sundhedsklynge", [])


async def test_null_in_a_patch_removes_and_an_object_is_merged(api: AsyncClient, world: World) -> None:
    changes = {"date": {"text": "tirsdag"}, "number": None, "case_numbers": None}
    answer = await api.patch(
        world.path("meetings"),
        json=changes,
        headers={"If-Match": "*", "Content-Type": "application/merge-patch+json"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["date"]["text"] == "tirsdag"
    assert answer.json()["date"]["from"] == "2031-03-04"
    assert (answer.json()["number"], answer.json()["case_numbers"]) == (None, [])


async def test_the_whole_is_validated_after_a_patch(api: AsyncClient, world: World) -> None:
    answer = await api.patch(world.path("forums"), json={"cluster_id": None}, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == "give either cluster_id or organisation"


async def test_amounts_stay_exact(api: AsyncClient, world: World) -> None:
    text = '{"grants": [{"amount_dkk": 999999999999.99, "shares": [], "years": []}], "allocations": []}'
    answer = await api.patch(world.path("funding"), content=text, headers=written("*"))
    assert answer.status_code == 200, answer.text
    assert '"amount_dkk":999999999999.99' in answer.text
    assert '"amount_dkk":999999999999.99' in (await api.get(world.path("funding"))).text


@pytest.mark.parametrize("name", ["funding", "meetings"])
async def test_a_delete_leaves_a_tombstone(api: AsyncClient, world: World, name: str) -> None:
    answer = await api.delete(f"{world.path(name)}?reason=withdrawn", headers={"If-Match": "*"})
    assert (answer.status_code, answer.content) == (204, b"")
    for gone in (
        await api.get(world.path(name)),
        await api.delete(world.path(name), headers={"If-Match": "*"}),
        await api.put(world.path(name), json=world.bodies[name], headers={"If-Match": "*"}),
    ):
        assert gone.status_code == 410
        tombstone = gone.json()["tombstone"]
        assert (tombstone["id"], tombstone["version"]) == (world.id(name), 2)
        assert tombstone["deleted_reason"] == "withdrawn"
        assert "title" not in tombstone
    assert (await api.get(f"/v1/{name}")).json()["items"] == []


async def test_a_reason_outside_the_vocabulary_is_refused(api: AsyncClient, world: World) -> None:
    answer = await api.delete(f"{world.path('meetings')}?reason=boredom", headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "?reason"


@pytest.mark.parametrize("name", ["clusters", "forums", "participants"])
async def test_what_others_refer_to_cannot_be_deleted(api: AsyncClient, world: World, name: str) -> None:
    answer = await api.delete(world.path(name), headers={"If-Match": "*"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "still_referenced"
    assert (await api.get(world.path(name))).status_code == 200


UNKNOWN_REFERENCES = [
    ("forums", {"cluster_id": UNKNOWN_ID}, "/cluster_id"),
    ("forums", {"parent_id": UNKNOWN_ID}, "/parent_id"),
    ("participants", {"memberships": [{"forum_id": UNKNOWN_ID}]}, "/memberships/0/forum_id"),
    ("meetings", {"forum_id": UNKNOWN_ID}, "/forum_id"),
    ("meetings", {"attendees": [{"participant_id": UNKNOWN_ID}]}, "/attendees/0/participant_id"),
    (
        "meetings",
        {"attendees": [{"substitutes_for": {"attendee_id": UNKNOWN_ID}}]},
        "/attendees/0/substitutes_for/attendee_id",
    ),
    ("initiatives", {"cluster_id": UNKNOWN_ID, "participation": []}, "/cluster_id"),
    ("initiatives", {"parent_id": UNKNOWN_ID}, "/parent_id"),
    ("initiatives", {"participation": [{"party_id": UNKNOWN_ID}]}, "/participation/0/party_id"),
    ("funding", {"party_ids": [NORTH, UNKNOWN_ID]}, "/party_ids/1"),
    ("funding", {"allocations": [{"initiative_id": UNKNOWN_ID}]}, "/allocations/0/initiative_id"),
    ("clusters", {"successor_ids": [UNKNOWN_ID]}, "/successor_ids/0"),
    ("clusters", {"parties": [{"name": "G", "member_ids": [UNKNOWN_ID]}]}, "/parties/0/member_ids/0"),
]


@pytest.mark.parametrize(("name", "change", "pointer"), UNKNOWN_REFERENCES)
async def test_a_reference_must_lead_to_something(
    api: AsyncClient, world: World, name: str, change: dict[str, object], pointer: str
) -> None:
    answer = await api.patch(world.path(name), json=change, headers={"If-Match": "*"})
    assert answer.status_code == 422, answer.text
    assert (pointer, "reference_unknown") in [(e["pointer"], e["code"]) for e in answer.json()["errors"]]


async def test_a_create_checks_its_references(api: AsyncClient, world: World) -> None:
    content = meeting(UNKNOWN_ID, world.id("participants"), world.id("initiatives"))
    answer = await api.post("/v1/meetings", json=content)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/forum_id", "code": "reference_unknown", "message": "names no forum"}
    ]


async def test_a_reference_to_something_deleted_is_refused(api: AsyncClient, world: World) -> None:
    other = (await api.post("/v1/forums", json={"cluster_id": world.id("clusters"), "name": "F"})).json()
    await api.delete(f"/v1/forums/{other['id']}", headers={"If-Match": "*"})
    answer = await api.patch(world.path("meetings"), json={"forum_id": other["id"]}, headers={"If-Match": "*"})
    assert answer.json()["errors"][0]["code"] == "reference_unknown"


def written(etag: str) -> dict[str, str]:
    return {"If-Match": etag, "Content-Type": "application/json"}
