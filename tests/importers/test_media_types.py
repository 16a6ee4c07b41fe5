"""What attached files are, told by their bytes."""

import pytest

from app.importers.media_types import media_type_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("notat.txt", b"%PDF-1.7 ...", "application/pdf"),
        ("notat.DOCX", b"PK\x03\x04...", WORD),
        ("notat.bin", b"PK\x03\x04...", "application/zip"),
        ("notat.doc", b"\xd0\xcf\x11\xe0...", "application/msword"),
        ("notat.txt", b"Ren tekst", "text/plain"),
        ("side.html", b"<html><script>1</script>", "application/octet-stream"),
        ("tegning.svg", b"<svg onload='x()'>", "application/octet-stream"),
        ("tekst.txt", b"a\x00b", "application/octet-stream"),
    ],
)
def test_the_bytes_tell_what_a_file_is_and_what_could_run_is_told_as_bytes(
    name: str, data: bytes, media_type: str
) -> None:
    assert media_type_of(name, data) == media_type
