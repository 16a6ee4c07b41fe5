"""The dialects of XML there are: which one a root element is of, what it says, and which files it holds together."""

from collections.abc import Callable

from msgspec import Struct

from app.domain.findings import Finding
from app.importers.drop import Drop
from app.importers.exports import acadre, edoc, fujitsu, publication, sbsys
from app.importers.exports.export import Export
from app.importers.exports.people import AttendanceCodes
from app.importers.exports.xml import Element


class XmlDialect(Struct, frozen=True):
    """`reads` tells by the root element. `parts` names the files beside that belong to the export, and are not to be
    read on their own, by the paths that the drop knows them by. Only a dialect whose attendance is written in codes of
    the customer's own asks what those mean."""

    reads: Callable[[Element], bool]
    read: Callable[[Element, Drop, AttendanceCodes], Export | Finding]
    parts: Callable[[Element, Drop], tuple[str, ...]]


def _by_itself(read: Callable[[Element, Drop], Export | Finding]) -> Callable[..., Export | Finding]:
    return lambda root, drop, _codes: read(root, drop)


DIALECTS: tuple[XmlDialect, ...] = (
    XmlDialect(publication.reads, publication.read, publication.parts),
    XmlDialect(sbsys.reads, _by_itself(sbsys.read), sbsys.parts),
    XmlDialect(acadre.reads, _by_itself(acadre.read), acadre.parts),
    XmlDialect(fujitsu.reads, _by_itself(fujitsu.read), fujitsu.parts),
    XmlDialect(edoc.reads, _by_itself(edoc.read), edoc.parts),
)


def dialect_of(root: Element) -> XmlDialect | None:
    return next((one for one in DIALECTS if one.reads(root)), None)
