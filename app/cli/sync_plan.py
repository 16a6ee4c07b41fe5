"""What a run over a folder has to do, told from how the files look and what is remembered of them."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec.structs import replace

from app.cli.drop_folder import Sight
from app.cli.drop_staging import SeenNames, Staging, StillWritten, folder_of
from app.services.sync_memory import Known, Memory

_EXPORT = ".xml"


@dataclass(slots=True)
class Plan:
    """`files` are to be taken in, `known` were, and look as they did. `gone` are remembered, and not there any more."""

    files: list[str] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    @property
    def parts(self) -> set[str]:
        """The files that belong to an export which is as it was."""
        return {part for known in self.known.values() for part in known.parts}


def planned(names: SeenNames, sight: Sight, memory: Memory, reading: str, *, is_full: bool) -> Plan:
    """`is_full`: every file is to be opened, also those that look as they did. `reading` as in `Known`."""
    plan = Plan(gone=[name for name in memory.files if name not in sight.files and name not in sight.refused])
    for name in documents(names):
        known = memory.files.get(name)
        if known is not None and not is_full and _is_as_it_was(name, known, names, reading):
            plan.known[name] = known
        else:
            plan.files.append(name)
    parts = plan.parts
    plan.files = [name for name in plan.files if name not in parts]
    return plan


def documents(names: SeenNames) -> list[str]:
    """The files to be read for themselves, exports first and of those the outer ones. What lies beside an export in
    XML, or below it, belongs to that: it may be closed, and only the export knows."""
    folders = {folder_of(name) for name in names.files if _is_export(name)}
    found = [name for name in names.files if _is_export(name) or folders.isdisjoint(_above(name))]
    return sorted(found, key=lambda name: (not _is_export(name), name.count("/"), name))


def same_again(files: list[str], names: SeenNames, staging: Staging, memory: Memory, reading: str) -> dict[str, Known]:
    """Those that were written anew and hold the same, with all that they asked for, as they look now."""
    found = {}
    for name in files:
        known = memory.files.get(name)
        if known is not None and _finds_the_same(name, known, names, reading):
            hashes = {name: known.sha256} | {one.path: one.sha256 for one in known.beside if one.path is not None}
            with contextlib.suppress(StillWritten, OSError):  # told when it is taken
                if all(staging.take(path).sha256 == sha256 for path, sha256 in hashes.items()):
                    found[name] = _as_it_looks(known, names, name)
        staging.forget()
    return found


def _is_export(name: str) -> bool:
    return name.lower().endswith(_EXPORT)


def _above(name: str) -> Iterator[str]:
    """Every folder that the file is in, the drop itself as the empty text."""
    yield ""
    yield from (name[: place + 1] for place, sign in enumerate(name) if sign == "/")


def _is_as_it_was(name: str, known: Known, names: SeenNames, reading: str) -> bool:
    """As far as can be told without opening it."""
    if known.look != names.files[name].look or not _finds_the_same(name, known, names, reading):
        return False
    return all(one.path is None or names.files[one.path].look == one.look for one in known.beside)


def _finds_the_same(name: str, known: Known, names: SeenNames, reading: str) -> bool:
    """Whether it would be read as it was, and find the same files beside it."""
    folder = folder_of(name)
    if known.reading != reading or known.listing not in (None, names.listing(folder)):
        return False
    return all(names.found(folder, one.asked) == one.path for one in known.beside)


def _as_it_looks(known: Known, names: SeenNames, name: str) -> Known:
    beside = tuple(one if one.path is None else replace(one, look=names.files[one.path].look) for one in known.beside)
    return replace(known, look=names.files[name].look, beside=beside)
