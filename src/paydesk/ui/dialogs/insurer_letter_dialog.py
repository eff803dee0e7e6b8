"""Write to an insurer about one or several of its claims: what, where to, in whose words, with what enclosed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from paydesk.rules.adjustment_reasons import reason_words
from paydesk.rules.claims import reasons_in
from paydesk.rules.errors import PaydeskError
from paydesk.rules.insurer_letter import (
    ENCLOSED_TITLES,
    REASONS,
    ClaimCase,
    Enclosed,
    LetterKind,
    days_late,
    deadline_words,
)
from paydesk.rules.insurer_letter_words import RECORDS
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Choice, Field, FieldKind, Value
from paydesk.ui.finished_paper import PRINTED, Paper, file_name, give_out
from paydesk.ui.labels import Why

if TYPE_CHECKING:
    from paydesk.operations.preparing_letters import LetterForm, WriteLetter
    from paydesk.operations.writing_insurers import LetterWritten

    Written = Callable[[LetterWritten, Callable[[], None]], None]
    """Hears of the letter that is kept, and how to tell it."""

TITLE = "Letter to an insurer"
_NOT_OUT = " It was not printed: “Letters to insurers of this account” prints it again, or takes it back."
_KINDS = (
    Choice("appeal", "Appeal"), Choice("reconsideration", "Ask to look again"),
    Choice("corrected claim", "Cover of a corrected claim"),
)  # fmt: skip
_WAYS = (Choice("mail", "By mail"), Choice("fax", "By fax"), Choice("portal", "Through the portal"))


class InsurerLetterDialog(FormDialog):
    """Ctrl+Enter writes, keeps and prints it; Alt+L shows it first, and nothing is kept until it is printed there."""

    def __init__(
        self, context: DeskContext, form: LetterForm, *, text: str = "", written: Written | None = None
    ) -> None:
        self._facts, self._written = form, written
        many = len(form.cases) > 1
        super().__init__(
            context, name="insurer_letter_dialog", title=f"Write to {form.payer}", width=780, below=False,
            lead=_lead(form), fields=_fields(form), of_office=True,
            about=" ".join(f"claim {one.claim_id}" for one in form.cases),
        )  # fmt: skip
        self._due = Why()
        self.pin(self._due)
        look = Button("Look first", key="Alt+L", name="look_first")
        look.clicked.connect(self.look_first)
        self.offer(look)
        self._where = {
            "mail": "\n".join(form.address), "fax": form.fax, "portal": form.portal,
        }  # fmt: skip
        self._way = "mail" if form.address or not (form.fax or form.portal) else "fax" if form.fax else "portal"
        self.form.set_values({
            "kind": form.kind.value, "reason": form.reason, "way": self._way, "sent_to": self._where[self._way] or None,
            "text": text or None,
            **{one.value: True for one in form.there if one is not Enclosed.CHARGES},
        })  # fmt: skip
        self.primary.say("Write and print it" if not many else f"Write and print it for {len(form.cases)} claims")

    def focus_start(self) -> None:
        empty = not self.form.boxes["sent_to"].typed()
        self.form.boxes["sent_to" if empty else "text"].input.setFocus()

    def follow(self) -> None:
        way, boxes = self.form.boxes["way"].typed(), self.form.boxes
        if way != self._way and way in self._where:
            if boxes["sent_to"].typed().strip() == self._where.get(self._way, ""):
                boxes["sent_to"].set_typed(self._where[way])
            self._way = way
        self.form.show_field("reason", boxes["kind"].typed() != LetterKind.CORRECTED.value)
        self._say_due()
        super().follow()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import writing_insurers

        request = self._request(values)
        # As with a statement: who leaves the question for the printer has written no letter.
        if not self.context.printing.ready(TITLE):
            raise PaydeskError("Nothing was printed, and no letter was written. What you typed is still here.")
        return lambda: writing_insurers.write_letter(self.context.desk, request)

    def told(self, result: LetterWritten) -> str:
        went = give_out(_paper(result, self._account()), self.context.printing.print_paper)
        words = _told(self.context, result, went or _NOT_OUT)
        if self._written is None:
            return words
        self._written(result, self._teller(result, words))
        return ""

    def take_back(self, result: LetterWritten) -> Callable[[], None]:
        return lambda: recall(self.context, result.letter_id, "taken back right after it was written")

    def _teller(self, result: LetterWritten, words: str) -> Callable[[], None]:
        return partial(self.context.messages.tell, words, undo=self.take_back(result))

    def look_first(self) -> None:
        """The letter as it would go out; what was typed is kept, and it is recorded when it is printed or saved."""
        from paydesk.operations import preparing_letters, writing_insurers

        context, drafts = self.context, self.drafts
        try:
            request = self._request(self.form.values())
        except PaydeskError as refused:
            self.show_refusal(refused)
            return
        account, written = self._account(), self._written

        def record(then: Callable[[Paper], object]) -> None:
            def recorded(done: LetterWritten) -> None:
                drafts.finish()
                told = self._teller(done, _told(context, done, ""))
                if written is None:
                    told()
                else:
                    written(done, told)
                then(_paper(done, account))

            context.jobs.do(
                lambda: writing_insurers.write_letter(context.desk, request), title="Writing the letter",
                then=recorded, owner=context,
            )  # fmt: skip

        def show(pdf: bytes) -> None:
            # The preview takes this dialog's place: never more than one deep.
            self.reject()
            context.printing.look(Paper(TITLE, file_name(TITLE), pdf, account=account, record=record))

        context.jobs.do(
            lambda: preparing_letters.look_at_letter(context.desk, request), title="Drawing the letter", then=show,
            owner=self, refused=self.show_refusal,
        )  # fmt: skip

    def field_of(self, name: str | None) -> str | None:
        return name if name in self.form.boxes else "kind" if name in ("kind", "charges") else None

    def _request(self, values: dict[str, Value]) -> WriteLetter:
        from paydesk.operations.preparing_letters import WriteLetter

        enclosed = tuple(one for one in self._facts.there if one is Enclosed.CHARGES or values.get(one.value))
        other = str(values["papers"] or "").strip()
        by_hand = ((RECORDS,) if values["records"] else ()) + ((other,) if other else ())
        return WriteLetter(
            tuple(one.claim_id for one in self._facts.cases), LetterKind(str(values["kind"])), str(values["reason"]),
            self.key, str(values["way"]), _lines(values["sent_to"]), str(values["text"] or ""), enclosed, by_hand,
        )

    def _account(self) -> int | None:
        """Whose paper it is, for the trail; nobody's alone where it is about several."""
        return self._facts.account_id if len(self._facts.cases) == 1 else None

    def _say_due(self) -> None:
        is_cover = self.form.boxes["kind"].typed() == LetterKind.CORRECTED.value
        if is_cover != (self._facts.kind is LetterKind.CORRECTED):
            self._due.say("")
            return
        today, cases = self.context.today(), self._facts.cases
        late = [one for one in cases if days_late(one.deadline, today)]
        soonest = min(late or cases, key=lambda one: one.deadline.due if one.deadline else today.replace(year=9999))
        words = deadline_words(soonest, today)
        if late:
            count = f"{len(late)} of {len(cases)} claims are past their time. " if len(cases) > 1 else ""
            self._due.say(f"{count}{words}: say in your own words why it is late.", icon="warning", role="bad")
        else:
            self._due.say(words, icon="calendar", role="text2")


def recall(context: DeskContext, letter_id: int, reason: str) -> None:
    """The letter does not go out after all."""
    from paydesk.operations import writing_insurers

    context.jobs.do(
        lambda: writing_insurers.recall_letter(context.desk, letter_id, reason), title="Taking back the letter",
        then=lambda touched: context.messages.tell("The letter is taken back; its claims stand as before"),
        owner=context, refused=context.messages.refuse,
    )  # fmt: skip


def _paper(done: LetterWritten, account: int | None) -> Paper:
    title = f"{TITLE} {done.letter_id}"
    return Paper(title, file_name(TITLE, done.letter_id), done.pdf, account=account)


def _told(context: DeskContext, done: LetterWritten, went: str) -> str:
    for finding in done.findings:
        context.messages.warn(finding)
    after = f", asked after {show_date(done.follow_up)}" if done.follow_up else ""
    late = f" It is {done.late} days late." if done.late else ""
    file = "" if went in ("", PRINTED, _NOT_OUT) else f", {went}"
    return f"Letter {done.letter_id} is written{after}{file}.{late}{_NOT_OUT if went == _NOT_OUT else ''}"


def _lines(value: Value) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(value or "").split("\n") if line.strip())


def _lead(form: LetterForm) -> str:
    if len(form.cases) > 1:
        numbers = ", ".join(one.number for one in form.cases[:6])
        more = f" and {len(form.cases) - 6} more" if len(form.cases) > 6 else ""
        return f"About {numbers}{more}."
    hint = f" {form.hint}" if form.hint else ""
    return f"{_case_words(form.cases[0])}{hint}"


def _case_words(case: ClaimCase) -> str:
    codes = reasons_in(case.codes)
    why = f": {case.codes}, {'; '.join(map(reason_words, codes))}" if codes else ""
    when = f" {show_date(case.answered_on)}" if case.answered_on else ""
    corrects = f", replaces {case.replaces}" if case.replaces else ""
    return f"{case.patient}, {case.number}{corrects}, {case.state.value}{when}{why}."


def _fields(form: LetterForm) -> tuple[Field, ...]:
    reasons = tuple(Choice(key, words) for key, words in REASONS.items())
    ticks = tuple(
        Field(one.value, "", FieldKind.TICK, unit=f"Enclose: {ENCLOSED_TITLES[one].lower()}")
        for one in form.there if one is not Enclosed.CHARGES
    )  # fmt: skip
    return (
        Field("kind", "What it is", FieldKind.CHOICE, choices=_KINDS, width=230),
        Field("reason", "About", FieldKind.CHOICE, choices=reasons, width=230),
        Field("way", "Goes out", FieldKind.CHOICE, choices=_WAYS, width=230),
        Field("sent_to", "Goes to", FieldKind.NOTE, lines=3, longest=300,
              placeholder="Lines under the insurer's name, a fax number, or the portal"),
        Field("text", "Your words", FieldKind.NOTE, lines=5, longest=3000,
              placeholder="Printed between the facts and the request"),
        *ticks,
        Field("records", "", FieldKind.TICK, unit="I add the records of the visit by hand"),
        Field("papers", "I also add", longest=200, placeholder="copy of the card, the referral"),
    )  # fmt: skip
