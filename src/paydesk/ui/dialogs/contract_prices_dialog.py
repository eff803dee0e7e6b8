"""Contract prices: what is loaded for an insurer, the way to load its list, and to end it as of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from paydesk.rules import money
from paydesk.rules.contract import KeptPrice
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.labels import SectionHeader
from paydesk.ui.paged_model import Column, Holds
from paydesk.ui.tables import Table

if TYPE_CHECKING:
    from paydesk.operations.contracting import ContractLoaded, ContractPrices, PayerOfPrices

_ALL = "*"
_KINDS = "Price lists (*.csv *.txt *.tsv);;All files (*)"


class ContractPricesDialog(FormDialog):
    """The payer is chosen, its prices stand below. Enter shows what a file would bring before anything is kept."""

    def __init__(self, context: DeskContext, payers: tuple[PayerOfPrices, ...]) -> None:
        if not payers:
            raise PaydeskError("No payer is on file yet. Enter one in the Insurance menu, “Payers”.")
        self._shown: ContractPrices | None = None
        choices = tuple(Choice(str(one.payer_id), one.name) for one in payers)
        super().__init__(
            context, name="contract_prices_dialog", title="Contract prices", width=860, keeps_draft=False,
            lead="A list of prices as the insurer hands it out, saved as CSV. Estimates and the Underpaid report go by "
            "it; without one, prices are learned from earlier payments.", of_office=True,
            fields=(
                Field("payer", "Payer", FieldKind.CHOICE, required=True, choices=choices, width=240),
                Field("plan", "Plan", FieldKind.CHOICE, required=True, choices=(Choice(_ALL, "All its plans"),),
                      width=240, beside=True),
                Field("file", "File", longest=1000, help="Headings: Code, Modifier, POS, Price, From, Until or alike"),
                Field("first", "Prices from", FieldKind.DATE, required=True,
                      help="For those that the file gives no day of their own"),
            ),
        )  # fmt: skip
        self._payer = ""
        self._loaded = SectionHeader("Loaded")
        self.table: Table[KeptPrice] = Table(_columns(), name="contract_prices_rows", label="Loaded prices")
        self.table.setMinimumHeight(27 + 7 * 29)
        self.end = Button("End these prices", key="Alt+D", name="end_contract")
        choose = Button("Choose the file", icon="folder", key="Ctrl+O", name="choose_file")
        row = QHBoxLayout()
        row.addWidget(choose)
        row.addWidget(self.end)
        row.addStretch(1)
        self.body.insertLayout(1, row)
        self.add(self._loaded)
        self.add(self.table, 1)
        choose.clicked.connect(self.choose_file)
        self.end.clicked.connect(self.end_prices)
        first = next((one for one in payers if one.has_prices), payers[0])
        self.form.set_values({"payer": str(first.payer_id), "plan": _ALL, "first": context.today()})
        self.primary.say("Look at the file")
        self.follow()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[PayerOfPrices, ...]]:
        """Reads the payers before the dialog opens."""
        from paydesk.operations import contracting

        return lambda: contracting.payers_of_prices(context.desk)

    def focus_start(self) -> None:
        self.form.boxes["payer"].input.setFocus()

    def follow(self) -> None:
        super().follow()
        payer = str(self.form.boxes["payer"].value() or "")
        if payer and payer != self._payer:
            self._payer = payer
            self._read()

    def choose_file(self) -> None:
        """Ask for the file; its path stands in the field."""
        name, _ = QFileDialog.getOpenFileName(self, "Contract prices", self.context.preferences.saved_in, _KINDS)
        if name:
            self.form.boxes["file"].set_typed(name)
            self.form.boxes["file"].mark("")
            self.primary.setFocus()

    def end_prices(self) -> None:
        """The prices of the payer, or of the chosen plan, hold until a day."""
        from paydesk.ui.dialogs.end_contract_dialog import EndContractDialog

        if self._shown is not None and self._shown.prices and str(self._shown.payer_id) == self._payer:
            context, shown, plan = self.context, self._shown, self._plan()
            self.accept()
            EndContractDialog(context, shown, plan or None).start()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import contracting

        typed, first = str(values["file"] or "").strip().strip('"'), values["first"]
        if not typed:
            raise PaydeskError("Choose the file with the insurer's prices (Ctrl+O).", field="file")
        assert isinstance(first, date)
        self._request = contracting.LoadContract(Path(typed), int(self._payer), self._plan(), first)
        return lambda: contracting.preview_contract(self.context.desk, self._request)

    def field_of(self, name: str | None) -> str | None:
        return name or "file"

    def _plan(self) -> str:
        chosen = str(self.form.boxes["plan"].value() or _ALL)
        return "" if chosen == _ALL else chosen

    def _read(self) -> None:
        from paydesk.operations import contracting

        desk, payer = self.context.desk, int(self._payer)
        self.context.jobs.look(
            lambda: contracting.contract_prices(desk, payer), title="Reading the prices", owner=self,
            latest="contract prices", then=self._show,
        )  # fmt: skip

    def _show(self, found: ContractPrices) -> None:
        self._shown = found
        self.form.boxes["plan"].set_choices((Choice(_ALL, "All its plans"), *(Choice(one, one) for one in found.plans)))
        self.form.set_values({"plan": _ALL})
        self.table.rows.show_rows(found.prices)
        told = f"{found.in_force:,} in force of {len(found.prices):,}" if found.prices else "none yet"
        self._loaded.set_aside(told)
        self.end.setEnabled(bool(found.prices))
        self.fit_soon()

    def _finish(self, result: ContractLoaded | Any) -> None:
        from paydesk.ui.dialogs.contract_preview_dialog import ContractPreviewDialog

        self.set_busy(False)
        context, request = self.context, self._request
        self.accept()
        ContractPreviewDialog(context, request, result).start()


def _columns() -> tuple[Column[KeptPrice], ...]:
    return (
        Column[KeptPrice]("code", "Code", lambda row: row.price.code, width=84),
        Column[KeptPrice]("modifiers", "Modifier", lambda row: " ".join(row.price.modifiers) or "–", width=84),
        Column[KeptPrice]("place", "Place", lambda row: row.price.place or "all", width=64),
        Column[KeptPrice]("plan", "Plan", lambda row: row.plan or "All its plans"),
        Column[KeptPrice]("price", "Price", lambda row: money.show(row.price.allowed), Holds.MONEY, 96, strong=True),
        Column[KeptPrice]("first", "From", lambda row: show_date(row.price.first), Holds.DATE, 100),
        Column[KeptPrice]("last", "Until", _until, Holds.DATE, 140),
    )  # fmt: skip


def _until(row: KeptPrice) -> str:
    if row.price.last is None:
        return "goes on"
    if row.price.last < row.price.first:
        return "replaced"
    return f"{show_date(row.price.last)}{', ended' if row.ended_by else ''}"
