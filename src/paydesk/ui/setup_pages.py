"""The pages of the first start: what is asked on each, and what it gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from paydesk.operations.administering import ClinicSettings
from paydesk.rules import office
from paydesk.rules.errors import PaydeskError
from paydesk.rules.time_zones import zone_of_state
from paydesk.rules.zip_codes import show_zip
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.fields import Choice, Field, FieldKind
from paydesk.ui.form import Form
from paydesk.ui.inputs import LineInput
from paydesk.ui.labels import Label, Why
from paydesk.ui.payment_fields import refuses_card
from paydesk.ui.typeface import Size

ZONES = (
    Choice("America/New_York", "Eastern"), Choice("America/Chicago", "Central"), Choice("America/Denver", "Mountain"),
    Choice("America/Phoenix", "Arizona"), Choice("America/Los_Angeles", "Pacific"),
    Choice("America/Anchorage", "Alaska"), Choice("Pacific/Honolulu", "Hawaii"),
    Choice("America/Puerto_Rico", "Puerto Rico"),
)  # fmt: skip

_CLINIC = (
    Field("name", "Clinic", FieldKind.NAME, required=True, help="As it stands on paper"),
    Field("street", "Street", FieldKind.NAME, required=True, help="Or a PO box"),
    Field("city", "City", FieldKind.NAME, required=True),
    Field("zip", "ZIP code", FieldKind.ZIP, required=True),
    Field("state", "State", width=64, longest=2, beside=True, required=True),
    Field("phone", "Phone", FieldKind.PHONE, required=True),
    Field("tax_id", "Tax ID", width=148, longest=20, help="It stands on receipts"),
    Field("time_zone", "Time zone", FieldKind.CHOICE, required=True, choices=ZONES, width=148),
)  # fmt: skip


class SetupPage(QWidget):
    """A title, a sentence, then what is asked. ``check`` raises the first mistake after showing it."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(32, 24, 32, 16)
        self.column.setSpacing(6)
        self.column.addWidget(Label(title, size=Size.NAME, strong=True, wraps=True))
        self.column.addWidget(Label(sentence, role="text2", wraps=True))
        self.column.addSpacing(14)

    def check(self) -> None:
        """Nothing to be wrong."""

    def show_error(self, field: str | None, sentence: str) -> bool:
        """Say it beside the field; False when it is not on this page."""
        return False

    def focus_start(self) -> None:
        """Put the focus where typing starts."""


class WelcomePage(SetupPage):
    """The three ways in."""

    chosen = Signal(bool)
    restore_asked = Signal()

    def __init__(self) -> None:
        super().__init__(
            "Welcome to paydesk",
            "Set up your clinic in about three minutes: its name and address, and who looks after it. "
            "Or look around first in a clinic of made-up patients; nothing of it is kept. On a new PC, a backup and "
            "the recovery sheet bring your clinic back.",
        )
        self._set_up = Button("Set up my clinic", kind=Kind.PRIMARY, name="set_up_clinic")
        look = Button("Look around in the demo clinic", name="look_around")
        restore = Button("Restore a backup", name="restore_backup")
        self._set_up.clicked.connect(lambda: self.chosen.emit(False))
        look.clicked.connect(lambda: self.chosen.emit(True))
        restore.clicked.connect(self.restore_asked)
        for button in (self._set_up, look, restore):
            button.setFixedHeight(40)
            button.setAutoDefault(True)
            self.column.addWidget(button)
        self._missing = Why(icon="warning", role="bad")
        self._missing.hide()
        self.column.insertWidget(self.column.count() - 3, self._missing)
        self.column.addStretch(1)

    def say_missing(self, sentence: str) -> None:
        """What a clinic cannot be set up without, and what helps; the button looks again. Empty when nothing is."""
        self._missing.say(sentence)
        self._missing.setVisible(bool(sentence))
        self._set_up.say("Try again to set up my clinic" if sentence else "Set up my clinic")

    def missing(self) -> str:
        """What is said to be missing."""
        return self._missing.sentence()

    def focus_start(self) -> None:
        self._set_up.setFocus()


class ClinicPage(SetupPage):
    """What stands on the clinic's paper."""

    def __init__(self, *, today: Callable[[], date]) -> None:
        super().__init__("Your clinic", "This stands on statements and receipts. You can change it later.")
        self.form = Form(_CLINIC, today=today, refuses_card=refuses_card, fills_state=("zip", "state"))
        self.form.set_values({"time_zone": "America/New_York"})
        self._zone_chosen = False
        self.form.boxes["time_zone"].edited.connect(self._zone_edited)
        self.form.settled.connect(lambda name: self._follow_state())
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def check(self) -> None:
        self.settings()

    def _zone_edited(self) -> None:
        self._zone_chosen = True

    def _follow_state(self) -> None:
        """The zone follows the state until somebody chooses one."""
        zone = zone_of_state(self.form.boxes["state"].typed())
        if zone and not self._zone_chosen:
            self.form.boxes["time_zone"].set_value(zone)

    def settings(self) -> ClinicSettings:
        """The clinic as typed; shows and raises the first mistake."""
        values = self.form.values()
        town = f"{values['city']}, {str(values['state']).upper()} {show_zip(str(values['zip']))}"
        return ClinicSettings(
            name=str(values["name"]), address=(str(values["street"]), town),
            phone=str(values["phone"] or ""), tax_id=str(values["tax_id"] or ""), time_zone=str(values["time_zone"]),
        )  # fmt: skip

    def show_error(self, field: str | None, sentence: str) -> bool:
        return self.form.show_error(field, sentence)

    def focus_start(self) -> None:
        self.form.focus_first()


class AdministratorPage(SetupPage):
    """Who looks after the clinic, and the password, twice."""

    def __init__(self, clinic: Callable[[], str]) -> None:
        super().__init__(
            "Who looks after it",
            "This person may change everything and signs in with this password. "
            "At least 12 characters: four words that do not belong together are best.",
        )
        self._clinic = clinic
        self.lines: dict[str, LineInput] = {}
        self._wrong = {}
        for name, words, hidden in (
            ("full_name", "Full name", False), ("admin", "Name to sign in with, such as a first name", False),
            ("password", "Password", True), ("again", "The password once more", True),
        ):  # fmt: skip
            line = self.lines[name] = LineInput(secret=hidden)
            line.setObjectName(name)
            line.setAccessibleName(words)
            line.setMaximumWidth(360)
            self._wrong[name] = Why(icon="warning", role="bad")
            self._wrong[name].setMinimumHeight(20)
            self.column.addWidget(Label(words, role="text2", size=Size.LABEL))
            self.column.addWidget(line)
            self.column.addWidget(self._wrong[name])
            line.textEdited.connect(lambda typed, name=name: self._clear(name))
        self.column.addStretch(1)

    def check(self) -> None:
        typed = {name: line.text() for name, line in self.lines.items()}
        self._need("full_name", typed["full_name"].strip(), "Type the name as it stands on receipts.")
        self._need("admin", typed["admin"].strip(), "Type a name to sign in with, such as a first name.")
        try:
            office.check_password(
                typed["password"], user_name=typed["admin"], full_name=typed["full_name"], clinic=self._clinic()
            )
        except PaydeskError as refused:
            self.show_error("password", refused.sentence)
            raise
        self._need("again", typed["again"] == typed["password"], "The two passwords differ. Type this one again.")

    def show_error(self, field: str | None, sentence: str) -> bool:
        if field not in self.lines:
            return False
        for name in {"password": ("password", "again"), "again": ("again",)}.get(field, ()):
            self.lines[name].forget()
        self._wrong[field].say(sentence)
        self.lines[field].mark_wrong(True)
        self.lines[field].setFocus()
        self.lines[field].selectAll()
        return True

    def focus_start(self) -> None:
        self.lines["full_name"].setFocus()

    def _need(self, field: str, good: object, sentence: str) -> None:
        if not good:
            self.show_error(field, sentence)
            raise PaydeskError(sentence, field=field)

    def _clear(self, name: str) -> None:
        self._wrong[name].say("")
        self.lines[name].mark_wrong(False)


class RecoveryPage(SetupPage):
    """The lines that open the clinic when this PC is lost; one is typed again, so that the sheet is right."""

    print_asked = Signal()

    def __init__(self, title: str = "The recovery sheet", sentence: str = "") -> None:
        super().__init__(
            title,
            sentence
            or "Your clinic is encrypted; its key is kept in this PC's login. If the PC is lost, only these lines open "
            "a backup. Print them or write them down, and lock them away. They are not shown again.",
        )
        self._lines: tuple[str, ...] = ()
        self._asked = 0
        self._shown = Label(size=Size.TITLE)
        self._shown.setObjectName("recovery_lines")
        print_ = Button("Print the sheet", icon="printer", key="Ctrl+P", name="print_recovery")
        print_.clicked.connect(self.print_asked)
        self._question = Label(role="text2", size=Size.LABEL)
        self.again = LineInput()
        self.again.setObjectName("recovery_again")
        self.again.setMaximumWidth(360)
        self.wrong = Why(icon="warning", role="bad")
        self.wrong.setMinimumHeight(20)
        for widget in (self._shown, print_, self._question, self.again, self.wrong):
            self.column.addWidget(widget)
            self.column.addSpacing(4)
        self.column.addStretch(1)

    def lines(self) -> tuple[str, ...]:
        return self._lines

    def show_lines(self, lines: tuple[str, ...], *, asked: int) -> None:
        """Show the lines; the one at ``asked`` (from 0) is to be typed again."""
        self._lines, self._asked = lines, asked
        self._shown.setText("\n".join(f"{place}   {line}" for place, line in enumerate(lines, 1)))
        question = f"Type line {asked + 1} from your sheet"
        self._question.setText(question)
        self.again.setAccessibleName(question)

    def check(self) -> None:
        if _plain(self.again.text()) != _plain(self._lines[self._asked]):
            sentence = f"That is not line {self._asked + 1}. Look at the sheet and type it again."
            self.wrong.say(sentence)
            self.again.mark_wrong(True)
            self.again.setFocus()
            raise PaydeskError(sentence, field="recovery_again")

    def focus_start(self) -> None:
        self.again.setFocus()


def _plain(line: str) -> str:
    # As the key is read: O is a zero, I and L are ones.
    return re.sub(r"[^0-9A-Z]", "", line.upper()).replace("O", "0").replace("I", "1").replace("L", "1")
