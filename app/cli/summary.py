"""An import told to the person who ran it: each file, what to look at with file and line, what to do next."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.screen import screen
from app.errors import KlyngeError
from app.schemas.fields import COPENHAGEN
from app.services.ports import Body

_STATES = {
    "created": "oprettet",
    "updated": "opdateret",
    "unchanged": "uændret",
    "failed": "fejlet",
    "waiting": "venter",
}
_STYLES = {"created": "green", "updated": "cyan", "unchanged": "dim", "failed": "bold red", "waiting": "yellow"}
SEVERITIES = {"error": "fejl", "warning": "advarsel", "info": "oplysning"}
SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_KINDS = {
    "cluster": ("klynge", "klynger"),
    "forum": ("forum", "fora"),
    "participant": ("person", "personer"),
    "initiative": ("indsats", "indsatser"),
    "funding": ("pulje", "puljer"),
    "meeting": ("møde", "møder"),
}
_DRY = {"oprettet": "ville oprettes", "opdateret": "ville opdateres", "uændret": "uændret", "fejlet": "kan ikke læses"}


def print_import(console: Console, run: Body) -> None:
    console.print(_files(run))
    told = list(_told(run))
    if told:
        console.print("\n[bold]Se på dette[/bold]")
    for file, finding in told:
        print_finding(console, located(file, finding), finding)
    for file in run["files"]:
        if file["state"] == "failed" and not file["findings"]:
            console.print(f"  {escape(file['name'])}  Databasen var optaget. Kør importen igen.", soft_wrap=True)
    console.print(f"\n{_counted(run)}", soft_wrap=True, highlight=False)
    for line in _next_steps(run):
        console.print(escape(line), soft_wrap=True, highlight=False)


def print_sync(console: Console, run: Body) -> None:
    """As an import, without the files of which there is nothing new to tell."""
    dealt = [file for file in run["files"] if file["state"] != "unchanged" or file["findings"]]
    if dealt:
        console.print(_files({**run, "files": dealt}))
    told = list(_told(run))
    if told:
        console.print("\n[bold]Se på dette[/bold]")
    for file, finding in told:
        print_finding(console, located(file, finding), finding)
    for file in dealt:
        for finding in (one for one in file["findings"] if (one["code"], one["severity"]) == ("text_absent", "info")):
            print_finding(console, file["name"], finding)
    console.print(f"\n{_counted(run)}", soft_wrap=True, highlight=False)
    for line in _sync_next_steps(run):
        console.print(escape(line), soft_wrap=True, highlight=False)


def print_round(told: Body | KlyngeError) -> None:
    """One line: when, and what became of the files, or why there was no run."""
    console = screen()
    at = datetime.now(COPENHAGEN).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(told, KlyngeError):
        console.print(f"{at}  ingen kørsel: {escape(str(told))}", soft_wrap=True, highlight=False)
        return
    job = f"  /v1/imports/{told['id']}" if told["id"] else ""
    console.print(f"{at}  {_counted(told)}{job}", soft_wrap=True, highlight=False)
    console.file.flush()


def print_finding(console: Console, place: str, finding: Body) -> None:
    """Place, severity, code and message on one line, and the hint below it."""
    style = SEVERITY_STYLES[finding["severity"]]
    head = f"  {escape(place)}  [{style}]{SEVERITIES[finding['severity']]}[/{style}]  {finding['code']}"
    console.print(f"{head}  {escape(finding['message'])}", soft_wrap=True, highlight=False)
    if finding["hint"]:
        console.print(f"      → {escape(finding['hint'])}", soft_wrap=True, highlight=False)


def located(place: str, finding: Body) -> str:
    """`place:first` or `place:first-last`, with the lines of the first evidence that has any; else the whole file."""
    lines = next((evidence["lines"] for evidence in finding["where"] if evidence["lines"]), (1, 1))
    return f"{place}:{lines[0]}" if lines[0] == lines[1] else f"{place}:{lines[0]}-{lines[1]}"


def _files(run: Body) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Fil", overflow="fold")
    table.add_column("Resultat", no_wrap=True)
    table.add_column("Nyt og ændret", overflow="fold")
    for file in run["files"]:
        style = _STYLES[file["state"]]
        table.add_row(escape(file["name"]), f"[{style}]{_state(run, file)}[/{style}]", _made(file))
    return table


def _state(run: Body, file: Body) -> str:
    state = _STATES[file["state"]]
    return _DRY[state] if run["dry_run"] else state


def _made(file: Body) -> str:
    """Such as `1 møde, 12 personer`."""
    counted = Counter(one["kind"] for one in file["resources"] if one["state"] in ("created", "updated"))
    return ", ".join(_number(number, *_KINDS[kind]) for kind, number in counted.items()) or "-"


def _told(run: Body) -> Iterator[tuple[str, Body]]:
    """Errors first, then warnings, by file; what is only for information is counted and stands in `--json`."""
    for severity in ("error", "warning"):
        for file in run["files"]:
            yield from ((file["name"], one) for one in file["findings"] if one["severity"] == severity)


def _counted(run: Body) -> str:
    counts = run["counts"]
    infos = sum(one["severity"] == "info" for file in run["files"] for one in file["findings"])
    states = {state: word for state, word in _STATES.items() if state != "waiting" or counts["waiting"]}
    files = ", ".join(f"{counts[state]} {word}" for state, word in states.items())
    warnings = _number(counts["warnings"], "advarsel", "advarsler")
    found = f"{counts['errors']} fejl, {warnings}, {_number(infos, 'oplysning', 'oplysninger')}"
    return f"[bold]{_number(counts['files'], 'fil', 'filer')}[/bold]: {files}. Fund: {found}."


def _number(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _sync_next_steps(run: Body) -> Iterator[str]:
    counts = run["counts"]
    if not counts["files"]:
        yield "Der er ingen filer i mappen. Er den den rigtige, og er drevet forbundet?"
    if counts["unchanged"] and counts["unchanged"] == counts["files"]:
        yield "Intet er nyt eller ændret siden sidst."
    if counts["waiting"]:
        yield "Filer, der venter, tages med i næste kørsel."
    if counts["failed"]:
        yield "Af de fejlede filer er intet gemt, og kørslen tæller ikke som lykkedes. De øvrige filer påvirkes ikke."
    if run["id"]:
        yield f"Kørslen er gemt: /v1/imports/{run['id']}"


def _next_steps(run: Body) -> Iterator[str]:
    counts = run["counts"]
    if run["dry_run"]:
        yield "Prøvekørsel: intet er gemt. Kør igen uden --dry-run for at gemme."
    if counts["unchanged"] and counts["unchanged"] == counts["files"]:
        yield "Alle filer er importeret før med samme indhold: intet er ændret."
    if counts["failed"]:
        yield "Af de fejlede filer er intet gemt. Ret dem, og kør importen igen; de øvrige filer påvirkes ikke."
    if any(
        one["severity"] == "error" for file in run["files"] if file["state"] != "failed" for one in file["findings"]
    ):
        yield "Fejl i det læste: sammenlign linjerne ovenfor med dokumentet, og ret kilden eller det gemte."
    if any(one["kind"] == "funding" for file in run["files"] for one in file["resources"]) and not run["dry_run"]:
        yield "Se puljernes balance og fund med: klynge check"
