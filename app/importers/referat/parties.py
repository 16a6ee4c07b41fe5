"""The parties of a cluster, as table headers and attendees' organisations name them."""

from msgspec.structs import replace

from app.domain.danish_titles import named_region, party_kind
from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.domain.identity import key_text, text_words
from app.domain.vocabulary import PartyKind
from app.importers.document import Attendee, NameVariant, Party

_GENERAL_PRACTICE = "plo"


class Parties:
    """Collects parties in the order they are met; spellings that differ only in hyphens and case are one."""

    def __init__(self) -> None:
        self._by_key: dict[str, Party] = {}
        self._words: dict[str, str] = {}
        self.findings: list[Finding] = []

    @property
    def all(self) -> tuple[Party, ...]:
        return tuple(self._by_key.values())

    @property
    def region(self) -> str | None:
        """The one region among the parties, or null where there is none or more than one."""
        regions = [party.name for party in self.all if party.kind == "region" and named_region(party.name)]
        return regions[0] if len(regions) == 1 else None

    def of_column(self, name: str, where: Evidence) -> str:
        """The key of the party a table's column belongs to. A name of unknown kind is a party, and a finding."""
        kind = party_kind(name)
        key = key_text(name)
        if key not in self._by_key:
            self._by_key[key] = Party(key, name, kind or "other")
            if kind is None:
                message = (
                    f"Kolonnen »{name}« (tabellen på linje {_line(where)}) er ingen kendt slags part (kommune, region, "
                    "hospital, PLO); den er læst som en part af ukendt slags."
                )
                self.findings.append(
                    Finding("party_unknown", "warning", message, ("/cluster/parties",), where=(where,))
                )
        return key

    def add_attendee(self, attendee: Attendee) -> None:
        """Adds the party an attendee's organisation certainly is; all of general practice is one party."""
        name = attendee.organisation
        if attendee.represents is not None:
            self._add_general_practice(attendee.represents, attendee.evidence)
        kind = None if name is None else party_kind(name)
        if name is not None and kind is not None and kind != "general_practice":
            self._add_spelt(name, kind, attendee.evidence)
        self._add_region(name)

    def _add_spelt(self, name: str, kind: PartyKind, evidence: Evidence | None) -> None:
        """ "Nord-KAP" and "NordKap" are one: names that differ in case and hyphens only."""
        key = key_text(name)
        letters = key.replace(" ", "")
        known = next((party for party in self.all if party.key.replace(" ", "") == letters), None)
        if known is None:
            self._by_key[key] = Party(key, name, kind)
        elif key != known.key and all(name != variant.text for variant in known.name_variants):
            variant = NameVariant(name, evidence, "hyphens")
            self._by_key[known.key] = replace(known, name_variants=(*known.name_variants, variant))

    def _add_region(self, organisation: str | None) -> None:
        region = named_region(organisation or "")
        if region is not None:
            self._by_key.setdefault(key_text(region), Party(key_text(region), region, "region"))

    def _add_general_practice(self, name: str, evidence: Evidence | None) -> None:
        known = self._by_key.get(_GENERAL_PRACTICE)
        if known is None:
            self._by_key[_GENERAL_PRACTICE] = Party(_GENERAL_PRACTICE, name, "general_practice")
        elif name != known.name and all(name != variant.text for variant in known.name_variants):
            variant = NameVariant(name, evidence, "general_practice")
            self._by_key[_GENERAL_PRACTICE] = replace(known, name_variants=(*known.name_variants, variant))

    def named_in(self, text: str) -> tuple[str, ...]:
        """Keys of the parties a text names as whole words."""
        words = text_words(text)
        for key in self._by_key.keys() - self._words.keys():
            self._words[key] = text_words(key).rstrip()
        named = [key for key in self._by_key if self._words[key] in words]
        return tuple(key for key in named if f"{self._words[key]} " in words or f"{self._words[key]}s " in words)


def _line(evidence: Evidence) -> int:
    return 0 if evidence.lines is None else evidence.lines[0]
