"""What a line of text alone is the heading of: the words that sections have above them."""

import re

from app.domain.vocabulary import SectionKind

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
LONGEST_HEADING = 120
BODY = r"\w*(?:udvalg|(?<!om)råd|bestyrelse|forum|klynge|nævn|direktion|kommission|komité|komite|gruppe)\w*"
_DECIDED_BY = re.compile(
    r"(?:møde|udvalgs)?(?:beslutning|afgørelse)(?:en)?(?:"
    r" (?:i|fra|af|truffet i|på mødet i|ved) (?P<rest>[A-ZÆØÅ].{2,100}?)"
    r"|(?!\s+(?:om|vedr|vedrørende|angående|på|til|for|som)\b)"
    rf"\s*[:(–-]?\s*(?P<body>(?=.*{BODY})[A-ZÆØÅ].{{2,100}}?)"
    r"|\s*[:(–-]?\s*(?P<day>(?:den|d\.) \d.{5,40}?))\)?:?",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:at|er|har|var|blev|bliver|tog|tager|\w+efaler|\w+efalede|godkend\w+|drøft\w+|\w*slut\w+)\b")
"""Words of a sentence, which no heading has."""
_OF_BODY = re.compile(
    rf"(?:(?:det )?{BODY}s|(?:[a-zæøå]+-?,? ){{0,3}}(?:og [a-zæøå]+)?{BODY}s) (?:beslutning|afgørelse|konklusion)"
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
ATTACHMENTS_TO = re.compile(r"Bilag til (?:punkt|pkt\.?) (\d{1,4}[a-z]?):?", re.IGNORECASE)


def heading_kind(text: str) -> SectionKind | None:
    """The kind of section the text is the heading of, or null; "Beslutning i …" is a decision, whose ever it is."""
    if len(text) > LONGEST_HEADING or text[0].islower():
        return None
    word = text.rstrip(": ").casefold()
    known = _HEADINGS.get(word)
    if known is not None:
        return known
    if word in WEAK_DECISIONS:
        return "decision"
    if "ilag" in word and (_ATTACHMENTS.fullmatch(word) or ATTACHMENTS_TO.fullmatch(text)):
        return "attachments"
    if word.endswith(_OF_BODY_ENDS) or (word[-4:].isdigit() and any(f" {end} d" in word for end in _OF_BODY_ENDS)):
        return "decision" if _OF_BODY.fullmatch(text) is not None else None
    if "eslutning" in word or "fgørelse" in word:
        return "decision" if decided_by(text) is not None else None
    return None


def decided_by(text: str) -> re.Match[str] | None:
    """The body or the day that a heading of a decision names."""
    start = text[:40].casefold()
    if text.endswith(".") or not ("eslutning" in start or "fgørelse" in start):
        return None
    match = _DECIDED_BY.fullmatch(text)
    if match is None or match["body"] is None:
        return match
    return None if _VERB.search(match["body"]) or not _names_body(match["body"]) else match


def _names_body(text: str) -> bool:
    """ "Økonomiudvalget den 4. marts 2024", not "Udvalgets overvejelser om"."""
    last = text.rstrip(" .:)").rpartition(" ")[2]
    return last[-1:].isdigit() or re.fullmatch(BODY, last, re.IGNORECASE) is not None
