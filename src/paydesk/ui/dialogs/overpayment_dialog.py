"""An insurer's overpayment: its time and history, and what the clinic says to it: send back, let keep, dispute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurance import PayerKind
from paydesk.rules.insurer_overpayment import FOUND_BY, REASONS, clock_sentence, may_pause
from paydesk.rules.keyboard import show_date
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, give_out
from paydesk.ui.taking_back import reversal_of

if TYPE_CHECKING:
    from paydesk.operations.finding_overpayments import OverpaymentPage

_DEEDS = {
    "send": "We agree: send it back now", "refund": "We agree: to be sent back by a supervisor",
    "offset": "We agree: the insurer keeps it from a later payment", "dispute": "We dispute it",
    "drop": "It is not owed, or the insurer gave in", "pause": "We look into it: stop the clock",
    "resume": "We have looked into it: the clock runs on",
}  # fmt: skip
_WORDS = {
    "send": "Send {amount} back and print the letter", "refund": "Keep it to be sent back",
    "offset": "Let the insurer keep {amount}", "dispute": "Dispute it and print the letter",
    "drop": "Close it: not owed", "pause": "Stop the clock", "resume": "Let the clock run on",
}  # fmt: skip
_TOLD = {
    "refund": "Kept: a supervisor sends it back", "offset": "Kept: closes when a payment takes it",
    "drop": "Closed", "pause": "The clock stands still", "resume": "The clock runs on",
}  # fmt: skip
_WITH_AMOUNT, _WITH_LETTER, _SHOWN = ("send", "refund", "offset"), ("send", "dispute"), 6
_NO_ADDRESS = (
    "No address of {payer} is known: the letter would have none. Esc leaves, C calls about it: with that sheet open "
    "type the address under “What we know of this insurer” in the Insurance menu. Or press “{key}” again to print it "
    "without."
)


@dataclass(frozen=True)
class _Done:
    deed: str
    pdf: bytes
    number: int
    touched: object
    entries: tuple[int, ...] = ()


class OverpaymentDialog(FormDialog):
    """A decision is made at once or not at all: nothing half-typed is kept."""

    def __init__(self, context: DeskContext, page: OverpaymentPage) -> None:
        self._page, row = page, page.wanted.row
        self._told_address = False
        self._closed = row.closed_on is not None
        deeds = self._offered()
        super().__init__(
            context, name="overpayment_dialog", title=f"{row.payer}: {money.show(row.left or row.amount)}",
            width=680, keeps_draft=False,
            fields=() if self._closed else (
                Field("deed", "What to do", FieldKind.CHOICE, required=True, missing="Choose what to do about it.",
                      choices=tuple(Choice(key, _DEEDS[key]) for key in deeds)),
                Field("amount", "Amount", FieldKind.AMOUNT),
                Field("reference", "Check number", FieldKind.TEXT, longest=40, placeholder="If it is known already"),
                Field("until", "Dispute by", FieldKind.DATE, help="Until when the insurer takes it, if it says so."),
                Field("why", "Reason", FieldKind.TEXT, required=True, longest=300,
                      missing="Say why in a few words.", placeholder="In a few words; the letter says it too"),
            ),
        )  # fmt: skip
        if self._closed:
            self.say_only()
        self.say_lead(self._told_of())
        rows = tuple(
            KeptRow(f"event_{n}", f"{one.at.date():%m/%d/%y}  {one.what}", ", ".join(filter(None, (one.why, one.by))))
            for n, one in enumerate(page.events[:_SHOWN])
        )
        self.add(KeptList("What happened", rows, empty="Nothing yet."))
        if not self._closed:
            # Money goes only where that was decided before, or is chosen now.
            first = deeds[0] if row.decision == "refund" else "refund"
            self.form.set_values({"deed": first, "amount": min(row.left, page.there) or row.left})
        self.follow()

    def _offered(self) -> tuple[str, ...]:
        row = self._page.wanted.row
        deeds = ["send"] if self._page.there and row.left else []
        deeds += ["refund", "offset", "dispute", "drop"]
        if may_pause(PayerKind(row.payer_kind), identified=row.identified_on):
            deeds.append("resume" if row.paused_on and not row.resumed_on else "pause")
        return tuple(deeds)

    def _told_of(self) -> str:
        row, page = self._page.wanted.row, self._page
        whose = f"{row.patient}, visit of {show_date(row.day)}" + (f", claim {row.number}" if row.number else "")
        letter = f" {row.letter_number}" if row.letter_number else ""
        came = f", letter{letter} of {show_date(row.letter_on)}" if row.letter_on else f", {FOUND_BY[row.found_by]}"
        told = f"{whose}. {REASONS.get(row.reason, row.reason)}{came}."
        if self._closed:
            return f"{told} {row.state.capitalize()} on {show_date(row.closed_on or page.today)}."
        there = f"The insurer's money on this claim is {money.show(page.there)}."
        return f"{told} {row.state.capitalize()}. {clock_sentence(page.wanted.clock, page.today)}. {there}"

    def focus_start(self) -> None:
        if self._closed:
            self.primary.setFocus()
        else:
            self.form.boxes["deed"].input.setFocus()

    def follow(self) -> None:
        if not self._closed:
            deed = self._deed()
            for name, shown in (("amount", deed in _WITH_AMOUNT), ("reference", deed == "send"),
                                ("until", deed == "dispute")):  # fmt: skip
                self.form.show_field(name, shown)
            self.fit_soon()
        super().follow()

    def result_words(self) -> str:
        if self._closed:
            return "Close"
        return _WORDS[self._deed()].format(amount=money.show(self._amount()))

    def deed(self) -> str:
        row = self._page.wanted.row
        return f"Refund {money.show(self._amount())} by check to {row.payer}, account {row.account}"

    def submit(self) -> None:
        if self._closed:
            self.reject()
        elif self._lacks_address():
            # Once: whoever presses it again wants the letter all the same.
            self._told_address = True
            self.say_problem(_NO_ADDRESS.format(payer=self._page.wanted.row.payer, key=self.primary.text()))
        else:
            super().submit()

    def _lacks_address(self) -> bool:
        return not (self._told_address or self._page.address) and self._deed() in _WITH_LETTER

    def record_state(self) -> object:
        return None if self._closed else self._page.wanted.row.version

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        desk, deed, row = self.context.desk, self._deed(), self._page.wanted.row
        why, until = str(values["why"]), values["until"]
        if deed == "send":
            return self._sending(why, str(values["reference"] or ""))

        def decide() -> _Done:
            from paydesk.operations import deciding_overpayments, overpayment_letters

            if deed in ("pause", "resume"):
                since, over = row.paused_on or desk.clock.today(), desk.clock.today() if deed == "resume" else None
                stopped = deciding_overpayments.PauseClock(row.id, since, over, why)
                return _Done(deed, b"", row.id, deciding_overpayments.pause_clock(desk, stopped).touched)
            amount = self._amount() if deed in _WITH_AMOUNT and self._amount() != row.left else None
            last = until if deed == "dispute" and isinstance(until, date) else None
            request = deciding_overpayments.Decide(row.id, deed, why, amount, last)
            done = deciding_overpayments.decide(desk, request, version=row.version)
            pdf = overpayment_letters.dispute_paper(desk, row.id).pdf if deed == "dispute" else b""
            return _Done(deed, pdf, row.id, done.touched)

        return decide

    def _sending(self, why: str, reference: str) -> Callable[[], object]:
        desk, row, key, amount = self.context.desk, self._page.wanted.row, self.key, self._amount()

        def send() -> _Done:
            from paydesk.operations import overpayment_letters, returning_overpayments

            request = returning_overpayments.RefundInsurer(row.id, amount, why, key, reference=reference)
            done = returning_overpayments.refund_insurer(desk, request)
            pdf = overpayment_letters.refund_paper(desk, row.id).pdf
            return _Done("send", pdf, row.id, done.touched, done.entries)

        return send

    def told(self, result: _Done) -> str:
        if not result.pdf:
            return _TOLD[result.deed]
        told = f"{money.show(self._amount())} sent back" if result.deed == "send" else "Disputed"
        paper = Paper(
            "Letter to an insurer", file_name("Letter to an insurer", result.number), result.pdf,
            account=self._page.wanted.row.account_id,
        )  # fmt: skip
        went = give_out(paper, self.context.printing.print_paper)
        if not went:
            return f"{told}. Its letter was not printed: it is with the account's papers"
        return f"{told}, its letter printed" if went == PRINTED else f"{told}. Its letter is {went}"

    def take_back(self, result: _Done) -> Callable[[], None] | None:
        if not result.entries:
            return None
        return reversal_of(
            self.context, *reversed(result.entries), reason="Reversed right after it was sent back",
            told="Reversed: the overpayment is open again. Keep the check and its letter here",
        )  # fmt: skip

    def _deed(self) -> str:
        return self.form.boxes["deed"].typed() or "offset"

    def _amount(self) -> int:
        if self._closed:
            return 0
        try:
            return money.parse(self.form.boxes["amount"].typed() or "0")
        except PaydeskError:
            return 0
