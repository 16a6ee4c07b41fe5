"""Every address that can be read, with the questions and forms it can be asked by, and what an answer holds."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pypdfium2
from httpx import AsyncClient, Response

from app.config import Settings
from app.security.development import make_development_token
from tests.api.contract import DOCUMENT
from tests.api.hidden_world import AMOUNT, DRAFT, FAR, SHUT, UNTOLD, HiddenWorld, addresses

READS = [path for path, methods in DOCUMENT["paths"].items() if "get" in methods]
AMOUNTS = (str(AMOUNT), f"{AMOUNT:,}".replace(",", "."))
QUESTIONS = {
    "/v1/search": [f"?q={SHUT}", f"?q={UNTOLD}", f"?q={DRAFT}", f"?q={FAR}", "?q=punkt&limit=1", "?q=blandet"],
    "/v1/decisions": ["", f"?q={SHUT}", "?outcome=rejected", "?limit=1"],
    "/v1/meetings": ["?count=true", f"?case_number={SHUT}-1", "?status=planned", "?sort=title", "?limit=1"],
    "/v1/participants": ["?count=true", f"?name={SHUT}", "?updated_since=2020-01-01T00:00:00Z"],
    "/v1/initiatives": ["?count=true", f"?code={SHUT}9", "?sort=-name", "?updated_since=2020-01-01T00:00:00Z"],
    "/v1/funding": ["?count=true", "?year=2044", "?sort=-name"],
}
FORMS = {
    "minutes": ("text/html", "application/pdf"),
    "balance": (
        "text/html",
        "text/csv",
        "image/svg+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "{id}": ("text/plain", "application/octet-stream"),
}
MARKS_OF_CLOSED = (SHUT, *AMOUNTS)


def asked(hidden: HiddenWorld, questions: Mapping[str, Sequence[str]] = QUESTIONS) -> Iterator[tuple[str, str]]:
    """Every address in this world, by every question, with every form (`Accept`)."""
    for template in READS:
        forms: tuple[str, ...] = FORMS.get(template.rpartition("/")[2], ()) if template != "/problems/{code}" else ()
        for address in addresses(template, hidden):
            for question in questions.get(template, [needed(template)]):
                for form in ("*/*", *forms):
                    yield address + question, form


def needed(template: str) -> str:
    """The question without which the address answers nothing."""
    return "?system=esdh&kind=sag&id=1" if template.endswith("by-source") else ""


def token(settings: Settings, *scopes: str, clusters: tuple[str, ...] | None = None) -> dict[str, str]:
    made = make_development_token(settings, scopes, 600, "somebody", clusters)
    return {"Authorization": f"Bearer {made}"}


def text_of(answer: Response) -> str:
    """All that was sent, as text."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{_text(answer.headers.get('content-type', ''), answer.content)}"


def _text(media_type: str, data: bytes) -> str:
    if media_type == "application/pdf":
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    if "spreadsheet" in media_type and data:
        with zipfile.ZipFile(io.BytesIO(data)) as sheet:
            return "".join(sheet.read(name).decode("utf-8", "replace") for name in sheet.namelist())
    return data.decode("utf-8", "replace")


def found_in(answer: Response, marks: Iterable[str]) -> list[str]:
    """The marks that were sent, other than those that the request itself asked for."""
    told, asked = text_of(answer).casefold(), str(answer.request.url).casefold()
    if answer.status_code == 200:
        told = told.replace(asked.partition("?")[2], "")
    return [mark for mark in marks if mark.casefold() in told]


async def swept(client: AsyncClient, headers: dict[str, str], hidden: HiddenWorld, marks: tuple[str, ...]) -> int:
    """Reads every address there is, in every form and by every question. Returns how many answered with 200."""
    answered = 0
    for address, form in asked(hidden):
        answer = await client.get(address, headers={**headers, "Accept": form})
        assert answer.status_code in (200, 401, 403, 404, 406, 410, 422), (address, answer.text)
        assert not found_in(answer, marks), (address, form)
        answered += answer.status_code == 200
    return answered
