"""What a file of contract prices would bring, line by line, before any of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from paydesk.rules import money
from paydesk.rules.contract import Fate, Judged
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.contracting import ContractLoaded, LoadContract

_SHOWN = 500
_GROUPS = (
    (Fate.REFUSED, "Left out"), (Fate.CHANGED, "Changed: a new version, the old one stays"), (Fate.NEW, "New"),
    (Fate.KNOWN, "Known already"),
)  # fmt: skip


class ContractPreviewDialog(ReadingDialog):
    """Ctrl+Enter keeps the new and changed prices; what is refused is left out. Enter on a line, which has nothing to
    open, only leads to the button: a list that is read through is not kept by it."""

    def __init__(self, context: DeskContext, request: LoadContract, found: ContractLoaded) -> None:
        self._request, self._busy = request, False
        fresh = found.count(Fate.NEW, Fate.CHANGED)
        self.keep = Button(
            f"Keep {fresh:,} price{'s' if fresh != 1 else ''}", kind=Kind.PRIMARY, key="Ctrl+Return",
            name="keep_prices",
        )  # fmt: skip
        self.keep.setEnabled(bool(fresh))
        self.keep.clicked.connect(self.keep_prices)
        super().__init__(
            context, name="contract_preview_dialog", title=f"Prices of {found.payer}", lead=_lead(request, found),
            rows=tuple(_rows(found)), empty=Empty("No line is in the file", "Below its headings nothing stands."),
            buttons=(self.keep,),
        )  # fmt: skip
        self.list.opened.connect(lambda key: self._lead_on())

    def keep_prices(self) -> None:
        """Load the file."""
        from paydesk.operations import contracting

        if self._busy or not self.keep.isEnabled():
            return
        self._busy = True
        desk, request = self.context.desk, self._request
        self.context.jobs.do(
            lambda: contracting.load_contract(desk, request), title="Loading contract prices", owner=self,
            then=self._kept, refused=self._refused,
        )  # fmt: skip

    def _lead_on(self) -> None:
        following = self.keep if self.keep.isEnabled() else self.leave_button
        following.setFocus(Qt.FocusReason.TabFocusReason)

    def _kept(self, done: ContractLoaded) -> None:
        parts = [f"{done.count(Fate.NEW):,} new", f"{done.count(Fate.CHANGED):,} changed"]
        parts += [f"{len(done.refused):,} left out"] if done.refused else []
        self.context.messages.tell(f"Prices of {done.payer}: {', '.join(parts)}")
        self.accept()

    def _refused(self, refused: PaydeskError) -> None:
        self._busy = False
        self.context.messages.refuse(refused)


def _lead(request: LoadContract, found: ContractLoaded) -> str:
    plan = f" for {found.plan}" if found.plan else ""
    counted = ((Fate.NEW, "new"), (Fate.CHANGED, "changed"), (Fate.KNOWN, "known already"), (Fate.REFUSED, "left out"))
    parts = [f"{found.count(fate):,} {words}" for fate, words in counted if found.count(fate)]
    more = f" The first {_SHOWN} of each kind are shown." if len(found.lines) > _SHOWN else ""
    return f"{request.path.name}{plan}: {', '.join(parts) or 'nothing in it'}. Nothing is kept yet.{more}"


def _rows(found: ContractLoaded) -> Iterator[ListRow]:
    for fate, words in _GROUPS:
        lines = [one for one in found.lines if one.fate is fate]
        if lines:
            yield ListRow(("head", fate.value), words, money=f"{len(lines):,}", head=True)
            yield from map(_row, lines[:_SHOWN])


def _row(one: Judged) -> ListRow:
    price = one.price
    if price is None:
        return ListRow(one.line, f"Line {one.line:,}", second=one.why, icon="warning", icon_tone="warn")
    code = " ".join((price.code, *price.modifiers))
    place = f", place {price.place}" if price.place else ""
    until = f" until {show_date(price.last)}" if price.last else ""
    before = f", {money.show(one.before)} before" if one.before is not None else ""
    tone = "text3" if one.fate is Fate.KNOWN else "text"
    return ListRow(
        one.line, f"{code}{place}", second=f"from {show_date(price.first)}{until}{before}",
        money=money.show(price.allowed), money_tone=tone,
    )  # fmt: skip
