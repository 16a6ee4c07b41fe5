"""Imports: what became of each file. Files in are files out."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, WithJsonSchema

from app.domain.findings import SEVERITIES
from app.domain.vocabulary import Severity
from app.schemas.fields import Code, Count, Flag, Id, Line, Sha256, UtcInstant, wire_amount
from app.schemas.shared import Evidence, Shape, Source

ImportState = Literal["receiving", "accepted", "running", "completed", "failed"]
FileState = Literal["waiting", "created", "updated", "unchanged", "failed"]
ResourceState = Literal["created", "updated", "unchanged", "kept"]

Kroner = Annotated[
    Decimal, PlainSerializer(wire_amount), WithJsonSchema({"type": "number", "description": "Kroner, exact"})
]


class FindingRead(Shape):
    """Something a person should know. Amounts are kroner; `difference` is stated minus computed."""

    code: Annotated[Code, WithJsonSchema({"type": "string", "enum": list(SEVERITIES)})]
    severity: Severity
    message: str
    paths: list[str] = Field(default_factory=list)
    stated: Kroner | None = None
    computed: Kroner | None = None
    difference: Kroner | None = None
    where: list[Evidence] = Field(default_factory=list)
    hint: str | None = None


class ImportedResource(Shape):
    """`kept`: the stored resource was left as a person had made it; a finding says so."""

    kind: Code
    id: Id
    state: ResourceState


class ImportFile(Shape):
    """What became of one file."""

    name: Line
    format: Code | None = Field(default=None, description="The importer that read it; null where none could")
    sha256: Sha256 | None = Field(default=None, description="Null where the file could not be read at all")
    state: FileState
    import_id: Id | None = Field(default=None, description="The stored job; null where nothing is stored")
    resources: list[ImportedResource] = Field(default_factory=list)
    findings: list[FindingRead] = Field(default_factory=list)


class ImportCounts(Shape):
    """`files` is the sum of the five states of files; resources are counted by what happened to them."""

    files: Count = 0
    waiting: Count = 0
    created: Count = 0
    updated: Count = 0
    unchanged: Count = 0
    failed: Count = 0
    resources_created: Count = 0
    resources_updated: Count = 0
    resources_unchanged: Count = 0
    resources_kept: Count = 0
    errors: Count = 0
    warnings: Count = 0


class ImportCreate(Shape):
    """A stored job.

    `receiving`: its bytes are being stored; `accepted`: one file after the other is taken in, and the others are
    `waiting`; `running`: the import of a single file is under way, or was cut off; `failed`: at least one file has,
    the others are stored.
    """

    state: ImportState
    dry_run: Flag = False
    files: list[ImportFile]
    counts: ImportCounts


class ImportRead(ImportCreate):
    """A stored job.

    `receiving`: its bytes are being stored; `accepted`: one file after the other is taken in, and the others are
    `waiting`; `running`: the import of a single file is under way, or was cut off; `failed`: at least one file has,
    the others are stored.
    """

    id: Id
    version: Annotated[int, Field(ge=1)]
    created_at: UtcInstant
    updated_at: UtcInstant
    sources: list[Source]


class ImportRun(ImportCreate):
    """Several files at once: what the command line prints. `id` is the stored job's where there is exactly one."""

    id: Id | None = None
