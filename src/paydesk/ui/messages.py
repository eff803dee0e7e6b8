"""The one mouth of the program: what happened, what was refused, what must be asked, what broke."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import TracebackType

from PySide6.QtCore import QEventLoop, QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from paydesk import __version__
from paydesk.rules.errors import PaydeskError
from paydesk.ui import clipboard_watch
from paydesk.ui.sentence_dialog import SentenceDialog
from paydesk.ui.toast import Toast

_log = logging.getLogger(__name__)
_KEPT = 200


@dataclass(frozen=True)
class Said:
    """One thing that was told, for the history of this session; it is not written to any file."""

    at: datetime
    words: str


class Messages(QObject):
    """Every sentence to the person goes through here. ``said`` follows the history.

    Where nobody is there to press a button, ``unattended`` hears what a dialog would have waited with. While the screen
    is locked nothing is told: it is ``hold``, until ``release``.
    """

    said = Signal(object)

    def __init__(self, *, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._window: QWidget | None = None
        self.toast: Toast | None = None
        self.unattended: Callable[[Exception], None] | None = None
        self.history: tuple[Said, ...] = ()
        self._held: list[Callable[[], None]] | None = None
        self._waiting: list[QEventLoop] = []

    def attach(self, window: QWidget) -> Toast:
        """Speak over ``window`` from now on."""
        self._window, self.toast = window, Toast(window)
        return self.toast

    def hold(self) -> None:
        """Keep everything to yourself: nobody who may hear it is there."""
        if self._held is None:
            self._held = []

    def release(self, *, forget: bool = False) -> None:
        """Tell what was held; ``forget`` it instead, and all that was told before, for another person came."""
        held, self._held = self._held or [], None
        waiting, self._waiting = self._waiting, []
        for loop in waiting:
            loop.exit(int(forget))
        if forget:
            self.history = ()
            if self.toast:
                self.toast.let_go()
            return
        for say in held:
            say()

    def tell(self, words: str, *, undo_words: str = "Reverse", undo: Callable[[], None] | None = None) -> None:
        """What was done: a toast, with the way back if there is one."""
        if self._waits(partial(self.tell, words, undo_words=undo_words, undo=undo)):
            return
        self._keep(words)
        if self.toast:
            self.toast.say(words, undo_words=undo_words, undo=undo)

    def warn(self, words: str) -> None:
        """What was not done, and why, or what came out otherwise than asked for: a toast without the tick."""
        if self._waits(partial(self.warn, words)):
            return
        self._keep(words)
        if self.toast:
            self.toast.say(words, done=False)

    def put_away(self) -> None:
        """A later deed is refused: what was told of an earlier one leaves, so that nobody takes it for that of now."""
        if self.toast:
            self.toast.let_go()

    def take_back(self) -> None:
        """Go back what was told last, if it can be: from a dialog, over which the window's own key does not reach."""
        if self.toast:
            self.toast.take_back()

    def refuse(self, refused: PaydeskError) -> None:
        """A refusal that belongs to no field on screen.

        What was told stays: what is refused may be no more than the paper of it.
        """
        if self._waits(partial(self.refuse, refused)):
            return
        self._keep(refused.sentence)
        if not self._goes_unanswered(refused):
            self._dialog(title="It was not done", sentence=refused.sentence, yes="Back").exec()

    def ask(self, title: str, sentence: str, *, yes: str, no: str = "Cancel", doubtful: bool = False) -> bool:
        """A question before something that has no other way back; of a ``doubtful`` one Enter takes ``no``."""
        if self._goes_unanswered(PaydeskError(sentence)) or not self._is_heard():
            return False
        dialog = self._dialog(title=title, sentence=sentence, yes=yes, no=no, doubtful=doubtful)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def ask_reason(self, title: str, sentence: str, *, yes: str) -> str | None:
        """A warning that may be overridden: the reason, or None when the person left."""
        if self._goes_unanswered(PaydeskError(sentence)) or not self._is_heard():
            return None
        dialog = self._dialog(title=title, sentence=sentence, yes=yes, no="Cancel", reason="Reason")
        return dialog.reason() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def crash(self, error: Exception) -> None:
        """A bug: written to the log and told, in words that hold nothing of a patient."""
        if self._goes_unanswered(error):
            return
        report = report_of(error)
        _log.error("%s", report)
        if not self._waits(partial(self._tell_crash, report)):
            self._tell_crash(report)

    def _tell_crash(self, report: str) -> None:
        self._keep("Something went wrong in paydesk.")
        sentence = "Nothing was half-saved. What you typed is still here. Try once more; if it happens again, copy "
        sentence += "the report for the people who look after paydesk. It holds no patient data."
        dialog = self._dialog(title="Something went wrong in paydesk", sentence=sentence, yes="Copy report", no="Back")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            clipboard_watch.keep(report)

    def hook(self) -> None:
        """Send every exception that nobody caught through ``crash``."""
        sys.excepthook = self._uncaught

    def _uncaught(self, kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
        if isinstance(error, PaydeskError):
            self.refuse(error)
        elif isinstance(error, Exception):
            self.crash(error)
        else:
            sys.__excepthook__(kind, error, frames)

    def _waits(self, say: Callable[[], None]) -> bool:
        """Whether it is kept for later, because the screen is locked."""
        if self._held is None:
            return False
        self._held.append(say)
        return True

    def _is_heard(self) -> bool:
        """Wait, while the screen is locked, for who is asked; False when another person came instead."""
        if self._held is None:
            return True
        loop = QEventLoop()
        self._waiting.append(loop)
        return loop.exec() == 0

    def _goes_unanswered(self, told: Exception) -> bool:
        if self.unattended is None:
            return False
        self.unattended(told)
        return True

    def _dialog(
        self, *, title: str, sentence: str, yes: str, no: str = "", reason: str = "", doubtful: bool = False
    ) -> SentenceDialog:
        return SentenceDialog(
            self._window, title=title, sentence=sentence, yes=yes, no=no, reason=reason, doubtful=doubtful
        )

    def _keep(self, words: str) -> None:
        said = Said(self._now(), words)
        self.history = (*self.history, said)[-_KEPT:]
        self.said.emit(said)


def report_of(error: BaseException) -> str:
    """Where and what kind of bug: files, lines and functions, never values or the words of the exception.

    The words of an exception may quote a name or an amount, so only its kind is told.
    """
    # Both take their time to load, and most days nothing breaks.
    import platform
    import traceback

    lines = [f"paydesk {__version__}, Python {platform.python_version()}, {platform.system()}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__name__}")
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def _short(file: str) -> str:
    return "/".join(file.replace("\\", "/").split("/")[-2:])
