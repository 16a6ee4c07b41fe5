"""Participants (persons) from the attendees of one meeting."""

from msgspec.structs import replace

from app.domain.identity import key_text, participant_key, words_in_order
from app.importers.document import FORUM_REF, Attendee, Initiative, Membership, NameVariant, Participant, Person
from app.importers.referat.people import People


def participants_of(attendees: tuple[Attendee, ...], owner_key: str) -> tuple[Participant, ...]:
    """One for each with a name. `owner_key` is the key of the cluster or organisation."""
    return tuple(_participant(attendee, owner_key) for attendee in attendees if attendee.name is not None)


def with_participants(initiatives: tuple[Initiative, ...], people: People) -> tuple[Initiative, ...]:
    """The initiatives with those of their persons who were at the meeting known as such; each title is as printed."""
    return tuple(
        replace(
            one,
            lead=None if one.lead is None else _known(one.lead, people),
            project_group=tuple(_known(person, people) for person in one.project_group),
        )
        for one in initiatives
    )


def _known(person: Person, people: People) -> Person:
    return replace(person, participant_ref=None if person.name is None else people.known(person.name))


def _participant(attendee: Attendee, owner_key: str) -> Participant:
    name = attendee.name or ""
    return Participant(
        attendee.key,
        participant_key(owner_key, name),
        name,
        attendee.title,
        attendee.organisation,
        attendee.political_party,
        tuple(_variant(text, name, attendee) for text in attendee.also_printed),
        _memberships(attendee),
    )


def _variant(text: str, name: str, attendee: Attendee) -> NameVariant:
    shortened = words_in_order(tuple(key_text(text).split()), tuple(key_text(name).split()))
    return NameVariant(text, attendee.evidence, "words_in_order" if shortened else "one_letter")


def _memberships(attendee: Attendee) -> tuple[Membership, ...]:
    """Guests and substitutes are no members; moderating or taking minutes once is no membership either."""
    lasting = [role for role in attendee.roles if role not in {"moderator", "minute_taker"}]
    if not attendee.roles or "guest" in lasting:
        return ()
    role = lasting[0] if lasting else "member"
    return (Membership(FORUM_REF, role, attendee.side, attendee.represents),)
