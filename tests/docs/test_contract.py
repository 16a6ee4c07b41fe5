"""The page of the contract names tests that there are, and says of the stores what they run on."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.docs.test_fact_codes import codes_of

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "contract.md").read_text(encoding="utf-8")
Function = ast.FunctionDef | ast.AsyncFunctionDef

_ROW = re.compile(r"^\| (?!---|Statement|Code)(.+) \| (`.+`) \| (both|SQLite|–) \|$", re.MULTILINE)
_PAIN = re.compile(r"^\| ([PD]\d{1,2}) \| .+ \| (`.+`) \|$", re.MULTILINE)


@cache
def functions(path: Path) -> dict[str, Function]:
    if not path.exists():
        return {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, Function)}


def named(name: str) -> tuple[Path, Function | None]:
    file, _, function = name.partition("::")
    return TESTS / file, functions(TESTS / file).get(function)


def is_fixture(function: Function) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def fixture(name: str, used_in: Path, user: Function) -> tuple[Path, Function] | None:
    """The nearest one of this name, as pytest finds it; one that is named in itself is the next."""
    for path in (used_in, *(folder / "conftest.py" for folder in used_in.parents if folder.is_relative_to(TESTS))):
        found = functions(path).get(name)
        if found is not None and found is not user and is_fixture(found):
            return path, found
    return None


def runs_on_both(path: Path, function: Function) -> bool:
    """Whether it uses, through whatever fixtures, one with a parameter for SQLite and one for MongoDB."""
    decorators = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
    parameters = re.findall(r"'(\w+)'", decorators)
    if is_fixture(function) and "sqlite" in parameters and {"mongodb", "motor"} & set(parameters):
        return True
    used = [fixture(one.arg, path, function) for one in (*function.args.args, *function.args.kwonlyargs)]
    return any(runs_on_both(*one) for one in used if one is not None)


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_test_of_the_page_is_there_and_runs_on_the_stores_it_says() -> None:
    rows = _ROW.findall(PAGE)
    wrong = []
    for statement, cell, stores in rows:
        for name in names(cell):
            path, function = named(name)
            if function is None or (stores == "both" and not runs_on_both(path, function)):
                wrong.append((statement, name))
    assert wrong == []
    told = [line for line in PAGE.splitlines() if line.endswith((" both |", " SQLite |", " – |"))]
    assert len(rows) == len(told) > 100


def test_every_test_that_answers_a_pain_carries_its_code() -> None:
    rows = _PAIN.findall(PAGE)
    for code, cell in rows:
        for name in names(cell):
            _, function = named(name)
            assert function is not None, name
            assert code in codes_of(ast.unparse(function)), name
    assert len(rows) == 41 + 8


def test_a_store_is_told_by_the_fixtures() -> None:
    for name, both in (
        ("api/test_lists.py::test_text_is_in_danish_order", True),
        ("storage/test_search.py::test_conditions_narrow_what_is_found", True),
        ("cli/test_import_command.py::test_a_dry_run_stores_nothing", False),
        ("domain/test_findings.py::test_findings_are_ok_until_one_is_an_error", False),
    ):
        path, function = named(name)
        assert function is not None
        assert runs_on_both(path, function) is both, name
