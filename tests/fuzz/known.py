"""Names that the service has given: the ids of what was seeded or made, below the path of their collection."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.fuzz.service import ATTACHMENT, Service, samples

KEPT = 40
"""Of one collection; what was made last comes in, another goes."""
DRAWS = 12
SPARE = 4
"""Of each kind, to which nothing refers."""
YEAR = 2190
"""Of the first pot; no sample is as late."""

Body = dict[str, Any]


class Known:
    """Grows by what the service answers. A collection that was not met yet is asked for."""

    def __init__(self, service: Service) -> None:
        self._client: httpx.Client = service.client()
        self._below: dict[str, list[str]] = {}
        self._met: dict[str, set[str]] = defaultdict(set)
        self._parties: dict[str, list[str]] = {}
        self._pages: dict[str, list[str]] = {}
        self._keys: dict[str, list[dict[str, str]]] = {}
        self._free: set[str] = set()
        self._turn = 0

    def close(self) -> None:
        self._client.close()

    def seed(self) -> None:
        """Imports the samples, and adds what they do not have."""
        for sample in samples():
            self._import(sample)
        self.add_spares()
        self._client.put("/v1/sources", params={"system": "esdh"}, json={}).raise_for_status()

    def add_spares(self) -> None:
        """Makes of each kind what nothing refers to yet, in a cluster and with keys of its own."""
        self._turn += 1
        parties = [{"name": f"Part {number}"} for number in range(SPARE)]
        cluster = self._made("/v1/clusters", {"name": f"Klynge {self._turn}", "parties": parties})
        self._add("/v1/clusters", cluster)
        for path, body in self._spares(cluster).items():
            is_pot = path == "/v1/funding"  # two of a cluster share no year
            for _ in range(1 if is_pot else SPARE):
                self._add(path, self._made(path, body))
            for number in range(SPARE):
                years = {"grant_years": [YEAR + 2 + number]} if is_pot else {}
                key = {"system": "esdh", "kind": "sag", "id": f"{self._turn}/{number} a"}
                written = self._client.put(f"{path}/by-source", params=key, json=body | years)
                self._add(path, str(written.raise_for_status().json()["id"]))
                self._keys.setdefault(f"{path}/by-source", []).insert(0, key)

    def _spares(self, cluster: str) -> dict[str, Body]:
        """What is sent to each collection, with every part that can be had below it."""
        held = self._made("/v1/forums", {"cluster_id": cluster, "name": "Forum med møder"})
        initiative = self._made("/v1/initiatives", {"cluster_id": cluster, "name": "Indsats med midler"})
        parties = self.parties_of(cluster)
        party, other = parties[:2]
        pot = {"cluster_id": cluster, "name": f"Pulje {YEAR}", "grant_years": [YEAR], "party_ids": parties}
        money = {
            "grants": [{"amount_dkk": 1000}] * SPARE,
            "transfers": [{"from_party_id": party, "to_party_id": other, "amount_dkk": 1}] * SPARE,
            "carry_overs": [{"from_year": YEAR, "to_year": YEAR + 1}] * SPARE,
            "allocations": [{"initiative_id": initiative, "party_id": party, "amount_dkk": 1}] * SPARE,
        }
        reports = [{"text": "I gang"}] * SPARE
        attendees, items = [{"name": "Fri Deltager"}] * SPARE, [{"title": "Frit punkt"}] * SPARE
        return {
            "/v1/clusters": {"name": "Fri klynge"},
            "/v1/forums": {"cluster_id": cluster, "name": "Frit forum"},
            "/v1/participants": {"name": "Fri Deltager"},
            "/v1/initiatives": {"cluster_id": cluster, "name": "Fri indsats", "status_reports": reports},
            "/v1/funding": pot | money,
            "/v1/meetings": {
                "forum_id": held,
                "attendees": attendees,
                "agenda_items": items,
                "attachments": [ATTACHMENT] * SPARE,
            },
        }

    def _add(self, path: str, id: str) -> None:
        """Comes last where the collection is still to be asked for, that nothing refers to it; else in the middle."""
        self._free.add(id)
        self._met[path].add(id)
        if path in self._below:
            known = self._below[path]
            known.insert(len(known) // 2, id)

    def _made(self, path: str, body: Body) -> str:
        return str(self._client.post(path, json=body).raise_for_status().json()["id"])

    def _import(self, sample: Path) -> None:
        content = {"Content-Type": "text/plain"}
        answer = self._client.post(
            "/v1/imports", params={"name": sample.name}, content=sample.read_bytes(), headers=content
        )
        answer.raise_for_status()

    def below(self, collection: str, name: str) -> list[str]:
        """What may stand in the place of the parameter `name` behind the path `collection`; what is free comes last."""
        if collection not in self._below:
            found = sorted(self._found(collection, name), key=self._free.__contains__)
            self._below[collection] = found[-KEPT:]
            self._met[collection] |= set(found)
        return self._below[collection]

    def is_met(self, collection: str, id: str) -> bool:
        """Whether the service has ever given this id there."""
        return id in self._met[collection]

    def with_something_below(self, collection: str, ids: list[str], rest: list[str], lot: Random) -> str:
        """One of the ids, if it can be one below which the rest of the path names something."""
        drawn = [lot.choice(ids) for _ in range(DRAWS)]
        if len(rest) < 2 or not rest[1].startswith("{"):
            return drawn[0]
        return next((id for id in drawn if self.below(f"{collection}/{id}/{rest[0]}", rest[1].strip("{}"))), drawn[0])

    def source_key(self, path: str, lot: Random, *, is_last: bool) -> dict[str, str] | None:
        """A key that was written at this path: the last one, which may be withdrawn, or some other."""
        keys = self._keys.get(path, [])
        return keys[-1] if keys and is_last else lot.choice(keys[: (len(keys) + 1) // 2]) if keys else None

    def learn_key(self, path: str, key: dict[str, str], *, is_there: bool) -> None:
        """Written and there, or withdrawn."""
        keys = self._keys.setdefault(path, [])
        if is_there and key not in keys:
            keys.append(key)
        elif not is_there and key in keys[1:]:
            keys.remove(key)

    def parties_of(self, cluster_id: str) -> list[str]:
        if cluster_id not in self._parties:
            cluster = self._body(f"/v1/clusters/{cluster_id}")
            self._parties[cluster_id] = [party["id"] for party in cluster.get("parties", ())]
        return self._parties[cluster_id]

    def cluster_of(self, path: str, lot: Random) -> str:
        """The cluster that the resource at the path belongs to, or some cluster."""
        resource = self._body("/".join(path.split("/")[:4])) if path.count("/") > 2 else {}
        clusters = self.below("/v1/clusters", "id")
        clusters = clusters[: (len(clusters) + 1) // 2]
        return str(resource.get("cluster_id") or lot.choice(clusters))

    def next_page(self, path: str) -> Mapping[str, str] | None:
        """The parameters of the second page of a list, as its first page links to them."""
        if path not in self._pages:
            link = (self._body(f"{path}?limit=1").get("links") or {}).get("next")
            self._pages[path] = [link] if link else []
        pages = self._pages[path]
        return dict(httpx.QueryParams(urlsplit(pages[0]).query)) if pages else None

    def learn(self, method: str, path: str, status: int, location: str | None) -> None:
        """From an answer: what was made is known from now on, and what was removed is no longer proposed."""
        if status == 410:
            path = "/".join(path.split("/")[:4])
        collection, _, id = (location or path).rpartition("/")
        known = self._below.get(collection)
        if known is None:
            return
        if status == 201 and location:
            self._met[collection].add(id)
            if len(known) >= KEPT:
                known.pop(len(known) // 2)
            known.append(id)
        elif (status == 410 or (status, method) == (204, "DELETE")) and id in known and len(known) > 1:
            known.remove(id)

    def _found(self, collection: str, name: str) -> list[str]:
        if collection == "/v1/documents":
            return self._documents
        items = self._body(collection).get("items")
        if items is None:
            parent, _, member = collection.rpartition("/")
            items = self._body(parent).get(member.replace("-", "_"), []) if "/" in parent else []
        return [str(item.get(name) or item.get("id")) for item in items if isinstance(item, dict)]

    @cached_property
    def _documents(self) -> list[str]:
        runs = (self._body(f"/v1/imports/{id}") for id in self.below("/v1/imports", "id"))
        return [str(file["sha256"]) for run in runs for file in run.get("files", ()) if file.get("sha256")]

    def _body(self, path: str) -> Body:
        answer = self._client.get(path)
        if answer.status_code != 200 or "json" not in answer.headers.get("content-type", ""):
            return {}
        body: Body = answer.json()
        return body
