"""Whatever stands in an export: an answer, never an exception; and nothing inside what is closed is open."""

import random
from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.domain.findings import Finding
from app.importers.drop import Files
from app.importers.exports import acadre, edoc, fujitsu, publication, sbsys
from app.importers.exports.dialects import dialect_of
from app.importers.exports.export import Export
from app.importers.exports.reading import read_export
from app.importers.exports.xml import Element, read_xml
from tests.importers.exports import exported

Reader = Callable[[Element, Files], Export | Finding]

DIALECTS: dict[str, tuple[Callable[[], str], Callable[[Element], bool], Reader]] = {
    "classic": (exported.publication, publication.reads, publication.read),
    "aarhus": (exported.aarhus, publication.reads, publication.read),
    "sbsys": (exported.sbsys, sbsys.reads, sbsys.read),
    "acadre manifest": (exported.acadre_manifest, acadre.reads, acadre.read),
    "acadre body": (exported.acadre_body, acadre.reads, acadre.read),
    "fujitsu notification": (exported.fujitsu_notification, fujitsu.reads, fujitsu.read),
    "fujitsu body": (exported.fujitsu_body, fujitsu.reads, fujitsu.read),
    "edoc": (exported.edoc, edoc.reads, edoc.read),
}
FILES = Files(
    {
        **exported.PUBLICATION_FILES,
        **exported.AARHUS_FILES,
        **exported.SBSYS_FILES,
        **exported.acadre_files(exported.acadre_body()),
        **exported.fujitsu_files(exported.fujitsu_body()),
        **exported.EDOC_FILES,
    }
)
VALUES = [
    "",
    "0",
    "-1",
    "True",
    "ja",
    "31-02-2031 25:00",
    "01-01-0001",
    "9" * 30,
    "..\\x",
    "C:\\x",
    "<p>",
    "&#xC;",
    "\u202e",
    "²",
]


def check(root: Element, read: Reader) -> None:
    dialect = dialect_of(root)
    assert dialect is None or set(dialect.parts(root, FILES)) <= set(FILES.names())
    export = read(root, FILES)
    if isinstance(export, Finding):
        return
    for item in export.items:
        assert item.number
        assert item.title
        if export.access == "closed":
            assert item.access == "closed"
        if item.access == "closed":
            assert {part.access for part in item.sections} <= {"closed"}
            assert {file.access for file in item.attachments} <= {"closed"}
        assert all((part.html is None) != (part.text is None) for part in item.sections)
    read_export("x", export)


@pytest.mark.parametrize("name", DIALECTS)
def test_elements_and_values_that_are_gone_doubled_or_changed_are_read(name: str) -> None:
    text, reads, read = DIALECTS[name]
    rng = random.Random(name)
    for _ in range(60):
        root = exported.root_of(text())
        for _ in range(rng.randint(1, 12)):
            damage(rng, root)
        if reads(root):
            check(root, read)


def damage(rng: random.Random, root: Element) -> None:
    element = rng.choice(list(root.iter()))
    parent = element.getparent()
    act = rng.randrange(4)
    if act == 0 and parent is not None:
        parent.remove(element)
    elif act == 1 and parent is not None:
        parent.append(deepcopy(element))
    elif act == 2 and element.attrib:
        element.set(rng.choice([str(key) for key in element.attrib]), rng.choice(VALUES))
    elif len(element) == 0:
        element.text = rng.choice(VALUES)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_cut_off_or_changed_in_its_bytes_is_read_or_refused(name: str) -> None:
    text, reads, read = DIALECTS[name]
    rng = random.Random(name)
    whole = exported.on_disk(text())
    for _ in range(60):
        data = bytearray(whole[: rng.randint(1, len(whole))] if rng.random() < 0.5 else whole)
        for _ in range(rng.randint(0, 4)):
            data[rng.randrange(len(data))] = rng.choice(b'<>&"/ 0\x00\xc3a')
        root = read_xml(bytes(data))
        if not isinstance(root, Finding) and reads(root):
            check(root, read)


NAMES = [
    *(
        "Agendas",
        "Agenda",
        "Items",
        "Item",
        "Fields",
        "ItemField",
        "Content",
        "Caption",
        "Number",
        "IsPublic",
        "Meeting",
    ),
    *("When", "Committee", "Name", "Enclosures", "Enclosure", "FileName", "Members", "MeetingMember", "Gruppe"),
    *(
        "Dagsordenpunkter",
        "Dagsordenpunkt",
        "Indhold",
        "Overskrift",
        "Bilagsliste",
        "Bilag",
        "forsidetekst",
        "b_x0020_c",
    ),
]
ATTRIBUTES = ["ID", "ItemID", "Åbent", "Nummer", "Udvalg", "UdvalgID", "Mødedato", "Mødetid", "BilagUrl", "navn"]


def grown(rng: random.Random, depth: int) -> Element:
    element = etree.Element(rng.choice(NAMES))
    for name in rng.sample(ATTRIBUTES, rng.randrange(3)):
        element.set(name, rng.choice(VALUES))
    element.text = rng.choice([*VALUES, "Udvalg", "11-03-2031 16:00:00"])
    for _ in range(rng.randrange(4) if depth else 0):
        element.append(grown(rng, depth - 1))
    return element


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(0, 2**32))
def test_random_elements_below_a_known_root_never_raise(seed: int) -> None:
    rng = random.Random(seed)
    for root, read in (
        (etree.Element("Publication", TimeStamp="2031-03-12T09:15:42+01:00"), publication.read),
        (etree.Element("Dagsorden", {"DagsordenID": "1", "Åben": "True"}), sbsys.read),
    ):
        skeleton = "Agendas" if read is publication.read else "Dagsordenpunkter"
        parts = etree.SubElement(root, skeleton)
        etree.SubElement(root, "Møde", Udvalg="U")
        agenda = etree.SubElement(parts, "Agenda") if read is publication.read else parts
        etree.SubElement(etree.SubElement(agenda, "Committee"), "Name").text = "U"
        for _ in range(4):
            agenda.append(grown(rng, 5))
        check(root, read)
