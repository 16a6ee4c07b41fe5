"""Keys and summaries are pure functions of the body, complete and never null."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audience import Audience
from app.domain.danish import danish_sort_key, fold
from app.schemas.initiatives import InitiativeSummary
from app.services.ports import KINDS, Kind, SourceKey
from app.services.summaries import summary
from app.storage.indexes import INDEXES
from app.storage.keys import KEY_TYPES, KeyType, day, instant, keys, operand, source_hash
from app.storage.query import prefix_end
from tests.storage.records import MOMENT, meeting, record, source, sourced, tombstone

ALL = frozenset({"*"})
FULL: dict[Kind, dict[str, Any]] = {
    "cluster": {
        "region": "Region Østerdal",
        "kind": "sundhedsklynge",
        "parties": [{"municipality_code": "0999"}, {"municipality_code": None}],
    },
    "forum": {
        "cluster_id": "c1",
        "level": "political",
        "parent_id": "f0",
        "organisation": {"municipality_code": "0999"},
    },
    "participant": {"organisation": "Lyngby Å", "memberships": [{"forum_id": "f1"}, {"forum_id": "f1"}]},
    "initiative": {
        "cluster_id": "c1",
        "kind": "project",
        "status": "running",
        "parent_id": "i0",
        "code": "10B",
        "responsible_forum_id": "f1",
    },
    "funding": {
        "cluster_id": "c1",
        "grant_years": [2022, 2023],
        "allocations": [
            {"decided": {"on": {"precision": "day", "from": "2024-02-01"}}, "released": [{"decided": None}]},
            {"decided": {"on": {"precision": "day", "from": "2024-02-02"}, "meeting_id": "m1"}},
            {"decided": {"on": {"precision": "month", "from": "2024-03-01"}}},
        ],
    },
    "meeting": {
        "forum_id": "f1",
        "status": "held",
        "number": "2.",
        "date": {"from": "2026-03-04"},
        "starts_at": "2026-03-04T09:00:00+01:00",
        "case_numbers": ["26/1"],
        "attendees": [{"participant_id": "p1"}, {"participant_id": "p1"}, {"participant_id": None}],
        "agenda_items": [
            {
                "title": "Sti",
                "decision": {
                    "outcome": "postponed",
                    "continues_in": {"date": {"precision": "day", "from": "2024-04-25"}},
                },
            },
            {"initiative_ids": ["i1"], "decision": None},
            {
                "initiative_ids": ["i1", "i2"],
                "decision": {"outcome": "noted", "points": [{"outcome": "postponed", "initiative_ids": ["i3"]}]},
            },
        ],
    },
    "document": {"media_type": "text/plain"},
    "import": {"state": "done", "files": [{"resources": [{"kind": "forum", "id": "f1", "state": "created"}]}]},
    "source": {"system": "esdh", "cluster_id": "c1", "last_success_at": "2026-03-04T05:06:07Z"},
}
EXPECTED: dict[Kind, dict[str, Any]] = {
    "cluster": {"region": "region østerdal", "kind": "sundhedsklynge", "municipalities": ["0999"]},
    "forum": {"cluster": "c1", "level": "political", "parent": "f0", "municipality_code": "0999"},
    "participant": {"organisation": "lyngby å", "forums": ["f1"]},
    "initiative": {
        "cluster": "c1",
        "kind": "project",
        "status": "running",
        "parent": "i0",
        "code": "10b",
        "code_sort": "000000000010b",
        "responsible_forum": "f1",
        "origins": [],
    },
    "funding": {"origins": ["m1"], "cluster": "c1", "years": [2022, 2023], "awaits": ["20240201"]},
    "meeting": {
        "forum": "f1",
        "awaits": ["20240425"],
        "status": "held",
        "number": "2.",
        "day": "20260304",
        "starts": "20260304T080000.000000Z",
        "title": "åmøde",
        "case_numbers": ["26/1"],
        "participants": ["p1"],
        "initiatives": ["i1", "i2", "i3"],
        "outcomes": ["postponed", "noted"],
        "documents": [],
        "systems": ["esdh"],
        "opens": "",
        "files": [],
        **{
            f"{who}_{name}": values
            for who in ("open", "published", "unclosed")
            for name, values in {
                "case_numbers": ["26/1"],
                "participants": ["p1"],
                "initiatives": ["i1", "i2", "i3"],
                "outcomes": ["postponed", "noted"],
            }.items()
        },
    },
    "document": {"media_type": "text/plain"},
    "import": {"state": "done", "created": "20260304T050607.000000Z", "resources": ["f1"], "documents": []},
    "source": {"system": "esdh", "cluster": "c1", "last_success": "20260304T050607.000000Z"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_body_gives_each_key_its_value(kind: Kind) -> None:
    title = "title" if kind == "meeting" else "name"
    body = {**record(kind, "x").body, **FULL[kind], title: "ÅMØDE", "sources": sourced(source("1"))}
    common = {
        "id": "x",
        "created": "20260304T050607.000000Z",
        "updated": "20260304T050607.000000Z",
        "sources": [source_hash(kind, source("1"))],
        "clusters": [],
        "hidden": "",
        "name": "åmøde",
        "name_sort": "}m|de",
    }
    assert keys(kind, body, "all") == common | EXPECTED[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tombstone_and_an_empty_body_give_every_key_without_null(kind: Kind) -> None:
    for body in (record(kind, "x").body, tombstone(record(kind, "x", **FULL[kind])).body, {"id": "x"}):
        found = keys(kind, body, "all")
        assert set(found) == set(KEY_TYPES[kind])
        for key, type in KEY_TYPES[kind].items():
            assert isinstance(found[key], list if type.is_list else str)


@pytest.mark.parametrize("kind", KINDS)
def test_members_that_are_null_give_the_keys_of_members_that_are_absent(kind: Kind) -> None:
    nulls = dict.fromkeys((*FULL[kind], "name", "title", "sources", "updated_at", "created_at"))
    assert keys(kind, {"id": "x", **nulls}, "all") == keys(kind, {"id": "x"}, "all")


def test_every_index_is_of_known_keys_and_has_a_reason() -> None:
    for index in INDEXES:
        assert set(index.keys) <= set(KEY_TYPES[index.kind])
        assert index.reason
        lists = [key for key in index.keys if KEY_TYPES[index.kind][key].is_list]
        assert not lists or len(index.keys) == 1
    assert len({(index.kind, index.keys) for index in INDEXES}) == len(INDEXES)
    assert set(KEY_TYPES) == set(get_args(Kind))


def test_a_summary_has_every_member_of_its_shape_and_no_other() -> None:
    body = {**record("initiative", "x", name="Fald", goals=[1], period={"a": 1}).body, "kind": "project"}
    row = summary("initiative", body)
    assert set(row) == set(InitiativeSummary.model_fields)
    assert (row["id"], row["kind"], row["name"], row["code"]) == ("x", "project", "Fald", None)


def test_a_kind_without_a_summary_shape_gives_its_scalars() -> None:
    body = record("import", "x", state="done", files=[1], counts={}).body
    head = {"id": "x", "version": 1, "created_at": MOMENT, "updated_at": MOMENT}
    assert summary("import", body) == {**head, "state": "done"}


def test_a_documents_text_is_not_in_its_summary() -> None:
    assert "text" not in summary("document", record("document", "x", name="referat.txt", text="lang").body)


def test_a_deleted_meetings_summary_says_when_and_why() -> None:
    row = summary("meeting", tombstone(meeting("x")).body)
    assert row == {
        "id": "x",
        "version": 2,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "deleted_at": MOMENT,
        "deleted_reason": "withdrawn",
    }


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=4, max_size=4), st.randoms())
def test_different_source_keys_have_different_hashes(names: list[str], dice: Any) -> None:
    other = [*names]
    dice.shuffle(other)
    same = source_hash("meeting", SourceKey(*names[:3])) == source_hash("meeting", SourceKey(*other[:3]))
    assert same is (names[:3] == other[:3])


def test_nul_is_dropped_from_keys_of_names() -> None:
    assert keys("participant", {"id": "x", "name": "A\0b"}, "all")["name"] == "ab"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04T09:00:00+01:00", "20260304T080000.000000Z"),
        ("2026-03-04T08:00:00.5Z", "20260304T080000.500000Z"),
        ("20260304T080000.500000Z", "20260304T080000.500000Z"),
        ("0001-01-01T00:30:00+01:00", "00010101T003000.000000Z"),
        (None, ""),
        ("", ""),
    ],
)
def test_an_instant_is_utc_of_fixed_width(text: str | None, expected: str) -> None:
    assert instant(text) == expected


def test_a_day_is_of_fixed_width() -> None:
    assert [day("0099-03-04"), day("20260304"), day(None)] == ["00990304", "20260304", ""]


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (KeyType.TEXT, 1),
        (KeyType.TEXTS, None),
        (KeyType.NUMBERS, "1"),
        (KeyType.NUMBERS, True),
        (KeyType.DAY, "4. marts"),
        (KeyType.DAY, 20260304),
        (KeyType.INSTANT, "i går"),
    ],
)
def test_a_value_of_another_type_is_refused(type: KeyType, value: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        operand(type, value)


@given(st.text(min_size=1), st.text(), st.text())
def test_the_range_of_a_prefix_holds_what_starts_with_it_and_nothing_else(prefix: str, rest: str, other: str) -> None:
    end = prefix_end(prefix)
    for text in (prefix + rest, other):
        inside = prefix <= text and (end is None or text < end)
        assert inside is text.startswith(prefix)


@pytest.mark.parametrize(
    "ordered",
    [
        ["abe", "Zebra", "Ærø", "Øster", "Åby", "Aalborg"],
        ["1", "1a", "2", "2.9", "2.10", "10", "10b"],
        ["Bilag 2", "Bilag 10"],
        ["Andre", "André H", "Andreas"],
    ],
)
def test_danish_order(ordered: list[str]) -> None:
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=danish_sort_key) == ordered


def test_folding_makes_case_and_composition_equal() -> None:
    assert fold("A\u030aRHUS") == fold("Århus") == "århus"


@pytest.mark.parametrize("audience", [Audience(closed=ALL), Audience(untold=ALL), Audience(unpublished=ALL)])
def test_the_open_keys_of_a_meeting_hold_nothing_of_what_is_hidden_from_anybody(audience: Audience) -> None:
    body = {**meeting("m").body, **FULL["meeting"]}
    found = keys("meeting", body, audience.text)
    assert found["outcomes"]
    assert [found[f"open_{name}"] for name in ("case_numbers", "participants", "initiatives", "outcomes")] == [[]] * 4
