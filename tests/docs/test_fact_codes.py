"""Every fact about the domain is held by a test that carries its code, in its name (`test_…_m4`) or its docstring."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
FACTS = {"A": 26, "S": 36, "B": 17, "I": 16, "M": 38, "N": 17}
"""Letter of a group of facts, and how many it has."""

_IN_NAME = re.compile(r"(?<=_)([a-z]\d{1,2})(?=_|$)")
_IN_TEXT = re.compile(r"\b([A-Z]\d{1,2})\b")
_SPAN = re.compile(r"\b([A-Z])(\d{1,2})(?: to |-)\1?(\d{1,2})\b")
_SPAN_IN_NAME = re.compile(r"_([a-z])(\d{1,2})_to_\1(\d{1,2})(?=_|$)")


def codes_of(source: str) -> set[str]:
    """Those of the test functions in a module, in upper case. A span ("M26 to M31") has all that lie between."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test_"):
            continue
        text = ast.get_docstring(node) or ""
        found |= {code.upper() for code in _IN_NAME.findall(node.name)} | set(_IN_TEXT.findall(text))
        for letter, first, last in (*_SPAN.findall(text), *_SPAN_IN_NAME.findall(node.name)):
            found |= {f"{letter.upper()}{number}" for number in range(int(first), int(last) + 1)}
    return found


def test_a_code_counts_in_a_name_or_a_docstring_and_nowhere_else() -> None:
    source = '''
# A1
def test_one_a2_b3():
    """Says A4, and A5 to A7."""
    # A8
    text = "A9"


def helper_a10():
    """A11."""
'''
    assert codes_of(source) == {"A2", "B3", "A4", "A5", "A6", "A7"}


def test_every_fact_is_held_by_a_test() -> None:
    held = {code for path in TESTS.rglob("test_*.py") for code in codes_of(path.read_text(encoding="utf-8"))}
    facts = {f"{letter}{number}" for letter, count in FACTS.items() for number in range(1, count + 1)}
    assert facts - held == set()
