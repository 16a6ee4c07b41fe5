"""What is told of an import, in the wire form of `schemas/imports.py`: per file, counted, and as a stored job."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.findings import Finding
from app.schemas.imports import ImportCounts, ImportFile
from app.services.import_records import Ids, wire_finding
from app.services.ports import Body, Record

_WROTE = ("created", "updated")


def imported_file(
    *, name: str, format: str | None, document_id: str, import_id: str, resources: list[Body], findings: list[Body]
) -> Body:
    return {
        "name": name,
        "format": format,
        "sha256": document_id,
        "state": _file_state(resources),
        "import_id": import_id,
        "resources": resources,
        "findings": findings,
    }


def _file_state(resources: list[Body]) -> str:
    """A file whose meeting is new is `created`; one that changed anything else is `updated`."""
    if any(one["kind"] == "meeting" and one["state"] == "created" for one in resources):
        return "created"
    return "updated" if any(one["state"] in _WROTE for one in resources) else "unchanged"


def failed_file(name: str, document_id: str | None, findings: Iterable[Finding], format: str | None = None) -> Body:
    """A file of which nothing is stored."""
    ids = Ids(document_id)
    return {
        "name": name,
        "format": format,
        "sha256": document_id,
        "state": "failed",
        "import_id": None,
        "resources": [],
        "findings": [wire_finding(finding, ids) for finding in findings],
    }


def left_out_file(name: str, document_id: str | None, format: str | None, why: Finding) -> Body:
    """A file that can be read and is not to be stored."""
    return {**failed_file(name, document_id, (why,), format), "state": "unchanged"}


def withdrawn_file(name: str, document_id: str, format: str | None, changed: Iterable[Body]) -> Body:
    """A file that says that a publication is to disappear; `changed` are the resources that this changed."""
    resources = list(changed)
    why = Finding("text_absent", "info", "Udgivelsen er trukket tilbage af kilden.")
    state = "updated" if resources else "unchanged"
    return {**failed_file(name, document_id, (why,), format), "state": state, "resources": resources}


def known_file(name: str, job: Record, *, is_updated: bool) -> Body:
    """The same bytes again: no resource is written. What was found the first time is still true.

    `is_updated`: what the import says of the document is new.
    """
    file: Body = dict(job.body["files"][0])
    unchanged = [{**one, "state": "unchanged"} for one in file["resources"]]
    return {**file, "name": name, "state": "updated" if is_updated else "unchanged", "resources": unchanged}


def resumed(recorded: Body, report: Body) -> Body:
    """The report of an import that went on where an earlier one was cut off: what that one planned, it did."""
    planned = {(one["kind"], one["id"]): one["state"] for one in recorded["resources"]}
    resources = [_first_state(one, planned) for one in report["resources"]]
    new = [finding for finding in report["findings"] if finding not in recorded["findings"]]
    findings = [*recorded["findings"], *new]
    return {**report, "state": _file_state(resources), "resources": resources, "findings": findings}


def _first_state(resource: Body, planned: dict[tuple[str, str], str]) -> Body:
    state = planned.get((resource["kind"], resource["id"]), resource["state"])
    return {**resource, "state": state if state in _WROTE else resource["state"]}


def waiting_file(name: str, document_id: str | None) -> Body:
    """A file of a job that has not come to it yet."""
    return {**failed_file(name, document_id, ()), "state": "waiting"}


def job_content(state: str, file: Body) -> Body:
    """The content of the stored job of one file."""
    shaped = ImportFile.model_validate(file).model_dump()
    return {"state": state, "dry_run": False, "files": [shaped], "counts": counts_of([shaped])}


def run_of(files: Sequence[Body], *, dry_run: bool) -> Body:
    """Several files as one answer, in the wire form of `ImportRun`."""
    jobs = [file["import_id"] for file in files]
    return {
        "id": jobs[0] if len(jobs) == 1 and not dry_run else None,
        "state": final_state(counts_of(files)),
        "dry_run": dry_run,
        "files": list(files),
        "counts": counts_of(files),
    }


def final_state(counts: Body) -> str:
    return "failed" if counts["failed"] else "completed"


def added_up(counts: Body, more: Body) -> Body:
    """The counts of a job with those of more of its files, which waited until now."""
    together = {name: number + more[name] for name, number in counts.items()}
    return {**together, "files": counts["files"], "waiting": counts["waiting"] - more["files"]}


def counts_of(files: Sequence[Body]) -> Body:
    """The wire form of `ImportCounts`."""
    states = Counter(file["state"] for file in files)
    resources = Counter(f"resources_{one['state']}" for file in files for one in file["resources"])
    severities = Counter(f"{finding['severity']}s" for file in files for finding in file["findings"])
    counted: dict[str, Any] = {
        **states,
        **resources,
        "errors": severities["errors"],
        "warnings": severities["warnings"],
    }
    return ImportCounts(files=len(files), **counted).model_dump()
