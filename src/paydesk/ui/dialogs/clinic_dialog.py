"""What the clinic says of itself: on paper, to payers, and how long patients have to pay."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules import keyboard
from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.setup_pages import ZONES

if TYPE_CHECKING:
    from paydesk.operations.administering import ClinicSettings

_LINES = 3


class ClinicDialog(FormDialog):
    """The clinic's id and its first day stay as they are."""

    def __init__(self, context: DeskContext, kept: ClinicSettings) -> None:
        super().__init__(
            context, name="clinic_dialog", title="Clinic settings", width=860, fields=_fields(kept.time_zone),
            below=False, of_office=True,
            lead="This stands on statements and receipts made from now on; those already printed stay as they were.",
        )  # fmt: skip
        self._version, self._zone = kept.version, kept.time_zone
        self.form.set_values(_values(kept))
        self.primary.say("Save the settings")

    @staticmethod
    def load(context: DeskContext) -> Callable[[], ClinicSettings]:
        """Reads the settings before the dialog opens."""
        from paydesk.operations import administering

        return lambda: administering.clinic_settings(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["name"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import administering

        settings = administering.ClinicSettings(
            name=str(values["name"]), address=_joined(values, "address"), phone=str(values["phone"] or ""),
            tax_id=str(values["tax_id"] or ""), npi=str(values["npi"] or ""), pay_link=str(values["pay_link"] or ""),
            remit_to=_joined(values, "remit"), time_zone=str(values["time_zone"]), days_to_pay=_days(values),
            version=self._version,
        )  # fmt: skip
        return lambda: Acted(administering.save_settings(self.context.desk, settings))

    def record_state(self) -> object:
        return self._version

    def told(self, result: Any) -> str:
        moved = self.form.boxes["time_zone"].typed() != self._zone
        return "Clinic settings saved" + (". The new time zone counts from the next start." if moved else "")


def _fields(zone: str) -> tuple[Field, ...]:
    zones = ZONES if any(one.key == zone for one in ZONES) else (*ZONES, Choice(zone, zone))
    name = FieldKind.NAME
    return (
        Field("name", "Clinic", name, required=True, help="As it stands on paper"),
        Field("address_1", "Address", name, required=True, help="Street or PO box"),
        Field("address_2", "Second line", name, help="City, state and ZIP code"),
        Field("address_3", "Third line", name),
        Field("remit_1", "Checks go to", name, help="Only if elsewhere: name first"),
        Field("remit_2", "Second line", name),
        Field("remit_3", "Third line", name),
        Field("phone", "Phone", FieldKind.PHONE, required=True),
        Field("tax_id", "Tax ID", width=128, longest=20, beside=True),
        Field("npi", "NPI", width=128, longest=20),
        Field("days_to_pay", "Days to pay", width=64, longest=20, beside=True, required=True),
        Field("pay_link", "Pay online at", help="Web address; becomes a QR code"),
        Field("time_zone", "Time zone", FieldKind.CHOICE, required=True, choices=zones, width=168),
    )


def _values(kept: ClinicSettings) -> dict[str, Value | Choice]:
    values: dict[str, Value | Choice] = {
        "name": kept.name, "tax_id": kept.tax_id, "npi": kept.npi, "pay_link": kept.pay_link,
        "phone": keyboard.parse_phone(kept.phone) if kept.phone else None, "time_zone": kept.time_zone,
        "days_to_pay": str(kept.days_to_pay),
    }  # fmt: skip
    for name, lines in (("address", kept.address), ("remit", kept.remit_to)):
        # More lines than there are fields would be lost on saving: the last field takes the rest.
        shown = (*lines[: _LINES - 1], ", ".join(lines[_LINES - 1 :]))
        values |= {f"{name}_{place}": line for place, line in enumerate(shown, 1) if line}
    return values


def _joined(values: dict[str, Value], name: str) -> tuple[str, ...]:
    typed = (values[f"{name}_{place}"] for place in range(1, _LINES + 1))
    return tuple(str(line) for line in typed if line)


def _days(values: dict[str, Value]) -> int:
    typed = str(values["days_to_pay"])
    if not (typed.isascii() and typed.isdecimal()):
        raise PaydeskError("Days to pay are a number between 0 and 365. Type it like 25.", field="days_to_pay")
    return int(typed)
