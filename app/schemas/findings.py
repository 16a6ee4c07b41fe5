"""What a check of a pot answers, and what a dry run is asked."""

from collections.abc import Iterable
from typing import Annotated, Any, Self

from msgspec.structs import asdict
from pydantic import Field

from app.domain.advice import hint_of
from app.domain.findings import Finding, is_ok
from app.schemas.fields import PARTS, Flag, Id
from app.schemas.funding import Allocation, CarryOver, Grant, Transfer
from app.schemas.imports import FindingRead
from app.schemas.parts import part_update_of
from app.schemas.shared import Shape


def findings_read(findings: Iterable[Finding]) -> list[FindingRead]:
    return [_read(finding) for finding in findings]


def _read(finding: Finding) -> FindingRead:
    where = [asdict(place) for place in finding.where]
    return FindingRead.model_validate({**asdict(finding), "where": where, "hint": hint_of(finding)})


class FindingsRead(Shape):
    """What a check of a pot has to say."""

    findings: list[FindingRead]
    ok: Annotated[Flag, Field(description="Whether none of the findings is an error")]

    @classmethod
    def of(cls, findings: tuple[Finding, ...]) -> Self:
        return cls(findings=findings_read(findings), ok=is_ok(findings))


_Grant: Any = part_update_of(Grant)
_Allocation: Any = part_update_of(Allocation)
_Transfer: Any = part_update_of(Transfer)
_CarryOver: Any = part_update_of(CarryOver)


class ValidateRequest(Shape):
    """Parts of a pot as they would be: with the id of a part they replace it, without one they are added.

    A part as it was read may be sent whole; its version says nothing here.
    """

    grants: Annotated[list[_Grant], Field(default_factory=list, max_length=PARTS)]
    allocations: Annotated[list[_Allocation], Field(default_factory=list, max_length=5 * PARTS)]
    transfers: Annotated[list[_Transfer], Field(default_factory=list, max_length=PARTS)]
    carry_overs: Annotated[list[_CarryOver], Field(default_factory=list, max_length=PARTS)]
    remove: Annotated[
        list[Id], Field(default_factory=list, max_length=5 * PARTS, description="Ids of parts that would go")
    ]
