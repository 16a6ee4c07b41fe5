"""The tables in the documentation are the code's: each row is in the code, and all of the code is in the rows."""

import ast
import json
import re
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from app.config import Settings
from app.domain.access import SCOPES
from app.domain.findings import MONEY_SEVERITIES, READING_SEVERITIES, Severity
from app.domain.lifecycle import allowed_steps
from app.domain.vocabulary import MeetingStatus
from app.problem_texts import TEXTS
from app.problems import PROBLEMS, every_error, known, titled
from tests.docs.pages import CHECKOUT, PAGES, Row, table, tables

README, DOCS = CHECKOUT / "README.md", CHECKOUT / "docs"
RESOURCES = ("clusters", "forums", "participants", "initiatives", "meetings", "funding")
PLACE_OF_CODE = {"Fault": 1, "BreaksRule": 0}
"""Which argument has the code."""


def quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def expanded(path: str) -> list[str]:
    return [path.replace("{resource}", resource) for resource in RESOURCES] if "{resource}" in path else [path]


def test_settings_are_those_of_the_code_with_default_and_meaning() -> None:
    declared = tuple(
        (f"`KLYNGE_{name.upper()}`", "" if field.default is None else f"`{field.default}`", field.description or "")
        for name, field in Settings.model_fields.items()
    )
    assert table(README, "Setting").rows == declared


def test_problem_codes_are_those_of_the_code_with_status_and_advice() -> None:
    declared = sorted((titled(code)[0], code, text.en) for code, text in TEXTS.items())
    assert table(DOCS / "errors.md", "Code").rows == tuple((f"`{code}`", f"{s}", text) for s, code, text in declared)


def test_a_problem_code_has_one_status_and_one_title() -> None:
    """RFC 9457: the title is of the type and does not change from one occurrence to the next."""
    told = {(error.code, known(error).status, known(error).title) for error in PROBLEMS}
    assert len(told) == len({error.code for error in PROBLEMS})
    assert {error.code for error in every_error()} == TEXTS.keys()


def fault_codes(module: Path) -> set[str]:
    """Those that faults and rules of shapes are made with, and that `schemas/faults.py` gives pydantic's errors."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACE_OF_CODE:
            found |= constants(node.args[PLACE_OF_CODE[node.func.id] :][:1])
        if isinstance(node, ast.Tuple) and module.name == "faults.py" and len(constants(node.elts)) == 2:
            found |= constants(node.elts[:1])
    return found


def constants(nodes: list[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_codes_of_faults_are_those_of_the_code() -> None:
    in_code = {code for module in (CHECKOUT / "app").rglob("*.py") for code in fault_codes(module)}
    assert {quoted(row[0])[0] for row in table(DOCS / "errors.md", "Fault").rows} == in_code


@pytest.mark.parametrize(
    ("heading", "declared"), [("About money", MONEY_SEVERITIES), ("About reading", READING_SEVERITIES)]
)
def test_findings_are_those_of_the_code_with_their_severities(
    heading: str, declared: dict[str, tuple[Severity, ...]]
) -> None:
    [found] = [one for one in tables(DOCS / "findings.md") if one.heading == heading]
    assert [(row[0], row[1]) for row in found.rows] == [
        (f"`{code}`", ", ".join(severities)) for code, severities in declared.items()
    ]
    assert all(row[2].endswith(".") and row[3].endswith(".") for row in found.rows)


def test_scopes_are_those_of_the_code() -> None:
    assert [quoted(row[0])[0] for row in table(DOCS / "rules.md", "Scope").rows] == list(SCOPES)


def documented_operations() -> list[tuple[str, str]]:
    rows = [row for one in tables(DOCS / "endpoints.md") for row in one.rows]
    return [
        (method, path)
        for row in rows
        for named, method in product(quoted(row[0]), row[1].split(", "))
        for path in expanded(named)
    ]


def served_operations() -> list[tuple[str, str]]:
    """Of the committed contract, which `make check` holds against the code."""
    contract: dict[str, Any] = json.loads((CHECKOUT / "openapi" / "openapi.json").read_text(encoding="utf-8"))
    return [(method.upper(), path) for path, methods in contract["paths"].items() for method in methods]


def test_endpoints_are_those_of_the_contract_each_once() -> None:
    assert sorted(documented_operations()) == sorted(served_operations())


def outside_code(line: str) -> str:
    return re.sub(r"`[^`]*`", "", line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_line_of_a_table_is_a_row_of_it(page: Path) -> None:
    """A line that begins with a bar and is in no table would be shown as it is written; so would a cell too many."""
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [outside_code(line).count("|") - 1 for line in lines]
    shown: list[Row] = [row for one in tables(page) for row in (one.header, one.header, *one.rows)]
    assert cells == [len(row) for row in shown]


def test_steps_of_a_meeting_are_those_of_the_code() -> None:
    documented = {
        status: quoted(row[1]) for row in table(DOCS / "rules.md", "`status`").rows for status in quoted(row[0])
    }
    assert documented == {status: allowed_steps(status) for status in get_args(MeetingStatus)}
