"""Typing an insurer's check: its head once, claim after claim in the grid, kept when it is split to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from paydesk.operations import choosing_claims, claim_work, insuring, typing_papers
from paydesk.operations.choosing_claims import OpenedPaper, OurClaim
from paydesk.operations.typing_papers import KeepPaper, PaperKept
from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.rules.typed_paper import NotOfClaim
from paydesk.ui import drafts as about_drafts
from paydesk.ui import paper_entry
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.drafts import Drafts
from paydesk.ui.paper_entry import PaperEntry
from paydesk.ui.paper_lookups import PaperLookups
from paydesk.ui.paper_page import PaperPage

if TYPE_CHECKING:
    from paydesk.operations.insuring import PayerFacts

FORM = "paper_check"
"""The name of its drafts."""


class PaperJob(PaperPage):
    """``kept`` carries the deposit that a check has become; ``left`` when the person gave up."""

    kept = Signal(int)
    left = Signal()

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self._lookups = PaperLookups(context, self, add=self.add_claim)
        super().__init__(self._lookups.look_for, today=context.today)
        self._drafts = Drafts(context, FORM, account=None)
        self._begun, self._busy = False, False
        self._as_opened: Mapping[str, Any] = {}
        self._connect()

    def begin(self, about: str) -> None:
        """A new check, or the typed one that ``about`` names; what was typed of it before comes back."""
        if self._begun and about == self._drafts.about:
            self.focus_start()
            return
        self.keep_draft()
        self._empty()
        self._begun, self._drafts = True, Drafts(self._context, FORM, account=None, about=about)
        desk, advice = self._context.desk, about_drafts.ids_of(about).get("advice")
        if self._context.may("claims.work"):
            self._context.jobs.do(lambda: claim_work.make_claims(desk), title="Making claims", owner=self)

        def read() -> tuple[tuple[PayerFacts, ...], OpenedPaper | None]:
            opened = choosing_claims.open_paper(desk, advice) if advice is not None else None
            return insuring.payers(desk), opened

        self._context.jobs.look(
            read, title="Opening the check", owner=self, latest="paper.opened", then=self._show, refused=self._gone,
        )  # fmt: skip

    def focus_start(self) -> None:
        """Where typing goes on: the check itself, the claim in front, or the next one."""
        if self.form.payer_id() is None or not self.form.boxes["amount"].typed().strip():
            self.form.focus_first()
        elif self.grid.entry is not None and not self.grid.entry.sums().holds:
            self.grid.focus_start()
        else:
            self.search.setFocus()

    def draft(self) -> dict[str, Any]:
        """What was typed; empty when nothing was."""
        head, others = self.form.draft(), self.others.typed()
        if not self.entries and not head and not others:
            return {}
        return {"head": head, "others": others, "entries": [one.kept() for one in self.entries]}

    def is_touched(self) -> bool:
        """Whether anything was typed since it was opened."""
        return self.draft() != self._as_opened

    def keep_draft(self) -> None:
        """The person is called away: what was typed is kept."""
        if self._begun and not self._busy and self.is_touched():
            self._drafts.keep(self.draft())

    def keep(self) -> None:
        """Ctrl+Enter: keep the check, and go to what will post of it; what is wrong is shown where it is."""
        if self._busy or not self._begun:
            return
        self._context.messages.put_away()
        try:
            request = self._request()
        except PaydeskError as refused:
            self.refuse(refused)
            return
        self._set_busy(True)
        desk = self._context.desk
        self._context.jobs.do(
            lambda: typing_papers.keep_paper(desk, request), title="Keeping the check", owner=self, then=self._kept,
            refused=self._refused_late,
        )  # fmt: skip

    def give_up(self) -> None:
        """Esc: nothing is kept but the draft."""
        if self.is_touched():
            self.keep_draft()
        else:
            self._begun = False
        self.left.emit()

    def begin_empty(self) -> None:
        """Let go of what came back."""
        self._drafts.drop()
        self._begun = False
        self.begin(self._drafts.about)

    def add_claim(self, claim: OurClaim) -> None:
        """A claim comes on the check, ready to be typed; one that is there already comes to the front."""
        there = [one for one in self.entries if one.claim.known.id == claim.known.id and not one.takes_back]
        entry = there[0] if there else paper_entry.new_entry(claim)
        if not there:
            self.entries.append(entry)
            self.keep_draft()
        self._front(entry)
        self.grid.focus_start()

    def take_off(self, place: int) -> None:
        """A claim is not on this check after all."""
        if 0 <= place < len(self.entries):
            gone = self.entries.pop(place)
            if self.grid.entry is gone:
                self._front(self.entries[min(place, len(self.entries) - 1)] if self.entries else None)
            self.look()
            self.search.setFocus()

    def _connect(self) -> None:
        for form in (self.form, self.others, self.grid):
            form.edited.connect(self.look)
        self.form.payer_chosen.connect(lambda: self.grid.say_whose(self.form.payer_id()))
        self.form.named.connect(self._lookups.tell_known)
        self.grid.done.connect(self.search.setFocus)
        self.grid.takes_back.connect(self._lookups.take_back)
        self.grid.taken_off.connect(lambda: self.take_off(self.place()))
        self.search.chosen.connect(self._lookups.take)
        self.list.picked.connect(self._picked)
        self.list.opened.connect(lambda key: self.grid.focus_start())
        self.list.removed.connect(self.take_off)
        self.primary.clicked.connect(self.keep)
        self.cancel.clicked.connect(self.give_up)
        self.start_empty.clicked.connect(self.begin_empty)
        self._context.leaving.connect(self.keep_draft)
        leave = QShortcut(QKeySequence("Escape"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.give_up)

    def _show(self, read: tuple[tuple[PayerFacts, ...], OpenedPaper | None]) -> None:
        payers, opened = read
        self.form.show_payers(payers)
        self.opened = opened
        self.say_title()
        if opened is not None:
            self.form.fill(
                payer_id=opened.payer_id, method=opened.method, number=opened.number, dated=opened.dated,
                amount=opened.amount, received=opened.received,
            )  # fmt: skip
            self.others.set_rows([
                {"reason": one.reason, "reference": one.reference, "other_amount": one.amount} for one in opened.others
            ])  # fmt: skip
            self.entries = [paper_entry.entry_of_answer(one) for one in opened.answers]
            self._front(self.entries[0] if self.entries else None)
        self._as_opened = self.draft()
        self.look()
        self.focus_start()
        drafts = self._drafts
        drafts.bring_back(lambda kept: self._bring_back(drafts, kept), owner=self)

    def _gone(self, refused: PaydeskError) -> None:
        self._begun = False
        self._drafts.drop()
        self._context.jobs.refused.emit(refused)
        self.left.emit()

    def _bring_back(self, drafts: Drafts, kept: Mapping[str, Any]) -> None:
        """What was typed before, on the claims as they are now."""
        rows, desk = tuple(kept.get("entries", ())), self._context.desk
        ids = tuple(int(one["claim"]) for one in rows)

        def show(claims: tuple[OurClaim, ...]) -> None:
            if drafts is not self._drafts or self.is_touched():
                return
            known = {one.known.id: one for one in claims}
            self.form.set_draft(kept.get("head", {}))
            self.others.set_typed(kept.get("others", ()))
            found = ((known.get(own), one) for own, one in zip(ids, rows, strict=True))
            self.entries = [paper_entry.entry_of_draft(claim, one) for claim, one in found if claim is not None]
            self._front(self.entries[-1] if self.entries else None)
            self.look()
            self.say_back()
            self.form.tell_name()
            self.focus_start()

        self._context.jobs.look(
            lambda: choosing_claims.our_claims(desk, ids), title="Reading the claims", owner=self,
            latest="paper.claims", then=show,
        )  # fmt: skip

    def _empty(self) -> None:
        self.entries, self.opened, self._as_opened = [], None, {}
        self.form.clear()
        self.form.say_known("")
        self.others.set_rows(())
        self.search.set_choice(None)
        self._front(None)
        self.start_empty.hide()
        self.say_title()
        self.look()
        self._set_busy(False)

    def _picked(self, key: object) -> None:
        if isinstance(key, int) and key < len(self.entries):
            self._front(self.entries[key])

    def _front(self, entry: PaperEntry | None) -> None:
        """The claim whose lines are typed."""
        if entry is not self.grid.entry:
            self.grid.show_entry(entry, payer_id=self.form.payer_id())
            self.follow_eye()
            self.look()

    def _request(self) -> KeepPaper:
        self._refuse_mistakes()
        head, claims, opened = self.form.values(), [one.request() for one in self.entries], self.opened
        others = tuple(
            NotOfClaim(str(one["reason"]), str(one["reference"] or ""), money.cents(one["other_amount"]))
            for one in self.others.values()
        )
        return KeepPaper(
            int(head["payer_id"]), str(head["method"]), str(head["number"] or ""), head["dated"],
            head["amount"] or 0, head["received"], tuple(claims), others, opened.advice_id if opened else None,
            opened.version if opened else 0,
        )  # fmt: skip

    def _refuse_mistakes(self) -> None:
        """Raise the first of all that is wrong from top to bottom; every one of them is shown where it is."""
        found = list[PaydeskError]()
        for row, one in enumerate(self.entries):
            for wrong in one.mistakes():
                wrong.row = row
                found.append(wrong)
        try:
            self.others.values()
        except PaydeskError as refused:
            found.append(refused)
        try:
            self.form.values()
        except PaydeskError as refused:
            found.insert(0, refused)
        if found:
            raise found[0]

    def _kept(self, done: PaperKept) -> None:
        self._drafts.finish()
        self._begun = False
        self._empty()
        self.kept.emit(done.advice_id)

    def _refused_late(self, refused: PaydeskError) -> None:
        self._set_busy(False)
        self.refuse(refused)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.primary.setEnabled(not busy)
