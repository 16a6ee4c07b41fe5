"""The same documents in any order, twice, give the same store."""

from itertools import permutations
from pathlib import Path

from app.services.import_documents import SourceFile
from tests.cli.contents import whole_log
from tests.cli.minutes import FIRST, SECOND, minutes
from tests.corpus import corpus_file
from tests.services.same_store import opened, state, take_in

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))


def file(name: str, text: str) -> SourceFile:
    return SourceFile(f"{name}.txt", text.encode())


LATER = minutes("18-03-2024", "Mandag d. 18. marts 2024", forum="Driftsforum")
"""Another forum of the cluster, later, says much anew: people's organisations and roles, a name without its code."""
LATER = (
    LATER.replace("Birger Lundemose, Fjordby Kommune (medformand)", "Birger Lundemose, Fjordby Kommune, direktør")
    .replace("Ditlev Ørbæk, Region Øst", "Ditlev Ørbæk, Regionen")
    .replace("Cecilie Tangaa", "Cecilie tangaa")
)
ANNOUNCING = minutes("18-12-2023", "Mandag d. 18. december 2023").replace(
    "Ingen punkter til eventuelt.", "Næste møde er mandag den 15. januar 2024 kl. 13-15."
)
INVENTED = tuple(
    file(name, text)
    for name, text in (("first", FIRST), ("second", SECOND), ("later", LATER), ("announcing", ANNOUNCING))
)


async def check_orders(folder: Path, orders: list[tuple[SourceFile, ...]]) -> None:
    """Every order gives the first one's store, and a second import of all writes nothing."""
    expected = None
    for number, files in enumerate(orders):
        store = await opened(folder, f"order{number}")
        reports = await take_in(store, *files)
        assert {report["state"] for report in reports} <= {"created", "updated", "unchanged"}
        found, log = await state(store), await whole_log(store)
        assert {report["state"] for report in await take_in(store, *files)} == {"unchanged"}
        assert await whole_log(store) == log
        await store.close()
        expected = expected or found
        assert found.keys() == expected.keys()
        for key, body in found.items():
            assert body == expected[key], [one.name for one in files]


async def test_four_documents_of_one_cluster_give_the_same_store_in_every_order(tmp_path: Path) -> None:
    await check_orders(tmp_path, list(permutations(INVENTED)))


async def test_the_samples_give_the_same_store_in_every_rotation_and_backwards(tmp_path: Path) -> None:
    files = tuple(SourceFile(path.name, path.read_bytes()) for path in SAMPLES)
    assert len(files) >= 6
    turned = [files[start:] + files[:start] for start in range(len(files))]
    await check_orders(tmp_path, [*turned, *(order[::-1] for order in turned)])


async def test_the_four_real_minutes_give_the_same_store_in_every_order(tmp_path: Path) -> None:
    paths = [corpus_file(prefix) for prefix in ("000", "001", "002", "004")]
    files = [SourceFile(path.name, path.read_bytes()) for path in paths]
    await check_orders(tmp_path, list(permutations(files)))
