"""D7: a file keeps its name on the way out, whatever letters it has, and is never a path."""

import pytest

from app.http.attachment import LONGEST, disposition

NAMES = [
    ("referat.txt", "referat.txt", "referat.txt"),
    ("Møde på Ærø.txt", "Moede paa Aeroe.txt", "M%C3%B8de%20p%C3%A5%20%C3%86r%C3%B8.txt"),
    ("../../etc/passwd", "_.._etc_passwd", "_.._etc_passwd"),
    ('a"b\r\nX: y.txt', "a_b_X_ y.txt", "a_b_X_%20y.txt"),
    ("會議", "document", "%E6%9C%83%E8%AD%B0"),
    ("...", "document", "document"),
    ("\ud800", "_", "_"),
    ("A\u030ase.pdf", "Aase.pdf", "%C3%85se.pdf"),
]


@pytest.mark.parametrize(("name", "plain", "whole"), NAMES)
def test_a_name_is_told_twice_without_what_is_unsafe(name: str, plain: str, whole: str) -> None:
    assert disposition(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"


@pytest.mark.parametrize("ending", ["", ".pdf", ".docx"])
def test_a_long_name_is_cut_and_keeps_its_ending(ending: str) -> None:
    kept = "x" * (LONGEST - len(ending)) + ending
    assert disposition("x" * 2_000 + ending) == f"attachment; filename=\"{kept}\"; filename*=UTF-8''{kept}"
