"""What is heard of a resource when its documents are read anew, over every store."""

from typing import Any

import pytest

from app.services.import_gists import ENDS
from app.services.import_kept import Heard, add_to_gist, forget, hear, keep_said
from app.services.import_said import Saying, together
from app.services.ports import Store
from app.services.writing import Writer, derived_id
from tests.services.same_store import ACT, tick

ADA = derived_id("participant", "Ada Holm")
MERGED = derived_id("participant", "Ada Holmen")
Body = dict[str, Any]


def content(title: str) -> Body:
    return {"name": "Ada Holm", "title": title, "name_variants": [], "memberships": []}


class Imports:
    """Imports that name one person, each a reading of the minutes of a day."""

    def __init__(self, store: Store) -> None:
        self._store, self._writer = store, Writer(store, tick)

    async def heard(self, job: str = "", owners: dict[str, str] | None = None) -> Heard:
        named = owners or {ADA: ADA}
        return (await hear(self._store, dict.fromkeys(named, "participant"), named, job))[ADA]

    async def say(self, day: int, title: str, reading: int = 1, id: str = ADA, state: str = "completed") -> None:
        job = derived_id("import", f"{day}", f"{reading}")
        at = tick().isoformat()
        own = Saying((f"{day:04}",), f"{day:04}", "participant", content(title), is_applied=True, job=job, at=at)
        await keep_said(self._store, job, {id: own})
        files = [{"resources": [{"kind": "participant", "id": id, "state": "updated"}]}]
        await self._writer.create("import", {"state": state, "files": files}, ACT, id=job)
        heard = (await hear(self._store, {id: "participant"}, {id: id}, job))[id]
        assert await add_to_gist(self._store, id, heard, own)


@pytest.fixture
def imports(store: Store) -> Imports:
    return Imports(store)


async def test_documents_that_are_read_anew_and_otherwise_are_forgotten_as_they_were(imports: Imports) -> None:
    days = range(1, 2 * ENDS + 3)
    for day in days:
        await imports.say(day, "leder")
    for number, day in enumerate(days, 1):
        await imports.say(day, "direktør", reading=2)
        told = together((await imports.heard()).sayings) or {}
        assert told["title"] == ("leder" if number < len(days) else "direktør")
    assert {one.content["title"] for one in (await imports.heard()).sayings} == {"direktør"}


async def test_what_a_job_under_way_says_is_not_applied_and_its_own_is_not_heard(imports: Imports) -> None:
    await imports.say(1, "leder")
    await imports.say(1, "direktør", reading=2, state="running")
    [other] = (await imports.heard()).sayings
    assert (other.content["title"], other.is_applied) == ("direktør", False)
    [before] = (await imports.heard(derived_id("import", "1", "2"))).sayings
    assert (before.content["title"], before.is_applied) == ("leder", True)


async def test_what_is_said_of_one_that_was_merged_is_an_addition_to_the_survivor(imports: Imports) -> None:
    await imports.say(1, "leder")
    await imports.say(2, "direktør", id=MERGED)
    heard = (await imports.heard(owners={ADA: ADA, MERGED: ADA})).sayings
    assert {(one.content["title"], one.is_addition) for one in heard} == {("leder", False), ("direktør", True)}


async def test_a_document_that_names_the_survivor_now_counts_once_and_gists_that_lack_the_rest_are_made_anew(
    imports: Imports,
) -> None:
    """Read anew after a merge: of the other's gist all that is early is what those documents said before."""
    owners = {ADA: ADA, MERGED: ADA}
    for day in range(1, 2 * ENDS + 4):
        await imports.say(day, "direktør", id=MERGED)
    for day in range(1, ENDS + 1):
        await imports.say(day, "leder", reading=2)
    heard = (await imports.heard(owners=owners)).sayings
    assert len({one.document_id for one in heard}) == len(heard)
    first = min(one.order for one in heard if one.content["title"] == "direktør")
    assert first == (f"{ENDS + 1:04}",)


async def test_who_comes_second_is_told_to_hear_the_first_one(store: Store, imports: Imports) -> None:
    await imports.say(1, "leder")
    heard = await imports.heard()
    own = [
        Saying((f"{day}",), f"{day}", "participant", content("x"), job=derived_id("import", f"{day}")) for day in (2, 3)
    ]
    for one in own:
        await Writer(store, tick).create("import", {"state": "running", "files": []}, ACT, id=one.job)
    assert await add_to_gist(store, ADA, heard, own[0])
    assert not await add_to_gist(store, ADA, heard, own[1])
    assert await add_to_gist(store, ADA, await imports.heard(), own[1])
    gist = (await imports.heard()).gist
    assert gist is not None
    assert len(gist.pending) == 2


async def test_what_withdrawn_documents_said_is_heard_no_more_and_the_gists_know_the_rest(
    store: Store, imports: Imports
) -> None:
    """More of them than a gist keeps at its end."""
    days = range(1, 2 * ENDS + 3)
    for day in days:
        await imports.say(day, "leder" if day <= ENDS + 1 else "direktør")
    for day in range(1, ENDS + 2):
        heard = await hear(store, {ADA: "participant"}, {ADA: ADA}, without=f"{day:04}")
        assert f"{day:04}" not in {one.document_id for one in heard[ADA].sayings}
        await forget(store, {ADA: "participant"}, f"{day:04}")
        await Writer(store, tick).delete("import", derived_id("import", f"{day}", "1"), ACT, "withdrawn")
    assert {one.content["title"] for one in (await imports.heard()).sayings} == {"direktør"}
    assert (await imports.heard()).gist is not None


async def test_a_job_that_is_gone_before_its_end_said_nothing(store: Store, imports: Imports) -> None:
    await imports.say(1, "leder")
    await imports.say(2, "direktør", state="running")
    await Writer(store, tick).delete("import", derived_id("import", "2", "1"), ACT, "withdrawn")
    assert [one.content["title"] for one in (await imports.heard()).sayings] == ["leder"]
