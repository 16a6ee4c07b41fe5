"""Where something was read, and who decided it."""

from msgspec import Struct


class Evidence(Struct, frozen=True):
    """A place in a source document.

    `lines` is (first, last), counted from 1 in the decoded text. `text` is the passage as printed. In what an importer
    hands over, `document_id` and `meeting_id` are null (they are this document and its meeting), and `agenda_item_id`
    is the local key of the item (`AgendaItem.key`); the import replaces them by ids.
    """

    lines: tuple[int, int] | None = None
    text: str | None = None
    document_id: str | None = None
    meeting_id: str | None = None
    agenda_item_id: str | None = None
