"""Headers that every answer carries, whatever made it; what an answer says itself goes before."""

import base64
import hashlib
import re
from collections.abc import Sequence

Raw = tuple[bytes, bytes]

PLAIN: tuple[Raw, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def always(hsts_seconds: int) -> tuple[Raw, ...]:
    """`hsts_seconds`: for so long a browser comes by https alone; 0: nothing is said of that."""
    hsts = (b"strict-transport-security", f"max-age={hsts_seconds}".encode())
    return (*PLAIN, hsts) if hsts_seconds else PLAIN


def completed(headers: Sequence[Raw], added: Sequence[Raw]) -> list[Raw]:
    names = {name.lower() for name, _ in headers}
    return [*headers, *(header for header in added if header[0] not in names)]


def documentation_policy(page: bytes) -> bytes:
    """Of the page that shows the contract: its own files, and the scripts in it as they are there."""
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _SCRIPT.findall(page))
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ).encode()
