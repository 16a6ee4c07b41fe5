"""What every error says: RFC 9457 with our members."""

from pydantic import BaseModel, ConfigDict, Field

from app.domain.lifecycle import Step
from app.errors import FaultCode
from app.schemas.history import TombstoneRead
from app.schemas.imports import FindingRead


class ProblemError(BaseModel):
    """One thing wrong with what was sent. It never repeats the value."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) into the body, or `?name` for a query parameter")
    code: FaultCode
    message: str


class Problem(BaseModel):
    """RFC 9457. Members that say nothing here are left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str = Field(description="`/problems/{code}`")
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="Stable; what a program decides by. New ones may come")
    request_id: str
    errors: list[ProblemError] | None = None
    findings: list[FindingRead] | None = None
    allowed_steps: list[Step] | None = Field(
        default=None, description="409 `step_out_of_order`: the steps that may be taken now"
    )
    tombstone: TombstoneRead | None = Field(
        default=None, description="410 and 409 `deleted_by_person`: what is left of the resource"
    )
    current_version: int | None = Field(default=None, description="412: the version that is there now")
    missing_scope: str | None = Field(default=None, description="403: what the token lacks")
    owner: str | None = Field(default=None, description="409 `source_taken`: the resource that has the source key")
    limit_bytes: int | None = Field(default=None, description="413")
    line: int | None = Field(default=None, description="400: where reading the body failed, from 1")
    column: int | None = None
