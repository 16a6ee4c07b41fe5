"""Names that may be one, and names that are not; both ways round."""

import pytest

from app.domain.close_names import close_person_names, close_titles


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("Ada Holmgaard", "Ada Holmegaard", True),
        ("Ada Lind Holm", "Ada Holm", True),
        ("Ada L. Holm", "Ada Lind Holm", True),
        ("A. Holm", "Ada Holm", True),
        ("A.L. Holm", "Ada Lind Holm", True),
        ("ada holm", "Ada Holm", False),
        ("Bo Lind", "Bo Lund", True),
        ("Bo Li", "Bo Ly", False),
        ("Ada Holm", "Eva Holm", False),
        ("Ada Holm", "Ada Holm Lind", False),
        ("Ada B. Holm", "Ada Lind Holm", False),
        ("Holm", "Ada Holm", False),
        ("", "", False),
    ],
)
def test_names_of_one_person_a4_a9(one: str, other: str, *, close: bool) -> None:
    assert close_person_names(one, other) is close
    assert close_person_names(other, one) is close


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("Faglig Strategisk Forum", "Fagligt Strategisk Forum", True),
        ("Udvalget for trivsel hos unge", "Udvalget for trivsel for unge", True),
        ("Politisk Forum", "Strategisk Forum", False),
        ("Driftsforum 1", "Driftsforum 2", False),
        ("Politisk Forum", "Politisk forum", False),
        ("Forum A", "Forum B", False),
    ],
)
def test_titles_of_one_body_i8_i9(one: str, other: str, *, close: bool) -> None:
    assert close_titles(one, other) is close
    assert close_titles(other, one) is close
