"""Worker processes that are watched: a task that hangs or kills its process costs that task, not the run."""

from collections.abc import Callable
from multiprocessing import get_context
from types import TracebackType
from typing import Generic, ParamSpec, Self, TypeVar

Asked = ParamSpec("Asked")
Told = TypeVar("Told")

_FORKSERVER = get_context("forkserver")
"""Not fork: a lane is replaced while other threads of this process run."""


class Lane(Generic[Asked, Told]):
    """One worker process for one function of a module. Used by one thread at a time."""

    def __init__(self, task: Callable[Asked, Told], seconds: float) -> None:
        """`seconds` is how long a task may take before it is cut off and the process replaced."""
        self._task = task
        self._seconds = seconds
        _FORKSERVER.set_forkserver_preload([task.__module__])
        self._start()

    def _start(self) -> None:
        self._pool = _FORKSERVER.Pool(1)
        self._pool.apply(repr, (self._task,))  # waits until the process has imported the task's module

    def ask(self, *asked: Asked.args, **named: Asked.kwargs) -> Told | str:
        """What the task told, or what became of it: "raised …", or that it was cut off."""
        raised: list[BaseException] = []
        answer = self._pool.apply_async(self._task, asked, named, error_callback=raised.append)
        answer.wait(self._seconds)
        if not answer.ready():
            self._pool.terminate()
            self._start()
            return f"cut off after {self._seconds:g} s"
        return answer.get() if answer.successful() else f"raised {raised[0]!r}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _raised: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._pool.terminate()
