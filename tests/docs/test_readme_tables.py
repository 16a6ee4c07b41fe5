"""The tables in the documentation are the code's."""

import re
from pathlib import Path

from app.config import Settings

README = Path(__file__).parents[2] / "README.md"


def documented_settings() -> list[tuple[str, str, str]]:
    section = README.read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    return re.findall(r"^\| `(KLYNGE_\w+)` \| (.*?) \| (.*?) \|$", section, re.MULTILINE)


def declared_settings() -> list[tuple[str, str, str]]:
    return [
        (f"KLYNGE_{name.upper()}", "" if field.default is None else f"`{field.default}`", field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def test_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    assert documented_settings() == declared_settings()
