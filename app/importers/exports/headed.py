"""Exports in two files: the head says what is published, and names the body that holds it."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from app.domain.findings import Finding
from app.importers.drop import Drop, Names, same_name, segments_of
from app.importers.exports.enclosed import base_name
from app.importers.exports.xml import Element, read_xml


class Body(Struct, frozen=True):
    """`path` is as the drop knows it; null for a body that was given without its head."""

    root: Element
    path: str | None = None

    @property
    def folder(self) -> str:
        """Where the files lie that the body names; empty for the export's own folder."""
        return (self.path or "").rpartition("/")[0]

    def beside(self, path: str | None) -> str | None:
        """A path that the body gives, from the head's folder. One that may not be followed stays as it is."""
        segments = segments_of(path) if path is not None else None
        return path if segments is None else "/".join((*(part for part in (self.folder,) if part), *segments))


def body_path(wanted: Iterable[str | None], drop: Drop) -> str | None:
    """The first of the paths that the drop has, as the drop knows it."""
    beside = Names(drop.names())
    found = (beside.found(path) for path in wanted if path is not None)
    return next((path for path in found if path is not None), None)


def read_body(wanted: tuple[str | None, ...], drop: Drop, head: str) -> Body | Finding:
    """The body by the first of the paths that is there; a finding that names it where none is, or it is no XML.

    `head` is what the head is called in Danish, definite form.
    """
    path = body_path(wanted, drop)
    data = None if path is None else drop.read(path)
    if path is None or data is None:
        return _missing(wanted, head)
    root = read_xml(data)
    if isinstance(root, Finding):
        return replace(root, message=f"»{base_name(path)}«, som {head} henviser til: {root.message}")
    return Body(root, path)


def _missing(wanted: tuple[str | None, ...], head: str) -> Finding:
    named = next((name for path in wanted if (name := base_name(path)) is not None), None)
    if named is None:
        said = f"{head.capitalize()} nævner ingen fil med selve dagsordenen."
    else:
        said = f"{head.capitalize()} henviser til »{named}«, men filen ligger ikke ved eksporten."
    hint = "Er eksporten kopieret uden sine mapper, eller skrives der stadig?"
    return Finding("format_unknown", "error", f"{said} Intet er læst.", hint=hint)


def other_body(head: str, named: str | None, held: str | None) -> Finding | None:
    """A finding where the body is of another agenda than the one the head names."""
    if named is None or held is None or named == held:
        return None
    message = f"{head.capitalize()} gælder dagsorden {named}, men filen, det henviser til, er dagsorden {held}."
    return Finding("format_unknown", "error", f"{message} Intet er læst.", hint="Er filerne fra samme eksport?")


def headless(head: str, expected: str) -> Finding:
    """What is told of a body that was read alone; `expected` says in Danish what should have named it."""
    message = f"Filen mangler {head}, der siger, om den er udgivet eller trukket tilbage. Ventet var {expected}."
    return Finding("heading_missing", "warning", message, ("/document",), hint=f"Indlæs {head} med filen ved siden af.")


def within(folders: Iterable[str], drop: Drop) -> Iterator[str]:
    """All that lies in the folders and below, whatever their case."""
    names = drop.names()
    wanted = tuple({same_name("/".join(parts)) + "/" for folder in folders if (parts := segments_of(folder))})
    return (name for name in names if same_name(name).startswith(wanted))
