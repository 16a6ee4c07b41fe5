"""What may not come in: each is a problem that names the place and never repeats the value."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.api.world import UNKNOWN_ID, World, build

MARK = "zqxmarkerqxz"


JSON = {"Content-Type": "application/json"}


async def post(api: AsyncClient, content: bytes, headers: dict[str, str] | None = None) -> Response:
    return await api.post("/v1/clusters", content=content, headers=JSON | (headers or {}))


UNREADABLE = {
    "empty": b"",
    "blank": b" \n ",
    "no json": b"name=x",
    "cut off": b'{"name": "' + MARK.encode(),
    "two values": b'{"name": "x"} {"name": "y"}',
    "NaN": b'{"name": "x", "amount": NaN}',
    "Infinity": b'{"name": "x", "amount": -Infinity}',
    "repeated name": b'{"name": "x", "name": "' + MARK.encode() + b'"}',
    "repeated name below": b'{"name": "x", "parties": [{"name": "a", "name": "b"}]}',
    "repeated name after unescaping": b'{"name": "x", "n\\u0061me": "y"}',
    "half surrogate": b'{"name": "' + MARK.encode() + b'\\ud800"}',
    "other half": b'{"name": "\\udc00"}',
    "halves the wrong way round": b'{"name": "\\udc00\\ud800"}',
    "half surrogate in a name": b'{"na\\ud800me": "x"}',
    "NUL": b'{"name": "a\\u0000b"}',
    "backspace": b'{"name": "a\\bb"}',
    "form feed": b'{"name": "a\\fb"}',
    "raw line break": b'{"name": "a\nb"}',
    "delete": b'{"name": "a\x7fb"}',
    "C1 control": '{"name": "a\x85b"}'.encode(),
    "Latin-1": '{"name": "Ærø"}'.encode("latin-1"),
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "overlong": b'{"name": "\xc0\xaf"}',
    "surrogate in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "byte order mark": b"\xef\xbb\xbf" + b'{"name": "x"}',
    "65 deep": b'{"name": ' + b"[" * 64 + b"]" * 64 + b"}",
    "10,000 deep": b"[" * 10_000 + b"]" * 10_000,
    "10,000 deep and open": b'{"a":' * 10_000,
    "10,000 deep behind a quote": b'"\\"' + b"[" * 10_000,
    "huge integer": b'{"name": "x", "amount": ' + b"9" * 5_000 + b"}",
    "huge exponent": b'{"name": "x", "amount": 1e999999999999}',
    "tiny exponent": b'{"name": "x", "amount": 1e-999999999999}',
    "many decimals": b'{"name": "x", "amount": 0.' + b"1" * 5_000 + b"}",
    "comment": b'{"name": "x" /* y */}',
    "single quotes": b"{'name': 'x'}",
    "trailing comma": b'{"name": "x",}',
}


@pytest.mark.parametrize("case", UNREADABLE)
async def test_bytes_that_are_no_strict_json_are_400(api: AsyncClient, case: str) -> None:
    answer = await post(api, UNREADABLE[case])
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
    assert MARK not in answer.text


@pytest.mark.parametrize("text", ["a\\nb", "a\\tb", "a\\rb", "\\ud83d\\ude00", "\\\\ud800", "\\/", "æøå 👩‍⚕️"])
async def test_text_that_may_stay_comes_back(api: AsyncClient, text: str) -> None:
    answer = await post(api, f'{{"name": "x{text}y"}}'.encode())
    assert answer.status_code == 201
    assert (await api.get(answer.headers["location"])).content == answer.content


async def test_64_levels_are_read_and_refused_as_content(api: AsyncClient) -> None:
    answer = await post(api, b'{"name": ' + b"[" * 63 + b"]" * 63 + b"}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


async def test_the_place_of_a_fault_in_the_text_is_told(api: AsyncClient) -> None:
    answer = await post(api, b'{"name":\n  nix}')
    assert (answer.json()["line"], answer.json()["column"]) == (2, 3)


AMOUNTS: tuple[Any, ...] = (-1, 0.001, 1e12, MARK, "12", True, [], {})
FAULTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("clusters", {}, "/name", "required"),
    ("clusters", {"name": None}, "/name", "wrong_type"),
    ("clusters", {"name": 7}, "/name", "wrong_type"),
    ("clusters", {"name": [MARK]}, "/name", "wrong_type"),
    ("clusters", {"name": ""}, "/name", "too_short"),
    ("clusters", {"name": " \n "}, "/name", "invalid"),
    ("clusters", {"name": MARK * 100}, "/name", "too_long"),
    ("clusters", {"name": "K", "kind": MARK}, "/kind", "not_in_list"),
    ("clusters", {"name": "K", "valid_from": MARK}, "/valid_from", "invalid"),
    ("clusters", {"name": "K", "valid_from": "2031-02-30"}, "/valid_from", "invalid"),
    ("clusters", {"name": "K", "valid_from": "2031-13-01"}, "/valid_from", "invalid"),
    ("clusters", {"name": "K", "colour": MARK}, "/colour", "unknown_member"),
    ("clusters", {"name": "K", "colour": None}, "/colour", "unknown_member"),
    ("clusters", {"name": "K", "a/b~c": 1}, "/a~1b~0c", "unknown_member"),
    ("clusters", {"name": "K", "id": UNKNOWN_ID}, "/id", "unknown_member"),
    ("clusters", {"name": "K", "parties": {}}, "/parties", "wrong_type"),
    ("clusters", {"name": "K", "parties": [MARK]}, "/parties/0", "wrong_type"),
    ("clusters", {"name": "K", "parties": [{"name": "P"}, {}]}, "/parties/1/name", "required"),
    ("clusters", {"name": "K", "parties": [{"name": "P", "cvr": "12345678"}]}, "/parties/0/cvr", "check_digit_wrong"),
    ("clusters", {"name": "K", "parties": [{"name": "P", "shoe": MARK}]}, "/parties/0/shoe", "unknown_member"),
    ("clusters", {"name": "K", "parties": [{"id": MARK, "name": "P"}]}, "/parties/0/id", "invalid"),
    ("clusters", {"name": "K", "parties": [{"name": "P"}] * 1001}, "/parties", "too_long"),
    ("forums", {"name": "F"}, "", "not_one_owner"),
    ("meetings", {"forum_id": UNKNOWN_ID, "starts_at": f"{MARK}T10:00:00Z"}, "/starts_at", "invalid"),
    ("meetings", {"forum_id": UNKNOWN_ID, "starts_at": "2031-01-01T25:00:00Z"}, "/starts_at", "invalid"),
    ("meetings", {"forum_id": UNKNOWN_ID, "starts_at": "2031-01-01T10:00:00"}, "/starts_at", "invalid"),
    ("meetings", {"forum_id": UNKNOWN_ID, "date": {"from_": "2031-01-01"}}, "/date/from_", "unknown_member"),
    ("meetings", {"forum_id": UNKNOWN_ID, "status": "held"}, "/status", "unknown_member"),
    ("meetings", {"forum_id": UNKNOWN_ID, "attendance_recorded": 1}, "/attendance_recorded", "wrong_type"),
    (
        "meetings",
        {"forum_id": UNKNOWN_ID, "agenda_items": [{"title": "T", "sections": [{"kind": "other", "level": "2"}]}]},
        "/agenda_items/0/sections/0/level",
        "wrong_type",
    ),
    ("funding", {"cluster_id": UNKNOWN_ID, "name": "P", "grant_years": []}, "/grant_years", "too_short"),
    ("funding", {"cluster_id": UNKNOWN_ID, "name": "P", "grant_years": [2031.5]}, "/grant_years/0", "wrong_type"),
    ("funding", {"cluster_id": UNKNOWN_ID, "name": "P", "grant_years": [True]}, "/grant_years/0", "wrong_type"),
    *(
        (
            "funding",
            {"cluster_id": UNKNOWN_ID, "name": "P", "grant_years": [2031], "grants": [{"amount_dkk": amount}]},
            "/grants/0/amount_dkk",
            "invalid",
        )
        for amount in AMOUNTS
    ),
]


@pytest.mark.parametrize(("name", "content", "pointer", "code"), FAULTS)
async def test_a_fault_is_pointed_at(
    api: AsyncClient, name: str, content: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await api.post(f"/v1/{name}", json=content)
    assert answer.status_code == 422, answer.text
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert MARK not in answer.text


@pytest.mark.parametrize("content", [b"null", b"true", b"7", b'"text"', b"[]"])
async def test_a_body_that_is_no_object_is_422(api: AsyncClient, content: bytes) -> None:
    answer = await post(api, content)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == ""


async def test_at_most_100_faults_are_told(api: AsyncClient) -> None:
    answer = await api.post("/v1/clusters", json={"name": "K", "parties": [{} for _ in range(900)]})
    assert len(answer.json()["errors"]) == 100


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/merge-patch+json"},
        {"Content-Type": "application/jsonx"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": ""},
    ],
)
async def test_another_media_type_is_415_before_the_body_is_read(api: AsyncClient, headers: dict[str, str]) -> None:
    answer = await api.post("/v1/clusters", content=b"\xff not read", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("media_type", ["application/json; charset=UTF-8", 'APPLICATION/JSON;charset="utf-8"'])
async def test_the_media_type_may_name_utf_8(api: AsyncClient, media_type: str) -> None:
    answer = await api.post("/v1/clusters", content=b'{"name": "K"}', headers={"Content-Type": media_type})
    assert answer.status_code == 201


async def test_a_stated_length_over_the_limit_is_413(api: AsyncClient) -> None:
    answer = await post(api, b'{"name": "' + b"x" * 200_000 + b'"}')
    assert (answer.status_code, answer.json()["limit_bytes"]) == (413, 200_000)


async def test_a_body_over_the_limit_is_413_without_a_stated_length(api: AsyncClient) -> None:
    read = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1_000):
            read += 1
            yield b" " * 10_000

    answer = await api.post("/v1/clusters", content=chunks(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert read < 1_000


async def test_a_body_of_just_the_limit_is_read(api: AsyncClient) -> None:
    content = b'{"name": "K"}'
    assert (await post(api, content + b" " * (200_000 - len(content)))).status_code == 201


async def test_parts_may_not_share_an_id(api: AsyncClient) -> None:
    parties = [{"id": UNKNOWN_ID, "name": "A"}, {"id": UNKNOWN_ID, "name": "B"}]
    answer = await api.post("/v1/clusters", json={"name": "K", "parties": parties})
    assert answer.json()["errors"][0]["pointer"] == "/parties/1/id"


@pytest.mark.parametrize("id", ["x", "%00", "%ff", "..", "a" * 3_000, "%F0%9F%98%80", "{id}", "$ne"])
async def test_an_id_that_is_none_is_404(api: AsyncClient, id: str) -> None:
    answer = await api.get(f"/v1/clusters/x{id}")
    assert answer.status_code == 404


async def test_a_patch_names_unknown_members_below(api: AsyncClient) -> None:
    world: World = await build(api)
    answer = await api.patch(world.path("meetings"), json={"location": {"roof": MARK}}, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/location/roof", "unknown_member")]
    assert MARK not in answer.text


async def test_a_reason_that_is_too_long_is_refused(api: AsyncClient) -> None:
    too_long = {"Klynge-Reason": "x" * 501, "If-Match": "*"}
    world = await build(api)
    for path in ("/v1/clusters", f"{world.path('meetings')}/publish-agenda"):
        answer = await api.post(path, json={"name": "K"}, headers=too_long)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "Klynge-Reason")


@pytest.mark.parametrize("reason", ["\u009b31m", "a\u0085b"])
async def test_a_reason_with_codes_for_a_terminal_is_refused(api: AsyncClient, reason: str) -> None:
    """It stands in the history, where a body could not put it either."""
    for sent in (reason.encode(), reason.encode("latin-1")):
        answer = await api.post("/v1/clusters", json={"name": "K"}, headers=[(b"Klynge-Reason", sent)])
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "Klynge-Reason")
