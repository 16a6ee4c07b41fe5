"""Files in the body of a request: the body itself, or the parts of a form. Read within a limit, part by part."""

import re
import unicodedata
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.errors import Fault, FaultCode, InvalidInput
from app.http.reader import body_chunks, check_media_type, read_body
from app.importers.drop import segments_of
from app.problems import Malformed, UnsupportedMediaType
from app.services.import_jobs import MAX_FILES

FORM = "multipart/form-data"
FIELD = "files"
FORM_NAME = "ImportForm"
FORM_SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "Several files at once.",
    "properties": {
        FIELD: {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "minItems": 1,
            "maxItems": MAX_FILES,
            "description": "The files, each with its path: an export finds those beside it by these",
        }
    },
    "required": [FIELD],
    "additionalProperties": False,
}
"""The name of every part of a form."""

NAME_LENGTH = 200
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")

PATH_LENGTH = 1_000

Upload = tuple[str, bytes]
"""A file's name, or in a form the path that it lies at there, and its bytes."""


async def read_files(request: Request, name: str, limit_bytes: int, max_files: int) -> list[Upload]:
    """At least one. `name` is that of a body which is the file itself.

    Raises `TooLarge` while reading, `Malformed`, `UnsupportedMediaType` for a compressed body or a form that is not
    in UTF-8, and `InvalidInput`.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType((FORM, "the file itself"))
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        data = await read_body(request, limit_bytes)
        if not data and "content-type" not in request.headers:
            raise InvalidInput(
                (Fault("", "required", "the body is to be the file; of an empty one, with its media type"),)
            )
        return [(file_name(name), data)]
    check_media_type(request, (FORM,))
    return await _read_form(request, limit_bytes, max_files)


def file_name(text: str) -> str:
    """The last part of a path, printable and of at most `NAME_LENGTH` characters; of a name without any, `document`."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    return _UNPRINTABLE.sub("_", last).strip()[:NAME_LENGTH] or "document"


def path_name(text: str) -> str:
    """A path with `/` between its folders and the name, printable, each part of at most `NAME_LENGTH` characters; as it
    came where it may not be followed, and `document` where there is none."""
    plain = _UNPRINTABLE.sub("_", unicodedata.normalize("NFC", text)).strip().replace("\\", "/")
    parts = segments_of(plain)
    return "/".join(part[:NAME_LENGTH] for part in parts) if parts else plain or "document"


async def _read_form(request: Request, limit_bytes: int, max_files: int) -> list[Upload]:
    parser = MultiPartParser(
        request.headers, body_chunks(request, limit_bytes), max_files=max_files, max_fields=max_files
    )
    try:
        form = await parser.parse()
    except MultiPartException as exc:
        if len(parser.items) >= max_files:
            raise _refused("too_long", f"must have at most {max_files} files") from exc
        raise Malformed("the form cannot be read") from exc
    try:
        parts = form.multi_items()
        files = [part for field, part in parts if field == FIELD and isinstance(part, UploadFile)]
        if len(files) < len(parts):
            raise InvalidInput((Fault("", "unknown_member", f"has parts that are no files named {FIELD}"),))
        if not files:
            raise _refused("required", "is required")
        named = [path_name(file.filename or "") for file in files]
        too_long = [number for number, name in enumerate(named) if len(name) > PATH_LENGTH]
        if too_long:
            raise _refused("too_long", f"must be named by at most {PATH_LENGTH} characters", f"/{too_long[0]}")
        return [(name, await file.read()) for name, file in zip(named, files, strict=True)]
    finally:
        await form.close()


def _refused(code: FaultCode, message: str, place: str = "") -> InvalidInput:
    return InvalidInput((Fault(f"/{FIELD}{place}", code, message),))
