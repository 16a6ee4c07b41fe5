"""Large minutes of invented bodies, for measuring the reader: each of one kind of content, the same for every run."""

import random
from collections.abc import Callable

_SENTENCES = (
    "Forvaltningen oplyser, at der i perioden er gennemført en række møder med de involverede parter.",
    "Arbejdsgruppen har udarbejdet et forslag til en fælles plan, som beskriver opgaver, ansvar og tidsfrister.",
    "Planen skal sikre bedre overgange for borgere med behov for støtte, og den bygger på de seneste erfaringer.",
    "Der er afsat 250.000 kr. til aktiviteten, og forbruget er opgjort til 112.500 kr. pr. 1. juni 2024.",
    "Udvalget drøftede sagen den 12. marts 2024 og bad om et supplerende notat om økonomien.",
    "Kommunerne har bidraget med bemærkninger, som er indarbejdet i det vedlagte udkast til samarbejdsaftale.",
)
_FIRST = ("Ida", "Bo", "Karla", "Aksel", "Mona", "Tage", "Vera", "Otto", "Ruth", "Finn", "Gerda", "Hugo")
_LAST = ("Holm", "Ahle", "Ege", "Vang", "Lund", "Skov", "Bakke", "Dam", "Kær", "Mose", "Strand", "Toft")
_MARKS = ("", "", "", " (afbud)", ", direktør, Solby Kommune", ", Region Fjordland")
_HEAD = """REFERAT {body} d. 14-03-2024

Mødedato Torsdag d. 14. marts 2024 kl. 11:00

Mødested Rådhuset, Havnegade 5, 9999 Fjordby

Mødedeltagere

{attendees}

"""
_ITEM = """Punkt {number}: Orientering om {topic}

24/{case}

Sagsfremstilling

{body}

Indstilling

- at udvalget godkender planen
- at udvalget tager orienteringen til efterretning

Beslutning

Godkendt. {substitute} deltog i stedet for {replaced}.

Bilag

Notat {number}.pdf

"""

Content = Callable[[random.Random], str]


def large_minutes(kind: str, size: int) -> bytes:
    """Minutes of about `size` bytes; `kind` is a key of `KINDS`."""
    chance = random.Random(4)
    body, attendees, content = KINDS[kind]
    parts = [_HEAD.format(body=body, attendees=_people(chance, attendees * size // 1_000_000 + 20))]
    length, number = len(parts[0]), 0
    while length < size:
        number += 1
        topic = f"{chance.choice(_LAST).lower()} og {chance.choice(_FIRST).lower()}"
        names = {"substitute": _name(chance), "replaced": _name(chance)}
        parts.append(_ITEM.format(number=number, topic=topic, case=1000 + number, body=content(chance), **names))
        length += len(parts[-1])
    return "".join(parts).encode()


def _name(chance: random.Random) -> str:
    second = chance.choice(_FIRST) + chance.choice("abdefgiklmno")
    return f"{chance.choice(_FIRST)} {second} {chance.choice(_LAST)}{chance.choice(_LAST).lower()}"


def _people(chance: random.Random, count: int) -> str:
    return "\n".join(f"{_name(chance)}{chance.choice(_MARKS)}" for _ in range(count))


def _prose(chance: random.Random) -> str:
    return "\n\n".join(" ".join(chance.choices(_SENTENCES, k=chance.randint(3, 8))) for _ in range(4))


def _with_table(chance: random.Random) -> str:
    rows = [
        f"Opgave {number} om {chance.choice(_LAST).lower()}\t{_name(chance)}\t{chance.randint(1, 28)}. maj 2024\ti gang"
        for number in range(chance.randint(10, 40))
    ]
    return "\n".join([_prose(chance), "", "Aktivitet\tAnsvarlig\tFrist\tStatus", *rows])


def _with_money(chance: random.Random) -> str:
    """Each table names its own initiatives, as the yearly tables of a cluster do."""
    topics = [f"{chance.choice(_FIRST)}s {chance.choice(_LAST).lower()}" for _ in range(chance.randint(3, 12))]
    rows = [f"{number}. {topic}\t{_kroner(chance)}\t{_kroner(chance)}" for number, topic in enumerate(topics, 1)]
    rows = ["Indsats\tFjordby Kommune\tRegion Fjordland", "Klyngemidler 2024\t12.000.000\t13.000.000", *rows]
    return "\n".join([_prose(chance), _prose(chance), "", "Fordeling af klyngemidler 2024", "", *rows])


def _kroner(chance: random.Random) -> str:
    return f"{chance.randint(1, 900)}.{chance.randint(100, 999)}"


KINDS: dict[str, tuple[str, int, Content]] = {
    "prose": ("Teknikudvalget", 0, _prose),
    "tables": ("Sundhedsklynge Fjordby", 0, _with_table),
    "attendees": ("Teknikudvalget", 1_000, _prose),
    "money": ("Sundhedsklynge Fjordby", 0, _with_money),
}
"""The body that met, attendees listed for each megabyte, and what the items hold."""
