"""Codes and fees: the clinic's short names in both languages, and what a unit costs from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules import coding, money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown, new_row
from paydesk.ui.fields import Field, FieldKind, Value
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.office_records import CodeRecord, DatedFee

_FIELDS = (
    Field("code", "Code", width=148, longest=15, required=True, help="Like 99213 or J1885, or your own"),
    Field("short_name", "Short name", FieldKind.NAME, required=True, help="Your own words: it stands on statements"),
    Field("spanish_name", "In Spanish", FieldKind.NAME),
    Field("fee", "Fee per unit", FieldKind.AMOUNT, help="Leave it empty to keep the fees below"),
    Field("fee_from", "from", FieldKind.DATE, beside=True),
    Field("modifier", "Modifier", width=64, longest=11, help="Only if this fee is for a code with it"),
)


class CodeDialog(OfficeListDialog):
    """Every code the clinic charges. A fee of the same day is replaced, earlier ones stay."""

    thing = "code"

    def __init__(self, context: DeskContext, records: tuple[CodeRecord, ...]) -> None:
        self._fees: KeptList | None = None
        super().__init__(
            context, records, name="code_dialog", title="Codes and fees", fields=_FIELDS,
            lead="Choosing a code for a charge fills in its name and the fee of that day.",
        )  # fmt: skip
        self._fees = KeptList("Fees of this code", (), empty=_NO_FEE)
        self.add(self._fees)
        self._show_fees()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[CodeRecord, ...]]:
        """Reads the codes and their fees before the dialog opens."""
        from paydesk.operations import office_records

        return lambda: office_records.code_records(context.desk)

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: CodeRecord | None) -> Shown:
        today = self.context.today()
        if record is None:
            return Shown(new_row(self.thing), {"fee_from": today})
        fee = money.show(record.fee) if record.fee is not None else "no fee"
        row = ListRow(record.code, record.code, record.short_name, money=fee)
        values: dict[str, Value] = {
            "code": record.code, "short_name": record.short_name, "spanish_name": record.spanish_name,
            "fee_from": today,
        }  # fmt: skip
        return Shown(row, values, record)

    def choose(self, key: object) -> None:
        super().choose(key)
        self.form.boxes["code"].setEnabled(self.record() is None)
        self._show_fees()

    def focus_start(self) -> None:
        self.form.boxes["fee" if self.record() else "code"].input.setFocus()

    def save(self, values: dict[str, Value], record: CodeRecord | None) -> Callable[[], object]:
        from paydesk.operations import administering

        code = record.code if record else str(values["code"])
        if record is None and coding.parse_service_code(code) in self._shown:
            raise PaydeskError("This code is in the list already. Choose it there to change it.", field="code")
        start, fee = values["fee_from"], values["fee"]
        request = administering.SaveServiceCode(
            code, str(values["short_name"]), money.cents(fee) if fee is not None else None,
            start if isinstance(start, date) else None, str(values["modifier"] or ""),
            str(values["spanish_name"] or ""), record.version if record else 0,
        )  # fmt: skip
        return lambda: Acted(administering.save_service_code(self.context.desk, request))

    def key_after(self, result: object, values: dict[str, Value]) -> object:
        return coding.parse_service_code(str(values["code"]))

    def _show_fees(self) -> None:
        if self._fees is None:
            return
        record = self.record()
        fees = record.fees if record else ()
        self._fees.show_rows(tuple(_fee_row(place, fee, self.context.today()) for place, fee in enumerate(fees)))
        self._fees.setVisible(record is not None)
        self.fit_soon()


_NO_FEE = "No fee yet. Type one above; until then the fee is typed with every charge."


def _fee_row(place: int, fee: DatedFee, today: date) -> KeptRow:
    modifier = f" with modifier {fee.modifier}" if fee.modifier else ""
    waits = fee.valid_from > today
    words = f"{money.show(fee.amount)} from {show_date(fee.valid_from)}{modifier}"
    return KeptRow(f"fee_{place}", f"{words}, not yet in force" if waits else words)
