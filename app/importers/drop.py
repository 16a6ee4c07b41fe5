"""The files that lie beside an export, and which paths may name one of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

_DRIVE = re.compile(r"[A-Za-z]:")


class Drop(Protocol):
    """What lies where an export lies. Paths are relative to the export's own folder."""

    def read(self, path: str) -> bytes | None:
        """The bytes; null where there is no such file, the path leads out of the drop, or the file is too large."""

    def names(self) -> tuple[str, ...]:
        """The files of the export's own folder and those below, as paths with `/` between, in the order of names."""


def segments_of(path: str) -> tuple[str, ...] | None:
    r"""The folders and the name of a path that an export gives, `\` and leading separators off; null for a path that
    may not be followed: `..`, a drive letter, a UNC path, control characters, nothing."""
    plain = path.strip().replace("\\", "/")
    if plain.startswith("//") or _DRIVE.match(plain) is not None:
        return None
    segments = tuple(part for part in plain.split("/") if part not in {"", "."})
    is_bad = not segments or ".." in segments or any(ord(sign) < 32 for sign in plain)
    return None if is_bad else segments


def same_name(name: str) -> str:
    """What two spellings of one file name share: composed and decomposed letters, and case."""
    return unicodedata.normalize("NFC", name).casefold()


class Names:
    """The files of a drop, found by the paths that exports give, however many they are."""

    def __init__(self, names: Iterable[str]) -> None:
        self.all = tuple(names)
        self._exact = frozenset(self.all)
        self._alike: dict[str, list[str]] = {}
        for name in self.all:
            self._alike.setdefault(same_name(name), []).append(name)

    def found(self, path: str, folder: str = "") -> str | None:
        """The one that the path means to an export in `folder` (empty, or ending in `/`): exactly, else but for case
        and composition; null where none or several fit, or the path may not be followed."""
        segments = segments_of(path)
        if segments is None:
            return None
        wanted = folder + "/".join(segments)
        if wanted in self._exact:
            return wanted
        fitting = [name for name in self._alike.get(same_name(wanted), ()) if name.startswith(folder)]
        return fitting[0] if len(fitting) == 1 else None


class Files:
    """A drop whose files are all at hand, by their paths with `/` between; of a file that came alone there are none."""

    def __init__(self, files: Mapping[str, bytes] = MappingProxyType({})) -> None:
        self._files = files
        self._names = Names(files)

    def read(self, path: str) -> bytes | None:
        name = self._names.found(path)
        return None if name is None else self._files[name]

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))


ALONE = Files()
"""Nothing lies beside."""
