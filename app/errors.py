"""Every error Klynge raises on purpose. `app/problems.py` is the one table from these classes to HTTP.

KlyngeError
├── NotFound                 no such resource
├── Deleted                  there was one; its tombstone is a fact of the error
├── PartRemoved              what a keyed request added is there no longer
├── VersionNotKept           a version of what was deleted long ago
├── VersionConflict          somebody else changed it first
├── VersionMissing           what is there is changed only by who says which version was read
├── AlreadyExists            an id that is taken (a retry that met its own record, or a clash)
├── IdempotencyKeyReused     the key of another request
├── SourceTaken              a (system, kind, id) that names another resource
├── DeletedByPerson          a source says again what a person deleted
├── RuleBroken               a rule of the domain says no, with findings
│   ├── BudgetExceeded       the pot would be overallocated
│   ├── StillReferenced      it cannot be deleted while others refer to it
│   ├── StepOutOfOrder       a meeting's life does not go that way
│   ├── MergeRefused         the two are never one, or each would become the other
│   ├── RestoreRefused       what it needs is gone, or must be restored first
│   └── SourceShared         another source says it too, so one cannot withdraw it
├── InvalidInput             never as sent: faults with JSON Pointers
├── CursorInvalid            not a cursor of this list
├── NotAuthenticated         no caller
├── IssuerAway               the keys that tokens are judged by cannot be had; try again
├── NotAllowed               a caller without the right
├── NotInReach               a write outside the clusters that the caller is limited to
├── HiddenContent            a write that touches what the caller may not see
├── NotLocal                 without authentication only this machine is answered
├── RateLimited              too many calls in too short a time
├── TooLarge                 over a named limit
├── Unreadable               bytes that are no JSON document
├── StoreBusy                contention or an unreachable database; try again
├── StoreUnusable            the store must not be opened (newer shape, network file system)
└── SettingsUnusable         settings that the service refuses to start with
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal


class KlyngeError(Exception):
    """The root. `code` is stable and documented; the facts are fields of the subclasses."""

    code: ClassVar[str] = "internal_error"


class NotFound(KlyngeError):
    code = "not_found"

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"no {kind} with this id")
        self.kind, self.id = kind, id


class Deleted(KlyngeError):
    code = "gone"

    def __init__(self, kind: str, id: str, tombstone: Mapping[str, Any]) -> None:
        super().__init__(f"this {kind} is deleted")
        self.kind, self.id, self.tombstone = kind, id, tombstone


class VersionNotKept(KlyngeError):
    code = "version_not_kept"

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"this {kind} was deleted, and its versions from before that are kept no longer")
        self.kind, self.id = kind, id


class PartRemoved(KlyngeError):
    code = "gone"

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"this {kind} was added and is removed")
        self.kind, self.id = kind, id


class VersionConflict(KlyngeError):
    """`current` is null where the store knows only that the expected version is not there."""

    code = "version_conflict"

    def __init__(self, expected: int, current: int | None) -> None:
        super().__init__(f"expected version {expected}, the current one is {current}")
        self.expected, self.current = expected, current


class VersionMissing(KlyngeError):
    code = "precondition_required"

    def __init__(self, current: int) -> None:
        super().__init__("changing what is there needs the version that was read")
        self.current = current


class AlreadyExists(KlyngeError):
    code = "already_exists"

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"a {kind} with this id exists")
        self.kind, self.id = kind, id


class IdempotencyKeyReused(KlyngeError):
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("this caller sent another request to this path with the same Idempotency-Key")


class SourceTaken(KlyngeError):
    code = "source_taken"

    def __init__(self, owner: str) -> None:
        super().__init__("another resource has this source key")
        self.owner = owner


class DeletedByPerson(KlyngeError):
    code = "deleted_by_person"

    def __init__(self, kind: str, tombstone: Mapping[str, Any]) -> None:
        super().__init__(f"a person deleted this {kind}; a source revives only what it withdrew itself")
        self.kind, self.tombstone = kind, tombstone


class RuleBroken(KlyngeError):
    """`findings` are `domain.findings.Finding`s; kept untyped here because errors stand below the domain."""

    code = "rule_broken"

    def __init__(self, detail: str, findings: tuple[Any, ...] = ()) -> None:
        super().__init__(detail)
        self.findings = findings


class BudgetExceeded(RuleBroken):
    code = "budget_exceeded"


class StillReferenced(RuleBroken):
    """`counts` holds how many records of each kind refer to it."""

    code = "still_referenced"

    def __init__(self, counts: Mapping[str, int]) -> None:
        named = ", ".join(f"{count} of kind {kind}" for kind, count in counts.items())
        super().__init__(f"others refer to it: {named}")
        self.counts = counts


class StepOutOfOrder(RuleBroken):
    """`allowed` are the steps that may be taken now."""

    code = "step_out_of_order"

    def __init__(self, step: str, status: str, allowed: tuple[str, ...]) -> None:
        now = ", ".join(allowed) or "none"
        super().__init__(f"{step} does not follow {status}; allowed now: {now}")
        self.step, self.status, self.allowed = step, status, allowed


class MergeRefused(RuleBroken):
    code = "merge_refused"


class RestoreRefused(RuleBroken):
    code = "restore_refused"


class SourceShared(RuleBroken):
    code = "source_shared"


FaultCode = Literal[
    "hidden_content",
    "check_digit_wrong",
    "code_repeated",
    "id_repeated",
    "in_the_future",
    "invalid",
    "markup_not_taken",
    "merged_with_itself",
    "not_in_list",
    "not_one_owner",
    "not_reached",
    "out_of_range",
    "parties_equal",
    "read_only",
    "reference_unknown",
    "required",
    "required_to_create",
    "reserved",
    "too_long",
    "too_many_words",
    "too_short",
    "unknown_member",
    "unknown_parameter",
    "wrong_form",
    "wrong_type",
    "year_out_of_range",
    "years_out_of_order",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the input. `pointer` is an RFC 6901 JSON Pointer, or `?name` for a query parameter."""

    pointer: str
    code: FaultCode
    message: str


class InvalidInput(KlyngeError):
    code = "invalid_input"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.message}" for fault in faults))
        self.faults = faults


class CursorInvalid(KlyngeError):
    code = "cursor_invalid"


class NotAuthenticated(KlyngeError):
    """`error` is RFC 6750's word for what is wrong with the token, null where there is none. The detail stands in a
    header too: plain ASCII without quotes."""

    code = "not_authenticated"

    def __init__(self, detail: str, error: Literal["invalid_request", "invalid_token"] | None = None) -> None:
        super().__init__(detail)
        self.error = error


class IssuerAway(KlyngeError):
    code = "issuer_away"

    def __init__(self, detail: str, retry_seconds: int = 1) -> None:
        super().__init__(detail)
        self.retry_seconds = retry_seconds


class NotAllowed(KlyngeError):
    code = "not_allowed"

    def __init__(self, missing: str) -> None:
        super().__init__(f"this needs the scope {missing}")
        self.missing = missing


class NotInReach(KlyngeError):
    code = "not_in_reach"

    def __init__(self, kind: str | None = None) -> None:
        """Of no kind: it is about all clusters and sources."""
        about_one = f"this {kind} is in no cluster that the caller is limited to"
        super().__init__(about_one if kind else "it is about all clusters and sources, and the caller is limited")


class HiddenContent(KlyngeError):
    code = "hidden_content"

    def __init__(self, pointer: str = "") -> None:
        super().__init__("something that this would change is hidden from the caller")
        self.pointer = pointer


class NotLocal(KlyngeError):
    code = "not_local"


class RateLimited(KlyngeError):
    code = "rate_limited"

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("too many calls; wait and go on")
        self.retry_seconds = retry_seconds


class TooLarge(KlyngeError):
    code = "too_large"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"at most {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class Unreadable(KlyngeError):
    """`line` and `column` count from 1 and are null where the place is not known."""

    code = "malformed_json"

    def __init__(self, detail: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(detail)
        self.line, self.column = line, column


class StoreBusy(KlyngeError):
    code = "store_busy"


class StoreUnusable(KlyngeError):
    code = "store_unusable"


class SettingsUnusable(KlyngeError):
    code = "settings_unusable"
