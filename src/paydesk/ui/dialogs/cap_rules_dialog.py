"""Rules about what may be asked a month: all there are, whom each binds and by which source, and which are on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout

from paydesk.rules.affordability import GENERIC
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Acted, FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.labels import Why
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

if TYPE_CHECKING:
    from paydesk.operations.setting_plan_policy import RulePacks
    from paydesk.rules.cap_rule_rows import KeptCapRule

_BILLS = (Choice("no", "Professionals, apart from a hospital"), Choice("yes", "A hospital or facility"))


class CapRulesDialog(FormDialog):
    """Enter turns the chosen set on; rows are added and ended, never changed. Whether one binds is for a person."""

    def __init__(self, context: DeskContext, packs: RulePacks) -> None:
        self._packs, self._today = packs, context.today()
        super().__init__(
            context, name="cap_rules_dialog", title="Rules about what may be asked", width=900, keeps_draft=False,
            of_office=True, fields=_fields(packs),
            lead="The most a plan may ask of a household a month. The clinic’s own rules always hold; turn a state’s "
                 "on only when somebody who knows it says that it binds this clinic.",
        )  # fmt: skip
        self.table: Table[KeptCapRule] = Table(self._columns(), name="cap_rules_rows", label="Rules")
        self.table.setMinimumHeight(27 + 5 * 29)
        self.about = Why(icon="info", role="text2")
        add = Button("Add a rule", icon="plus", key="Alt+A", name="add_cap_rule")
        self.end = Button("End this rule", key="Alt+D", name="end_cap_rule")
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(self.end)
        row.addStretch(1)
        self.add(self.table, 1)
        self.add(self.about)
        self.body.insertLayout(self.body.count() - 1, row)
        add.clicked.connect(self.add_rule)
        self.end.clicked.connect(self.end_rule)
        self.table.picked.connect(self._tell)
        self.form.set_values({"pack": packs.pack, "facility": "yes" if packs.facility else "no"})
        self.table.rows.show_rows(packs.rules)
        self.table.selectRow(0)
        self.follow()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], RulePacks]:
        """Reads the rules before the dialog opens."""
        from paydesk.operations import setting_plan_policy

        return lambda: setting_plan_policy.rule_packs(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["pack"].input.setFocus()

    def result_words(self) -> str:
        if not self.form.is_dirty():
            return "Keep it so"
        pack = self._chosen()
        return "The clinic’s own rules alone" if pack == GENERIC else f"Turn {pack} on"

    def submit(self) -> None:
        """Turn the chosen set on; where another one was not chosen there is nothing to do."""
        if self.form.is_dirty():
            super().submit()
        else:
            self.reject()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import setting_plan_policy

        pack, facility = str(values["pack"]), values["facility"] == "yes"
        return lambda: Acted(setting_plan_policy.turn_on_pack(self.context.desk, pack, facility=facility))

    def told(self, result: Any) -> str:
        pack = self._chosen()
        return "The clinic’s own rules alone hold" if pack == GENERIC else f"The rules of {pack} are on"

    def add_rule(self) -> None:
        """A further row, of a set there is or of a new one."""
        from paydesk.ui.dialogs.add_cap_rule_dialog import AddCapRuleDialog

        context, packs = self.context, self._packs
        self.accept()
        AddCapRuleDialog(context, packs).start()

    def end_rule(self) -> None:
        """The chosen row holds until a day."""
        from paydesk.ui.dialogs.end_cap_rule_dialog import EndCapRuleDialog

        row = self.table.current_row()
        if row is not None:
            context = self.context
            self.accept()
            EndCapRuleDialog(context, row).start()

    def _chosen(self) -> str:
        return str(self.form.boxes["pack"].value() or GENERIC)

    def _tell(self, row: KeptCapRule) -> None:
        rule = row.rule
        told = [f"Binds {rule.binds}."]
        if rule.within is not None:
            told.append(f"For households up to {rule.within} % of the poverty guideline.")
        if rule.most_payments is not None:
            told.append(f"After {rule.most_payments} monthly payments the bill counts as paid.")
        told.append(f"Source: {rule.source}, read on {show_date(rule.verified_on)}.")
        if row.rule_id in self._packs.old:
            told.append("That is more than a year ago: look whether it still holds, then end it or add it anew.")
        added = f"Added by {row.added_by}." if row.added_by else "Came with paydesk."
        told.append(f"{added} Ended by {row.ended_by}." if row.ended_by else added)
        self.about.say(" ".join(told), icon="warning" if row.rule_id in self._packs.old else "info")
        self.end.setEnabled(rule.last is None or rule.last > self._today)
        self.fit_soon()

    def _columns(self) -> tuple[Column[KeptCapRule], ...]:
        return (
            Column["KeptCapRule"]("pack", "Set", lambda row: _pack_words(row.rule.pack), width=120),
            Column["KeptCapRule"]("name", "Rule", lambda row: row.rule.name),
            Column["KeptCapRule"]("kind", "Kind", lambda row: "law" if row.rule.legal else "policy", width=64),
            Column["KeptCapRule"]("first", "From", lambda row: show_date(row.rule.first), Holds.DATE, 96),
            Column["KeptCapRule"]("last", "Until", _until, Holds.DATE, 96),
            Column["KeptCapRule"]("here", "Here", self._here, width=96, tone=self._tone, strong=True),
        )

    def _here(self, row: KeptCapRule) -> str:
        rule, packs = row.rule, self._packs
        if rule.last is not None and rule.last < self._today:
            return "ended"
        if rule.pack not in (GENERIC, packs.pack) or rule.facility not in (None, packs.facility):
            return "off"
        return "on" if rule.first <= self._today else "on later"

    def _tone(self, row: KeptCapRule) -> str:
        return "ok" if self._here(row) == "on" else "text2"


def _fields(packs: RulePacks) -> tuple[Field, ...]:
    choices = tuple(Choice(one, _pack_words(one) if one == GENERIC else f"{one}, and the clinic’s own")
                    for one in packs.packs)  # fmt: skip
    return (
        Field("pack", "What holds", FieldKind.CHOICE, required=True, choices=choices, width=240),
        Field("facility", "We bill as", FieldKind.CHOICE, required=True, choices=_BILLS, width=280, beside=True),
    )


def _pack_words(pack: str) -> str:
    return "The clinic’s own" if pack == GENERIC else pack


def _until(row: KeptCapRule) -> str:
    return "goes on" if row.rule.last is None else show_date(row.rule.last)
