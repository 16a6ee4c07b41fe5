"""`Content-Disposition` of a file that is handed on under the name it came with (RFC 6266)."""

import re
import unicodedata
from urllib.parse import quote

_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|%]+')
LONGEST = 150


def disposition(name: str) -> str:
    """As an attachment, by an ASCII name for old clients and by the whole one, without anything of a path."""
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    whole = _cut(_UNSAFE.sub("_", composed)).strip(". ") or "document"
    letters = whole.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    letters = letters.replace("Æ", "Ae").replace("Ø", "Oe").replace("Å", "Aa")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode().strip(". ") or "document"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"


def _cut(name: str) -> str:
    """What goes off a long name is not its ending."""
    ending = name[name.rfind(".") :] if "." in name[-10:] else ""
    return name.removesuffix(ending)[: LONGEST - len(ending)] + ending
