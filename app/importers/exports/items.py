"""What every item must have whatever its export left out: a number and a title."""

from msgspec.structs import replace

from app.domain.findings import Finding
from app.importers.exports.export import ExportedItem


def titled(items: tuple[ExportedItem, ...], findings: list[Finding]) -> tuple[ExportedItem, ...]:
    """The items, with their place in the list for a number that is missing and their number for a title that is.

    Each is told of in `findings`.
    """
    return tuple(_complete(item, position, findings) for position, item in enumerate(items))


def _complete(item: ExportedItem, position: int, findings: list[Finding]) -> ExportedItem:
    pointer = f"/meeting/agenda_items/{position}"
    if not item.number:
        message = f"Det {position + 1}. punkt i filen har intet nummer; dets plads er brugt."
        findings.append(Finding("number_missing", "error", message, (f"{pointer}/number",)))
        item = replace(item, number=str(position + 1))
    if not item.title:
        message = f"Punkt {item.number} har ingen overskrift i filen."
        findings.append(Finding("heading_missing", "warning", message, (f"{pointer}/title",)))
        item = replace(item, title=f"Punkt {item.number}")
    return item
