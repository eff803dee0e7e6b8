"""A remittance at the desk: its claims, what each comes to, and posting all that needs no person with one key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from paydesk.operations import deciding_answers, posting_answers, reading_advice, unposting
from paydesk.operations.deciding_answers import ConfirmClaim, PutAside
from paydesk.operations.posting_answers import AdvicePosted, PostAdvice, PostAnswer
from paydesk.operations.reading_advice import AdvicePage, AnswerRow, Said
from paydesk.operations.unposting import Unpost, Unposted
from paydesk.rules import money
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.foot_words import FootWords
from paydesk.ui.jobs import Progress
from paydesk.ui.panes import Footer, JobFrame
from paydesk.ui.paper_deeds import paper_deeds
from paydesk.ui.remittance_head import RemittanceHead
from paydesk.ui.remittance_paint import RemittancePainter
from paydesk.ui.remittance_rows import remittance_rows
from paydesk.ui.remittance_side import Deed, RemittanceSide
from paydesk.ui.row_list import RowList


class AnswerList(RowList):
    """Digits choose what to do about the chosen claim; Esc leaves."""

    digit = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text().isdecimal() and event.text() != "0":
            self.digit.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


class RemittanceJob(JobFrame):
    """``show_advice`` puts one in front; ``side`` tells the chosen claim. ``left`` on Esc. ``following`` is seen while
    another one waits, and leads to it.

    ``opening``: an account is being opened from here, and the remittance stays in front for the way back.
    """

    left = Signal()

    def __init__(self, context: DeskContext, side: RemittanceSide) -> None:
        self._context, self._side = context, side
        self.advice_id: int | None = None
        self.page: AdvicePage | None = None
        self._said: Said | None = None
        self._busy = self.opening = False
        self._deeds: tuple[Deed, ...] = ()
        self._head = RemittanceHead()
        self.list = AnswerList(name="remittance_claims", label="Claims of this remittance", look=RemittancePainter())
        self.primary = Button(
            "Post the matched claims", kind=Kind.PRIMARY, key="Ctrl+Return", name="post_remittance"
        )
        self.following = Button("Next deposit", kind=Kind.LINK, key="Alt+N", name="next_remittance")
        self.following.hide()
        self._foot = FootWords("", icon="info")
        footer = Footer(self.following, self.primary, left=self._foot)
        super().__init__(self._head, self.list, footer, scrolls=False)
        self.list.picked.connect(self._pick)
        self.list.opened.connect(self._open)
        self.list.digit.connect(self._do)
        self.list.left.connect(self.left)
        self.primary.clicked.connect(self.post)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(60)
        self._soon.timeout.connect(self.read_now)

    def show_advice(self, advice_id: int) -> None:
        """Put a remittance in front, read anew."""
        if advice_id != self.advice_id:
            self.advice_id, self.page, self._said = advice_id, None, None
            self.list.leave()
        self.refresh()

    def refresh(self) -> None:
        """Ask for the remittance in front anew."""
        desk, advice = self._context.desk, self.advice_id
        if advice is not None:
            self._context.jobs.look(
                lambda: reading_advice.advice_page(desk, advice), title="Looking for the claims it answers",
                owner=self, latest="remittance.page", then=self._show,
            )  # fmt: skip

    def focus_start(self) -> None:
        self.list.setFocus()
        if self.list.current_key() is None:
            self.list.step(1)

    def post(self) -> None:
        """Post what needs no person; what was posted before stays as it is."""
        page = self.page
        if page is None or self._busy or not self.primary.isEnabled():
            return
        self._set_busy(True)
        desk, request = self._context.desk, PostAdvice(page.deposit.advice_id)

        def work(progress: Progress) -> AdvicePosted:
            return posting_answers.post_advice(desk, request, progress=progress.step)

        self._context.jobs.do_long(
            work, title="Posting the remittance", owner=self, then=self._posted, refused=self._refused,
            stopped=self._stopped,
        )  # fmt: skip

    def _posted(self, done: AdvicePosted) -> None:
        self._set_busy(False)
        claims = "1 claim" if done.posted == 1 else f"{done.posted:,} claims"
        if self.page is not None and 0 < done.posted == self.page.will_post.claims:
            claims += f", {money.show(self.page.will_post.payments)}"
        left = f", {done.left:,} {'waits' if done.left == 1 else 'wait'} for a person" if done.left else ""
        denied = f", {done.denied:,} noted as denied" if done.denied else ""
        undo = partial(self._unpost, done.answers, done.tied) if done.answers or done.tied else None
        self._context.messages.tell(f"Posted {claims}{denied}{left}", undo=undo)
        self.refresh()

    def _unpost(self, answer_ids: tuple[int, ...], tied: tuple[int, ...]) -> None:
        """What was just posted goes back, all of it; it can be posted again."""
        request = Unpost(answer_ids, "Reversed right after it was posted", uuid4().hex, tied)
        self._reverse(lambda: request)

    def _unpost_all(self) -> None:
        """All of this remittance that stands in the ledger goes back, whenever it was posted."""
        desk, advice_id, key = self._context.desk, self.advice_id, uuid4().hex
        why = self._context.messages.ask_reason(
            "Take the posting back?",
            "Every claim of it that is posted is reversed and waits again. Say why: the reason stays with each.",
            yes="Take it back",
        )  # fmt: skip
        if why is not None and advice_id is not None:
            self._reverse(lambda: unposting.posting_of(desk, advice_id, reason=why, key=key))

    def _reverse(self, asked: Callable[[], Unpost]) -> None:
        desk = self._context.desk
        self._set_busy(True)

        def work(progress: Progress) -> Unposted:
            return unposting.unpost(desk, asked(), progress=progress.step)

        self._context.jobs.do_long(
            work, title="Reversing the posting", owner=self, then=self._unposted, refused=self._refused,
            stopped=self._stopped,
        )  # fmt: skip

    def _unposted(self, done: Unposted) -> None:
        self._set_busy(False)
        told = ["1 claim" if done.reversed == 1 else f"{done.reversed:,} claims"]
        if done.takebacks:
            told = told if done.reversed else []
            told.append("1 takeback" if done.takebacks == 1 else f"{done.takebacks:,} takebacks")
        stays = f". {done.left:,} stay posted: {done.why}" if done.left else ""
        denied = len(self.page.of_kind("was denied")) if self.page else 0
        noted = f". {denied:,} {'stays' if denied == 1 else 'stay'} noted as denied" if denied else ""
        self._context.messages.tell(f"Reversed {' and '.join(told)}{stays}{noted}")
        self.refresh()

    def _refused(self, refused: Exception) -> None:
        self._set_busy(False)
        self._context.jobs.refused.emit(refused)
        self.refresh()

    def _stopped(self) -> None:
        self._set_busy(False)
        self._context.messages.warn("Stopped. What was done before stays so; start again to go on")
        self.refresh()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.primary.setEnabled(not busy)

    def _show(self, page: AdvicePage) -> None:
        if page.deposit.advice_id != self.advice_id:
            return
        self.page = page
        self._head.show_page(page)
        self.list.show_rows(remittance_rows(page))
        what = page.will_post
        if what.claims:
            self.primary.say(f"Post {what.claims:,} matched claim{'' if what.claims == 1 else 's'}")
        elif what.denied:
            self.primary.say(f"Note {what.denied:,} denial{'' if what.denied == 1 else 's'}")
        else:
            self.primary.say("Nothing to post")
        self.primary.setEnabled(not self._busy and bool(what.claims or what.denied))
        if what.left_claims:
            self._foot.say(f"The deposit stays open until {money.show(what.left)} is placed", icon="info")
        elif page.deposit.aside:
            self._foot.say(f"{money.show(page.deposit.aside)} of it is put aside, not posted", icon="info")
        elif not page.deposit.claims:
            self._foot.say("It pays for no claim: it stays on this remittance", icon="info")
        else:
            waits = what.claims or what.denied
            self._foot.say("Nothing of it needs a person" if waits else "All of it is posted", icon="check")
        if self.list.current_key() is None:
            self.list.step(1)
        self._tell()

    def _row(self) -> AnswerRow | None:
        key = self.list.current_key()
        rows = self.page.rows if self.page else ()
        return next((row for row in rows if row.id == key), None)

    def _pick(self, key: object) -> None:
        self._soon.start()
        self._tell()

    def read_now(self) -> None:
        """What is said of the chosen claim, without waiting for the cursor to rest."""
        row, desk = self._row(), self._context.desk
        if row is not None and (self._said is None or self._said.id != row.id):
            self._context.jobs.look(
                partial(reading_advice.said, desk, row.id), title="Reading the claim", owner=self,
                latest="remittance.said", then=self._show_said,
            )  # fmt: skip

    def _show_said(self, said: Said) -> None:
        self._said = said
        self._tell()

    def _tell(self) -> None:
        if self.page is None:
            return
        row = self._row()
        said = self._said if self._said is not None and row is not None and self._said.id == row.id else None
        self._deeds = self._deeds_of(row) if row is not None else self._deeds_of_all()
        self._side.show_answer(self.page, row, said, self._deeds)

    def _deeds_of_all(self) -> tuple[Deed, ...]:
        page = self.page
        return tuple(Deed(words, run) for words, run in paper_deeds(self._context, page)) if page is not None else ()

    def _deeds_of(self, row: AnswerRow) -> tuple[Deed, ...]:
        of_all = self._deeds_of_all()
        typed = self.page is not None and self.page.typed
        deeds: list[Deed] = [*of_all] if typed else []
        if row.kind == "person":
            if row.may_post:
                deeds.append(Deed("Post it as it is", lambda: self._post_as_it_is(row)))
            deeds.append(Deed("Say whose it is", lambda: self._choose_claim(row)))
            deeds.append(Deed("Put it aside", lambda: self._put_aside(row)))
        if row.kind == "ready":
            deeds.append(Deed("It is another's", lambda: self._choose_claim(row)))
        if row.kind == "aside":
            deeds.append(Deed("Take it up again", lambda: self._decide(
                partial(deciding_answers.take_up, self._context.desk, row.id), "Taking it up")))  # fmt: skip
        deeds += [] if typed else of_all
        if row.kind == "posted" and self._context.may("payments.undo"):
            deeds.append(Deed("Take the whole posting back", self._unpost_all))
        if row.account_id is not None:
            deeds.append(Deed("Open the account", lambda: self._open(row.id)))
        return tuple(deeds)

    def _do(self, digit: int) -> None:
        if 0 < digit <= len(self._deeds):
            self._deeds[digit - 1].run()

    def _post_as_it_is(self, row: AnswerRow) -> None:
        why = self._context.messages.ask_reason(
            "Post it as it is?", f"{row.why} If it is right nevertheless, say why: the reason stays with the claim.",
            yes="Post it",
        )  # fmt: skip
        if why is not None:
            request = PostAnswer(row.id, why)
            self._decide(
                partial(posting_answers.post_answer, self._context.desk, request), "Posting the claim", "Posted it"
            )

    def _put_aside(self, row: AnswerRow) -> None:
        why = self._context.messages.ask_reason(
            "Put it aside?", f"{money.show(row.paid)} of the deposit stays unplaced. Say what becomes of it.",
            yes="Put it aside",
        )  # fmt: skip
        if why is not None:
            request = PutAside(row.id, why)
            self._decide(
                partial(deciding_answers.put_aside, self._context.desk, request), "Putting it aside", "Put it aside"
            )

    def _choose_claim(self, row: AnswerRow) -> None:
        from paydesk.ui.dialogs.claim_choice_dialog import choose_claim

        choose_claim(self._context, row, then=lambda claim_id: self._decide(
            partial(deciding_answers.confirm_claim, self._context.desk, ConfirmClaim(row.id, claim_id)),
            "Noting whose it is",
        ))  # fmt: skip

    def _decide(self, work: Callable[[], object], title: str, told: str = "") -> None:
        def then(done: object) -> None:
            if told:
                self._context.messages.tell(told)
            self.refresh()

        self._context.jobs.do(work, title=title, then=then, owner=self)

    def _open(self, key: object) -> None:
        rows = self.page.rows if self.page else ()
        row = next((one for one in rows if one.id == key), None)
        if row is not None and row.account_id is not None:
            self._context.go("patients")
            self.opening = True
            self._context.open_account(row.account_id, row.person_id)
            self.opening = False
        elif row is not None:
            self._context.messages.warn("Nobody here is known for it yet. 1 or 2 at the right says whose it is")
