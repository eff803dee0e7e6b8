"""Financial assistance of the open account: where the application stands, what is missing, and its next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import Qt

from paydesk.rules import assistance, money
from paydesk.rules.assistance import State
from paydesk.rules.keyboard import show_date
from paydesk.rules.poverty_guideline import Region
from paydesk.ui.buttons import Button
from paydesk.ui.chosen_line import open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs import assistance_acts, assistance_paper, assistance_steps, assistance_told
from paydesk.ui.dialogs.assistance_acts import Done
from paydesk.ui.dialogs.assistance_amounts import TAKES, Amounts
from paydesk.ui.dialogs.assistance_steps import ASK_FIELDS, PAPER_FIELDS, STEPS
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.dialogs.kept_list import KeptList, KeptRow
from paydesk.ui.dialogs.people_choices import everyone_choices
from paydesk.ui.drafts import about
from paydesk.ui.fields import Value

if TYPE_CHECKING:
    from paydesk.operations.assistance_forms import FormPrinted
    from paydesk.operations.reading_assistance import Application, AssistancePage

_SHOWN = 6
_TICKED = ("form", "pay_stubs")
"""What is asked for unless the clerk says otherwise."""


class AssistanceDialog(FormDialog):
    """The fields of the chosen step are shown; of a step that takes something off, which charges and how much.

    Alt+P prints the form to fill in, while there is something to fill in; with a start it does both.
    """

    def __init__(self, context: DeskContext, page: AssistancePage) -> None:
        self._page, self._with_form = page, False
        self._form = Button("Application form", icon="printer", key="Alt+P", name="application_form")
        self._amounts = Amounts(page)
        one = page.application
        super().__init__(
            context, name="assistance_dialog", title="Financial assistance", width=720,
            fields=assistance_steps.fields(page, everyone_choices(open_page(context))),
            about=about(application=one.application_id) if one is not None else "",
        )  # fmt: skip
        self.say_lead(assistance_told.state_words(page))
        self._form.clicked.connect(self.print_form)
        self.offer(self._form)
        self._papers = KeptList("Papers", self._paper_rows(), empty="No paper was asked for yet.")
        self._charges = KeptList("What comes off", (), empty="Nothing is owed. What comes later is taken off then.")
        self.body.insertWidget(0, self._papers)
        self._back_list = KeptList("What is owed again", self._amounts.rows_back(), empty="Nothing came off by it.")
        self.add(self._charges)
        self.add(self._back_list)
        if one is not None:
            self.add(KeptList("What happened", _events(one), empty=""))
        self._fill()
        self.follow()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], AssistancePage]:
        """Reads the application before the dialog opens."""
        from paydesk.operations import reading_assistance

        account = open_page(context).account_id
        return lambda: reading_assistance.assistance_of(context.desk, account)

    def follow(self) -> None:
        super().follow()
        step = self._step()
        shown = assistance_steps.shown(self._page, step)
        for name, box in self.form.boxes.items():
            if name != "deed" and not box.field.beside:
                self.form.show_field(name, name in shown)
        for names in PAPER_FIELDS.values():
            wanted = {name for name, kind in zip(names, assistance.PAPERS, strict=True) if not self._came(kind.id)}
            for name in names:
                self.form.show_box(name, name in wanted)
            for pair in (names[place : place + 2] for place in range(0, len(names), 2)):
                self.form.show_field(pair[0], pair[0] in shown and not wanted.isdisjoint(pair))
        one = self._page.application
        self._papers.setVisible(one is not None and one.state in (State.STARTED, State.INCOMPLETE))
        self._form.say("Start and print the form" if step == "start" else "Application form…")
        self._form.setVisible(step == "start" or (one is not None and assistance.has_form(one.state)))
        self._charges.setVisible(step in TAKES)
        if step in TAKES:
            self._charges.show_rows(self._amounts.rows(step, self._class_name(), self._toggle))
        self._back_list.setVisible(step == "back")
        self.fit_soon()

    def focus_start(self) -> None:
        first = {"start": "household", "take": "household", "approve": "class_name", "deny": "denial"}
        self.form.boxes[first.get(self._step(), "deed")].input.setFocus()

    def result_words(self) -> str:
        step = self._step()
        if not step:
            return "Choose what to do"
        off, chosen = self._moved(), STEPS[step]
        return chosen.does.format(off=money.show(off)) if off or not chosen.does_nothing else chosen.does_nothing

    def deed(self) -> str:
        page, step = self._page, self._step()
        if step == "approve":
            off = money.show(self._moved())
            return f"Approve assistance, class {self._class_name()}: {off} off account {page.number}, {page.guarantor}"
        if not step:
            return ""
        moved = {"newer": "{off} off", "back": "{off} owed again on"}.get(step, "assistance for")
        whose = f"{moved.format(off=money.show(self._moved()))} account {page.number}, {page.guarantor}"
        return f"{STEPS[step].words}: {whose}"

    def record_state(self) -> object:
        return self._page.application.version if self._page.application is not None else None

    def typed(self) -> dict[str, Any]:
        return {**super().typed(), "left_out": " ".join(map(str, sorted(self._amounts.left_out)))}

    def set_draft(self, draft: Mapping[str, Any]) -> None:
        super().set_draft(draft)
        if "left_out" in draft:
            self._amounts.left_out = {int(own) for own in str(draft["left_out"]).split()}

    def field_of(self, name: str | None) -> str | None:
        ticks = PAPER_FIELDS.get(self._step(), ASK_FIELDS)
        return {"papers": ticks[0], "reason": "why", "on": "deed"}.get(name or "", name)

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        desk, step = self.context.desk, self._step()
        asked = assistance_acts.Asked(self._page, step, self.key, values, self._amounts.taken(step))
        return assistance_acts.with_papers(desk, asked, form=self._with_form)

    def print_form(self) -> None:
        """Print the form to fill in; where nothing is started yet, with the start."""
        if not self.primary.isEnabled():
            return
        if self._step() == "start":
            self._with_form = True
            self.submit()
            self._with_form = False
        elif self.context.printing.ready(assistance_paper.FORM):
            from paydesk.operations import assistance_forms

            desk, own = self.context.desk, self._open.application_id
            self.set_busy(True)
            self.context.jobs.do(
                lambda: assistance_forms.print_form(desk, own), title="Making the form", owner=self,
                then=self._form_made, refused=self.show_refusal,
            )  # fmt: skip
        else:
            self.say_problem("The form was not printed.")

    def _form_made(self, made: FormPrinted) -> None:
        """What was typed beside it stays as a draft."""
        self.set_busy(False)
        words = assistance_paper.form_words(made, assistance_paper.give_form(self.context, made))
        self.context.messages.tell(words)
        self.reject()

    def told(self, result: Done) -> str:
        off = result.assisted.off
        told = STEPS[result.step].told.format(off=money.show(off)) if off or result.step != "approve" else "Approved"
        if result.step == "take" and result.assisted.state is State.COMPLETE:
            told = "Kept: nothing is missing, it can be reviewed"
        if result.assisted.state is State.TAKEN_BACK:
            told = "Taken back: it is owed as before. The newer application is to be decided"
        if result.assisted.repeated and result.step == "start":
            told = "An application of this account is open already"
        return assistance_paper.give_papers(self.context, told, result, account=self._page.account_id)

    def take_back(self, result: Done) -> Callable[[], None] | None:
        if result.step != "approve":
            return None
        from paydesk.operations.deciding_assistance import TakeBackApproval, take_back

        context, done = self.context, result.assisted
        request = TakeBackApproval(
            done.application_id, "Taken back right after it was approved", uuid4().hex, done.version
        )
        told = "Taken back: it is owed as before. Keep its letter here"
        return lambda: context.jobs.do(
            lambda: take_back(context.desk, request), title="Taking it back", owner=context,
            then=lambda result: context.messages.tell(told),
        )  # fmt: skip

    @property
    def _open(self) -> Application:
        assert self._page.application is not None, "only a start is offered without one"
        return self._page.application

    def _step(self) -> str:
        return self.form.boxes["deed"].typed()

    def _moved(self) -> int:
        """What the chosen step takes off in all, or puts back, in cents."""
        return sum(self._amounts.moved(self._step(), self._class_name()).values())

    def _class_name(self) -> str:
        return self.form.boxes["class_name"].typed()

    def _fill(self) -> None:
        page, one, today = self._page, self._page.application, self.context.today()
        values: dict[str, Value] = {
            "deed": assistance_steps.next_step(page) or None, "person_id": str(page.guarantor_id),
            "region": Region.STATES.value,
        }  # fmt: skip
        if one is None and page.told is not None:
            told = page.told
            values |= {
                "household": str(told.sheet.household), "income": told.means.annual_income,
                "region": told.sheet.region.value,
            }  # fmt: skip
        if one is not None:
            held = one.class_by_income
            values |= {
                "person_id": str(one.person_id), "region": one.region.value, "income": one.income,
                "household": str(one.household) if one.household else None, "holds_from": one.started_on,
                "holds_to": assistance.last_day(one.started_on, months=page.policy.holds_months),
                "class_name": held.name if held is not None and held.takes_off else None,
                "due_on": date.fromordinal(today.toordinal() + page.policy.papers_days),
            }  # fmt: skip
            asks = one.state is State.STARTED
            values |= {f"ask_{kind}": True for kind in _TICKED if asks and not self._came(kind)}
        self.form.set_values(values)

    def _came(self, kind: str) -> bool:
        one = self._page.application
        return one is not None and any(paper.kind == kind and paper.received_on for paper in one.papers)

    def _paper_rows(self) -> tuple[KeptRow, ...]:
        one = self._page.application
        if one is None:
            return ()
        lacks = tuple(KeptRow(f"lacks_{n}", f"Missing: {words[:1].lower()}{words[1:]}", tone="warn")
                      for n, words in enumerate(one.missing))  # fmt: skip
        came = tuple(
            KeptRow(f"came_{paper.kind}", f"{paper.label}: came {show_date(paper.received_on)}", tone="text3")
            for paper in one.papers if paper.received_on
        )  # fmt: skip
        return lacks + came

    def _toggle(self, own: int) -> None:
        self._amounts.left_out ^= {own}
        self.follow()
        word = "take" if own in self._amounts.left_out else "leave"
        # The newest of that name: rows that were just replaced are still on their way out.
        if links := self.findChildren(Button, f"{word}_charge_{own}"):
            links[-1].setFocus(Qt.FocusReason.OtherFocusReason)


def _events(one: Application) -> tuple[KeptRow, ...]:
    return tuple(
        KeptRow(f"event_{n}", f"{told.day:%m/%d/%y}  {told.what}", ", ".join(filter(None, (told.why, told.by))))
        for n, told in enumerate(one.events[:_SHOWN])
    )
