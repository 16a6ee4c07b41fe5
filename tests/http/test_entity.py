"""The tag of a representation."""

from app.http.entity import etag_of


def test_a_tag_tells_version_shape_media_type_redaction_and_survivor_apart() -> None:
    tags = {
        etag_of(1),
        etag_of(2),
        etag_of(1, 2),
        etag_of(1, media_type="text/html"),
        etag_of(1, is_redacted=True),
        etag_of(1, is_anonymous=True),
        etag_of(1, survivor="x"),
    }
    assert len(tags) == 7
    assert [tag.partition(".")[0] for tag in sorted(tags)] == ['"1'] * 6 + ['"2']
