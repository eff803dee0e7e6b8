"""What comes off by contract: the reductions of insurers that this clinic takes off without a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.office_list_dialog import OfficeListDialog, Shown, new_row
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.contract_reasons import ContractReasonKept

_GROUPS = (
    Choice("CO", "CO, by contract"), Choice("PI", "PI, the insurer's own decision"), Choice("OA", "OA, neither"),
)  # fmt: skip
_STANDS = (Choice("yes", "Comes off by itself"), Choice("no", "Waits for a person"))
_FIELDS = (
    Field("grouped", "Group", FieldKind.CHOICE, required=True, choices=_GROUPS, width=240),
    Field("reason", "Reason", width=80, longest=5, required=True, help="The code in the remittance, such as 131"),
    Field("active", "Then", FieldKind.CHOICE, required=True, choices=_STANDS, width=240),
    Field("why", "Why", required=True, longest=200, help="Such as the contract's clause; it is kept with the reason"),
)  # fmt: skip


class ContractReasonsDialog(OfficeListDialog):
    """CO 45 and CO 253 come off everywhere; the others are the clinic's decision."""

    thing = "reason"

    def __init__(self, context: DeskContext, records: tuple[ContractReasonKept, ...]) -> None:
        super().__init__(
            context, records, name="contract_reasons_dialog", title="What comes off by contract", fields=_FIELDS,
            lead="CO 45 and CO 253 come off everywhere. Other reductions wait for a person unless they stand here.",
        )  # fmt: skip

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[ContractReasonKept, ...]]:
        """Reads the reasons before the dialog opens."""
        from paydesk.operations import contract_reasons

        return lambda: tuple(one for one in contract_reasons.contract_reasons(context.desk) if not one.fixed)

    def reading(self) -> Callable[[], tuple[Any, ...]]:
        return self.load(self.context)

    def show_record(self, record: ContractReasonKept | None) -> Shown:
        if record is None:
            return Shown(new_row(self.thing), {"grouped": "CO", "active": "yes"})
        ends = "" if record.active else ", waits for a person"
        row = ListRow(record.id, record.id, f"{record.words[:1].upper()}{record.words[1:]}{ends}")
        values = {
            "grouped": record.grouped, "reason": record.reason, "active": "yes" if record.active else "no",
            "why": record.why,
        }  # fmt: skip
        return Shown(row, values, record)

    def save(self, values: dict[str, Value], record: ContractReasonKept | None) -> Callable[[], object]:
        from paydesk.operations import contract_reasons

        request = contract_reasons.SaveContractReason(
            str(values["grouped"]), str(values["reason"]), values["active"] == "yes", str(values["why"])
        )
        return lambda: contract_reasons.save_contract_reason(self.context.desk, request)
