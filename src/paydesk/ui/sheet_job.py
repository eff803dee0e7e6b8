"""The sheet: from what a household earns and owes to offers, and from the one accepted to a printed agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from paydesk.operations import affording, planning, preparing_plans
from paydesk.operations.affording import KeepSheet
from paydesk.operations.planning import MakePlan, Planned
from paydesk.operations.preparing_plans import PlanStart
from paydesk.rules import plan_beyond, worked_means
from paydesk.rules.affordability import Sheet
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Cadence
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import Cents, show
from paydesk.rules.plan_agreement import MOST_UNDISCLOSED
from paydesk.rules.plan_offers import Offer
from paydesk.rules.plan_story import in_words
from paydesk.rules.worked_means import Worked
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import Deed
from paydesk.ui.drafts import Drafts
from paydesk.ui.finished_paper import Paper, file_name, give_out
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty
from paydesk.ui.offer_card import ShownOffer
from paydesk.ui.own_offer import usual_first
from paydesk.ui.sheet_offers import MEND, SheetOffers, account_sentences, paid_down, sheet_offers, suggested
from paydesk.ui.sheet_page import SheetPage

FORM = "plan_sheet"
_KEPT = "Kept as a draft if you are called away"


class SheetJob(QStackedWidget):
    """Follows the account it is shown. ``made`` carries the Planned; every keystroke draws the offers anew.

    ``left``: Esc, back to what was in front; what was typed is kept as a draft.
    ``asked`` is what was accepted last: who approves it sees it.
    """

    made = Signal(object)
    left = Signal()

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._start: PlanStart | None = None
        self._asked: tuple[int, int | None] | None = None
        self._offers: tuple[ShownOffer, ...] = ()
        self._worked: Worked | None = None
        self._as_told: dict[str, Any] = {}
        self._key, self._busy, self._wants_focus = uuid4().hex, False, False
        self._sent: KeepSheet | None = None
        self._chose_disclosure = False
        self.asked = Deed()
        self._drafts = Drafts(context, FORM, account=None)
        self.page = SheetPage(context.today)
        ground = Ground("surface")
        QVBoxLayout(ground).addWidget(Empty(
            "No account is open", "Find one with Ctrl+F, or choose a plan at the left. What a family can pay is worked "
            "out here.", icon="calendar",
        ))  # fmt: skip
        self.addWidget(ground)
        self.addWidget(self.page)
        page = self.page
        for source in (page.form.edited, page.own.edited, page.charges.edited):
            source.connect(self._work)
        page.disclose.clicked.connect(self._choose_disclosure)
        page.reason.textEdited.connect(lambda: page.reason.mark_wrong(False))
        page.limit.clicked.connect(lambda: page.own.limit_to(MOST_UNDISCLOSED))
        page.keep.clicked.connect(lambda: self._accept(suggested(self._offers), give=False))
        page.assistance.clicked.connect(lambda: context.trigger("assistance.open"))
        context.told_first = self.keep_told_first
        for place, button in enumerate(page.accept):
            button.clicked.connect(partial(self._accept, place))
        context.leaving.connect(self.keep_draft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.keep_draft()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_account(self, account_id: int | None, replaces: int | None = None) -> None:
        """The sheet of an account; with ``replaces`` a plan in the place of that one. What is typed stays."""
        if account_id is None:
            self.keep_draft()
            self._start = self._asked = None
            self.setCurrentIndex(0)
            return
        self._asked = (account_id, replaces)
        desk = self._context.desk
        self._context.jobs.look(
            lambda: preparing_plans.plan_start(desk, account_id, replaces=replaces), title="Reading what is owed",
            owner=self, latest="plan.start", then=self._begin,
        )  # fmt: skip

    def focus_start(self) -> None:
        """Where the work starts."""
        self._wants_focus = self._start is None or (self._start.account_id, self._start.replaces) != self._asked
        if not self._wants_focus:
            self._go_to(self.page.form.household)

    @property
    def account_id(self) -> int | None:
        """Whose sheet is asked for."""
        return self._asked[0] if self._asked else None

    @property
    def replaces(self) -> int | None:
        """The plan in whose place the new one will be."""
        return self._asked[1] if self._asked else None

    def offers(self) -> tuple[Offer, ...]:
        """The offers in front, in the order of their keys."""
        return tuple(one.offer for one in self._offers)

    def is_touched(self) -> bool:
        """Whether there is something worth keeping as a draft."""
        return self._start is not None and self._draft() != self._as_told

    def keep_draft(self) -> None:
        """What was typed is kept, before another account comes to the front."""
        if self._start is not None and not self._busy:
            self._drafts.keep(self._draft() if self.is_touched() else {})

    def _draft(self) -> dict[str, Any]:
        page = self.page
        return {
            "form": page.form.typed(), "own": page.own.typed(), "out": list(page.charges.left_out()),
            "remind": page.remind.isChecked(), "reason": page.reason.text(),
        }  # fmt: skip

    def _bring_back(self, drafts: Drafts, kept: Mapping[str, Any]) -> None:
        if drafts is not self._drafts or self.is_touched():
            return
        page = self.page
        if kept["form"]:
            page.form.set_typed(kept["form"])
        page.own.set_typed(kept["own"])
        page.charges.leave_out(kept["out"])
        page.remind.setChecked(bool(kept["remind"]))
        page.reason.setText(kept["reason"])
        self._work()

    def _begin(self, start: PlanStart) -> None:
        if (start.account_id, start.replaces) != self._asked:
            return
        same = self._start is not None and (self._start.account_id, self._start.replaces) == self._asked
        kept = same and self.is_touched()
        self._start = start
        page = self.page
        page.charges.show_lines(start.lines)
        if not kept:
            sheet = start.sheet
            usable = sheet is not None and not sheet.expired
            page.form.put(sheet.sheet if sheet is not None and usable else None, start.region)
            page.own.clear()
            page.remind.setChecked(False)
            self._chose_disclosure = False
            page.reason.setText("")
            self._as_told = self._draft()
            self._key, self._sent = uuid4().hex, None
        if not same:
            self._drafts = drafts = Drafts(self._context, FORM, account=start.account_id)
            drafts.bring_back(lambda found: self._bring_back(drafts, found), owner=self)
        self.setCurrentIndex(1)
        page.order_stops()
        instead = f"In place of plan {start.replaces_number}: what" if start.replaces_number else "What"
        page.say_whose(f"{instead} can {start.name} afford?", self._how_told())
        self._work()
        if self._wants_focus and self.isVisible():
            self._wants_focus = False
            self._go_to(page.form.household)

    def _how_told(self) -> str:
        sheet = self._start.sheet if self._start else None
        if sheet is None:
            return ""
        told = f"told {sheet.told_how.words} on {show_date(sheet.sheet.on)}"
        if sheet.expired:
            return f"What was {told} held until {show_date(sheet.expires_on)}: ask again"
        due = f"; proof by {show_date(sheet.proof_due)}" if sheet.proof_due and sheet.unproven else ""
        return f"As {told}, holds until {show_date(sheet.expires_on)}{due}"

    def _balance(self) -> Cents:
        return sum(self.page.charges.chosen().values())

    def _work(self) -> None:
        """Work all of it out anew, from what stands there; what cannot be is said at its place."""
        start, page = self._start, self.page
        if start is None:
            return
        page.form.mend()
        page.own.mend()
        page.ask_reason("")
        balance, today = self._balance(), self._context.today()
        try:
            found = sheet_offers(start, page, balance, today)
        except PaydeskError as refused:
            found = SheetOffers(None, None, (), MEND, f"For {show(balance)}", refused)
        if found.refused is not None:
            self._show_mistake(found.refused)
        self._worked, self._offers, means = found.worked, found.offers, found.means
        page.own.suggest(worked_means.asked_down(balance, start.terms.policy), usual_first(today))
        page.limits.show_limits(means, start.terms.policy, balance)
        page.form.show_means(means)
        page.show_offers(self._offers, suggested=suggested(self._offers), none=found.none)
        page.facts.say(found.head, "no interest, no fee; Alt+O for your own")
        page.foot.say(_KEPT)
        self._hint()
        self._count()

    def _hint(self) -> None:
        """What stands on the account, assistance first, and what is worth a second question."""
        page, worked, start = self.page, self._worked, self._start
        said = list(account_sentences(start)) if start is not None else []
        known = start is not None and bool(start.pending or start.assisted)
        said += [worked.assistance] if worked and worked.assistance and not known else []
        if worked and (left := plan_beyond.law_leaves(self._balance(), worked.means)):
            said.append(left)
        said += [hint.sentence for hint in worked.hints] if worked else []
        page.hint.say(" ".join(said))
        page.hint.setVisible(bool(said))
        page.assistance.setVisible((known or bool(worked and worked.assistance)) and self._has_assistance())

    def _has_assistance(self) -> bool:
        return bool(self._context.actions_of(("assistance.open",)))

    def _count(self) -> None:
        """Whether an agreement of one of these is consumer credit, and how many there were."""
        page, start = self.page, self._start
        longest = max((len(one.offer.installments) for one in self._offers), default=0)
        counts = longest > MOST_UNDISCLOSED and start is not None
        page.disclose.setVisible(bool(self._offers))
        if not self._chose_disclosure:
            page.disclose.setChecked(counts)
        for widget in (page.counter, page.limit):
            widget.setVisible(counts)
        if counts and start is not None:
            page.counter.say(
                f"More than {MOST_UNDISCLOSED} payments in writing: {start.this_year} such agreements were signed this "
                f"year and {start.last_year} last year. More than 25 in a year make a clinic a creditor."
            )

    def _choose_disclosure(self) -> None:
        """From now on it is as the clerk says: the clinic may want it for a short plan, too."""
        self._chose_disclosure = True

    def _accept(self, place: int, *_: object, give: bool = True) -> None:
        """Keep the sheet and make the plan; its agreement is printed."""
        start, page = self._start, self.page
        if start is None or self._busy or not 0 <= place < len(self._offers):
            return
        offer, cadence = self._offers[place].offer, self._offers[place].cadence
        try:
            kept = self._sheet_to_keep(start)
            request = self._request(start, offer, cadence, give=give)
        except PaydeskError as refused:
            self._show_mistake(refused, go=True)
            return
        if give and not self._context.printing.ready("Payment plan agreement"):
            return
        self._busy, desk = True, self._context.desk
        told = start.sheet.sheet_id if start.sheet is not None and kept is None and page.form.is_told else None

        self.asked = Deed(_what(start, request), start.account_id, request.override_reason)

        def work() -> Planned:
            sheet = affording.keep_sheet(desk, kept).sheet_id if kept is not None else told
            return planning.make_plan(desk, replace(request, sheet_id=sheet))

        self._context.jobs.do(
            work, title="Making the plan", owner=self, then=partial(self._is_made, give), refused=self._refused
        )

    def keep_told_first(self, then: Callable[[], None]) -> None:
        """An application starts with what was told on the sheet in front: that is kept first."""
        start, desk = self._start, self._context.desk
        if start is None or not self.isVisible() or start.account_id != self._context.current_account:
            then()
            return
        if self._busy:
            return
        try:
            kept = self._sheet_to_keep(start)
        except PaydeskError as refused:
            self._show_mistake(refused, go=True)
            return
        if kept is None:
            then()
            return
        self._context.jobs.do(
            lambda: affording.keep_sheet(desk, kept), title="Keeping what was told", owner=self,
            then=lambda _: then(), refused=self._refused,
        )  # fmt: skip

    def _sheet_to_keep(self, start: PlanStart) -> KeepSheet | None:
        """What was told, unless it is what was kept before."""
        page, today = self.page, self._context.today()
        if not page.form.is_told or page.form.typed() == self._as_told.get("form"):
            return None
        sheet: Sheet = page.form.sheet(today)
        kept = KeepSheet(
            account_id=start.account_id, sheet=sheet, told_how=page.form.told_how(), proofs=page.form.proofs(),
            proof_due=page.form.due(today), down=page.own.wanted().down, first_due=page.own.wanted().first,
        )  # fmt: skip
        again = self._sent is not None and replace(kept, key=self._sent.key) == self._sent
        self._sent = self._sent if again else replace(kept, key=uuid4().hex)
        return self._sent

    def _request(self, start: PlanStart, offer: Offer, cadence: Cadence, *, give: bool) -> MakePlan:
        page, charges = self.page, self.page.charges.chosen()
        return MakePlan(
            account_id=start.account_id, charges=charges, installments=offer.installments, key=self._key,
            cadence=cadence, down=paid_down(start, page, sum(charges.values())), offer=offer.name, why=offer.why,
            override_reason=page.reason.text() if page.asks_reason else "", remind=page.remind.isChecked(),
            disclose=page.disclose.isChecked() if self._chose_disclosure else None, give=give, replaces=start.replaces,
        )  # fmt: skip

    def _refused(self, refused: PaydeskError) -> None:
        self._busy = False
        self._context.messages.put_away()
        # The plan may be another one by the next try; the sheet was kept, and is kept once.
        self._key = uuid4().hex
        page = self.page
        if refused.field == "override_reason":
            page.ask_reason(refused.sentence)
            page.reason.mark_wrong(bool(page.reason.text()))
            self._go_to(page.reason)
        elif refused.field in (*page.own.fields, *page.form.fields):
            self._show_mistake(refused, go=True)
        else:
            self._context.messages.refuse(refused)

    def _show_mistake(self, refused: PaydeskError, *, go: bool = False) -> None:
        """The sentence at its place; with ``go`` the clerk is taken there."""
        page = self.page
        part = page.own if refused.field in page.own.fields else page.form
        at = part.show_mistake(refused)
        if go:
            self._go_to(at)

    def _go_to(self, field: QWidget) -> None:
        field.setFocus()
        QTimer.singleShot(0, field, lambda: self.page.scroll_to(field))

    def _is_made(self, give: bool, planned: Planned) -> None:
        self._busy = False
        self._drafts.finish()
        account = self._start.account_id if self._start else None
        self._start = None
        paper = Paper(
            "Payment plan agreement", file_name("Payment plan", planned.number), planned.pdf, account=account
        )
        went = give_out(paper, self._context.printing.print_paper) if give else ""
        said = f"agreement {went}" if went else "its agreement is kept to be printed" if give else "kept as a draft"
        self._context.messages.tell(f"Plan {planned.number} is made, {said}")
        self.made.emit(planned)


def _what(start: PlanStart, request: MakePlan) -> str:
    total = sum(request.charges.values())
    down = f"{show(request.down)} down, then " if request.down else ""
    return f"Make a payment plan for {start.name}: {show(total)}, {down}{in_words(request.installments)}"
