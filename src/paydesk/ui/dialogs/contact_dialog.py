"""Log a contact that happened, with the promise to pay that was given in it; a fact that is never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from paydesk.rules import promises
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import cents, show
from paydesk.ui.bar_facts import full_name
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.drafts import about_front
from paydesk.ui.fields import Choice, Field, FieldKind, Value

if TYPE_CHECKING:
    from paydesk.operations.promising import AccountPromises, PromiseFacts

_CHANNELS = (
    Choice("phone in", "They called us"), Choice("phone out", "We called them"), Choice("desk in", "At the desk"),
    Choice("mail in", "Their letter came"), Choice("mail out", "We wrote a letter"),
    Choice("e-mail in", "Their e-mail came"), Choice("e-mail out", "We wrote an e-mail"),
)  # fmt: skip
_METHODS = (Choice("", "not said how"), *(Choice(one, f"by {one}") for one in promises.METHODS))
_MISSING = "Type what it was about."


class ContactDialog(FormDialog):
    """On the open account; the person in front is offered. A promise stands beside what was said, if one was given."""

    @staticmethod
    def load(context: DeskContext) -> Callable[[], AccountPromises]:
        """Reads what is promised already."""
        from paydesk.operations import promising

        account = open_page(context).account_id
        return lambda: promising.promises_of(context.desk, account)

    def __init__(self, context: DeskContext, known: AccountPromises) -> None:
        page = open_page(context)
        self._account_id, self._known = page.account_id, known
        super().__init__(
            context, name="contact_dialog", title="Log a contact", about=about_front(context),
            lead="It is dated now and stays as it is. Opinions and reminders belong in a note.",
            fields=(
                Field("channel", "How", FieldKind.CHOICE, required=True, choices=_CHANNELS,
                      missing="Choose how you were in touch."),
                Field("with_whom", "With", FieldKind.NAME),
                Field("summary", "About", FieldKind.NOTE, lines=4),
                Field("promised", "They promise", FieldKind.AMOUNT, placeholder="nothing"),
                Field("due", "by", FieldKind.DATE, beside=True),
                Field("method", "", FieldKind.CHOICE, choices=_METHODS, beside=True),
                Field("replaces", "Instead of", FieldKind.CHOICE,
                      choices=(Choice("", "nothing: one more promise"), *map(_choice, known.open))),
            ),
        )  # fmt: skip
        self.form.boxes["method"].input.setAccessibleName("How the money is to come")
        who = page.member(context.person_id or page.guarantor.person_id)
        self.form.set_values({
            "channel": "phone in", "with_whom": full_name(who) if who else "", "method": "", "replaces": "",
        })  # fmt: skip
        self.form.show_field("replaces", bool(known.open))
        self.form.say_help(_theirs(known), name="promised")
        self.form.say_beside("promised", promises.broken_words(known.broken), icon="warning")

    def focus_start(self) -> None:
        self.form.boxes["summary"].input.setFocus()

    def result_words(self) -> str:
        try:
            promised, due = (self.form.boxes[name].value() for name in ("promised", "due"))
        except PaydeskError:
            return "Log it"
        if promised is None or not isinstance(due, date):
            return "Log it"
        return f"Log it, {show(cents(promised))} promised by {show_date(due)}"

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        channel, direction = str(values["channel"]).rsplit(" ", 1)
        said, whom = str(values["summary"] or ""), str(values["with_whom"] or "")
        if values["promised"] is not None or values["due"] is not None:
            return self._promise(values, channel, direction, said, whom)
        if not said:
            raise PaydeskError(_MISSING, field="summary")
        from paydesk.operations import noting

        request = noting.LogContact(
            self._account_id, channel, direction, said, whom, self.context.person_id, key=self.key
        )
        return lambda: noting.log_contact(self.context.desk, request)

    def _promise(
        self, values: dict[str, Value], channel: str, direction: str, said: str, whom: str
    ) -> Callable[[], object]:  # fmt: skip
        promised, due, replaces = values["promised"], values["due"], values["replaces"]
        if promised is None:
            raise PaydeskError("Type how much they promise to pay by then.", field="amount")
        if not isinstance(due, date):
            raise PaydeskError("Type the day by which they promise to pay.", field="due")
        from paydesk.operations import promising

        request = promising.TakePromise(
            self._account_id, cents(promised), due, channel, direction, said, whom, self.context.person_id,
            str(values["method"] or ""), int(str(replaces)) if replaces else None, self.key,
        )  # fmt: skip
        return lambda: promising.take_promise(self.context.desk, request)

    def field_of(self, name: str | None) -> str | None:
        return "promised" if name == "amount" else name

    def deed(self) -> str:
        return self.result_words()

    def told(self, result: Any) -> str:
        from paydesk.operations.promising import PromiseTaken

        return "Contact logged, with the promise" if isinstance(result, PromiseTaken) else "Contact logged"


def _choice(one: PromiseFacts) -> Choice:
    promise = one.judged.promise
    return Choice(str(one.promise_id), f"the {show(promise.amount)} promised by {show_date(promise.due)}")


def _theirs(known: AccountPromises) -> str:
    """How much may be promised, before it is typed."""
    promised = sum(one.judged.left for one in known.open)
    beside = f", {show(promised)} of it is promised already" if promised else ""
    return f"{show(known.owes)} is theirs to pay{beside}." if known.owes else "Nothing is theirs to pay now."
