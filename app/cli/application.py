"""The commands of `klynge` and their options. Each parses, calls one function, and prints.

What needs the HTTP application is imported where it is used: it takes longer to load than most commands take to run.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, Never

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.cli import migrating, retaining, syncing, tokens
from app.cli.checking import check_pots, check_read, print_check
from app.cli.file_check import check_files, file_check_read, print_file_check
from app.cli.files import files_of
from app.cli.importing import Manner, import_files, went_wrong
from app.cli.screen import screen
from app.cli.sources import list_sources, print_sources
from app.cli.summary import print_import, print_round, print_sync
from app.config import Settings
from app.errors import KlyngeError
from app.services.ports import Body
from app.storage import exact

SITE = "firstagenda"
cli = typer.Typer(name="klynge", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


def main() -> None:
    """Exit codes: 0 fine; 1 something a person must look at; 2 the command could not do its work."""
    try:
        cli(prog_name="klynge")
    except (KlyngeError, SettingsError) as error:
        _refuse(str(error))
    except ValidationError as error:
        faults = (f"KLYNGE_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors())
        _refuse("settings: " + "; ".join(faults))


def _refuse(message: str) -> None:
    sys.stderr.write(f"klynge: {message}\n")
    raise SystemExit(2)


@cli.callback()
def _klynge() -> None:
    """Minutes, initiatives and klyngemidler of Danish health clusters. Settings: environment variables KLYNGE_…"""


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Operating-system processes.")] = 1,
) -> None:
    """Serve the API."""
    from app.cli import serving  # noqa: PLC0415 -- start of the other commands

    serving.serve(host, port, workers)


@cli.command()
def demo() -> None:
    """Import the samples into a temporary store, serve them on this machine, and print addresses to try."""
    from app.cli import demonstration  # noqa: PLC0415 -- start of the other commands

    raise typer.Exit(demonstration.run())


@cli.command(name="import")
def import_(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders and globs.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    as_json: Json = False,
    unknown_means: Annotated[
        Literal["open", "closed"] | None,
        typer.Option(help="What it means where a document does not say whether something is open."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The system that the files come from: its settings in /v1/sources hold."),
    ] = None,
) -> None:
    """Import minutes. The same files again change nothing; run again, one that was cut off completes."""
    files = files_of(tuple(paths))
    with _progress(len(files)) as progress:
        task = progress.add_task("", total=len(files))

        def advance(file: Body) -> None:
            progress.update(task, advance=1, description=file["name"])

        manner = Manner(dry_run, unknown_means, source)
        run = asyncio.run(import_files(Settings(), files, manner, on_done=advance))
    if as_json:
        _print_json(run)
    else:
        print_import(screen(), run)
    raise typer.Exit(int(went_wrong(run)))


@cli.command()
def sync(
    drop: Annotated[str, typer.Argument(metavar="FOLDER", help="The drop; or `firstagenda`, and then the site's URL.")],
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Of a publication site of FirstAgenda.")] = None,
    *,
    source: Annotated[str, typer.Option(metavar="NAME", help="The system that writes there, as /v1/sources has it.")],
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="Open every file again; where the source allows, withdraw what is no longer there."
        ),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Again and again, until stopped; one line a run.")] = False,
    as_json: Json = False,
) -> None:
    """Take in what is new or has changed in a folder or on a site. Run it again and again; what was cut off goes on."""
    settings = Settings()
    once = _sync_of(settings, drop, url, source, is_full=full)
    if watch:
        on_round = _print_json_round if as_json else print_round
        asyncio.run(syncing.watch(settings, partial(once, syncing.hears_nothing), on_round))
        return
    with _progress(2) as progress:
        task = progress.add_task("", total=None)

        def advance(file: Body, files: int) -> None:
            progress.update(task, advance=1, total=files, description=file["name"])

        run = asyncio.run(once(advance))
    if as_json:
        _print_json(run)
    else:
        print_sync(screen(), run)
    raise typer.Exit(int(went_wrong(run)))


def _sync_of(
    settings: Settings, drop: str, url: str | None, source: str, *, is_full: bool
) -> Callable[..., Coroutine[None, None, Body]]:
    """One run, to be called with who hears of each file and whether it is to stop."""
    if url is not None:
        if drop != SITE:
            raise typer.BadParameter(f"an address follows `{SITE}` alone", param_hint="URL")
        from app.cli import site_syncing  # noqa: PLC0415 -- start of the other commands

        return partial(site_syncing.sync_site, settings, site_syncing.SiteOrder(url, source, is_full=is_full))
    if not Path(drop).is_dir():
        raise typer.BadParameter(f"{drop} is no folder", param_hint="FOLDER")
    return partial(syncing.sync, settings, syncing.Order(Path(drop), source, is_full=is_full))


@cli.command()
def sources(*, as_json: Json = False) -> None:
    """List the systems that write here, and how long ago each last succeeded."""
    listed = asyncio.run(list_sources(Settings()))
    if as_json:
        _print_json({"items": listed})
    else:
        print_sources(screen(), listed)


@cli.command()
def check(
    funding_ids: Annotated[list[str] | None, typer.Argument(metavar="[FUNDING_ID…]", help="None: every pot.")] = None,
    *,
    file: Annotated[
        list[str] | None, typer.Option("--file", help="Show this source with what is found about it; store nothing.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the balance of pots, and what is wrong with them. Ends with 1 when there are errors."""
    if file and funding_ids:
        raise typer.BadParameter("name either pots or files")
    if file:
        _check_files(tuple(file), as_json=as_json)
    checked = asyncio.run(check_pots(Settings(), tuple(funding_ids or ())))
    if as_json:
        _print_json(check_read(checked))
    else:
        print_check(screen(), checked)
    raise typer.Exit(int(not all(one.ok for one in checked)))


@cli.command()
def migrate(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")] = False,
) -> None:
    """Bring a store that an older release wrote to the shape of this one. Run again, one that was cut off goes on."""
    typer.echo(asyncio.run(migrating.run(Settings(), dry_run=dry_run)))


@cli.command()
def sweep(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Let go of what is older than the settings say, at once, as the service does by itself."""
    settings = Settings()
    with _progress(2) as progress:
        task = progress.add_task("", total=None)

        def advance(rule: str) -> None:
            progress.update(task, advance=1, description=retaining.NAMES[rule])

        tallies = asyncio.run(retaining.sweep(settings, advance, dry_run=dry_run))
    if as_json:
        _print_json({rule: {"count": tally.count, "bytes": tally.bytes} for rule, tally in tallies.items()})
    else:
        retaining.print_sweep(screen(), settings, tallies, dry_run=dry_run)


@cli.command()
def token(
    scope: Annotated[list[str], typer.Option(help="A scope, or several: repeat the option or separate by blanks.")],
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the token holds.")] = 1,
    name: Annotated[str, typer.Option(help="Whose token it is, for the audit.")] = "developer",
    cluster: Annotated[
        list[str] | None, typer.Option(help="Id of a cluster that it is limited to; repeat it for several.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="The only system that it may write for.")] = None,
) -> None:
    """Print a token for KLYNGE_AUTH=development."""
    clusters = tuple(cluster) if cluster else None
    typer.echo(tokens.token(Settings(), tuple(scope), days, name, clusters, source))


@cli.command()
def openapi(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the file is up to date.")] = False,
) -> None:
    """Write openapi/openapi.json from the code."""
    from app.cli.contract import contract_differs, write_contract  # noqa: PLC0415 -- start of the other commands

    if not check:
        typer.echo(f"wrote {write_contract()}")
    elif contract_differs():
        typer.echo("openapi/openapi.json differs from the code; run: klynge openapi", err=True)
        raise typer.Exit(1)


def _check_files(paths: tuple[str, ...], *, as_json: bool) -> Never:
    checked = asyncio.run(check_files(Settings(), paths))
    if as_json:
        _print_json(file_check_read(checked))
    else:
        print_file_check(screen(), checked)
    raise typer.Exit(int(not all(one.ok for one in checked)))


def _progress(files: int) -> Progress:
    """On a terminal only, and only where there is something to wait for."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal or files < 2)


def _print_json_round(told: Body | KlyngeError) -> None:
    """A line for each run; one that could not be made is told on standard error."""
    if isinstance(told, KlyngeError):
        typer.echo(f"klynge: {told}", err=True)
    else:
        _print_json(told)
        sys.stdout.flush()


def _print_json(value: Body) -> None:
    typer.echo(exact.encode(value).decode())
