"""Paths that exports name their files by."""

import unicodedata

import pytest

from app.importers.drop import Files, Names, segments_of

NAMES = ("Enclosures/1.pdf", "Bilag/Årsplan.PDF", "a.txt", "A.txt")


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        (r"Enclosures\1.pdf", ("Enclosures", "1.pdf")),
        (r"\Attachments\x.pdf", ("Attachments", "x.pdf")),
        ("./a//b.pdf", ("a", "b.pdf")),
    ],
)
def test_a_path_in_windows_spelling_is_followed(path: str, segments: tuple[str, ...]) -> None:
    assert segments_of(path) == segments


@pytest.mark.parametrize(
    "path",
    ["../x.pdf", r"a\..\..\x.pdf", "C:\\x.pdf", "c:x.pdf", r"\\server\share\x.pdf", "//server/x", "", " ", "a\x00b"],
)
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    assert segments_of(path) is None
    assert Names(("x.pdf", "server/x")).found(path) is None


def test_a_file_is_found_whatever_its_case_and_composition() -> None:
    assert Names(NAMES).found("enclosures/1.PDF") == "Enclosures/1.pdf"
    assert Names(NAMES).found(unicodedata.normalize("NFD", "bilag/årsplan.pdf")) == "Bilag/Årsplan.PDF"


def test_the_exact_name_wins_and_two_that_differ_in_case_alone_are_none() -> None:
    assert Names(NAMES).found("A.txt") == "A.txt"
    assert Names(NAMES).found("A.TXT") is None


def test_a_drop_reads_what_the_path_means() -> None:
    drop = Files({"Enclosures/1.pdf": b"one"})
    assert drop.read(r"enclosures\1.PDF") == b"one"
    assert drop.read("2.pdf") is None
    assert Files().names() == ()
