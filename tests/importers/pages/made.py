"""Files of invented minutes, made for the tests."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2
from docx import Document

HTML = (
    "<h3>Beslutning</h3><p>1. Godkendt med tilføjelsen:</p><ul><li>Lys på stien</li></ul>"
    "<h3>Fremstilling</h3><h2>Sagsbeskrivelse</h2><p>Stien går fra skolen til stationen og er belagt med grus, som "
    "skal skiftes ud med asfalt, så at den kan bruges hele året, også af SFO-børnene og dem, der går til spejder.</p>"
    "<table><tr><td>Vej</td><td>Meter</td></tr><tr><td>Ny vej</td><td>30</td></tr></table>"
    "<h2>Indstilling</h2><p>Administrationen indstiller,</p><ol><li>at stien godkendes</li><li>lyset tændes</li></ol>"
)


def record(items: int = 3) -> dict[str, Any]:
    """A record of an agenda system: the shape that `bench/accuracy` makes documents of."""
    row = {"Absent": False, "ParticipationCancelled": False}
    names = ("Ida Vang", "Mads Lund", "Sine Holm Bak")
    people = [{**row, "Name": name} for name in names] + [{**row, "Name": "Bo Lind", "ParticipationCancelled": True}]
    told = [
        {
            "Number": str(number),
            "Caption": f"Sti nummer {number} mellem skolen og stationen i den nordlige del af Solby, anden behandling",
            "CaseNumber": f"24-00120{number}",
            "Felter": [{"Navn": "", "Html": HTML}],
            "Bilag": [{"Navn": "Kort over stien"}, {"Navn": "Bilag 2 - Overslag 2024"}],
            "ExternalAgendaItemAttendees": [],
        }
        for number in range(1, items + 1)
    ]
    meeting = {"Dato": "2024-03-04T16:30:00+01:00", "Sted": "Lokale 3", "Moededeltagere": people}
    return {"Udvalg": {"Navn": "Teknikudvalget"}, "Moede": meeting, "Dagsordenpunkter": told}


def word(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def blank_pages(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842).close()
    file = BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()
