"""The files that an export names: which of them are not beside it, and the whole document that no export names."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath, PureWindowsPath

from app.domain.findings import Finding
from app.domain.vocabulary import Access
from app.importers.drop import Drop, Names, same_name
from app.importers.exports.export import Export, ExportedFile, ExportedItem

WHOLE_DOCUMENT = "Samlet dokument"


def base_name(path: str | None) -> str | None:
    r"""The last part of a path with `\` or `/` between; null where there is none."""
    return PureWindowsPath(path).name or None if path else None


def file_name(former: str | None, path: str | None) -> str | None:
    """The name a file had, with the ending that it has: it may have been made a PDF on its way. Of a path only the last
    part, for the rest is a folder of the one who wrote it."""
    had, has = base_name(former), base_name(path)
    if had is None or has is None:
        return had or has
    ending = PurePosixPath(has).suffix
    return had if PurePosixPath(had).suffix.casefold() == ending.casefold() else f"{PurePosixPath(had).stem}{ending}"


def missing_files(items: Iterable[ExportedItem], files: Iterable[ExportedFile], beside: Names) -> Iterator[Finding]:
    """A warning for each file that is not beside the export. Of a closed one only the place is told."""
    for position, item in enumerate(items):
        for place, file in enumerate(item.attachments):
            if _is_missing(file, beside):
                owner = f"til punkt {item.number}"
                yield _missing(file, owner, place, f"/meeting/agenda_items/{position}/attachments/{place}")
    for place, file in enumerate(files):
        if _is_missing(file, beside):
            yield _missing(file, "til mødet", place, f"/meeting/attachments/{place}")


def _is_missing(file: ExportedFile, beside: Names) -> bool:
    return file.path is None or beside.found(file.path) is None


def _missing(file: ExportedFile, owner: str, place: int, pointer: str) -> Finding:
    if file.access == "closed":
        said = f"Bilag {place + 1} {owner} (lukket) mangler: dets fil"
    elif file.path is None:
        said = f"Bilaget »{file.title}« {owner} mangler: eksporten nævner ingen fil, og en fil"
    else:
        said = f"Bilaget »{file.title}« {owner} mangler: filen »{_shown(file.path)}«"
    return Finding(
        "attachment_missing",
        "warning",
        f"{said} ligger ikke ved eksporten.",
        (pointer,),
        hint="Er eksporten kopieret uden sine filer, eller skrives der stadig?",
    )


def _shown(path: str) -> str:
    """Paths on other machines are internal: of them only the name is shown."""
    plain = path.replace("\\", "/")
    return (base_name(path) or path) if plain.startswith("//") or ":" in plain[:2] else plain


def whole_document(
    wanted: Iterable[str], beside: Names, items: Iterable[ExportedItem], access: Access
) -> ExportedFile | None:
    """The document of the whole meeting by the first name that lies in the export's own folder, whatever its case.

    It holds everything, so it is closed where anything of the meeting is.
    """
    for name in wanted:
        found = beside.found(name)
        if found is not None:
            return ExportedFile(WHOLE_DOCUMENT, found, file_name=found, access=level_of_all(items, access))
    return None


def belonging(export: Export, drop: Drop, folders: Iterable[str] = ()) -> tuple[str, ...]:
    """The files that the export names, and all that lie in a folder of one of them or in one of `folders`: what an
    earlier export left there is no document of its own. Other exports never belong to one."""
    beside = Names(drop.names())
    files = (*export.files, *(file for item in export.items for file in item.attachments))
    named = {beside.found(file.path) for file in files if file.path is not None}
    held = {same_name(folder) for folder in folders}
    held |= {same_name(_folder(name)) for name in named if name is not None and "/" in name}
    return tuple(name for name in beside.all if name in named or _lies_in(name, held))


def _lies_in(name: str, folders: set[str]) -> bool:
    return same_name(_folder(name)) in folders and not name.casefold().endswith(".xml")


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def level_of_all(items: Iterable[ExportedItem], access: Access) -> Access:
    """The strictest of the whole, of its items, and of what stands in them."""
    levels: set[Access] = set()
    for item in items:
        levels |= {item.access, *(part.access for part in item.sections), *(file.access for file in item.attachments)}
    return "closed" if "closed" in levels else "unknown" if "unknown" in levels else access
