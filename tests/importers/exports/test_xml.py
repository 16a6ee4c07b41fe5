"""XML is read safely: nothing is fetched or expanded, nothing is too large or deep, and only what is illegal goes."""

import random
import tracemalloc
from pathlib import Path

import pytest

from app.domain.findings import Finding
from app.importers.exports.xml import DEPTH_LIMIT, ELEMENTS_LIMIT, SIZE_LIMIT_BYTES, Element, read_xml

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">]>
<lolz>&lol2;</lolz>"""
QUADRATIC = b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 50_000 + b'">]><a>' + b"&x;" * 1_000 + b"</a>"
PARAMETER = b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd">%p;]><a/>'


def root_of(data: bytes) -> Element:
    root = read_xml(data)
    assert not isinstance(root, Finding), root.message
    return root


def refusal_of(data: bytes, limit_bytes: int = SIZE_LIMIT_BYTES) -> str:
    finding = read_xml(data, limit_bytes)
    assert isinstance(finding, Finding)
    assert (finding.code, finding.severity) == ("format_unknown", "error")
    return finding.message


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        QUADRATIC,
        PARAMETER,
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        b"<!DOCTYPE a><a/>",
        b"<?xml version='1.0'?>\n<!-- <a/> --><?p q?>\n<!DOCTYPE a []><a/>",
        "\ufeff<!DOCTYPE a><a/>".encode(),
        "<!DOCTYPE a><a/>".encode("utf-16"),
        b"\x00\x0c<!DOCTYPE a><a/>",
        b"<!DOC\x01TYPE a><a/>",
        b"&#0;<!DOCTYPE a><a/>",
    ],
)
def test_any_doctype_is_refused(data: bytes) -> None:
    assert "DOCTYPE" in refusal_of(data)


def test_an_external_entity_gives_nothing_of_the_file_it_names(tmp_path: Path) -> None:
    secret = tmp_path / "hemmeligt.txt"
    secret.write_text("kodeord")
    message = refusal_of(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode())
    assert "kodeord" not in message


def test_an_inclusion_is_only_an_element() -> None:
    root = root_of(b'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="/etc/hostname" parse="text"/></a>')
    assert "".join(root.itertext()) == ""
    assert len(root) == 1


def test_a_doctype_inside_cdata_and_comments_is_text() -> None:
    root = root_of(b"<a><!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE html><p>x</p>]]></a>")
    assert root.text == "<!DOCTYPE html><p>x</p>"


@pytest.mark.parametrize("data", [b"<a>&nbsp;</a>", b"<a><b></a>", b"<a>", b"", b" \r\n", b"tekst", b"<a/><b/>"])
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    assert refusal_of(data)


def test_the_place_of_a_fault_is_named() -> None:
    assert "linje 3" in refusal_of(b"<?xml version='1.0'?>\n<a>\n<b></a>")
    assert "linje 4" in refusal_of(b"<?xml\n version='1.0'?>\n<a>\n<b></a>")


@pytest.mark.parametrize(("depth", "is_read"), [(DEPTH_LIMIT, True), (DEPTH_LIMIT + 1, False), (5_000, False)])
def test_depth_is_bounded(depth: int, is_read: bool) -> None:
    data = b"<a>" * depth + b"</a>" * depth
    assert (not isinstance(read_xml(data), Finding)) == is_read


def test_a_flood_of_elements_is_cut_off_before_it_is_built() -> None:
    data = b"<a>" + b"<b/>" * (ELEMENTS_LIMIT * 5) + b"</a>"
    assert str(ELEMENTS_LIMIT) in refusal_of(data)


def test_size_is_bounded_before_anything_is_decoded() -> None:
    data = b"<a>" + b" " * (SIZE_LIMIT_BYTES - 7) + b"</a>!"
    tracemalloc.start()
    message = refusal_of(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(len(data)) in message
    assert peak < 1_000_000


def test_a_large_file_of_many_texts_is_read() -> None:
    body = b"<p>" + b"x" * 5_000_000 + b"</p>"
    root = root_of(b"<a>" + body * 9 + b"</a>")
    assert len(root) == 9


def test_one_text_beyond_what_the_parser_holds_is_refused() -> None:
    assert refusal_of(b"<a>" + b"x" * 12_000_000 + b"</a>")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<a>side&#xC;skift</a>", "side skift"),
        (b"<a>side&#12;skift</a>", "side skift"),
        (b"<a>side\x0cskift</a>", "side skift"),
        (b"<a>nul&#x0;punkt&#0;</a>", "nulpunkt"),
        (b"<a>nul\x00punkt\x01\x1f</a>", "nulpunkt"),
        (b"<a>&#x1F;&#xD800;&#xFFFE;&#x110000;&#99999999999999999999;&#" + b"9" * 5_000 + b";slut</a>", "slut"),
        (b"<a>&#x000000000000000041;</a>", "A"),
        (b"<a>det&#x2019;s &#230;&#xE6;&#9;&#xA;&#x1F600;</a>", "det\u2019s ææ\t\n\U0001f600"),
        (b"<a>a&amp;#xC;b &lt; &quot;</a>", 'a&#xC;b < "'),
        (b"<a><![CDATA[&nbsp;&aring;&rdquo;&#x2019;&amp;]]></a>", "&nbsp;&aring;&rdquo;&#x2019;&amp;"),
        ("<a>Å</a>".encode(), "Å"),
    ],
)
def test_only_illegal_characters_and_references_go(data: bytes, text: str) -> None:
    assert root_of(data).text == text


@pytest.mark.parametrize(
    "data",
    [
        "<a>Åben æøå – “x”</a>".encode(),
        "\ufeff<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n<a>Åben æøå – “x”</a>".encode(),
        '<?xml version="1.0" encoding="utf-16"?><a>Åben æøå – “x”</a>'.encode(),
        '<?xml version="1.0" encoding="iso-8859-1"?><a>Åben æøå – “x”</a>'.encode(),
        '<?xml version="1.0" encoding="findes-ikke"?><a>Åben æøå – “x”</a>'.encode(),
        '<?xml version="1.0" encoding="utf-8"?><a>Åben æøå – “x”</a>'.encode("cp1252"),
        "<a>Åben æøå – “x”</a>".encode("cp1252"),
        '<?xml version="1.0" encoding="utf-8"?><a>Åben æøå – “x”</a>'.encode("utf-16"),
        '<?xml version="1.0"?><a>Åben æøå – “x”</a>'.encode("utf-16-le"),
        '<?xml version="1.0"?><a>Åben æøå – “x”</a>'.encode("utf-16-be"),
        '\n <?xml version="1.1"?><a>Åben æøå – “x”</a>'.encode(),
    ],
)
def test_the_encoding_is_what_the_bytes_are(data: bytes) -> None:
    assert root_of(data).text == "Åben æøå – “x”"


def test_a_declared_latin_9_has_its_own_letters() -> None:
    assert root_of('<?xml version="1.0" encoding="ISO-8859-15"?><a>€ æ</a>'.encode("iso-8859-15")).text == "€ æ"


def test_utf_8_with_a_broken_letter_is_refused_and_not_read_as_another_encoding() -> None:
    assert "Linje 2" in refusal_of("<a>æøå\n".encode() + b"\xff</a>")


@pytest.mark.parametrize("data", [b"\xff\xfe<\x00a", b"\xff\xfe\x00\xd8<\x00a\x00/\x00>\x00", b"<a>\x81\x8d</a>"])
def test_bytes_of_no_encoding_are_refused(data: bytes) -> None:
    assert refusal_of(data)


def test_decomposed_letters_are_composed_in_names_and_texts() -> None:
    root = root_of("<A\u030aben Navn='A\u030a'>o\u0301</A\u030aben>".encode())
    assert (root.tag, root.get("Navn"), root.text) == ("Åben", "Å", "\u00f3")


def test_lines_end_in_one_way_and_comments_are_out() -> None:
    root = root_of(b"<a>\r\n<!-- x --><?p?><b>1\r\n2</b>\r\n</a>")
    assert [part.tag for part in root] == ["b"]
    assert root[0].text == "1\n2"


def test_changed_bytes_never_raise() -> None:
    rng = random.Random(6)
    seeds = (LAUGHS, '\ufeff<?xml version="1.0"?>\r\n<a x="&#xC;"><![CDATA[&nbsp;]]><b>æ&amp;</b></a>'.encode())
    for _ in range(2_000):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.choice(b"<>&;!?[]\"'/ \x00\xff\xc3ax")
        result = read_xml(bytes(data[: rng.randint(1, len(data))]))
        assert isinstance(result, Finding | Element)
