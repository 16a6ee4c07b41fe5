"""Lists as a caller walks through them."""

import asyncio
from typing import Any

from httpx import AsyncClient


async def listed(api: AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def walk(api: AsyncClient, path: str, at_most: int = 100) -> list[dict[str, Any]]:
    """Every row of a list, page by page by its own links."""
    rows: list[dict[str, Any]] = []
    following: str | None = path
    for _ in range(at_most):
        if following is None:
            return rows
        page = (await api.get(following)).json()
        rows += page["items"]
        following = page["links"]["next"]
    raise AssertionError("the list does not end")


async def completed(api: AsyncClient, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The job at this address, once it is completed."""
    for _ in range(400):
        told: dict[str, Any] = (await api.get(path, headers=headers)).json()
        if told["state"] == "completed":
            return told
        await asyncio.sleep(0.05)
    raise AssertionError(f"not completed: {told}")
