"""People at this desk: who signs in, as what, with a first password; unlocked, or given a new one, when need be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from paydesk.rules import office
from paydesk.rules.office import Role
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown, new_row
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.list_row import ListRow
from paydesk.ui.payment_worklist import local_clock

if TYPE_CHECKING:
    from paydesk.operations.staffing import StaffMember

_ROLES = tuple(Choice(role.value, role.words.capitalize()) for role in Role)
_FIELDS = (
    Field("name", "Signs in as", FieldKind.NAME, width=220),
    Field("full_name", "Full name", FieldKind.NAME, required=True),
    Field("role", "Role", FieldKind.CHOICE, required=True, choices=_ROLES, width=220),
    Field("active", "Works here", FieldKind.TICK, unit="May sign in"),
    Field("password", "First password", FieldKind.PASSWORD, readable=True),
)
_KNOWN_ONLY = ("active",)
_ABOUT_WORK = ("full_name", "role", "active")
_FIRST = "Write it down for this person now: it is not shown again, and is changed at the first sign-in."
_ANOTHER = "For the next sign-in, where it is changed. The PIN and the second factor end with the old one."
_NAME = "Such as a first name; it is never given again"
_LEAD = "Everyone signs in with their own name and password, so that it is clear who did what."


class StaffDialog(OfficeListDialog):
    """Everybody who ever signed in. A new password is set apart from what else is changed of a person."""

    thing = "person"

    def __init__(self, context: DeskContext, records: tuple[StaffMember, ...]) -> None:
        self._deeds: _Deeds | None = None
        self._renews = False
        super().__init__(
            context, records, name="staff_dialog", title="People at this desk", fields=_FIELDS, lead=_LEAD,
        )  # fmt: skip
        self._deeds = _Deeds()
        self._deeds.renew.clicked.connect(lambda: self._turn(renews=not self._renews))
        self._deeds.unlock.clicked.connect(self._unlock)
        self.add(self._deeds)
        self._show_fields()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[StaffMember, ...]]:
        """Reads the people before the dialog opens."""
        from paydesk.operations import staffing

        return lambda: staffing.members(context.desk)

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: StaffMember | None) -> Shown:
        if record is None:
            return Shown(new_row(self.thing), {"active": True, "role": Role.CLERK.value})
        values: dict[str, Value] = {
            "name": record.name, "full_name": record.full_name, "role": record.role.value, "active": record.active,
        }  # fmt: skip
        return Shown(_row(record), values, record)

    def choose(self, key: object) -> None:
        if key != self.chosen:
            self._renews = False
        super().choose(key)
        self._show_fields()

    def focus_start(self) -> None:
        name = "password" if self._renews else "full_name" if self.record() else "name"
        self.form.boxes[name].input.setFocus()

    def follow(self) -> None:
        super().follow()
        role = self.form.boxes["role"].typed()
        self.form.say_help(office.role_sentence(Role(role)) if role else "", name="role")

    def result_words(self) -> str:
        return "Set the new password" if self._renews else super().result_words()

    def save(self, values: dict[str, Value], record: StaffMember | None) -> Callable[[], object]:
        from paydesk.operations import staffing

        desk, full_name, role = self.context.desk, str(values["full_name"]), Role(str(values["role"]))
        password = str(values["password"] or "")
        if record is None:
            new = staffing.AddUser(str(values["name"] or ""), full_name, role, password)
            return lambda: Acted(staffing.add_user(desk, new))
        if self._renews:
            return lambda: Acted(staffing.reset_password(desk, record.user_id, password))
        change = staffing.ChangeUser(record.user_id, full_name, role, bool(values["active"]), record.version)
        return lambda: Acted(staffing.change_user(desk, change))

    def key_after(self, result: object, values: dict[str, Value]) -> object:
        return values["name"]

    def told(self, result: Any) -> str:
        if self._renews:
            return f"{self._saved_values['name']} has a new password, to be changed at the next sign-in"
        return super().told(result)

    def _turn(self, *, renews: bool) -> None:
        """To the new password of the chosen person, or back; one thing at a time is saved."""
        if renews and self.form.is_dirty():
            self.say_problem("Save what you changed first, then set the new password.")
            return
        self._renews = renews
        self.form.boxes["password"].set_value(None)
        self._show_fields()
        self.follow()
        self.focus_start()

    def _unlock(self) -> None:
        from paydesk.operations import staffing

        record = self.record()
        if record is not None:
            self.context.jobs.do(
                lambda: Acted(staffing.let_in_again(self.context.desk, record.user_id)), title="Unlocking", owner=self,
                then=lambda acted: self.read_again(record.name, lead=f"{record.name} may try again."),
                refused=self.show_refusal,
            )  # fmt: skip

    def _show_fields(self) -> None:
        if self._deeds is None:
            return
        record = self.record()
        self.form.boxes["name"].setEnabled(record is None)
        self.form.say_help(_NAME if record is None else "")
        for name in _ABOUT_WORK:
            self.form.show_field(name, not self._renews and (record is not None or name not in _KNOWN_ONLY))
        self.form.show_field("password", record is None or self._renews)
        self.form.say_help(_ANOTHER if self._renews else _FIRST, name="password")
        self._deeds.show_for(record, renews=self._renews)
        self.fit_soon()


class _Deeds(QWidget):
    """What can be done for a known person besides changing her."""

    def __init__(self) -> None:
        super().__init__()
        self.renew = Button("New password…", kind=Kind.LINK, key="Alt+N", name="new_password")
        self.unlock = Button("Unlock now", kind=Kind.LINK, key="Alt+U", name="unlock")
        row = QHBoxLayout(self)
        row.setContentsMargins(104, 0, 0, 8)
        row.setSpacing(16)
        row.addWidget(self.renew)
        row.addWidget(self.unlock)
        row.addStretch(1)

    def show_for(self, record: StaffMember | None, *, renews: bool) -> None:
        self.setVisible(record is not None)
        self.renew.say("Keep the password as it is" if renews else "New password…")
        self.unlock.setVisible(record is not None and record.locked_until is not None and not renews)


def _row(record: StaffMember) -> ListRow:
    second = f"{record.name}, {record.role.words}"
    name = record.full_name or record.name
    if not record.active:
        return ListRow(record.name, name, f"Left; {second}")
    if record.locked_until is not None:
        until = local_clock(record.locked_until)
        return ListRow(record.name, name, second, why=f"Locked until {until}", why_icon="lock", why_tone="bad")
    if record.must_change:
        return ListRow(record.name, name, second, why="First password not changed yet", why_icon="clock")
    if record.has_second_factor:
        return ListRow(record.name, name, second, why="Second factor on", why_icon="shield")
    return ListRow(record.name, name, second)
