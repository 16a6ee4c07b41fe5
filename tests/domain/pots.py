"""Funding bodies in wire form for the tests of money: invented parties, and the numbers that must come out right."""

import uuid
from decimal import Decimal
from typing import Any

Body = dict[str, Any]
DOCUMENT = "d" * 64


def uid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"test:{name}"))


FJORD, ENG, REGION = uid("Fjordby"), uid("Engby"), uid("Regionen")
PARTIES: list[Body] = [
    {"id": FJORD, "name": "Fjordby Kommune"},
    {"id": ENG, "name": "Engby Kommune"},
    {"id": REGION, "name": "Region Øst"},
]
CLUSTER_ID = uid("Sundhedsklynge Fjord")


def evidence(*lines: int, document: str = DOCUMENT) -> Body:
    found = [lines[0], lines[-1]] if lines else None
    return {"document_id": document, "meeting_id": None, "agenda_item_id": None, "lines": found, "text": None}


def initiative(code: str | None, name: str | None = None, **members: Any) -> Body:
    return {"id": uid(f"initiative {code or name}"), "code": code, "name": name, "status": "running", **members}


def pot(**members: Any) -> Body:
    """One pot of 2022 without anything in it."""
    empty: Body = {name: [] for name in ("grants", "allocations", "transfers", "carry_overs", "criteria", "stated")}
    return {
        "cluster_id": CLUSTER_ID,
        "name": "Klyngemidler",
        "grant_years": [2022],
        "party_ids": [FJORD, ENG, REGION],
        "policy": {"pot": "block", "party": "allow"},
        "closed_on": None,
        **empty,
        **members,
    }


def grant(amount: int | Decimal | None, *shares: int | Decimal, **members: Any) -> Body:
    """Shares in the order of the parties."""
    rows = [{"party_id": party["id"], "amount_dkk": share} for party, share in zip(PARTIES, shares, strict=False)]
    return part("grant", amount_dkk=amount, shares=rows, years=members.pop("years", []), **members)


def allocation(of: str, party_id: str | None, amount: int | Decimal | None, **members: Any) -> Body:
    """`of` is the initiative's code or name."""
    head: Body = {"status": "approved", "approximate": [], "released": [], "decided": None}
    return part(
        f"allocation {of} {party_id}",
        initiative_id=uid(f"initiative {of}"),
        party_id=party_id,
        amount_dkk=amount,
        **{**head, **members},
    )


def transfer(giver: str, receiver: str, amount: int | Decimal, status: str = "approved") -> Body:
    return part(
        f"transfer {giver} {receiver}",
        from_party_id=giver,
        to_party_id=receiver,
        amount_dkk=amount,
        status=status,
        decided=None,
    )


def carry_over(from_year: int, to_year: int, status: str = "approved") -> Body:
    head: Body = {"party_id": None, "amount_dkk": None, "decided": None}
    return part(f"carry {from_year} {to_year}", from_year=from_year, to_year=to_year, status=status, **head)


def said(what: str, amount: int | Decimal | None, printed: str | None = None, **members: Any) -> Body:
    """A statement; `of` names its initiative, `line` its line in the document."""
    of, line = members.pop("of", None), members.pop("line", None)
    head: Body = {"party_id": None, "years": [], "unit_printed": None, "approximate": False, "as_of": None}
    return part(
        f"said {what} {of} {members.get('party_id')} {line} {printed}",
        what=what,
        initiative_id=uid(f"initiative {of}") if of else None,
        printed=f"{amount}" if printed is None else printed,
        amount_dkk=amount,
        evidence=members.pop("evidence", evidence(line) if line else None),
        **{**head, **members},
    )


def part(name: str, **members: Any) -> Body:
    return {"id": uid(name), "source_ids": [], "evidence": None, **members}


CELLS: tuple[tuple[str, int | None, int | None, int | None], ...] = (
    ("1", 0, 0, 750_000),
    ("1a", 250_000, 0, 0),
    ("1b", 0, 0, 0),
    ("2", 0, 0, 500_000),
    ("3", 0, 0, 0),
    ("4", 0, 0, 0),
    ("5", 270_000, 850_000, 0),
    ("6", 580_000, 1_420_000, None),
    ("7", 0, 0, 300_000),
    ("8", 0, 0, 500_000),
    ("9", 0, 0, 0),
    ("10a", 0, 300_000, 400_000),
    ("10b", 300_000, 0, 0),
    ("11", 0, 0, 0),
    ("12", 188_000, 112_000, 0),
    ("13", 0, 0, 300_000),
)
COLUMNS, GRANTED, SHARES = (1_588_000, 2_682_000, 2_750_000), 7_082_103, (565_810, 2_892_000, 3_624_293)
BALANCES = (-1_022_190, 210_000, 874_293)
FIRST_LINE = 119


def party_table_pot() -> Body:
    """A pot of two years as its party table prints it: the figures of domain.md that must come out right."""
    lines = {code: FIRST_LINE + place + (place > 6) for place, (code, *_) in enumerate(CELLS)}
    total_line = max(lines.values()) + 1
    stated = [said("redistributed", None, "1.022.190", unit_printed="mio.", party_id=FJORD, line=116)]
    allocations = []
    for code, *cells in CELLS:
        line = lines[code]
        for party, amount in zip(PARTIES, cells, strict=True):
            allocations.append(allocation(code, party["id"], amount, evidence=evidence(line)))
            if amount is not None:
                stated.append(said("allocated", amount, of=code, party_id=party["id"], line=line))
        stated.append(said("row_total", sum(cell or 0 for cell in cells), of=code, line=line))
    stated += _bottom("column_total", COLUMNS, "grand_total", total_line)
    stated += _bottom("share", SHARES, "granted", total_line + 1)
    stated += _bottom("balance", BALANCES, "balance", total_line + 2)
    allocations[2]["released"] = [
        {"amount_dkk": 500_000, "approximate": True, "candidate_initiative_ids": [], "decided": None}
    ]
    shares = grant(GRANTED, *SHARES, evidence=evidence(total_line + 1), years=_years(2022, 2023))
    return pot(grant_years=[2022, 2023], grants=[shares], allocations=allocations, stated=stated)


def party_table_initiatives() -> list[Body]:
    return [initiative(code, f"Indsatsen {code}") for code, *_ in CELLS] + [initiative("10")]


def _years(*years: int) -> list[Body]:
    return [{"year": year, "amount_dkk": None} for year in years]


def _bottom(what: str, amounts: tuple[int, ...], whole: str, line: int) -> list[Body]:
    """A row at the foot of the table: one amount a party, and their sum."""
    cells = [
        said(what, amount, party_id=party["id"], line=line) for party, amount in zip(PARTIES, amounts, strict=True)
    ]
    return [*cells, said(whole, sum(amounts), line=line)]
