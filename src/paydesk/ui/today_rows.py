"""The rows of Today: every kind of thing that waits, in the order it is to be done, with what to do."""

from __future__ import annotations

from dataclasses import replace

from paydesk.operations.listing import (
    CopayDue,
    CreditWaiting,
    DraftWaiting,
    EmergencyTaken,
    MailReturned,
    PromiseDue,
    VisitPassed,
    Waiting,
)
from paydesk.rules import money
from paydesk.rules.keyboard import show_date, show_phone
from paydesk.rules.promises import Judged, PromiseState
from paydesk.ui.list_row import ListRow
from paydesk.ui.payment_worklist import clock, local_clock
from paydesk.ui.plan_tasks import plan_task
from paydesk.ui.task_paint import Task
from paydesk.ui.worklist_paint import shorter_names

KINDS = (
    ("all", "Everything", "list"), ("copay", "Copays due", "calendar"),
    ("promise", "Promises to pay", "speech"), ("visit", "Visits without charges", "clock"),
    ("plan", "Payment plans", "scales"), ("credit", "Credit to apply", "dollar"),
    ("mail", "Mail that came back", "mail"), ("draft", "Left half-way", "pencil"),
    ("emergency", "Emergency access", "warning"),
)  # fmt: skip
_STATES = {"scheduled": "planned visit", "arrived": "arrived", "done": "took place"}
_BESIDE = {PromiseState.BROKEN: "broke a promise", PromiseState.PARTIAL: "kept a promise in part"}
FORMS = {
    "payment": ("a payment", ""),
    "account_dialog": ("a new account", "account.new"),
    "person_dialog": ("a patient's record", "record.person"),
    "new_person_dialog": ("a new patient of the family", "record.add_person"),
    "guarantor_dialog": ("a change of guarantor", "record.guarantor"),
    "flag_dialog": ("a flag", "record.flags"),
    "note_dialog": ("a note", "record.note"),
    "contact_dialog": ("a contact", "record.contact"),
    "promise_off_dialog": ("a promise to be called off", "record.promise_off"),
    "merge_dialog": ("a merge of two records", "record.merge"),
    "visit_dialog": ("a visit with charges", "visit.another"),
    "change_visit_dialog": ("a change of a visit", "visit.edit"),
    "plan_sheet": ("what a family can afford", "plans.new"),
    "adjust_dialog": ("an adjustment", "money.adjust"),
    "transfer_dialog": ("a move of who owes", "money.transfer"),
    "hold_dialog": ("a hold", "money.hold"),
    "paper_check": ("an insurer's check", "remittance.type"),
    "upcoming_dialog": ("a coming visit", "visit.upcoming"),
    "move_money_dialog": ("a move of money", "money.move"),
    "fee_dialog": ("a fee", "money.fee"),
    "refund_dialog": ("a refund", "money.refund"),
    "coverage_dialog": ("a coverage", "insurance.coverages"),
    "assistance_dialog": ("an application for assistance", "assistance.open"),
    "assistance_classes_dialog": ("the classes of assistance", "office.assistance"),
    "estimate_dialog": ("an estimate of a visit", "benefits.estimate"),
    "overpaid_letter_dialog": ("an insurer's letter", "overpaid.letter"),
    "disclosure_dialog": ("a disclosure", "record.disclose"),
    "insurer_letter_dialog": ("a letter to an insurer", "letters.write"),
    "correct_claim_dialog": ("a corrected claim", "claims.correct"),
    "staff_dialog": ("somebody at this desk", "office.staff"),
    "provider_dialog": ("a provider", "office.providers"),
    "place_dialog": ("a place of service", "office.places"),
    "payer_dialog": ("a payer", "insurance.payers"),
    "clearinghouse_dialog": ("how eligibility files are addressed", "benefits.clearinghouse"),
    "coverage_answers_dialog": ("what an insurer said", "benefits.answers"),
    "freshness_dialog": ("how long answers of insurers count", "calls.fresh"),
    "contract_reasons_dialog": ("a reason that comes off by contract", "insurance.contract_reasons"),
    "plan_policy_dialog": ("the clinic's policy for payment plans", "office.plan_policy"),
    "add_cap_rule_dialog": ("a rule about what may be asked", "office.add_cap_rule"),
    "code_dialog": ("a code and its fee", "office.codes"),
    "clinic_dialog": ("the clinic's settings", "office.clinic"),
}
"""Forms that may be left half-way: what they are, and the command that opens them again with what was typed."""


def kind_rows(waiting: Waiting, *, more: int = 0) -> tuple[ListRow, ...]:
    """What can be shown alone, with how much of it there is; ``more`` is what stands among everything alone."""
    counts = {
        "copay": len(waiting.copays), "visit": len(waiting.passed), "credit": len(waiting.credits),
        "plan": len(waiting.plans), "mail": len(waiting.mail), "draft": len(waiting.drafts),
        "emergency": len(waiting.emergencies), "promise": len(waiting.promises),
    }  # fmt: skip
    rows = []
    for kind, words, icon in KINDS:
        if kind == "emergency" and not waiting.emergencies:
            continue  # rare, and an administrator's alone
        count = waiting.count + more if kind == "all" else counts[kind]
        tone = "text" if count else "text3"
        rows.append(ListRow(kind, words, money=str(count) if count else "–", money_tone=tone, icon=icon))
    return tuple(rows)


def task_rows(
    waiting: Waiting, kind: str, *, first: tuple[Task, ...] = (), last: tuple[Task, ...] = ()
) -> tuple[Task, ...]:
    """The tasks of a kind, or of all with what is more urgent ``first``, and ``last`` what can wait: arriving in a list
    that is in use it shifts no digit. The first nine carry theirs.

    Keys: (kind, account id, form), of a copay or a visit the visit's id for a form, of mail the person's; a form left
    half-way adds what it is about; of an emergency access the form is its id, and the account 0; of a plan it
    is the plan's id.
    """
    found = {
        "emergency": [_emergency(one) for one in waiting.emergencies],
        "copay": [_copay(one) for one in waiting.copays],
        "promise": [_promise(one) for one in waiting.promises], "visit": [_visit(one) for one in waiting.passed],
        "plan": [plan_task(one) for one in waiting.plans],
        "draft": [_draft(one) for one in waiting.drafts],
        "mail": [_mail(one) for one in waiting.mail], "credit": [_credit(one) for one in waiting.credits],
    }  # fmt: skip
    tasks = found[kind] if kind != "all" else [*first, *(task for tasks in found.values() for task in tasks), *last]
    return tuple(replace(task, digit=str(place) if place <= 9 else "") for place, task in enumerate(tasks, 1))


def _emergency(one: EmergencyTaken) -> Task:
    beside = "has emergency access now" if one.running else "used emergency access"
    why = f"until {clock(one.until.time())}" if one.running else f"on {show_date(one.since.date())}"
    return Task(
        ("emergency", 0, one.id), one.user_name, beside=beside, second=one.reason, why=why, why_tone="bad",
        icon="warning", icon_tone="bad", action="Look at it",
    )  # fmt: skip


def _copay(one: CopayDue) -> Task:
    when = clock(one.at) or "today"
    return Task(
        ("copay", one.account_id, one.visit_id), one.name, second=one.provider, why="here now" if one.here else when,
        why_tone="warn" if one.here else "text2", beside="copay of today", money=money.show(one.amount),
        icon="calendar", icon_tone="warn" if one.here else "text2", action="Take copay",
        shorter=_shorter(one.provider),
    )  # fmt: skip


def _visit(one: VisitPassed) -> Task:
    if one.died:
        return Task(
            ("visit", one.account_id, one.visit_id), one.name, beside="planned visit", second=one.provider,
            why="has died", why_tone="bad", icon="heart", icon_tone="bad", action="Call it off",
            shorter=_shorter(one.provider),
        )  # fmt: skip
    return Task(
        ("visit", one.account_id, one.visit_id), one.name, beside=f"{_STATES[one.status]}, not charged",
        second=", ".join(words for words in (one.provider, one.reason) if words), why=f"of {show_date(one.on)}",
        why_tone="warn", icon="clock", icon_tone="warn", action="Enter charges", shorter=_shorter(one.provider),
    )  # fmt: skip


def _promise(one: PromiseDue) -> Task:
    broken, promise = one.kind == "broken", one.judged.promise
    call = f"call {show_phone(one.phone)}; " if broken and one.phone else ""
    return Task(
        ("promise", one.account_id, promise.id), one.name,
        beside=_BESIDE.get(one.judged.state, "promised to pay today"),
        second=f"{call}the patient owes {money.show(one.owes)}", shorter=(f"owes {money.show(one.owes)}",),
        why=f"by {show_date(promise.due)}, {_came(one.judged)}" if broken else _came(one.judged),
        why_tone="warn" if broken else "text2", icon="speech", icon_tone="warn" if broken else "text2",
        money=money.show(one.judged.left), action="Open it",
    )  # fmt: skip


def _came(judged: Judged) -> str:
    if judged.received:
        return f"{money.show(judged.received)} of {money.show(judged.promise.amount)} came"
    return "nothing came yet" if judged.state is PromiseState.PROMISED else "nothing came"


def _shorter(provider: str) -> tuple[str, ...]:
    """Who it is with, where there is no room for that and the reason."""
    return (provider, *shorter_names(provider)) if provider else ()


def _credit(one: CreditWaiting) -> Task:
    return Task(
        ("credit", one.account_id, ""), one.name, second=f"the patient owes {money.show(one.owes)}",
        why=f"since {show_date(one.since)}", beside="unapplied credit", money=f"{money.show(one.amount)} credit",
        icon="dollar", action="Apply it",
    )  # fmt: skip


def _mail(one: MailReturned) -> Task:
    return Task(
        ("mail", one.account_id, one.person_id), one.name, second="ask for the address at the next visit or call",
        why=f"since {show_date(one.since)}", why_tone="warn", beside="mail came back", icon="mail", icon_tone="warn",
        money=money.show(one.owes) if one.owes else "–", money_tone="text" if one.owes else "text3",
        action="Fix address",
    )  # fmt: skip


def _draft(one: DraftWaiting) -> Task:
    what = FORMS[one.form][0] if one.form in FORMS else one.form.removesuffix("_dialog").replace("_", " ")
    return Task(
        ("draft", one.account_id, one.form, one.about), one.name or "The office", beside=f"{what}, not finished",
        why=f"left at {local_clock(one.saved_at)}", second=one.words or "what was typed is still there", icon="pencil",
        action="Go on",
    )  # fmt: skip
