"""What parameters and closed lists of words mean, and where the meaning of a member stands."""

from collections.abc import Mapping
from types import MappingProxyType

from app.schemas.member_meanings import MEMBERS

PARAMETERS: Mapping[str, str] = MappingProxyType(
    {
        "allocation_id": "The allocation; a new one gets the id that is sent",
        "as_of": "Checked as on this day: what is due by then",
        "attachment_id": "The attachment, of the meeting or of one of its items",
        "attendee_id": "The attendee",
        "carry_over_id": "The carry-over; a new one gets the id that is sent",
        "case_number": "Of this case, as it is printed",
        "cluster": "Of this cluster",
        "code": "Of this code",
        "forum": "Of this forum",
        "grant_id": "The grant; a new one gets the id that is sent",
        "id": "The resource",
        "initiative": "About this initiative",
        "item_id": "The agenda item",
        "kind": "Of this kind",
        "level": "Of this level",
        "method": "`proportional`: givers in proportion to their surplus; `fewest`: largest surplus to largest deficit",
        "municipality_code": "Of this municipality",
        "name": "The start of the name, in any case",
        "organisation": "Of this organisation",
        "parent": "Below this one",
        "participant": "That lists this participant",
        "reason": "Why it is deleted; the tombstone tells",
        "region": "Of this region",
        "report_id": "The status report",
        "sort": "The order; `-` in front turns it round",
        "state": "In this state",
        "status": "Of this status",
        "system": "Of this system",
        "transfer_id": "The transfer; a new one gets the id that is sent",
        "unknown_means": "What `unknown` access in the document means; without it what was said before, else closed",
        "version": "The version",
    }
)


LISTS: Mapping[str, str] = MappingProxyType(
    {
        "Access": "Who may read something, as its source says",
        "AgreementStatus": "Whether money is proposed or decided",
        "Attendance": "How somebody attended: `excused` said so before, `away` had somebody come instead",
        "ClosedItems": "What callers who may not read closed agenda items see of one",
        "ClusterKind": "What kind of collaboration a cluster is",
        "DatePart": "Which part of a month or year",
        "DatePrecision": "How much of a date is known",
        "DeletedReason": "Why something was deleted",
        "Delivery": "How a document reached the members",
        "DocumentKind": "What kind of document of a meeting",
        "FaultCode": "What is wrong with a member or parameter",
        "FileState": "What became of a file",
        "FindingCode": "What a check or a reading found",
        "ForumLevel": "At which level a forum meets",
        "HealthState": "How the service is",
        "HitKind": "In what something was found",
        "ImportState": "How far an import has come",
        "SuppressionState": "How far the suppression of a person has come",
        "InitiativeKind": "What kind of initiative",
        "InitiativeStatus": "How far an initiative has come",
        "MeetingStatus": "How far a meeting has come",
        "MeetingStep": "A step in a meeting's life, by the name in its path",
        "Outcome": "What kind of decision: `noted` is taget til efterretning, `adopted` as recommended",
        "ParticipationStatus": "Whether a party takes part",
        "PartyKind": "What kind of party",
        "PartyPolicy": "What becomes of a write that takes a party below 0",
        "PatchVerb": "An operation of RFC 6902",
        "PotPolicy": "What becomes of a write that allocates more than was granted",
        "ProblemCode": "What a program decides by; `/problems/{code}` says what to do. New ones may come",
        "ResourceState": "What became of a resource; `kept` is as a person had made it",
        "Role": "What somebody does in a forum or at a meeting",
        "Schedule": "Whether an initiative keeps to its time",
        "Scope": "What a token lets its bearer do",
        "ScopeKind": "What a section of an initiative is about",
        "SectionKind": "What a section of an agenda item is about",
        "SettlementMethod": "`proportional`: givers in proportion to their surplus; `fewest`: largest surplus to "
        "largest deficit",
        "Severity": "`error`: it does not add up; `warning`: look at it; `info`: know it",
        "Side": "Whose side somebody is on",
        "StatedWhat": "What a printed amount is of",
        "UnknownMeans": "What access counts as where the source does not say",
        "YearFrom": "Where the year of a date was read",
    }
)


def meaning(shape: str, member: str) -> str | None:
    """Of a member of the shape, which may be one made of another (`MeetingPatch` of `Meeting`)."""
    return MEMBERS.get(f"{shape}.{member}", MEMBERS.get(f"{base_name(shape)}.{member}", MEMBERS.get(member)))


def base_name(shape: str) -> str:
    """`Meeting` of `MeetingUpdate`, `Party` of `PartyInput`."""
    for suffix in ("Create", "Update", "Patch", "Upsert", "Read", "Summary", "Input"):
        if shape.endswith(suffix) and shape != suffix:
            return shape.removesuffix(suffix)
    return shape
