"""Initiatives (indsatser) that money tables list, and which of them a text means."""

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.identity import initiative_key, key_text, text_words
from app.domain.initiative_names import NameForms, equal_names, name_forms, one_begins_other
from app.domain.vocabulary import AgreementStatus
from app.importers.document import Initiative, NameVariant

_SUB_CODE = re.compile(r"(\d+)[a-zæøå]")
_NAMED_BY_CODE = re.compile(r"\bindsats(?:en|erne|er)?\s+(?:nr\.?\s*)?(\d{1,4}[a-zæøå]?)\b", re.IGNORECASE)
_CODE_LIST = re.compile(r"\bindsatser(?:ne)?\s*\(([\da-zæøå ,]{1,300})\)", re.IGNORECASE)
_CODE = re.compile(r"\b\d{1,4}[a-zæøå]?\b")
_SHORTEST_NAME = 6
_CANDIDATES_AT_MOST = 40


class Initiatives:
    """Collects initiatives in the order of the rows. The same code (or name) is the same one."""

    def __init__(self, cluster_key: str) -> None:
        self._cluster_key = cluster_key
        self._by_key: dict[str, Initiative] = {}
        self._found_in_text: set[str] = set()
        self._names_by_word: dict[str, list[tuple[str, str]]] = {}
        self._forms: dict[str, NameForms] = {}
        self._by_mark: dict[str, list[str]] = {}
        """Keys by the first words and the capitals of their names; a mark that very many share tells nobody apart."""
        self._amounts: dict[str, set[Decimal]] = {}

    @property
    def all(self) -> tuple[Initiative, ...]:
        return tuple(self._by_key.values())

    def add(
        self,
        code: str | None,
        name: str,
        status: AgreementStatus,
        evidence: Evidence,
        amounts: frozenset[Decimal] = frozenset(),
    ) -> str:
        """The key of the initiative. "1a" is a sub-initiative; its parent is made where it has no row.

        `amounts` are what is set aside for it as printed with this name.
        """
        forms = name_forms(name)
        name = forms.plain or name
        key = code or key_text(name)
        known = self._by_key.get(key)
        rule = "equal_code" if code is not None else "equal_name"
        if known is None and code is None:
            known, rule = self._fitting(forms, amounts)
        self._amounts.setdefault(key if known is None else known.key, set()).update(amounts)
        if known is not None and known.name is not None:
            self._add_variants(known, forms, evidence, rule)
            return known.key
        parent = self._parent(code, status, evidence)
        self._by_key[key] = Initiative(
            key,
            initiative_key(self._cluster_key, code, name),
            "initiative" if parent is None else "sub_initiative",
            code,
            name,
            status,
            parent,
            evidence=evidence,
        )
        self._index(key, name)
        self._keep_forms(key, forms)
        if code is None:
            self._add_variants(self._by_key[key], forms, evidence, "part_of_name")
        return key

    def _fitting(self, forms: NameForms, amounts: frozenset[Decimal]) -> tuple[Initiative | None, str]:
        """The one initiative that the name belongs to, by the firmest rule that fits exactly one, and that rule."""
        rules: tuple[tuple[str, Callable[[str, NameForms], bool]], ...] = (
            ("equal_name", lambda _, known: equal_names(known, forms)),
            ("beginning", lambda _, known: one_begins_other(known, forms)),
            ("capitals", lambda key, known: bool(known.capitals & forms.capitals) and self._agrees(key, amounts)),
        )
        marks = (*(words[0] for words in forms.words), *forms.capitals)
        candidates = {key for mark in marks for key in self._by_mark.get(mark, ())}
        for rule, fits in rules:
            fitting = {key for key in candidates if fits(key, self._forms[key])}
            if fitting:
                return (self._by_key[fitting.pop()] if len(fitting) == 1 else None), rule
        return None, ""

    def _agrees(self, key: str, amounts: frozenset[Decimal]) -> bool:
        held = self._amounts.get(key, set())
        return not held or not amounts or held == amounts

    def _add_variants(self, known: Initiative, forms: NameForms, evidence: Evidence, rule: str) -> None:
        for text in (forms.plain, *forms.variants):
            self._add_variant(self._by_key[known.key], text, evidence, rule if text == forms.plain else "part_of_name")
        held = self._forms.get(known.key)
        if held is not None:
            words = tuple(dict.fromkeys((*held.words, *forms.words)))
            self._keep_forms(known.key, replace(held, words=words, capitals=held.capitals | forms.capitals))

    def _keep_forms(self, key: str, forms: NameForms) -> None:
        self._forms[key] = forms
        for mark in {*(words[0] for words in forms.words), *forms.capitals}:
            keys = self._by_mark.setdefault(mark, [])
            if key not in keys and len(keys) < _CANDIDATES_AT_MOST:
                keys.append(key)

    def find(self, name: str) -> str | None:
        """The key of the initiative a name belongs to, or null."""
        forms = name_forms(name)
        key = key_text(forms.plain)
        known = self._by_key.get(key) or self._fitting(forms, frozenset())[0]
        return None if known is None else known.key

    def change(self, key: str, change: Callable[[Initiative], Initiative]) -> None:
        self._by_key[key] = change(self._by_key[key])

    def _parent(self, code: str | None, status: AgreementStatus, evidence: Evidence) -> str | None:
        match = _SUB_CODE.fullmatch(code or "")
        if match is None:
            return None
        parent = match[1]
        if parent not in self._by_key:
            natural_key = initiative_key(self._cluster_key, parent, None)
            self._by_key[parent] = Initiative(
                parent, natural_key, "initiative", parent, None, status, evidence=evidence
            )
        return parent

    def _add_variant(self, known: Initiative, name: str, evidence: Evidence, rule: str) -> None:
        names = [known.name, *(variant.text for variant in known.name_variants)]
        if name not in names:
            variant = NameVariant(name, evidence, rule)
            self._by_key[known.key] = replace(known, name_variants=(*known.name_variants, variant))
            self._index(known.key, name)

    def _index(self, key: str, name: str) -> None:
        folded = text_words(name)
        if len(folded.strip()) >= _SHORTEST_NAME:
            self._names_by_word.setdefault(folded.split()[0], []).append((folded, key))

    def found_in_text(self, key: str, evidence: Evidence) -> None:
        """The first text that names a parent without a row is its evidence; until then it is its child's row."""
        known = self._by_key[key]
        if known.name is None and key not in self._found_in_text:
            self._found_in_text.add(key)
            self._by_key[key] = replace(known, evidence=evidence)

    def named_in(self, text: str) -> tuple[str, ...]:
        """Keys of the initiatives a text means: by code ("indsats 10") or by whole name."""
        if not self._by_key:
            return ()
        found: dict[str, None] = {}
        folded = text_words(text)
        for match in _NAMED_BY_CODE.finditer(text) if " indsats" in folded else ():
            if match[1].casefold() in self._by_key:
                found[match[1].casefold()] = None
        for word in dict.fromkeys(filter(self._names_by_word.__contains__, folded.split())):
            for name, key in self._names_by_word[word]:
                if name in folded:
                    found[key] = None
        return tuple(found)

    def listed_in(self, text: str) -> tuple[str, ...]:
        """Keys of a list of codes: "de eksisterende indsatser (5, 6 eller 10)"."""
        match = _CODE_LIST.search(text)
        codes = [] if match is None else [code.casefold() for code in _CODE.findall(match[1])]
        return tuple(code for code in codes if code in self._by_key)
