"""Work off the main thread: results, refusals and bugs come back on it, and changes are told once for all."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from paydesk.rules.errors import NotAllowed, PaydeskError

SHOWN_AFTER_MS = 400
PAINTED_AFTER_MS = 15
T = TypeVar("T")
AskApproval: TypeAlias = Callable[[NotAllowed, QObject | None, Callable[[], None], Callable[[], None]], None]
"""The refusal, whose work it is, what runs it again, and what leaves it refused."""

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The person cancelled; the work ends here and its transaction with it."""


class Progress:
    """What long work tells while it runs, from its own thread; ``step`` is also where it may be stopped."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.done, self.total = 0, 0

    def step(self, done: int, total: int) -> None:
        """``done`` of ``total``; raises Stopped when the person cancelled."""
        self.done, self.total = done, total
        if self._stop.is_set():
            raise Stopped

    def stop(self) -> None:
        self._stop.set()

    def is_stopped(self) -> bool:
        return self._stop.is_set()


@dataclass(frozen=True)
class Running:
    """What the status bar shows of work that takes longer than 400 ms."""

    title: str
    done: int
    total: int
    cancel: Callable[[], None] | None


@dataclass(eq=False)
class _Job:
    pool: QThreadPool
    title: str
    work: Callable[[Progress], Any]
    then: Callable[[Any], None] | None
    refused: Callable[[PaydeskError], None] | None
    stopped: Callable[[], None] | None
    owner: QObject | None
    latest: str
    generation: int
    cancellable: bool
    progress: Progress
    visible: bool = False
    result: Any = None
    error: BaseException | None = None
    begun_by: str = ""

    def is_wanted(self) -> bool:
        return self.owner is None or isValid(self.owner)


class Jobs(QObject):
    """Changes run one after the other; looks run beside them.

    ``changed`` is the application's one change signal and carries what was touched. ``refused`` and ``failed``
    carry a PaydeskError nobody else answers, and a bug. ``running`` carries a Running, or None when quiet. ``ended``
    names who began a long work that came to its end after she had left, and says whether it was done.

    ``ask_approval`` hears of a refusal that somebody else could approve once: it runs the very same work again, or
    leaves it refused.
    """

    changed = Signal(object)
    refused = Signal(object)
    failed = Signal(object)
    running = Signal(object)
    ended = Signal(str, bool)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changes, self._looks = QThreadPool(self), QThreadPool(self)
        self._changes.setMaxThreadCount(1)
        self._looks.setMaxThreadCount(2)
        self._long = QThreadPool(self)
        self._long.setMaxThreadCount(1)
        self._open: list[_Job] = []
        self.ask_approval: AskApproval | None = None
        self._generations: dict[str, int] = {}
        self._closing = False
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._beat = QTimer(self)
        self._beat.setInterval(100)
        self._beat.timeout.connect(self._tell)

    def do(
        self, work: Callable[[], T], *, title: str, then: Callable[[T], None] | None = None,
        refused: Callable[[PaydeskError], None] | None = None, owner: QObject | None = None,
    ) -> None:  # fmt: skip
        """Run a change after those before it; ``then`` gets its result before ``changed`` is emitted."""
        self._start(self._changes, lambda progress: work(), title, then, refused, owner)

    def do_long(
        self, work: Callable[[Progress], T], *, title: str, then: Callable[[T], None] | None = None,
        refused: Callable[[PaydeskError], None] | None = None, stopped: Callable[[], None] | None = None,
        owner: QObject | None = None,
    ) -> None:  # fmt: skip
        """Like ``do``, for work that tells its progress and may be cancelled between its steps: ``stopped`` then."""
        self._start(self._changes, work, title, then, refused, owner, stopped=stopped, cancellable=True)

    def beside(
        self, work: Callable[[Progress], T], *, title: str, then: Callable[[T], None] | None = None,
        refused: Callable[[PaydeskError], None] | None = None, stopped: Callable[[], None] | None = None,
        owner: QObject | None = None,
    ) -> None:  # fmt: skip
        """Long work that keeps no change waiting: a backup runs while payments are posted. One at a time."""
        self._start(self._long, work, title, then, refused, owner, stopped=stopped, cancellable=True)

    def look(
        self, work: Callable[[], T], *, title: str, then: Callable[[T], None],
        refused: Callable[[PaydeskError], None] | None = None, owner: QObject | None = None, latest: str = "",
        waits: bool = False,
    ) -> None:  # fmt: skip
        """Run a read; of those that share ``latest`` only the newest answers, older ones are dropped.

        One that ``waits`` begins a moment later, so that it takes nothing from what is being painted.
        """
        self._start(self._looks, lambda progress: work(), title, then, refused, owner, latest=latest, waits=waits)

    def is_idle(self) -> bool:
        return not self._open

    def is_quick_done(self) -> bool:
        """Whether nothing runs but long work."""
        return all(job.cancellable for job in self._open)

    def hand_over(self, who: str) -> None:
        """``who`` began what runs and has left: it goes on to its end, and answers nobody."""
        for job in self._open:
            job.then = job.refused = job.stopped = None
            job.begun_by = job.begun_by or who

    def wait_idle(self, timeout_ms: int = 60_000) -> None:
        """Deliver everything that was started, also what it starts itself; TimeoutError after ``timeout_ms``."""
        end = time.monotonic() + timeout_ms / 1000
        while self._open:
            if time.monotonic() > end:
                raise TimeoutError(f"still running: {', '.join(job.title for job in self._open)}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            time.sleep(0.001)

    def stop_all(self) -> None:
        """Before the window closes: cancel what can be, and wait for the rest."""
        self._closing = True
        for job in self._open:
            job.progress.stop()
        self._changes.waitForDone()
        self._looks.waitForDone()
        self._long.waitForDone()

    def _start(
        self, pool: QThreadPool, work: Callable[[Progress], Any], title: str,
        then: Callable[[Any], None] | None, refused: Callable[[PaydeskError], None] | None,
        owner: QObject | None, *, stopped: Callable[[], None] | None = None, latest: str = "",
        cancellable: bool = False, waits: bool = False,
    ) -> None:  # fmt: skip
        generation = self._generations[latest] = self._generations.get(latest, 0) + 1
        job = _Job(pool, title, work, then, refused, stopped, owner, latest, generation, cancellable, Progress())
        self._run(job, waits=waits)

    def _run(self, job: _Job, *, waits: bool = False) -> None:
        self._open.append(job)
        QTimer.singleShot(SHOWN_AFTER_MS, self, lambda: self._reveal(job))
        if waits:
            QTimer.singleShot(PAINTED_AFTER_MS, self, lambda: self._begin(job))
        else:
            job.pool.start(_Work(job, self))

    def _begin(self, job: _Job) -> None:
        # The window may have closed, and its desk with it, while the job waited.
        if not job.progress.is_stopped():
            job.pool.start(_Work(job, self))

    def is_stale(self, job: _Job) -> bool:
        return bool(job.latest) and self._generations[job.latest] != job.generation

    def _finish(self, job: _Job) -> None:
        self._open.remove(job)
        if job.visible:
            self._tell()
        if self.is_stale(job):
            return
        if isinstance(job.error, Stopped):
            if job.stopped and job.is_wanted() and not self._closing:
                job.stopped()
            return
        if job.begun_by and job.visible:
            self.ended.emit(job.begun_by, job.error is None)
        if job.error:
            if not self._asks_approval(job, job.error):
                self._answer_error(job, job.error)
            return
        if job.then and job.is_wanted():
            job.then(job.result)
        touched = getattr(job.result, "touched", None)
        if touched is not None:
            self.changed.emit(touched)

    def _asks_approval(self, job: _Job, error: BaseException) -> bool:
        ask = self.ask_approval
        if ask is None or job.begun_by or not isinstance(error, NotAllowed) or not error.permission:
            return False
        if not job.is_wanted():
            return False
        ask(error, job.owner, lambda: self._run_again(job), lambda: self._answer_error(job, error))
        return True

    def _run_again(self, job: _Job) -> None:
        if job.is_wanted():
            job.error, job.progress, job.visible = None, Progress(), False
            self._run(job)

    def _answer_error(self, job: _Job, error: BaseException) -> None:
        if not isinstance(error, PaydeskError):
            self.failed.emit(error)
        elif job.begun_by:
            # Its sentence may name a patient.
            return
        elif job.refused and job.is_wanted():
            job.refused(error)
        else:
            self.refused.emit(error)

    def _reveal(self, job: _Job) -> None:
        if job in self._open:
            job.visible = True
            self._beat.start()
            self._tell()

    def _tell(self) -> None:
        shown = next((job for job in self._open if job.visible), None)
        if shown is None:
            self._beat.stop()
            self.running.emit(None)
            return
        progress = shown.progress
        cancel = progress.stop if shown.cancellable else None
        self.running.emit(Running(shown.title, progress.done, progress.total, cancel))


class _Work(QRunnable):
    """Runs on a pool's thread and touches nothing but its job."""

    def __init__(self, job: _Job, jobs: Jobs) -> None:
        super().__init__()
        self._job, self._jobs = job, jobs

    def run(self) -> None:
        job = self._job
        try:
            if not self._jobs.is_stale(job):
                job.result = job.work(job.progress)
        except Exception as error:
            # The main thread decides who hears of it.
            job.error = error
        self._jobs._ended.emit(job)
