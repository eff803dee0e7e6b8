"""Over a remittance: whose it is, how its sums make the deposit, and whether they do so to the cent."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.operations.reading_advice import AdvicePage
from paydesk.rules import money
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Elided, Label, Why
from paydesk.ui.typeface import Size

_METHODS = {"ACH": "EFT", "CHK": "check", "FWT": "wire", "BOP": "their choice", "NON": "no payment"}
_HEIGHT, _ROOM = 76, 640


class RemittanceHead(Ground):
    """Paid on claims − taken back = deposit; where the room is short, the deposit alone, in the second line."""

    def __init__(self) -> None:
        super().__init__("surface", edges=("bottom",))
        self.setFixedHeight(_HEIGHT)
        self._title = Elided(size=Size.NAME, strong=True)
        self._second = Elided(role="text2", size=Size.LABEL)
        self._verdict = Why(icon="check_circle", role="ok", strong=True)
        self._sums = QWidget()
        self._figures = QHBoxLayout(self._sums)
        self._figures.setContentsMargins(0, 0, 0, 0)
        self._figures.setSpacing(10)
        self._words = ("", "")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._second)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 1)
        row.setSpacing(24)
        row.addLayout(words, 1)
        row.addWidget(self._sums)
        row.addWidget(self._verdict)
        self._verdict.setMaximumWidth(230)

    def show_page(self, page: AdvicePage) -> None:
        """Say what this remittance is."""
        deposit = page.deposit
        claims = "1 claim" if deposit.claims == 1 else f"{deposit.claims:,} claims" if deposit.claims else "no claim"
        self._title.set_text(f"{deposit.payer or 'Unknown insurer'}, {claims}")
        way = _METHODS.get(deposit.method, "")
        dated = f", dated {deposit.paid_on:%m/%d}" if deposit.paid_on else ""
        trace = f"{way} {deposit.trace}".strip() or "no trace number"
        shown = money.show(deposit.amount) if deposit.amount is not None else "unknown"
        self._words = (f"{trace}{dated}", f"{trace}{dated}, deposit {shown}")
        self._show_sums(page, shown)
        if page.damaged and page.damaged == page.deposit.claims:
            self._verdict.say("Damaged: nothing of it can post", icon="warning", role="bad")
        elif page.typed:
            self._verdict.say("Typed before: drop one of the two", icon="warning", role="warn")
        elif page.deposit.balanced and not page.findings:
            self._verdict.say("Balances to the cent", icon="check_circle", role="ok")
        elif page.deposit.balanced:
            many = len(page.findings)
            told = "1 remark on the file" if many == 1 else f"{many} remarks on the file"
            self._verdict.say(f"Balances to the cent, {told}", icon="check_circle", role="ok")
        else:
            words = "Does not add up" if _apart(page) else "Faulty in places, see the remarks"
            self._verdict.say(words, icon="warning", role="bad")
        self._verdict.setToolTip("\n".join(page.findings[:20]))
        self._fit(self.width())

    def _show_sums(self, page: AdvicePage, shown: str) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        deposit = page.deposit
        parts: list[QWidget] = [_figure("Paid on claims", money.show(deposit.claims_total))]
        if deposit.provider_adjustments:
            word = "Taken back" if deposit.provider_adjustments > 0 else "Added"
            sign = "−" if deposit.provider_adjustments > 0 else "+"
            parts += [_sign(sign), _figure(word, money.show(abs(deposit.provider_adjustments)))]
        apart = _apart(page)
        if deposit.amount is not None:
            parts.append(_sign("≠" if apart else "="))
        parts.append(_figure("Deposit", shown))
        if apart:
            parts.append(_figure("Apart", money.show(abs(apart))))
        for part in parts:
            self._figures.addWidget(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        narrow = width < _ROOM
        self._sums.setVisible(not narrow)
        self._second.set_text(self._words[narrow])


def _apart(page: AdvicePage) -> int:
    """By how many cents the deposit is more than its parts make; nothing where the deposit is not known."""
    deposit = page.deposit
    return 0 if deposit.amount is None else deposit.amount - deposit.claims_total + deposit.provider_adjustments


def _figure(words: str, amount: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addStretch(1)
    for label in (Label(words, role="text2", size=Size.LABEL), Label(amount, strong=True)):
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        column.addWidget(label)
    column.addStretch(1)
    made.setAccessibleName(f"{words}: {amount}")
    return made


def _sign(words: str) -> QWidget:
    """Between two figures, at the height of the figures."""
    return _figure("", words)
