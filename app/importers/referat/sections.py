"""What the lines inside an item are: headings of sections, case numbers, lines of a list of contents."""

import re
from datetime import date

from msgspec import Struct

from app.domain.danish_dates import find_date
from app.domain.identity import key_text
from app.domain.vocabulary import ScopeKind, SectionKind
from app.importers.referat.lines import Line

_WORDS: dict[SectionKind, str] = {
    "summary": "resumé, resume, sagsresumé, sagsresume, sammendrag, kort resumé, sagen kort, kort om sagen",
    "presentation": (
        "sagsfremstilling, fremstilling, sagsbeskrivelse, supplerende sagsfremstilling, supplerende sagsbeskrivelse, "
        "baggrund, sagens baggrund, sagens indhold, indhold, beskrivelse, beskrivelse af sagen, redegørelse, "
        "forvaltningens redegørelse, sagsfremstilling og baggrund, fremstilling af sagen, vurdering, "
        "administrationens vurdering, forvaltningens vurdering, administrationens bemærkninger, "
        "forvaltningens bemærkninger, formål, løsning, problemstilling"
    ),
    "recommendation": (
        "indstilling, indstillinger, administrationens indstilling, forvaltningens indstilling, "
        "direktionens indstilling, "
        "borgmesterens indstilling, sekretariatets indstilling, indstilling fra administrationen, "
        "indstilling fra forvaltningen, forslag til beslutning, indstilling til beslutning"
    ),
    "economy": (
        "økonomi, økonomiske konsekvenser, økonomi og personale, økonomiske forhold, "
        "økonomi og finansiering, finansiering, "
        "bevilling, bevillinger, bevillingsmæssige konsekvenser, økonomiske og personalemæssige konsekvenser, "
        "økonomi og bevilling, økonomiske og bevillingsmæssige konsekvenser"
    ),
    "other": "øvrige konsekvenser, øvrige forhold, åbne punkter, lukkede punkter, åbne sager, lukkede sager",
    "legal_basis": (
        "lovgrundlag, retsgrundlag, lovhjemmel, hjemmel, hjemmelsgrundlag, juridisk grundlag, retligt grundlag, "
        "lov- og aftalegrundlag, juridiske forhold, lovgivning"
    ),
    "procedure": (
        "sagsprocedure, sagsgang, beslutningskompetence, kompetence, beslutningsproces, politisk behandling, "
        "sagens gang, sagens videre forløb, videre sagsforløb, sagen afgøres i, sagen afgøres af, "
        "beslutningen træffes af, beslutningstager"
    ),
    "timeline": "tidsplan, tidsplan og proces, tids- og procesplan",
    "consultation": (
        "høring, høringer, partshøring, høring og borgerinddragelse, borgerinddragelse, inddragelse og høring, "
        "inddragelse"
    ),
    "communication": "kommunikation, kommunikation og inddragelse, information, formidling",
    "earlier_decisions": (
        "tidligere beslutninger, tidligere beslutning, sagens forløb, historik, sagshistorik, beslutningshistorik, "
        "tidligere behandling, tidligere politisk behandling, sagens tidligere behandling, behandlingshistorik"
    ),
    "decision": (
        "beslutning, beslutninger, referat, mødebeslutning, endelig beslutning, vedtagelse, beslutningsreferat, "
        "politisk beslutning, udvalgsbeslutning"
    ),
    "absentees": "fraværende, fraværende ved punktet, fraværende under punktet",
    "attachments": (
        "bilag, bilagsliste, bilagsoversigt, bilagsfortegnelse, vedhæftede filer, vedhæftninger, vedlagt, vedhæftet, "
        "oversigt over bilag, liste over bilag"
    ),
}
_HEADINGS: dict[str, SectionKind] = {word: kind for kind, words in _WORDS.items() for word in words.split(", ")}
WEAK_DECISIONS = frozenset(
    {"konklusion", "afgørelse", "behandling", "mødebehandling", "drøftelse", "sagens behandling", "resultat"}
)
"""Headings of the decision in minutes that have none of the usual ones; else they are headings inside the case text."""
_LONGEST_HEADING = 120
_BODY = r"\w*(?:udvalg|(?<!om)råd|bestyrelse|forum|klynge|nævn|direktion|kommission|komité|komite|gruppe)\w*"
_DECIDED_BY = re.compile(
    r"(?:møde|udvalgs)?(?:beslutning|afgørelse)(?:en)?(?:"
    r" (?:i|fra|af|truffet i|på mødet i|ved) (?P<rest>[A-ZÆØÅ].{2,100}?)"
    r"|(?!\s+(?:om|vedr|vedrørende|angående|på|til|for|som)\b)"
    rf"\s*[:(–-]?\s*(?P<body>(?=.*{_BODY})[A-ZÆØÅ].{{2,100}}?)"
    r"|\s*[:(–-]?\s*(?P<day>(?:den|d\.) \d.{5,40}?))\)?:?",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:at|er|har|var|blev|bliver|tog|tager|\w+efaler|\w+efalede|godkend\w+|drøft\w+|\w*slut\w+)\b")
"""Words of a sentence, which no heading has."""
_OF_BODY = re.compile(
    rf"(?:(?:det )?{_BODY}s|(?:[a-zæøå]+-?,? ){{0,3}}(?:og [a-zæøå]+)?{_BODY}s) (?:beslutning|afgørelse|konklusion)"
    r"(?: (?:den|d\.) \d.{5,40}?)?:?",
    re.IGNORECASE,
)
_OF_BODY_ENDS = ("beslutning", "afgørelse", "konklusion")
_ATTACHMENTS = re.compile(
    r"(?:(?:vedhæftede|vedlagte|vedhæftet|vedlagt|tilhørende|åbne|lukkede) )?bilag"
    r"(?: til (?:punktet|sagen|dagsordens?punktet|dette punkt|sagsfremstillingen))?(?:\s*\(\d{1,3}(?: stk\.?)?\))?"
    r"|bilag\s*:?\s*(?:ingen|intet|nej|-)\.?|(?:der er )?ingen bilag\.?",
    re.IGNORECASE,
)
_ATTACHMENTS_TO = re.compile(r"Bilag til (?:punkt|pkt\.?) (\d{1,4}[a-z]?):?", re.IGNORECASE)
_LONGEST_SCOPE_HEADING = 60
_SCOPES: tuple[tuple[re.Pattern[str], ScopeKind], ...] = (
    (re.compile(r"(?:indsatsens |projektets )?formål(?: med indsatsen)?", re.IGNORECASE), "purpose"),
    (re.compile(r"data(?: for indsatsen)?", re.IGNORECASE), "data"),
    (re.compile(r"afgrænsning(?: af (?:indsatsen|projektet))?", re.IGNORECASE), "scope"),
    (re.compile(r"geografi(?:sk afgrænsning)?", re.IGNORECASE), "geography"),
    (re.compile(r"tids(?:ramme|plan)(?: og milepæle)?(?: for indsatsen)?", re.IGNORECASE), "timeframe"),
    (re.compile(r"ress?ource(?:allokering|r|forbrug)(?: i indsatsen)?", re.IGNORECASE), "resources"),
)
_ITEM_REFERENCE = re.compile(
    r"[\s,(]*(?:(?:pkt\.?|punkt|sag)(?: nr\.?)?\s*\d{1,4}(?:\.\d{1,4})?)?[\s):.]*", re.IGNORECASE
)
_BODY_AND_DAY = re.compile(
    rf"(?=\D*{_BODY})[A-ZÆØÅ]\D{{2,80}}(?:\d{{4}}-\d{{4}}\D{{1,8}})?\d{{1,2}}\.\s*\w+\s+\d{{4}}"
    r"(?:,? \(?(?:pkt\.?|punkt|sag)(?: nr\.?)? \d{1,4}\)?)?:?",
    re.IGNORECASE,
)
SENTENCE_END = (".", "!", "?", ":", ";", ",")


def contents_entry(text: str) -> str | None:
    """The title of a line of a contents list ("Eventuelt.....  13"), or null for any other line."""
    stripped = text.strip()
    if not stripped or stripped[-1] not in "0123456789":
        return None
    before_page = stripped.rstrip("0123456789")
    if not 1 <= len(stripped) - len(before_page) <= 4:
        return None
    dotted = before_page.rstrip().endswith("...")
    return before_page.rstrip(". \t") or None if dotted or before_page.endswith("\t") else None


class OwnMeeting(Struct, frozen=True):
    """The meeting the document is about, as far as its head says: a decision headed otherwise is an earlier one.

    `names` and `called`, the body as the head prints it, are normalised. `weak_decisions`: the document has no usual
    heading of decisions, so that "Konklusion" and its like are such headings; `weak_labels`: so are they on the line of
    the text, where no usual word heads or labels a decision. `free_headings`: its headings stand below
    blank lines.
    """

    day: date | None = None
    names: frozenset[str] = frozenset()
    called: str = ""
    weak_decisions: bool = False
    weak_labels: bool = False
    free_headings: bool = False

    def decided(self, heading: str) -> bool:
        reading = find_date(heading)
        if reading is not None and reading.date.day is not None and self.day is not None:
            return reading.date.day == self.day
        body = key_text(heading[: reading.span[0]] if reading is not None else heading)
        return not self.names or not body or any(name in body or body in name for name in self.names)

    def is_own(self, heading: str) -> bool:
        """ "Økonomiudvalget, 7. april 2025, pkt. 4:": this body on this day and nothing else."""
        if self.day is None or str(self.day.year) not in heading:
            return False
        if not key_text(heading).startswith((*self.names, self.called)):
            return False
        reading = find_date(heading)
        if reading is None or reading.date.day != self.day:
            return False
        before, after = heading[: reading.span[0]], heading[reading.span[1] :]
        body = key_text(re.sub(r"[\s,(]*(?:\bden|\bd\.|\bmøde|\bmødet)?\s*$", "", before, flags=re.IGNORECASE))
        return body in self.names | {self.called} and _ITEM_REFERENCE.fullmatch(after) is not None


def names_body_and_day(text: str) -> re.Match[str] | None:
    """ "Økonomiudvalget den 7. april 2025", "Byrådet, 7. april 2025, pkt. 4:": the heading of what a body decided."""
    return (
        _BODY_AND_DAY.fullmatch(text)
        if len(text) <= _LONGEST_HEADING and text[-5:].strip(": ")[-1:].isdigit()
        else None
    )


def plain_section_kind(line: Line) -> SectionKind | None:
    """The kind of section the line is the heading of, or null; "Beslutning i …" is a decision, whose ever it is."""
    bare = line.bare
    if line.style != "plain" or len(bare) > _LONGEST_HEADING or bare[0].islower():
        return None
    word = bare.rstrip(": ").casefold()
    known = _HEADINGS.get(word)
    if known is not None:
        return known
    if word in WEAK_DECISIONS:
        return "decision"
    if "ilag" in word and (_ATTACHMENTS.fullmatch(word) or _ATTACHMENTS_TO.fullmatch(bare)):
        return "attachments"
    if word.endswith(_OF_BODY_ENDS) or (word[-4:].isdigit() and any(f" {end} d" in word for end in _OF_BODY_ENDS)):
        return "decision" if _OF_BODY.fullmatch(bare) is not None else None
    if "eslutning" in word or "fgørelse" in word:
        return "decision" if _decided_by(line) is not None else None
    return None


def section_kind(line: Line, own: OwnMeeting) -> SectionKind | None:
    """As `plain_section_kind`; what another body or another meeting decided is an earlier decision."""
    kind = plain_section_kind(line)
    if kind is None and line.style == "plain" and len(line.bare) <= _LONGEST_HEADING and own.is_own(line.bare):
        return "decision"
    if kind != "decision":
        return kind
    if line.bare.rstrip(": ").casefold() in WEAK_DECISIONS:
        return "decision" if own.weak_decisions else None
    match = _decided_by(line)
    if match is None or own.decided(match["rest"] or match["body"] or match["day"]):
        return "decision"
    return "earlier_decisions"


def scope_kind(line: Line) -> ScopeKind | None:
    """What a heading of a business case is about, or null for any other line."""
    if line.style not in {"plain", "row"} or len(line.bare) > _LONGEST_SCOPE_HEADING:
        return None
    return next((kind for pattern, kind in _SCOPES if pattern.fullmatch(line.bare.rstrip(": \t"))), None)


def attachments_to(line: Line) -> str | None:
    """The item's number in "Bilag til punkt 2", or null."""
    if line.style != "plain":
        return None
    match = _ATTACHMENTS_TO.fullmatch(line.bare)
    return None if match is None else match[1]


def _decided_by(line: Line) -> re.Match[str] | None:
    start = line.bare[:40].casefold()
    if line.style != "plain" or line.bare.endswith(".") or not ("eslutning" in start or "fgørelse" in start):
        return None
    match = _DECIDED_BY.fullmatch(line.bare)
    if match is None or match["body"] is None:
        return match
    return None if _VERB.search(match["body"]) or not _names_body(match["body"]) else match


def _names_body(text: str) -> bool:
    """ "Økonomiudvalget den 4. marts 2024", not "Udvalgets overvejelser om"."""
    last = text.rstrip(" .:)").rpartition(" ")[2]
    return last[-1:].isdigit() or re.fullmatch(_BODY, last, re.IGNORECASE) is not None
