"""Office files in the older container (OLE), which are not read: what they are, and what to save them as.

The container names its streams in UTF-16: a file locked with a password has the stream "EncryptedPackage", an old Word
file "WordDocument", an old workbook "Workbook" or "Book".
"""

from app.domain.findings import Finding

OLE = b"\xd0\xcf\x11\xe0"
_WORKBOOKS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")


def is_old_workbook(data: bytes) -> bool:
    return data.startswith(OLE) and _LOCKED not in data and any(name in data for name in _WORKBOOKS)


def office_finding(data: bytes) -> Finding:
    """Why the file is not read."""
    if _LOCKED in data:
        message = "Filen er låst med en adgangskode og kan ikke læses; en fil uden adgangskode var ventet."
        return _unknown(message, "Fjern adgangskoden, gem filen, og importér den igen.")
    if is_old_workbook(data):
        message = "Filen er en ældre Excel-projektmappe (.xls); forventet var en nyere (.xlsx)."
        return _unknown(message, "Gem projektmappen som .xlsx, og importér den.")
    if _WORD in data:
        message = "Filen er et ældre Word-dokument (.doc), uanset hvad den hedder; forventet var et nyere (.docx)."
        return _unknown(message, "Gem dokumentet som .docx, og importér det.")
    message = "Filen er et ældre Office-dokument, uanset hvad den hedder; forventet var PDF, Word, HTML eller tekst."
    return _unknown(message, "Gem den som .docx, .xlsx eller PDF, og importér den.")


def _unknown(message: str, hint: str) -> Finding:
    return Finding("format_unknown", "error", message, hint=hint)
