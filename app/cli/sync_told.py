"""What a run over a folder tells of files that it did not take in, as `ImportFile`."""

from app.cli.files import absent
from app.domain.findings import Finding
from app.services.import_records import Ids, wire_finding
from app.services.import_report import failed_file, waiting_file
from app.services.ports import Body
from app.services.sync_memory import Known

FOLDER = "."
"""The name under which the folder itself is told of."""


def unchanged(name: str, known: Known) -> Body:
    """One that failed has failed again; what was found in the others is told by their own imports."""
    told = failed_file(name, known.sha256, ()) | {"format": known.format, "import_id": known.import_id}
    state = "failed" if known.outcome == "failed" else "unchanged"
    return told | {"state": state, "findings": list(known.findings)}


def refused(name: str, finding: Finding) -> Body:
    return failed_file(name, None, (finding,))


def unreadable(name: str, error: OSError) -> Body:
    return failed_file(name, None, (absent(f"{name} kan ikke læses eller kopieres: {error.strerror}."),))


def still_written(name: str, path: str) -> Body:
    what = "Filen" if path == name else f"Filen {path}, som den henviser til,"
    message = f"{what} bliver stadig skrevet. Den tages med i næste kørsel."
    finding = Finding("text_absent", "info", message, hint="Kør igen, når filen er færdig.")
    return waiting_file(name, None) | {"findings": [wire_finding(finding, Ids(None))]}


def all_gone(files: int) -> Finding:
    """Of a folder that had so many files and now has none."""
    message = f"Der er ingen filer i mappen; før var der {files}. Intet er trukket tilbage."
    return Finding("text_absent", "error", message, hint="Se efter, om drevet er forbundet, og mappen er den rigtige.")


def too_many_gone(gone: int, at_most: int) -> Body:
    message = (
        f"{gone} filer er ikke længere i mappen, og kilden tillader, at højst {at_most} trækkes tilbage på én gang. "
        "Intet er trukket tilbage."
    )
    hint = "Er det rigtigt, så hæv kildens removes_at_most, og kør igen med --full."
    return failed_file(FOLDER, None, (Finding("text_absent", "error", message, hint=hint),))


def still_there(name: str) -> Body:
    """Of what is not withdrawn."""
    return failed_file(name, None, ()) | {"state": "unchanged"}
