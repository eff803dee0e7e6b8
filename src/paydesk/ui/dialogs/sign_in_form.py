"""What is asked of whoever signs in, page by page: name, password, a code, the clock, a password of her own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.rules.errors import CodeNeeded, PaydeskError
from paydesk.ui.arrival import Arrival, Doubt, SignIn, arrive
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.dialogs.my_password_dialog import DIFFERENT
from paydesk.ui.inputs import LineInput
from paydesk.ui.jobs import Jobs
from paydesk.ui.labels import Label, Why
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk

FORGOT = (
    "An administrator sets a new one under File, People at this desk. If nobody can sign in, type paydesk password "
    "and your name in a terminal on the PC that holds the clinic's key."
)
_FIRST = (
    "Somebody else chose the password you signed in with. Choose your own: at least 12 characters, four words that do "
    "not belong together are best."
)
_SIGN_IN, _SOMEONE_ELSE, _KEEP = "Sign in", "Someone else signs in", "Keep this password"


class SignInForm(QWidget):
    """``arrived`` carries the desk of who may be seated. The host's button says ``deed`` and calls ``submit``; it is
    told with ``turned`` when the deed or the height changed, and with ``busy`` while something is checked. It serves
    the sign-in dialog, and the locked screen when someone else signs in.

    ``sign_in`` takes name, password and code and raises PaydeskError; ``seen`` is what this PC kept of the clinic's
    trail, where the clinic was opened just now. What is typed here stays no longer than needed.
    """

    arrived = Signal(object)
    turned = Signal()
    busy = Signal(bool)

    def __init__(self, *, sign_in: SignIn, jobs: Jobs, hint: str = "", seen: str = "") -> None:
        super().__init__()
        self._sign_in, self._jobs, self._seen = sign_in, jobs, seen
        self._come: Arrival | None = None
        self._typed, self._busy, self._round = "", False, 0
        self.name = _line("sign_in_name", "Your name")
        self.password = _line("password", "Password", secret=True)
        self.code = _line("code", "Code of your second factor")
        self.reason = _line("reason", "Your reason")
        self.fresh = _line("new_password", "New password", secret=True)
        self.again = _line("again", "The new password once more", secret=True)
        self._asked, self._who, self._code = Label(wraps=True), _rows(self.name, self.password), _rows(self.code)
        self._why, self._own = _rows(self.reason), _rows(self.fresh, self.again)
        self._wrong = Why(icon="warning", role="bad")
        self._wrong.setMinimumHeight(20)
        self._forgot = Button("Forgot your password?", kind=Kind.LINK, key="Alt+F", name="forgot")
        self._forgot.clicked.connect(lambda: self._tell(FORGOT))
        self._hint = Why(hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._asked, self._who, self._code, self._why, self._own, self._wrong):
            column.addWidget(widget)
        column.addWidget(self._forgot, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._hint)
        for line in self._lines():
            line.textEdited.connect(lambda words: self._say(""))
        self._show()

    def start(self, name: str = "") -> None:
        """From the beginning, with nothing typed but perhaps the name."""
        self.leave()
        self.name.setText(name)
        self._show()

    def leave(self) -> None:
        """Nobody is let in: forget what was typed, and let go the desk of who was known but not seated."""
        come, self._come = self._come, None
        if come is not None:
            come.let_go()
        self._round += 1
        self._set_busy(False)
        self._forget()

    def go_back(self) -> bool:
        """From any later page to the name and the password: who was known is let go. False where they stand already.

        While what was typed is being checked the page stays: it would be unknown whether her own password is kept.
        """
        if not self.way_back():
            return False
        if not self._busy:
            self.start(self.name.text())
        return True

    def way_back(self) -> str:
        """What the host says of Esc on a page that it goes back from; empty where name and password are asked."""
        later = self._come is not None or self._code.isVisibleTo(self)
        return "Esc goes back to the name and the password" if later else ""

    def deed(self) -> str:
        """What ``submit`` will do, for the host's button."""
        if self._come is None:
            return _SIGN_IN
        if self._come.doubt is not None:
            return self._come.doubt.deed if self._come.may_accept() else _SOMEONE_ELSE
        return _KEEP

    def wrong(self) -> str:
        """What it says was wrong."""
        return self._wrong.sentence()

    def submit(self) -> None:
        """Do what the host's button says."""
        if self._busy:
            return
        if self._come is None:
            self._try()
        elif self._come.doubt is None:
            self._keep_password(self._come.desk)
        elif self._come.may_accept():
            self._accept(self._come.doubt)
        else:
            self.start()

    def focus_start(self) -> None:
        """Where typing starts."""
        shown = self._shown()
        empty = (line for line in shown if not line.text())
        line = next(empty, shown[-1] if shown else None)
        if line is not None:
            line.setFocus()

    def asks(self) -> bool:
        """Whether anything is to be typed on this page; else the host's button has the focus."""
        return bool(self._shown())

    def fit(self) -> None:
        """Before the host asks how tall it is: what was just shown or hidden counts."""
        for widget in (self._who, self._code, self._why, self._own, self._wrong, self._hint, self):
            layout = widget.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()

    def _try(self) -> None:
        name, password, code = self.name.text().strip(), self.password.text(), self.code.text()
        if not name or not password:
            self._say("Type your name and your password.", self.password if name else self.name)
            return
        if self._code.isVisibleTo(self) and not code.strip():
            self._say("Type the six digits, or a recovery code.", self.code)
            return
        self._work(lambda: arrive(self._sign_in, name, password, code, seen=self._seen), "Signing in", self._known)

    def _known(self, come: Arrival) -> None:
        self._typed = self.password.text() if come.must_change else ""
        for line in (self.password, self.code):
            line.clear()
        self._come = come
        self._go_on()

    def _go_on(self) -> None:
        """To what is still to be settled, or to her seat."""
        come = self._come
        assert come is not None, "somebody is known"
        if come.doubt is not None or come.must_change:
            self._show()
            return
        self._come = None
        self._forget()
        self.arrived.emit(come.desk)

    def _accept(self, doubt: Doubt) -> None:
        reason = self.reason.text()
        self._work(lambda: doubt.accept(reason), "Keeping that", lambda _: self._settled())

    def _settled(self) -> None:
        assert self._come is not None, "somebody is known"
        self.reason.clear()
        self._come = self._come.settled()
        self._go_on()

    def _keep_password(self, desk: Desk) -> None:
        from paydesk.operations import staffing

        if self.fresh.text() != self.again.text():
            self._say(DIFFERENT, self.again)
            return
        request = staffing.ChangePassword(self._typed, self.fresh.text())
        self._work(lambda: staffing.change_password(desk, request), "Changing the password", lambda _: self._own_kept())

    def _own_kept(self) -> None:
        assert self._come is not None, "somebody is known"
        self._come = Arrival(self._come.desk, (), False)
        self._go_on()

    def _work(self, work: Callable[[], object], title: str, then: Callable[..., None]) -> None:
        self._set_busy(True)
        asked_in = self._round

        def done(result: object) -> None:
            if asked_in == self._round:
                self._set_busy(False)
                then(result)
            elif isinstance(result, Arrival):  # the person left while she was looked up
                result.let_go()

        self._jobs.look(work, title=title, owner=self, then=done, refused=self._refuse)

    def _refuse(self, refused: PaydeskError) -> None:
        self._set_busy(False)
        self._code.setVisible(refused.field == "code")
        # Where a code is asked for, the password was right: only the code is typed then.
        for widget in (self._who, self._forgot):
            widget.setVisible(self._come is None and refused.field != "code")
        if isinstance(refused, CodeNeeded):
            self._tell(refused.sentence)
            self.code.setFocus()
            return
        line = {"code": self.code, "reason": self.reason}.get(refused.field or "", self.password)
        if self._come is not None and refused.field in ("password", "present"):
            line = self.fresh
        line.clear()
        if line is self.fresh:
            self.again.clear()
        self._say(refused.sentence, line)

    def _say(self, sentence: str, line: LineInput | None = None) -> None:
        self._wrong.say(sentence, icon="warning", role="bad")
        for one in self._lines():
            one.mark_wrong(one is line and bool(sentence))
        if line is not None:
            line.setFocus()
        self.turned.emit()

    def _tell(self, sentence: str) -> None:
        """Something to know, which is no mistake."""
        self._say("")
        self._wrong.say(sentence, icon="info", role="text2")
        self.turned.emit()

    def _show(self) -> None:
        """The page of what is asked now."""
        come = self._come
        doubt = come.doubt if come else None
        asked = "" if come is None else doubt.sentence if doubt else _FIRST
        if come and doubt and not come.may_accept():
            asked += doubt.else_who
        self._asked.setText(asked)
        self._asked.setVisible(bool(asked))
        self._who.setVisible(come is None)
        self._code.setVisible(False)
        self._why.setVisible(bool(come and doubt and doubt.grave and come.may_accept()))
        self._own.setVisible(come is not None and doubt is None)
        self._forgot.setVisible(come is None)
        self._hint.setVisible(come is None and bool(self._hint.sentence()))
        self._say("")
        self.focus_start()

    def _forget(self) -> None:
        self._typed = ""
        for line in self._lines():
            line.clear()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.busy.emit(busy)

    def _shown(self) -> list[LineInput]:
        return [line for line in self._lines() if line.isVisibleTo(self)]

    def _lines(self) -> tuple[LineInput, ...]:
        return (self.name, self.password, self.code, self.reason, self.fresh, self.again)


def _line(name: str, words: str, *, secret: bool = False) -> LineInput:
    line = LineInput(secret=secret)
    line.setObjectName(name)
    line.setAccessibleName(words)
    line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    line.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
    return line


def _rows(*lines: LineInput) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(4)
    for line in lines:
        column.addWidget(Label(line.accessibleName(), role="text2", size=Size.LABEL))
        column.addWidget(line)
    return made
