"""The media type of a file by its bytes; the name only tells apart what the bytes leave open."""

from collections.abc import Mapping
from types import MappingProxyType

TEXT = "text/plain"
HTML = "text/html"
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{_OFFICE}.wordprocessingml.document"
WORKBOOK = f"{_OFFICE}.spreadsheetml.sheet"
CSV = "text/csv"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
)
_ZIPPED = {
    "docx": WORD,
    "xlsx": WORKBOOK,
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_OLD_OFFICE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
UNKNOWN = "application/octet-stream"
EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        PDF: "pdf",
        "image/png": "png",
        "image/jpeg": "jpg",
        "image/gif": "gif",
        "application/rtf": "rtf",
        **{media_type: extension for extension, media_type in (_ZIPPED | _OLD_OFFICE).items()},
        "application/zip": "zip",
        TEXT: "txt",
    }
)
"""The media types that `media_type_of` tells, but for `UNKNOWN`, and what names of such files end in.

A browser runs none of them.
"""


def media_type_of(name: str, data: bytes) -> str:
    """`application/octet-stream` for what a browser might run (HTML, SVG) and for what nothing is known of."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n")
    known = next((kind for mark, kind in _STARTS if start.startswith(mark)), None)
    extension = name.rpartition(".")[2].lower()
    if known is not None:
        return known
    if start.startswith(b"PK\x03\x04"):
        return _ZIPPED.get(extension, "application/zip")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _OLD_OFFICE.get(extension, UNKNOWN)
    return TEXT if extension == "txt" and b"\x00" not in data[:1024] else UNKNOWN
