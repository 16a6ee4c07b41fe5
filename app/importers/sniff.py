"""Picks the importer by what the bytes are, never by a name or a vendor."""

from msgspec.structs import replace

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.decoding import SIZE_LIMIT_BYTES, decode
from app.importers.document import Cluster, ImportedDocument, SourceText, Unplaced
from app.importers.drop import ALONE, Drop
from app.importers.exports.dialects import dialect_of
from app.importers.exports.firstagenda import read_record, record_of
from app.importers.exports.people import NO_CODES, AttendanceCodes
from app.importers.exports.reading import read_export
from app.importers.exports.xml import is_xml, plain_name, read_xml
from app.importers.media_types import TEXT
from app.importers.referat.reader import read_referat
from app.importers.spreadsheets.reading import read_separated_money, read_workbook_money
from app.importers.spreadsheets.workbook import is_workbook

IMPORTER_VERSION = "5"
"""Part of "unchanged": the same bytes read by another version are read again."""


def read_document(
    name: str,
    data: bytes,
    limit_bytes: int = SIZE_LIMIT_BYTES,
    drop: Drop = ALONE,
    owner: Cluster | None = None,
    codes: AttendanceCodes = NO_CODES,
) -> ImportedDocument:
    """What the bytes say, with what lies beside them; `owner` is the cluster of money that names none, `codes` what the
    source writes for attendance. Never raises on bad input: what cannot be read has no meeting and an error finding.
    `limit_bytes` is that of plain text."""
    if is_xml(data):
        return _read_xml(name, data, drop, codes)
    if is_workbook(data):
        return read_workbook_money(name, data, owner)
    decoded = decode(data, limit_bytes)
    if isinstance(decoded, Finding):
        return ImportedDocument(name, None, findings=(decoded,))
    record = record_of(decoded.text)
    if record is not None:
        return replace(read_export(name, read_record(record), drop), media_type="application/json")
    minutes = read_referat(name, decoded.text, decoded.page_starts)
    if (minutes is None or minutes.forum is None) and decoded.media_type == TEXT:
        money = read_separated_money(name, decoded.text, owner)
        if money is not None:
            return money
    document = minutes or _unknown(name, decoded.text)
    return replace(document, media_type=decoded.media_type, findings=(*decoded.findings, *document.findings))


def parts_of(data: bytes, drop: Drop) -> tuple[str, ...]:
    """The files beside an export that belong to it, by the paths that the drop knows them by."""
    if not is_xml(data):
        return ()
    root = read_xml(data)
    dialect = None if isinstance(root, Finding) else dialect_of(root)
    return () if dialect is None or isinstance(root, Finding) else dialect.parts(root, drop)


def _read_xml(name: str, data: bytes, drop: Drop, codes: AttendanceCodes) -> ImportedDocument:
    root = read_xml(data)
    if isinstance(root, Finding):
        return ImportedDocument(name, None, findings=(root,))
    dialect = dialect_of(root)
    if dialect is None:
        message = f"XML-filens øverste element hedder »{plain_name(root)}«, som ingen kendt eksport begynder med."
        return ImportedDocument(name, None, findings=(Finding("format_unknown", "error", message),))
    export = dialect.read(root, drop, codes)
    if isinstance(export, Finding):
        return ImportedDocument(name, None, findings=(export,))
    return replace(read_export(name, export, drop), media_type="application/xml")


def _unknown(name: str, text: str) -> ImportedDocument:
    """Text of something else: all of it is unplaced."""
    lines = text.split("\n")
    span = (1, len(lines))
    finding = Finding(
        "format_unknown",
        "error",
        f"Teksten på linje 1-{len(lines)} ligner intet kendt referat: ingen linje begynder som »Punkt 1: …«.",
        ("/document/unplaced/0",),
        where=(Evidence(span),),
        hint="Er det et referat fra et andet system, eller mangler begyndelsen af hver linje?",
    )
    placements = tuple((number, "/document/unplaced/0") for number, line in enumerate(lines, 1) if line.strip())
    source = SourceText("appendix", None, (Unplaced(span, text),))
    return ImportedDocument(name, None, text, source, findings=(finding,), placements=placements)
