"""`klynge openapi`: the committed contract and the code's."""

from pathlib import Path

from app.config import Settings
from app.main import openapi_text

CONTRACT = Path("openapi/openapi.json")


def write_contract() -> Path:
    """Writes into the working directory, which is the project's."""
    CONTRACT.parent.mkdir(exist_ok=True)
    CONTRACT.write_text(openapi_text(Settings()), encoding="utf-8")
    return CONTRACT


def contract_differs() -> bool:
    return not CONTRACT.is_file() or CONTRACT.read_text(encoding="utf-8") != openapi_text(Settings())
