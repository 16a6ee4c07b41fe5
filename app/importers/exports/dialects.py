"""The dialects of XML there are: which one a root element is of, what it says, and which files it holds together."""

from collections.abc import Callable

from msgspec import Struct

from app.domain.findings import Finding
from app.importers.drop import Drop
from app.importers.exports import acadre, edoc, fujitsu, publication, sbsys
from app.importers.exports.export import Export
from app.importers.exports.xml import Element


class XmlDialect(Struct, frozen=True):
    """`reads` tells by the root element. `parts` names the files beside that belong to the export, and are not to be
    read on their own, by the paths that the drop knows them by."""

    reads: Callable[[Element], bool]
    read: Callable[[Element, Drop], Export | Finding]
    parts: Callable[[Element, Drop], tuple[str, ...]]


DIALECTS: tuple[XmlDialect, ...] = (
    XmlDialect(publication.reads, publication.read, publication.parts),
    XmlDialect(sbsys.reads, sbsys.read, sbsys.parts),
    XmlDialect(acadre.reads, acadre.read, acadre.parts),
    XmlDialect(fujitsu.reads, fujitsu.read, fujitsu.parts),
    XmlDialect(edoc.reads, edoc.read, edoc.parts),
)


def dialect_of(root: Element) -> XmlDialect | None:
    return next((one for one in DIALECTS if one.reads(root)), None)
