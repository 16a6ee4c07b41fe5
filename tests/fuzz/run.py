"""One run of Schemathesis over every operation of the committed contract."""

from dataclasses import dataclass
from pathlib import Path

import schemathesis
from schemathesis import HookContext, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.engine import from_schema
from schemathesis.generation.modes import GenerationMode
from schemathesis.schemas import BaseSchema

from tests.cli.command import PROJECT
from tests.fuzz import checks  # noqa: F401 - registers the check
from tests.fuzz.known import Known
from tests.fuzz.requests import AnyCase, about_what_is_there, is_of_share
from tests.fuzz.service import Service
from tests.fuzz.tally import Tally

CONTRACT = PROJECT / "openapi" / "openapi.json"
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
PHASES = ("examples", "coverage", "fuzzing", "stateful")


ROUNDS, AGAIN = 10, 6
"""How often, with how many requests, an operation is tried that had none accepted, before that is an outcome.

Each time there are new spares for it.
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much: requests of each operation and the phases; with `seconds` it goes on until they are over.

    Of what the coverage phase makes, `share` is sent, and all that is about methods and missing parameters.
    """

    examples: int
    phases: tuple[str, ...] = PHASES
    seconds: int | None = None
    seed: int = 1
    share: float = 1
    only: str | None = None


def fuzz(service: Service, extent: Extent) -> tuple[Tally, frozenset[str]]:
    """What was seen, and the operations that there are."""
    schema = _schema(service, extent)
    operations = frozenset(item.ok().label for item in schema.get_all_operations() if isinstance(item, Ok))
    tally, known = Tally(), Known(service)
    try:
        known.seed()
        _execute(schema, known, extent, tally)
        for round in range(ROUNDS):
            missing = tally.never_succeeded(operations)
            if not missing:
                break
            known.add_spares()
            again = Extent(AGAIN, ("fuzzing",), seed=extent.seed + round)
            retried = _schema(service, again).include(name=missing)
            retried.config.generation.update(modes=[GenerationMode.POSITIVE])
            _execute(retried, known, again, tally)
    finally:
        known.close()
    return tally, operations


def _execute(schema: BaseSchema, known: Known, extent: Extent, tally: Tally) -> None:
    _hook(schema, known, extent)
    for event in from_schema(schema).execute():
        tally.add(event)


def _schema(service: Service, extent: Extent) -> BaseSchema:
    config = SchemathesisConfig.from_path(CONFIGURATION)
    config.update(seed=extent.seed, max_failures=None, max_time=extent.seconds)
    schema: BaseSchema = schemathesis.openapi.from_path(CONTRACT, config=config)
    schema.config.update(base_url=service.address, headers=service.headers, continue_on_failure=True)
    schema.config.generation.update(max_examples=extent.examples)
    schema.config.phases.update(phases=list(extent.phases))
    return schema.include(path_regex=extent.only) if extent.only else schema


def _hook(schema: BaseSchema, known: Known, extent: Extent) -> None:
    @schema.hook
    def filter_case(_: HookContext, case: AnyCase) -> bool:
        return is_of_share(case, extent.share)

    @schema.hook
    def map_case(_: HookContext, case: AnyCase) -> AnyCase:
        return about_what_is_there(case, known)

    @schema.hook
    def after_call(_: HookContext, case: AnyCase, response: Response) -> None:
        if case.path.endswith("/by-source") and 200 <= response.status_code < 300:
            known.learn_key(case.path, dict(case.query), is_there=case.method != "DELETE")
        location = response.headers.get("location")
        known.learn(case.method, case.formatted_path, response.status_code, location[0] if location else None)
