"""Picks the importer by what the bytes are, never by a name or a vendor."""

from app.domain.evidence import Evidence
from app.domain.findings import Finding
from app.importers.decoding import SIZE_LIMIT_BYTES, decode
from app.importers.document import ImportedDocument, SourceText, Unplaced
from app.importers.exports.firstagenda import read_record, record_of
from app.importers.exports.reading import read_export
from app.importers.referat.reader import read_referat

IMPORTER_VERSION = "4"
"""Part of "unchanged": the same bytes read by another version are read again."""


def read_document(name: str, data: bytes, limit_bytes: int = SIZE_LIMIT_BYTES) -> ImportedDocument:
    """What the bytes say. Never raises on bad input: what cannot be read has no meeting and an error finding."""
    decoded = decode(data, limit_bytes)
    if isinstance(decoded, Finding):
        return ImportedDocument(name, None, findings=(decoded,))
    record = record_of(decoded.text)
    if record is not None:
        return read_export(name, read_record(record))
    document = read_referat(name, decoded.text, decoded.page_starts)
    return document if document is not None else _unknown(name, decoded.text)


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
