"""From sheets to an imported document: the money rules of minutes read the tables; there is no meeting."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from app.domain.danish_dates import find_date, find_years
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import cluster_key
from app.importers.decoding import SIZE_LIMIT_BYTES
from app.importers.document import Cluster, ImportedDocument, SourceText
from app.importers.media_types import CSV, WORKBOOK
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.money_item import MoneyItem
from app.importers.referat.money_table import MoneyTable, read_money_table
from app.importers.referat.parties import Parties
from app.importers.referat.pots import Pots
from app.importers.referat.prose_pots import years_of_pot
from app.importers.referat.tables import read_tables
from app.importers.spreadsheets.layout import Page, SheetLines, Table, as_seen, lay_out
from app.importers.spreadsheets.ownership import named_cluster, words_of_file_name
from app.importers.spreadsheets.separated import read_separated
from app.importers.spreadsheets.sheet import Sheet
from app.importers.spreadsheets.workbook import read_workbook

_ABOUT_MONEY = re.compile(r"midler|tilskud|pulje|budget|økonomi|bevilling|regnskab|\bkr\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_AMOUNTS = "Beløb"
_UNREAD_CELL = re.compile(r".+ \(([A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?)\)")


class _Read(Struct):
    items: list[MoneyItem]
    findings: list[Finding]


def read_workbook_money(name: str, data: bytes, owner: Cluster | None = None) -> ImportedDocument:
    """Never raises; of a workbook that cannot be read there is only the finding."""
    if len(data) > SIZE_LIMIT_BYTES:
        message = f"Projektmappen fylder {len(data)} byte; grænsen er {SIZE_LIMIT_BYTES}. Den er ikke læst."
        return ImportedDocument(name, None, findings=(Finding("format_unknown", "error", message),))
    book = read_workbook(data)
    if isinstance(book, Finding):
        return ImportedDocument(name, None, findings=(book,))
    return replace(read_sheets(name, "xlsx", book.sheets, owner, book.saved_on), media_type=WORKBOOK)


def read_separated_money(name: str, text: str, owner: Cluster | None = None) -> ImportedDocument | None:
    """Null where the text is no table of money."""
    sheet = read_separated(text)
    if sheet is None:
        return None
    if isinstance(sheet, Finding):
        return ImportedDocument(name, None, text, findings=(sheet,))
    return replace(read_sheets(name, "csv", (sheet,), owner), media_type=CSV)


def read_sheets(
    name: str, format: str, sheets: Sequence[Sheet], owner: Cluster | None = None, saved_on: date | None = None
) -> ImportedDocument:
    """`owner` is the cluster that the money belongs to where the sheets name none; `saved_on` the day that they are of
    where they name none."""
    page = lay_out([sheet for sheet in sheets if not sheet.is_hidden])
    read = _read_tables(page)
    titles = [title for sheet in page.sheets for title in sheet.titles]
    parties = _parties(read.items)
    cluster = _cluster(name, page, titles, parties, owner)
    known = "" if cluster is None else cluster.natural_key
    initiatives = Initiatives(known)
    pots = Pots(known, parties, initiatives)
    pots.read_tables(tuple(read.items))
    findings = (*_hidden(sheets), *read.findings, *parties.findings, *pots.findings)
    return ImportedDocument(
        name,
        format,
        page.text,
        SourceText("appendix", page.text),
        cluster,
        initiatives=initiatives.all,
        funding=pots.funding,
        findings=(*findings, *_missing(cluster, pots, page)),
        placements=tuple((at, "/document/head") for at, line in enumerate(page.lines, 1) if line),
        stated_on=_stated_on(titles) or saved_on,
    )


def _read_tables(page: Page) -> _Read:
    read = _Read([], [])
    for number, sheet in enumerate(page.sheets, 1):
        key = f"sheet-{number}"
        tables: list[MoneyTable] = []
        for held in sheet.tables:
            seen = as_seen(held, _called(sheet))
            read.findings += seen.findings
            if seen.lines:
                found = tuple(_money(seen, sheet, held.titles, key, read.findings))
                read.findings += (one for table in found for one in _unread_cells(table, sheet))
                tables += found
        read.items.append(MoneyItem(key, sheet.name or "", tuple(tables), ()))
    return read


def _unread_cells(table: MoneyTable, sheet: SheetLines) -> Iterator[Finding]:
    """Cells of amounts that have an error, no value, or are merged: each is named."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=False):
            match = None if cell is None or column.kind == "text" else _UNREAD_CELL.fullmatch(cell)
            if match is not None:
                message = f"{_called(sheet)}, celle {match[1]}: »{cell}« er intet beløb, som kan læses."
                hint = "Ret cellen eller dens formel, gem, og importér igen."
                yield Finding("amount_malformed", "error", message, where=(row.where,), hint=hint)


def _called(sheet: SheetLines) -> str:
    return "Filen" if sheet.name is None else f"Arket »{sheet.name}«"


def _money(
    seen: Table, sheet: SheetLines, titles: tuple[str, ...], key: str, findings: list[Finding]
) -> Iterator[MoneyTable]:
    """The tables of money that the lines hold: one for each year where the columns are years and the pot is not one."""
    tables, ragged = read_tables(seen.lines, 0, key)
    findings += ragged
    caption = " – ".join(titles)
    if _ABOUT_MONEY.search(" ".join((caption, *sheet.titles, sheet.name or ""))):
        caption = f"{caption} – {_AMOUNTS}".removeprefix(" – ")
    fallback = _pot_of(sheet, seen)
    for table in (replace(one, caption=caption) for one in tables):
        money = read_money_table(table, seen.lines, key, "", fallback)
        if money is None or not money.rows:
            continue
        if len(seen.years) < 2 or any(column.kind == "party" for column in money.columns):
            yield money
            continue
        is_one_pot = set(seen.years.values()) <= set(_named_years(money))
        if is_one_pot and any(column.kind == "amount" and not _YEAR.search(column.name) for column in money.columns):
            yield money
            continue
        if is_one_pot:
            findings.append(_no_total(money, sheet))
            continue
        without_years = _YEAR.sub("", caption)
        for at, year in seen.years.items():
            of_year = replace(
                table,
                header=(table.header[0], table.header[at]),
                rows=tuple((row[0], row[at] if at < len(row) else None) for row in table.rows),
                caption=f"{without_years} Klyngemidler {year}",
            )
            part = read_money_table(of_year, seen.lines, key, "", f"Klyngemidler {year}")
            if part is not None:
                yield part


def _named_years(money: MoneyTable) -> tuple[int, ...]:
    labels = " ".join(row.label for row in money.rows if row.kind == "grants")
    caption = money.caption or ""
    return find_years(labels) or years_of_pot(caption) or find_years(caption)


def _pot_of(sheet: SheetLines, seen: Table) -> str:
    """Years that stand neither in the table nor right above it: in the sheet's titles, its name, or over columns."""
    texts = (" ".join(sheet.titles), sheet.name or "", seen.lines[0].text)
    years = next((years for text in texts if (years := years_of_pot(text) or find_years(_without_dates(text)))), ())
    return f"Klyngemidler {'+'.join(map(str, years))}" if years else ""


def _without_dates(text: str) -> str:
    reading = find_date(text)
    return text if reading is None else text[: reading.span[0]] + text[reading.span[1] :]


def _no_total(money: MoneyTable, sheet: SheetLines) -> Finding:
    line = money.rows[0].line.number
    message = (
        f"{_called(sheet)} har en kolonne for hvert år, men puljen er fælles for årene, og ingen kolonne er summen "
        f"af dem (tabellen på linje {line}). Den er ikke læst."
    )
    return Finding(
        "format_unknown", "error", message, where=(Evidence((line, line)),), hint="Tilføj en kolonne »I alt«."
    )


def _parties(items: Sequence[MoneyItem]) -> Parties:
    parties = Parties()
    for item in items:
        for table in item.tables:
            for column in table.columns:
                if column.kind == "party":
                    parties.of_column(column.name, table.rows[0].where)
    return parties


def _cluster(name: str, page: Page, titles: Sequence[str], parties: Parties, owner: Cluster | None) -> Cluster | None:
    """As the titles name it, else a sheet's name, else the file's, else the owner."""
    sheets = (sheet.name for sheet in page.sheets if sheet.name is not None)
    body = named_cluster((*titles, *sheets, words_of_file_name(name)))
    if body is None or body.cluster is None:
        return None if owner is None else replace(owner, parties=parties.all)
    key = cluster_key(parties.region, body.cluster)
    return Cluster(key, body.cluster, body.kind, parties.region, (), parties.all)


def _stated_on(titles: Sequence[str]) -> date | None:
    """The one day that the titles name ("Opgjort pr. 17. januar 2024")."""
    days = {
        reading.date.from_
        for title in titles
        if (reading := find_date(title)) is not None and reading.date.precision == "day"
    }
    return days.pop() if len(days) == 1 else None


def _hidden(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    for sheet in sheets:
        if sheet.is_hidden:
            message = f"Arket »{sheet.name}« er skjult og er ikke læst."
            hint = "Gør arket synligt, hvis det skal læses."
            yield Finding("text_absent", "info", message, hint=hint)


def _missing(cluster: Cluster | None, pots: Pots, page: Page) -> Iterator[Finding]:
    if not page.text.strip():
        yield Finding("text_absent", "error", "Filen er tom: ingen synlige celler viser noget.")
    elif not pots.funding:
        message = (
            "Der er ingen tabel over klyngemidler i filen. Ventet var en række med parter, år eller »I alt« over "
            "kolonnerne, en række for hver indsats og en række eller titel, der siger klyngemidler, tilskud eller kr."
        )
        yield Finding("format_unknown", "error", message, where=(Evidence((1, len(page.lines))),))
    elif cluster is None:
        message = (
            "Filen siger ikke, hvilken klynge pengene hører til: en titel, et ark eller filens navn med fx "
            "»Sundhedsklynge Øst« var ventet."
        )
        hint = "Skriv klyngens navn øverst i arket, eller angiv en kilde, der har klyngens cluster_id."
        yield Finding("format_unknown", "error", message, ("/cluster",), hint=hint)
