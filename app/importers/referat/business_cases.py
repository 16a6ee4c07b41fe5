"""Business cases in appendices: an initiative with its lead, its group, its scope and its milestones."""

import re

from msgspec import Struct
from msgspec.structs import replace

from app.domain.danish_dates import find_fuzzy
from app.domain.danish_titles import is_person_name, is_title_word
from app.domain.evidence import Evidence
from app.domain.identity import key_text
from app.importers.document import Initiative, Milestone, ScopeSection
from app.importers.document import Person as Named
from app.importers.referat.blocks import AppendixBlock
from app.importers.referat.cells import paragraphs_of
from app.importers.referat.initiatives import Initiatives
from app.importers.referat.lines import Line, printed, span
from app.importers.referat.person_runs import begins_title
from app.importers.referat.sections import scope_kind
from app.importers.referat.sentences import sentences

_LEAD = re.compile(r"Projektleder:\s*(?P<name>[^\t<]{3,100})")
_GROUP = re.compile(r"Projektgruppe:\s*(?P<members>.*)", re.DOTALL)
_PREFIX = re.compile(r"(?:Projekt(?:indsats| indsats)?|Indsats(?:en)?)\s*:\s*", re.IGNORECASE)
_PROJECT = re.compile(r"(?:pilot|fælles )?projekt(?:et)?(?:\s*:|\s+(?-i:[»”\"A-ZÆØÅ]))|pilotprojekt", re.IGNORECASE)
_FROM = re.compile(r"\bFra ([^:,]{3,80}?)(?::|$)")
_DASHED = re.compile(r"\s*-\s+(?=[A-ZÆØÅ])")
_MARK = re.compile(r"\(([^()]{1,60})\)")
_LINKS = frozenset({"i", "af", "for", "fra", "ved", "på", "til", "og"})
_LONGEST_NAME = 300
_LONGEST_CELL = 20_000


class _Case(Struct):
    title: Line
    people: Line
    lines: list[Line]


def read_business_cases(
    appendices: tuple[AppendixBlock, ...], item_keys: dict[str, str], initiatives: Initiatives, parties: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Adds the initiatives; their keys by the key of the item. `parties` are names that initials may stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for block in appendices:
        item_key = item_keys.get(block.number)
        for case in _cases(block) if item_key is not None else ():
            key = _read_case(case, item_key or "", initiatives, parties)
            found[item_key or ""] = (*found.get(item_key or "", ()), key)
    return found


def _cases(block: AppendixBlock) -> list[_Case]:
    """A case begins with its title, right above the row that names who leads it."""
    cases: list[_Case] = []
    title: Line | None = None
    lines = [line for section in block.sections for line in section.all_lines]
    for line in lines:
        if line.is_blank:
            if cases:
                cases[-1].lines.append(line)
            continue
        if title is not None and _LEAD.search(line.text[:_LONGEST_CELL]) is not None:
            if cases and title in cases[-1].lines:
                cases[-1].lines.remove(title)
            cases.append(_Case(title, line, []))
        elif cases:
            cases[-1].lines.append(line)
        title = line if len(line.bare) <= _LONGEST_NAME else None
    return cases


def _read_case(case: _Case, item_key: str, initiatives: Initiatives, parties: tuple[str, ...]) -> str:
    name = _PREFIX.sub("", case.title.bare).strip()
    where = Evidence((case.title.number, case.title.number), case.title.bare, agenda_item_id=item_key)
    key = initiatives.add(None, name or case.title.bare, "proposed", where)
    is_project = _PROJECT.match(case.title.bare) is not None
    text = case.people.text[:_LONGEST_CELL]
    lead, group = _LEAD.search(text), _GROUP.search(text)
    sections = _sections(case, item_key)
    milestones = tuple(stone for section in sections if section.kind == "timeframe" for stone in _milestones(section))
    members = () if group is None else _members(group["members"], parties)

    def told(known: Initiative) -> Initiative:
        return replace(
            known,
            kind="project" if is_project else known.kind,
            lead=known.lead or (None if lead is None else Named(lead["name"].strip(), printed=lead.group().strip())),
            project_group=(*known.project_group, *members),
            sections=(*known.sections, *sections),
            milestones=(*known.milestones, *milestones),
        )

    initiatives.change(key, told)
    return key


def _sections(case: _Case, item_key: str) -> tuple[ScopeSection, ...]:
    found: list[ScopeSection] = []
    heading: Line | None = None
    own: list[Line] = []
    for line in (*case.lines, None):
        kind = None if line is None else scope_kind(line)
        if line is not None and kind is None:
            own.append(line)
            continue
        if heading is not None:
            where = Evidence(span((heading, *own)), heading.bare, agenda_item_id=item_key)
            found.append(ScopeSection(scope_kind(heading) or "other", heading.bare, _plain(own), where))
        heading, own = line, []
    return tuple(found)


def _plain(lines: list[Line]) -> str | None:
    text = printed(tuple(lines))
    if text is None or "<" not in text:
        return text
    return "\n\n".join(part for line in text.split("\n") for part in paragraphs_of(line)) or None


def _milestones(section: ScopeSection) -> list[Milestone]:
    """Numbered phases, with or without a date, and other sentences that name one."""
    found: list[Milestone] = []
    for line in (section.text or "").split("\n"):
        text = line.strip()
        phase = re.match(r"\d{1,2}[.)]\s+", text)
        parts = [text[phase.end() :]] if phase is not None else sentences(text)
        for part in parts:
            date = find_fuzzy(part)
            if part and (phase is not None or date is not None):
                title = re.split(r"[.:](?:\s|$)", part)[0][:200]
                found.append(Milestone(title, date, part))
    return found


def _members(cell: str, parties: tuple[str, ...]) -> tuple[Named, ...]:
    found: list[Named] = []
    organisation: str | None = None
    for paragraph in paragraphs_of(cell):
        start = 0
        for match in (*_FROM.finditer(paragraph), None):
            end = len(paragraph) if match is None else match.start()
            found.extend(_of_run(paragraph[start:end].strip(), organisation, parties))
            if match is not None:
                organisation, start = match[1].strip(), match.end()
        organisation = None if _FROM.search(paragraph) is None else organisation
    return tuple(found)


def _of_run(text: str, organisation: str | None, parties: tuple[str, ...]) -> list[Named]:
    if not text:
        return []
    chunks = _dashed(text) if _DASHED.match(text) else _run_together(re.sub(r"(\w)- (?=[A-ZÆØÅ])", r"\1-", text))
    return [_member(chunk, organisation, parties) for chunk in chunks]


def _dashed(text: str) -> list[str]:
    """Entries of a list whose breaks were lost: what stands in lower case before a dash is the next one's title."""
    chunks = [part.strip() for part in _DASHED.split(text) if part.strip()]
    for at in range(len(chunks) - 1):
        match = re.match(r"(.*\))\s*,\s*([a-zæøå][^()]*)$", chunks[at])
        if match is not None:
            chunks[at], chunks[at + 1] = match[1], f"{match[2].strip()}, {chunks[at + 1]}"
    return chunks


def _run_together(text: str) -> list[str]:
    """ "Ida Holm, Leder af Huset i Solby Bo Ahle, Rådgiver": each name begins somebody, with the title after it."""
    chunks: list[list[str]] = []
    for segment in (part.split() for part in text.split(",")):
        at = _name_at_end(segment)
        title, name = segment[:at], segment[at:]
        own_title = bool(name) and bool(title) and (not chunks or _has_title(chunks[-1]))
        if title and not own_title:
            cut = next((place for place in range(1, len(title)) if begins_title(title, place)), len(title))
            if chunks:
                chunks[-1].append(" ".join(title[:cut]))
            else:
                chunks.append([" ".join(title[:cut])])
            if title[cut:]:
                chunks.append([" ".join(title[cut:])])
        if name:
            chunks.append([" ".join((*title, *name)) if own_title else " ".join(name)])
    return [", ".join(chunk) for chunk in chunks]


def _has_title(chunk: list[str]) -> bool:
    return len(chunk) > 1


def _name_at_end(words: list[str]) -> int:
    """Where the name begins that a segment ends with; its length where it ends with none."""
    ends = len(words)
    while ends and words[ends - 1].startswith("("):
        ends -= 1
    at = ends
    while at and words[at - 1][:1].isupper() and not is_title_word(words[at - 1]):
        at -= 1
    if at and words[at - 1] in _LINKS:
        at += 1
    return at if is_person_name(" ".join(words[at:ends])) else len(words)


def _member(chunk: str, organisation: str | None, parties: tuple[str, ...]) -> Named:
    marks = _MARK.findall(chunk)
    words = " ".join(_MARK.sub(" ", chunk).replace(",", " , ").split()).strip(" ,.")
    segments = [part.strip(" .") for part in words.split(",") if part.strip(" .")]
    name = next((segment for segment in reversed(segments) if is_person_name(segment)), None)
    titles: list[str] = []
    for segment in segments:
        parts = segment.split()
        at = _name_at_end(parts)
        if name is None and at < len(parts):
            name = " ".join(parts[at:])
            titles.extend([" ".join(parts[:at])] if at else [])
        elif segment != name:
            titles.append(segment)
    named = next((known for mark in marks if (known := _organisation(mark, parties)) is not None), None)
    notes = [mark for mark in marks if _organisation(mark, parties) is None]
    return Named(name, ", ".join(titles) or None, named or organisation, note=", ".join(notes) or None, printed=chunk)


def _organisation(mark: str, parties: tuple[str, ...]) -> str | None:
    """A party by its name or its initials: "(RF)" is "Region Fjordland" where that is a party."""
    by_name = next((party for party in parties if key_text(party) == key_text(mark)), None)
    fitting = [party for party in parties if "".join(word[:1] for word in party.split()) == mark]
    return by_name or (fitting[0] if len(fitting) == 1 else None)
