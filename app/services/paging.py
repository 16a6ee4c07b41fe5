"""All rows of a query, page by page."""

from collections.abc import AsyncIterator
from dataclasses import replace

from app.services.ports import Page, Query, Store


async def pages(store: Store, query: Query) -> AsyncIterator[Page]:
    """Each page of `query.limit` rows from `query.after` on; one at least, which may be empty."""
    while True:
        page = await store.find_page(query)
        yield page
        if not page.has_more:
            return
        query = replace(query, after=page.rows[-1].position)
