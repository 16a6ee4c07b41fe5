"""Minutes printed from records whose content is known are read back exactly, whatever the layout of the print."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.importers.sniff import read_document
from bench.accuracy.html_lines import HtmlLine, html_lines
from bench.accuracy.prints.choices import LAYOUTS, Choices, alone, combined
from bench.accuracy.prints.minutes import print_minutes
from bench.accuracy.roundtrip import FLOORS, Score, Subject, records, report, score, score_all, score_record

SEEDS = 40
HTML = """<div><div id='sagsfremstillingContainer'>
<div><h3>Beslutning</h3><span><p>1. Godkendt&nbsp;med tilf&oslash;jelsen:</p><ul><li>Lys p&aring; stien</li></ul>
<p>Frav&aelig;rende: Bo Lind</p></span></div>
<h3>Fremstilling</h3><span><h2><span>Sagsprocedure</span></h2>Teknikudvalget.<h2>Indstilling</h2>
<p>Administrationen indstiller,</p><ol><li>at stien godkendes</li></ol>
<h2>Sagsbeskrivelse</h2><table><tbody><tr><td><p>Vej</p></td><td>Meter</td></tr><tr><td>Ny&nbsp;vej</td><td>30</td></tr>
</tbody></table></span></div></div>"""


def item(number: int, **changes: Any) -> dict[str, Any]:
    plain = {
        "Number": str(number),
        "Caption": f"Sti nummer {number}",
        "CaseNumber": f"24-00120{number}",
        "Felter": [{"Navn": "", "Html": HTML}],
        "Bilag": [{"Navn": "Kort over stien"}, {"Navn": "Bilag 2 - Overslag 2024"}],
        "ExternalAgendaItemAttendees": [],
    }
    return {**plain, **changes}


def record(*items: dict[str, Any]) -> dict[str, Any]:
    row = {"Absent": False, "ParticipationCancelled": False}
    people = [{**row, "Name": "Ida Vang"}, {**row, "Name": "Bo Lind", "ParticipationCancelled": True}]
    meeting = {"Dato": "2024-03-04T16:30:00+01:00", "Sted": "Lokale 3", "Moededeltagere": people}
    return {"Udvalg": {"Navn": "Teknikudvalget"}, "Moede": meeting, "Dagsordenpunkter": list(items)}


@pytest.fixture(scope="module")
def corpus_scores() -> dict[str, Score]:
    """Of the real records, where this machine has them. They are no part of the project."""
    paths = records()
    if not paths and os.environ.get("CI") == "true":
        pytest.fail("no corpus (set KLYNGE_CORPUS)")
    if not paths:
        pytest.skip("no corpus (set KLYNGE_CORPUS)")
    scores = score_all(paths)
    print(*report(scores), sep="\n")
    return scores


@pytest.mark.parametrize("subject", FLOORS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_of_the_real_records_at_least_the_floor_comes_back(
    corpus_scores: dict[str, Score], layout: str, subject: Subject
) -> None:
    one = corpus_scores[layout]
    assert one.known[subject] > 0
    assert one.share(subject) >= FLOORS[subject], [miss for miss in one.misses if miss.subject == subject]


@pytest.fixture(scope="module")
def combined_score(corpus_scores: dict[str, Score]) -> Score:
    """Every record once or twice, each time in a print that chooses everything at random."""
    assert corpus_scores
    total = Score()
    paths = records()
    for seed in range(SEEDS):
        total.add(score_record(paths[seed % len(paths)], combined(seed)))
    print(*report({"combined": total}), sep="\n")
    return total


@pytest.mark.parametrize("subject", FLOORS)
def test_of_prints_that_choose_everything_at_random_at_least_the_floor_comes_back(
    combined_score: Score, subject: Subject
) -> None:
    assert combined_score.share(subject) >= FLOORS[subject], [
        miss for miss in combined_score.misses if miss.subject == subject
    ]


TOO_SHORT = "furniture=head_only"
"""Where only a line that comes again tells the pages, minutes of a page or two tell none."""


@pytest.mark.parametrize("choices", [one for one in alone() if one.name != TOO_SHORT], ids=lambda choices: choices.name)
def test_an_invented_record_comes_back_whole_in_every_variation(choices: Choices) -> None:
    known = print_minutes(record(item(1), item(2, Bilag=[]), item(3, CaseNumber=None)), choices)
    assert score("invented", known, read_document("invented.txt", known.data)).misses == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_invented_record_comes_back_whole(layout: str) -> None:
    known = print_minutes(record(item(1), item(2, Bilag=[]), item(3, CaseNumber=None)), LAYOUTS[layout])
    assert score("invented", known, read_document("invented.txt", known.data)).misses == []


def test_html_becomes_lines_with_markers_and_tabs() -> None:
    assert html_lines(HTML)[:5] == [
        HtmlLine("Beslutning", "heading", "h3"),
        HtmlLine("1. Godkendt med tilføjelsen:"),
        HtmlLine("- Lys på stien", "entry"),
        HtmlLine("Fraværende: Bo Lind"),
        HtmlLine("Fremstilling", "heading", "h3"),
    ]
    assert html_lines(HTML)[-2:] == [HtmlLine("Vej\tMeter", "row"), HtmlLine("Ny vej\t30", "row")]
    assert HtmlLine("1. at stien godkendes", "entry") in html_lines(HTML)


def test_a_decision_that_stands_otherwise_in_the_text_is_a_miss() -> None:
    known = print_minutes(record(item(1)), Choices())
    read = read_document("invented.txt", known.text.replace("Godkendt med", "Godkendt uden").encode())
    assert [miss.subject for miss in score("invented", known, read).misses] == ["decision"]


def test_an_item_that_the_record_does_not_have_is_a_miss_and_so_is_one_not_read() -> None:
    one, two = (print_minutes(record(*items), Choices()) for items in ([item(1)], [item(1), item(2)]))
    invented = score("invented", one, read_document("two.txt", two.text.encode()))
    lost = score("invented", two, read_document("one.txt", one.text.encode()))
    assert [miss.known for miss in invented.misses if miss.subject == "item"] == [None]
    assert [miss.read for miss in lost.misses if miss.subject == "item"] == [None]
    assert lost.share("item") == 0.5
    assert lost.share("line") < 1


def test_the_report_has_a_row_for_each_subject_and_a_line_for_each_miss(tmp_path: Path) -> None:
    path = tmp_path / "invented.json"
    path.write_text(json.dumps(record(item(1))), encoding="utf-8")
    scores = score_all([path], {"lines": Choices()})
    assert len(list(report(scores))) == 3 + len(scores["lines"].misses)
