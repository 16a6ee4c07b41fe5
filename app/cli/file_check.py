"""`klynge check --file`: the source with what is found about it at its lines. Nothing is stored.

The findings are those of an import into an empty store: what the document says by itself.
"""

import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from app.cli.files import files_of, read
from app.cli.importing import Manner, import_files
from app.cli.summary import SEVERITIES, SEVERITY_STYLES
from app.config import Settings
from app.domain.findings import Finding
from app.importers.decoding import decode
from app.services.ports import Body


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """`lines` are those of the decoded text, none where there is none; `file` is the `ImportFile` of a dry run."""

    lines: tuple[str, ...]
    file: Body

    @property
    def ok(self) -> bool:
        return all(finding["severity"] != "error" for finding in self.file["findings"])


async def check_files(settings: Settings, paths: tuple[str, ...]) -> list[CheckedFile]:
    """Every file that the paths name, each with its findings."""
    files = files_of(paths)
    with tempfile.TemporaryDirectory(prefix="klynge-check-") as folder:
        empty = settings.model_copy(update={"database_url": f"sqlite:///{folder}/check.db"})
        run = await import_files(empty, files, Manner(dry_run=True))
    texts = (_lines(read(file.path, settings.import_limit_bytes)) if file.fault is None else () for file in files)
    return [CheckedFile(lines, file) for lines, file in zip(texts, run["files"], strict=True)]


def file_check_read(checked: list[CheckedFile]) -> Body:
    """What `--json` prints."""
    return {"items": [one.file for one in checked], "ok": all(one.ok for one in checked)}


def print_file_check(console: Console, checked: list[CheckedFile]) -> None:
    for one in checked:
        at_lines = _by_line(one)
        console.print(f"\n[bold]{escape(one.file['name'])}[/bold]", highlight=False, soft_wrap=True)
        _print_findings(console, at_lines[0])
        for number, line in enumerate(one.lines, 1):
            console.file.write(f"{number:>5} │ {line}".rstrip() + "\n")  # as it is: printing would expand tabs
            _print_findings(console, at_lines[number])
        console.print(f"\n{_verdict(one)}", highlight=False, soft_wrap=True)


def _lines(data: bytes | Finding) -> tuple[str, ...]:
    decoded = data if isinstance(data, Finding) else decode(data)
    return () if isinstance(decoded, Finding) else tuple(decoded.text.rstrip("\n").split("\n"))


def _by_line(one: CheckedFile) -> defaultdict[int, list[Body]]:
    """Findings by the line they are printed below: the first they point to, else 0, above all lines."""
    found: defaultdict[int, list[Body]] = defaultdict(list)
    for finding in one.file["findings"]:
        line = next((place["lines"][0] for place in finding["where"] if place["lines"]), 0)
        found[line if line <= len(one.lines) else 0].append(finding)
    return found


def _print_findings(console: Console, findings: list[Body]) -> None:
    for finding in findings:
        style = SEVERITY_STYLES[finding["severity"]]
        head = f"      └ [{style}]{SEVERITIES[finding['severity']]}[/{style}]  {finding['code']}  "
        console.print(f"{head}{escape(finding['message'])}{_range(finding)}", highlight=False, soft_wrap=True)
        console.print(f"        → {escape(finding['hint'])}", highlight=False, soft_wrap=True)


def _range(finding: Body) -> str:
    """Every further place that the finding points to, which stands elsewhere in the source, unless the message says
    it. Lines that follow each other are one place."""
    said = set(map(int, re.findall(r"(?<![\d.,])\d+(?![\d.,]\d)", finding["message"])))
    places = sorted({tuple(place["lines"]) for place in finding["where"][1:] if place["lines"]})
    spans: list[tuple[int, int]] = []
    for first, last in places:
        if spans and first == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], last)
        elif first not in said:
            spans.append((first, last))
    told = [f"{first}-{last}" if last > first else f"{first}" for first, last in spans]
    return f" (se også linje {', '.join(told)})" if told else ""


def _verdict(one: CheckedFile) -> str:
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in one.file["findings"]:
        counts[finding["severity"]] += 1
    words = {"error": ("fejl", "fejl"), "warning": ("advarsel", "advarsler"), "info": ("oplysning", "oplysninger")}
    told = ", ".join(f"{count} {words[severity][count != 1]}" for severity, count in counts.items())
    return f"{escape(one.file['name'])}: {told}."
