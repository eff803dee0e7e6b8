"""One's own second factor: an authenticator on the phone, turned on with its first code, or off with the password."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.labels import Label
from paydesk.ui.qr_picture import QrPicture
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.enrolling import Enrolled, NewFactor

_PASSWORD = Field("password", "Password", FieldKind.PASSWORD, required=True, missing="Type your password.")
_CODE = Field("code", "Code", width=148, longest=20, required=True, missing="Type the six digits that the phone shows.",
              help="The six digits that the phone shows now")  # fmt: skip


def load_factor(context: DeskContext) -> Callable[[], NewFactor | None]:
    """A secret to be enrolled; None where a second factor is on already."""
    from paydesk.operations import enrolling, staffing

    desk = context.desk
    return lambda: None if staffing.myself(desk).has_second_factor else enrolling.new_factor(desk)


def factor_dialog(context: DeskContext, new: NewFactor | None) -> FormDialog:
    """The dialog to turn it on, or the one to turn it off."""
    return EndFactorDialog(context) if new is None else NewFactorDialog(context, new)


class NewFactorDialog(FormDialog):
    """Shows the secret once; nothing is kept before its first code is typed. Then come the recovery codes."""

    def __init__(self, context: DeskContext, new: NewFactor) -> None:
        super().__init__(
            context, name="new_factor_dialog", title="Turn the second factor on", fields=(_CODE, _PASSWORD), width=620,
            keeps_draft=False, of_office=True,
            lead="From then on you sign in with your password and a code from your phone. Whoever finds out your "
                 "password cannot get in without the phone.",
        )  # fmt: skip
        self._secret, self._clinic = new.secret, new.clinic
        self.body.insertWidget(0, _shown(new))
        self.primary.say("Turn it on")
        self._codes: tuple[str, ...] = ()
        self.done_with.connect(self._take_codes)
        self.accepted.connect(self._show_codes)

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import enrolling

        request = enrolling.Enroll(self._secret, str(values["password"]), str(values["code"]))
        return lambda: enrolling.enroll(self.context.desk, request)

    def told(self, result: Any) -> str:
        return "The second factor is on"

    def _take_codes(self, enrolled: Enrolled) -> None:
        self._codes = enrolled.recovery_codes

    def _show_codes(self) -> None:
        from paydesk.ui.dialogs.recovery_codes_dialog import RecoveryCodesDialog

        RecoveryCodesDialog(self.context, self._codes, clinic=self._clinic).start()


class EndFactorDialog(FormDialog):
    """Asks for the password."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__(
            context, name="end_factor_dialog", title="Turn the second factor off", fields=(_PASSWORD,), width=560,
            keeps_draft=False, of_office=True,
            lead="It is on. Once it is off, no code from the phone is asked for, and the recovery codes open nothing "
                 "more. For another phone, turn it off and on again.",
        )  # fmt: skip
        self.primary.say("Turn it off")

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import enrolling

        password = str(values["password"])
        return lambda: Acted(enrolling.end_factor(self.context.desk, password))

    def told(self, result: Any) -> str:
        return "The second factor is off"


def _shown(new: NewFactor) -> QWidget:
    """The code to scan, and beside it what to do and the secret in letters."""
    panel = QWidget()
    row = QHBoxLayout(panel)
    row.setContentsMargins(0, 0, 0, 8)
    row.setSpacing(24)
    row.addWidget(QrPicture(new.code, label="QR code of the secret"), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(8)
    column.addWidget(Label("1. Open the authenticator on your phone and scan this code.", wraps=True))
    column.addWidget(Label("Without a camera, type this key there instead:", role="text2", wraps=True))
    groups = new.text.split()
    half = (len(groups) + 1) // 2
    secret = Label("\n".join((" ".join(groups[:half]), " ".join(groups[half:]))), size=Size.TITLE)
    secret.setObjectName("factor_secret")
    column.addWidget(secret)
    column.addWidget(Label("2. Type the code that it shows, and your password.", wraps=True))
    column.addStretch(1)
    row.addLayout(column, 1)
    return panel
