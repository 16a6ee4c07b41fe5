"""HTML of a section as it is stored: of an allow-list, whoever wrote it, so that a page may show it as it is.

What else is sent is refused, not mended: what is read back is what was written.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from app.schemas.fields import BreaksRule, Text

TAGS = (
    frozenset({"b", "strong", "i", "em", "u", "sub", "sup", "span", "p", "div", "blockquote", "pre", "br", "hr"})
    | {f"h{level}" for level in range(1, 7)}
    | {"ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
)
ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
"""Of these tags; their values are whole numbers."""

_TAG = re.compile(
    rf'<(?:(?:{"|".join(sorted(TAGS))}) ?/?|(?:td|th)(?: (?:colspan|rowspan)="[0-9]{{1,5}}")+|ol start="[0-9]{{1,5}}"'
    rf"|/(?:{'|'.join(sorted(TAGS))}))>"
)


def _safe(markup: str) -> str:
    if "<" in _TAG.sub("", markup):
        raise BreaksRule("markup_not_taken", "has HTML that is not taken; a bare < is written &lt;")
    return markup


Markup = Annotated[
    Text,
    AfterValidator(_safe),
    Field(
        description="As HTML, of headings, paragraphs, lists, tables and plain emphasis, in lower case; no other tags, "
        "and no attributes but `colspan`, `rowspan` and `start`"
    ),
]
