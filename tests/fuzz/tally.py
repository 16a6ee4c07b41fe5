"""What a run saw: cases and statuses of each operation, and each kind of failure once with a request that shows it."""

from collections import Counter
from dataclasses import dataclass, field

from schemathesis.engine.events import EngineEvent, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder

SHOWN = 1_500


@dataclass
class Tally:
    """`seen` is by operation, as `GET /v1/meetings`; `failures` by check, operation and the first line it says."""

    seen: dict[str, Counter[int]] = field(default_factory=dict)
    failures: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def add(self, event: EngineEvent) -> None:
        if isinstance(event, NonFatalError):
            message = str(event.value)
            self.failures.setdefault(("error", event.label, message.partition("\n")[0]), message)
        elif isinstance(event, ScenarioFinished):
            self._count(event.recorder)
            self._fail(event.recorder)

    @property
    def cases(self) -> int:
        return sum(statuses.total() for statuses in self.seen.values())

    def never_succeeded(self, operations: frozenset[str]) -> list[str]:
        """Those that never answered 2xx."""
        return sorted(
            operation
            for operation in operations
            if not any(200 <= status < 300 for status in self.seen.get(operation, ()))
        )

    def _count(self, recorder: ScenarioRecorder) -> None:
        for id, node in recorder.cases.items():
            answered = recorder.interactions.get(id)
            statuses = self.seen.setdefault(node.value.operation.label, Counter())
            statuses[answered.response.status_code if answered and answered.response else 0] += 1

    def _fail(self, recorder: ScenarioRecorder) -> None:
        for id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is None:
                    continue
                failure = check.failure_info.failure
                told = f"{failure.title}: {failure.message}"
                operation = recorder.cases[id].value.operation.label
                kind = (check.name, operation, told.partition("\nSchema")[0][:200])
                if kind not in self.failures:
                    self.failures[kind] = (
                        f"{told[:SHOWN]}\n{check.failure_info.code_sample[:SHOWN]}\n{_answer(recorder, id)}"
                    )

    def report(self) -> str:
        """A table of cases and statuses, then the failures."""
        width = max(map(len, self.seen), default=0)
        rows = [
            f"{operation:{width}}  {statuses.total():6}  "
            + "  ".join(f"{status or 'none'}: {count}" for status, count in sorted(statuses.items()))
            for operation, statuses in sorted(self.seen.items())
        ]
        told = [f"--- {check}: {operation}\n{text}" for (check, operation, _), text in sorted(self.failures.items())]
        return "\n".join(
            [f"{'operation':{width}}   cases  statuses", *rows, f"{self.cases} cases, {len(told)} open", *told, ""]
        )


def _answer(recorder: ScenarioRecorder, id: str) -> str:
    answered = recorder.interactions.get(id)
    if answered is None or answered.response is None:
        return "no answer"
    return f"{answered.response.status_code} {(answered.response.content or b'')[:SHOWN].decode(errors='replace')}"
