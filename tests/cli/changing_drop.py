"""A drop that changes as one of an agenda system does, at random: invented minutes as text and exports of SBSYS."""

import random
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.danish_dates import MONTHS
from tests.cli.drops import write
from tests.cli.minutes import minutes

MOST = 6
"""How many documents there are at once."""

_TITLES = ("Kajplads", "Fyrtårn", "Bådskur", "Redningsvest", "Slæbested", "Havnekran")


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    title: str
    decision: str
    is_open: bool = True

    @property
    def secret(self) -> str:
        """What stands in this item alone."""
        return f"Hemmelighed nummer {self.id}"


@dataclass(slots=True)
class ChangingDrop:
    """`texts` have the place of each meeting, `exports` the items, by number. `seen` are the numbers that a whole run
    has seen, and `unpublished` counts those of them that are gone."""

    folder: Path
    chance: random.Random
    texts: dict[int, str] = field(default_factory=dict)
    exports: dict[int, list[Item]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    unpublished: int = 0
    tightened: list[Item] = field(default_factory=list)
    _last: int = 0

    def change(self) -> None:
        """One thing happens: most often there is more than before."""
        actions = (
            [self._create] * 2 + [self._edit] * 2 + [self._renumber, self._tighten]
            if len(self.texts) + len(self.exports) < MOST
            else [self._edit, self._renumber, self._tighten]
        )
        if len(self.texts) + len(self.exports) > MOST // 2:
            actions.append(self._unpublish)
        self.chance.choice(actions)()

    def was_seen(self) -> None:
        self.seen |= {*self.texts, *self.exports}

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _create(self) -> None:
        number = self._new()
        if self.chance.random() < 0.5:
            self.texts[number] = "Sal 2"
            self._write_text(number)
        else:
            self.exports[number] = [self._item() for _ in range(3)]
            self._write_export(number)

    def _edit(self) -> None:
        if self.texts and self.chance.random() < 0.5:
            number = self.chance.choice(sorted(self.texts))
            self.texts[number] = f"Sal {self._new()}"
            self._write_text(number)
        elif self.exports:
            number = self.chance.choice(sorted(self.exports))
            items = self.exports[number]
            place = self.chance.randrange(len(items))
            items[place] = replace(items[place], decision=f"Vedtaget for {self._new()}. gang.")
            self._write_export(number)

    def _renumber(self) -> None:
        """The first item is gone, or a new one stands before it: every number shifts."""
        if not self.exports:
            return
        number = self.chance.choice(sorted(self.exports))
        items = self.exports[number]
        self.exports[number] = items[1:] if len(items) > 2 else [self._item(), *items]
        self._write_export(number)

    def _tighten(self) -> None:
        if not self.exports:
            return
        number = self.chance.choice(sorted(self.exports))
        items = self.exports[number]
        place = self.chance.randrange(len(items))
        items[place] = replace(items[place], is_open=False)
        self.tightened.append(items[place])
        self._write_export(number)

    def _unpublish(self) -> None:
        if self.texts and (self.chance.random() < 0.5 or not self.exports):
            number = self.chance.choice(sorted(self.texts))
            del self.texts[number]
            (self.folder / _text_name(number)).unlink()
        else:
            number = self.chance.choice(sorted(self.exports))
            del self.exports[number]
            shutil.rmtree((self.folder / _export_name(number)).parent)
        self.unpublished += number in self.seen

    def _item(self) -> Item:
        return Item(self._new(), self.chance.choice(_TITLES), "Godkendt.")

    def _write_text(self, number: int) -> None:
        year, month = 2024 + number // 12, number % 12 + 1
        text = minutes(f"15-{month:02}-{year}", f"d. 15-{month:02}-{year}")
        write(self.folder, _text_name(number), text.replace("Sal 2", self.texts[number]))

    def _write_export(self, number: int) -> None:
        items = "".join(map(_item_text, range(1, 100), self.exports[number]))
        year, month = 2030 + number // 12, number % 12 + 1
        meeting = f'MødeID="{number}" UdvalgID="31" Udvalg="Havneudvalget" Mødedato="27. {MONTHS[month - 1]} {year}"'
        text = (
            '<?xml version="1.0" encoding="utf-8"?>'
            f'<Dagsorden DagsordenID="{number}" Åben="True" Dagsordentype="Referat" Tillægsdagsorden="false">'
            f'<Møde {meeting} Mødetid="16:00" Mødested="Havnekontoret"/>'
            f"<Dagsordenpunkter>{items}</Dagsordenpunkter></Dagsorden>"
        )
        write(self.folder, _export_name(number), text)
        write(self.folder, f"{_export_name(number)[:-4]}-bilag.pdf", f"%PDF {number}")


def _item_text(number: int, item: Item) -> str:
    return (
        f'<Dagsordenpunkt DagsordenpunktID="{item.id}" Nummer="{number}" Åbent="{item.is_open}">'
        f"<Overskrift>{item.title}</Overskrift>"
        f"<Indhold><Sagsfremstilling>{item.secret}</Sagsfremstilling><Beslutning>{item.decision}</Beslutning></Indhold>"
        f'<Bilagsliste><Bilag BilagID="{item.id}" Navn="Bilag" BilagUrl="eksport-bilag.pdf" MaaPubliceres="True"/>'
        "</Bilagsliste></Dagsordenpunkt>"
    )


def _text_name(number: int) -> str:
    return f"referater/{number}.txt"


def _export_name(number: int) -> str:
    return f"Publication{number}/eksport.xml"
