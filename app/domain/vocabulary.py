"""The closed lists of words that bodies use. Their Danish meanings stand in `docs/glossary.md`."""

from typing import Literal

Access = Literal["open", "closed", "unknown"]
AgreementStatus = Literal["proposed", "approved"]
Attendance = Literal["present", "excused", "absent", "away", "unknown"]
ClosedItems = Literal["stub", "absent"]
ClusterKind = Literal["sundhedsklynge", "sundhedsraad", "forerunner", "other"]
DatePart = Literal[
    "primo",
    "medio",
    "ultimo",
    "early",
    "mid",
    "late",
    "spring",
    "summer",
    "autumn",
    "winter",
    "first_half",
    "second_half",
]
DatePrecision = Literal["day", "month", "season", "part_of_year", "year", "unknown"]
DeletedReason = Literal["duplicate", "withdrawn", "published_by_mistake", "privacy", "tightened", "other"]
Delivery = Literal["attached", "sent_separately", "to_follow"]
DocumentKind = Literal["agenda", "supplementary_agenda", "minutes", "appendix"]
ForumLevel = Literal["political", "strategic", "operational"]
InitiativeKind = Literal["focus_area", "initiative", "sub_initiative", "project"]
InitiativeStatus = Literal["proposed", "approved", "running", "paused", "completed", "stopped"]
MeetingStatus = Literal["planned", "agenda_published", "held", "minutes_published", "minutes_approved", "cancelled"]
Outcome = Literal[
    "approved",
    "noted",
    "adopted",
    "supported",
    "discussed",
    "referred",
    "postponed",
    "not_reached",
    "rejected",
    "withdrawn",
    "none",
    "other",
]
ParticipationStatus = Literal["active", "planned", "not_now", "unknown"]
PartyKind = Literal["municipality", "region", "general_practice", "hospital", "patients", "group", "other"]
PartyPolicy = Literal["block", "warn", "allow"]
PotPolicy = Literal["block", "warn"]
Role = Literal["chair", "co_chair", "moderator", "minute_taker", "secretariat", "guest", "member"]
Schedule = Literal["on_track", "delayed", "unknown"]
ScopeKind = Literal["purpose", "data", "scope", "geography", "timeframe", "resources", "other"]
SectionKind = Literal[
    "summary",
    "presentation",
    "recommendation",
    "economy",
    "legal_basis",
    "procedure",
    "timeline",
    "consultation",
    "communication",
    "earlier_decisions",
    "decision",
    "absentees",
    "attachments",
    "other",
]
Severity = Literal["error", "warning", "info"]
Side = Literal["regional", "municipal"]
StatedWhat = Literal[
    "granted",
    "share",
    "allocated",
    "spent",
    "forecast",
    "row_total",
    "column_total",
    "grand_total",
    "balance",
    "redistributed",
    "released",
]
YearFrom = Literal["text", "heading", "recommendation"]
