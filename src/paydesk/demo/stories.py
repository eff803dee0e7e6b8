"""What happened to some of the households besides the ordinary: every kind of event the desk knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from paydesk.demo import asking_for_help, paperwork
from paydesk.demo.year import Folk, Year
from paydesk.operations import (
    adjusting,
    applying,
    billing,
    charging,
    keeping,
    marking,
    reading,
    receipting,
    refunding,
    undoing,
)
from paydesk.operations.reading import AccountPage, ChargeStory
from paydesk.rules.ledger import PATIENT


def owing(year: Year, folk: Folk) -> list[ChargeStory]:
    """The charges of which the patient owes something now, newest first."""
    page = reading.account_page(year.desk, folk.account_id)
    return [one for story in page.stories for one in story.charges if one.patient_owes > 0]


def credit_of(year: Year, folk: Folk) -> AccountPage:
    """The account's page, for its credits and receipts."""
    return reading.account_page(year.desk, folk.account_id)


def one_payment_for_the_family(year: Year, folk: Folk) -> None:
    """A parent pays lines of several children at once; later some of it is moved to another child."""

    def pays() -> None:
        lines = owing(year, folk)
        if lines:
            chosen = {one.facts.charge_id: None for one in lines[:4]}
            year.pay(folk, sum(one.patient_owes for one in lines[:4]), method="check", chosen=chosen)

    def moves() -> None:
        open_now = owing(year, folk)
        for receipt in credit_of(year, folk).receipts:
            if open_now and not receipt.undone and receipt.number:
                _move_a_part(year, folk, receipt.lot_id, open_now[0])
                return

    year.at(year.today - timedelta(days=120), pays)
    year.at(year.today - timedelta(days=60), moves)
    year.at(year.today - timedelta(days=9), pays)


def _move_a_part(year: Year, folk: Folk, lot_id: int, target: ChargeStory) -> None:
    """Take some of a receipt off the line it paid and put it on another member's line."""
    for story in credit_of(year, folk).stories:
        for charge in story.charges:
            there = sum(event.moved for event in charge.events if event.lot_id == lot_id and event.word == "Paid")
            if there and charge.facts.charge_id != target.facts.charge_id and not charge.patient_owes:
                amount = min(there, target.patient_owes, 2000)
                adjusting.move_money(
                    year.desk,
                    adjusting.MoveMoney(
                        lot_id, amount, folk.account_id, folk.account_id, "The mother meant the other child",
                        year.key(), charge.facts.charge_id, target.facts.charge_id,
                    ),
                )  # fmt: skip
                return


def returned_check(year: Year, folk: Folk) -> None:
    """A check comes back: the payment is undone and a fee posted."""

    def pays() -> None:
        year.visit(folk, folk.patients[0], pays=False)
        lot = year.pay(folk, 6500, method="check").lot_id
        year.at(year.days_on(6, 10), lambda: comes_back(lot))

    def comes_back(lot: int) -> None:
        reason = "Returned by the bank: not enough money in the account"
        undoing.undo_receipt(year.desk, undoing.UndoReceipt(lot, reason, year.key(), "returned"))
        charging.post_fee(
            year.desk, charging.PostFee(folk.account_id, 2500, "Returned check fee", year.key())
        )
        receipting.print_receipt(year.desk, lot, copy=True)
        paperwork.note(year, folk, "Check came back. Ask for a card or cash next time.", pinned=True)

    year.at(year.today - timedelta(days=70), pays)


def void_and_again(year: Year, folk: Folk) -> None:
    """A payment typed with a wrong amount is voided the same day and taken again."""

    def pays() -> None:
        wrong = year.pay(folk, 40000, method="card")
        undoing.undo_receipt(
            year.desk, undoing.UndoReceipt(wrong.lot_id, "Typed 400.00 instead of 40.00", year.key())
        )
        year.pay(folk, 4000, method="card")

    year.at(year.today - timedelta(days=45), pays)


def overpaid_and_refunded(year: Year, folk: Folk) -> None:
    """More came in than was owed: a part goes back to the card, with a letter; another refund is undone."""

    def pays() -> None:
        owed = sum(one.patient_owes for one in owing(year, folk))
        lot = year.pay(folk, owed + 7500, method="card").lot_id
        year.at(year.days_on(8, 15), lambda: goes_back(lot))

    def goes_back(lot: int) -> None:
        left = next((one.amount for one in credit_of(year, folk).credits if one.lot_id == lot), 0)
        for amount, undone, slip in ((min(left, 2000), True, "R 104417"), (min(left, 5000), False, "R 104502")):
            if amount > 0:
                refund = refunding.refund_credit(
                    year.desk,
                    refunding.RefundCredit(
                        folk.account_id, lot, amount, "card", "Paid more than was owed", year.key(), slip
                    ),
                )
                if undone:
                    undoing.undo(
                        year.desk, undoing.UndoEntry(refund.entry_id, "The terminal refused the refund", year.key())
                    )
                else:
                    receipting.refund_letter(year.desk, refund.refund_id)
                    receipting.letter_went_out(year.desk, refund.refund_id)

    year.at(year.today - timedelta(days=80), pays)


def prepaid(year: Year, folk: Folk) -> None:
    """Money taken ahead for a visit to come; some left from before is applied."""

    def pays() -> None:
        visit = paperwork.upcoming(year, folk.patients[0], year.today + timedelta(days=12), "Yearly check-up")
        year.pay(folk, 12000, method="bank transfer", automatic=False, visit_id=visit)

    def applies() -> None:
        page = credit_of(year, folk)
        if page.credits and owing(year, folk):
            applying.apply_credit(year.desk, applying.ApplyCredit(folk.account_id, year.key()))

    year.at(year.today - timedelta(days=150), lambda: year.pay(folk, 9000, automatic=False))
    year.at(year.today - timedelta(days=40), applies)
    year.at(year.today - timedelta(days=3), pays)


def called_off(year: Year, folk: Folk) -> None:
    """Money taken ahead for a visit that was then canceled: it is credit, and says why."""

    def pays() -> None:
        visit = paperwork.upcoming(year, folk.patients[0], year.today + timedelta(days=5), "Mole to be looked at")
        year.pay(folk, 6000, method="card", automatic=False, visit_id=visit)
        year.at(year.today - timedelta(days=4), lambda: calls(visit))

    def calls(visit: int) -> None:
        marking.mark_visit(year.desk, marking.MarkVisit(visit, "canceled"))
        paperwork.call(year, folk, "Cannot come on the day, will call for another")

    year.at(year.today - timedelta(days=9), pays)


def in_dispute(year: Year, folk: Folk) -> None:
    """One line is disputed, another put on hold and released again."""

    def disputes() -> None:
        lines = owing(year, folk)
        for number, line in enumerate(lines[:2]):
            adjusting.hold_charge(
                year.desk, adjusting.HoldCharge(line.facts.charge_id, number == 1, number == 0, "Says it was not done")
            )
        if lines:
            paperwork.call(year, folk, "Says the test was not done; the provider will check the chart.")
        if len(lines) > 1:
            year.at(year.days_on(5, 9), lambda: adjusting.hold_charge(
                year.desk, adjusting.HoldCharge(lines[1].facts.charge_id, False, False, "")
            ))  # fmt: skip

    year.at(year.today - timedelta(days=25), lambda: year.visit(folk, folk.patients[0], pays=False))
    year.at(year.today - timedelta(days=6), disputes)


def let_off(year: Year, folk: Folk) -> None:
    """Write-offs of every reason, one of them undone."""
    reasons = (
        ("courtesy", "Waited two hours"), ("small_balance", ""), ("prompt_pay", ""), ("hardship", ""),
        ("administrative", "We billed too late"), ("bad_debt", "Moved away, three letters came back"),
    )  # fmt: skip

    def writes_off() -> None:
        for line, (reason, note) in zip(owing(year, folk), reasons, strict=False):
            amount = line.patient_owes if reason == "bad_debt" else min(line.patient_owes, 400)
            posted = adjusting.post_adjustment(
                year.desk,
                adjusting.PostAdjustment(line.facts.charge_id, amount, reason, year.key(), note=note),
            )
            if reason == "prompt_pay":
                undoing.undo(year.desk, undoing.UndoEntry(posted.entry_id, "It was paid too late", year.key()))

    for days in range(16, 22):
        year.at(year.today - timedelta(days=days), lambda: year.visit(folk, folk.patients[0], pays=False))
    year.at(year.today - timedelta(days=13), writes_off)


def denied_and_moved(year: Year, folk: Folk) -> None:
    """An insurer denies: what it was asked for becomes the patient's after a person decided."""

    def comes() -> None:
        year.bad_luck.add(visit := year.visit(folk, folk.patients[0]))
        year.at(year.days_on(50, 60), lambda: decides(visit))

    def decides(visit: int) -> None:
        for story in credit_of(year, folk).stories:
            if story.visit and story.visit.visit_id == visit:
                for charge in story.charges:
                    _to_patient(year, folk, charge)

    year.at(year.today - timedelta(days=100), comes)


def _to_patient(year: Year, folk: Folk, charge: ChargeStory) -> None:
    for patient in folk.patients:
        denied = charge.facts.answer == "denied" and charge.insurers_owe > 0
        if denied and patient.person_id == charge.facts.patient_id:
            adjusting.transfer_responsibility(
                year.desk,
                adjusting.TransferResponsibility(
                    charge.facts.charge_id, charge.insurers_owe, patient.covers[0].coverage_id, PATIENT,
                    "Not covered by the plan", year.key(),
                ),
            )  # fmt: skip


def answer_undone(year: Year, folk: Folk) -> None:
    """An answer posted to the wrong claim is undone, and a charge that never happened too."""

    def undoes() -> None:
        for story in credit_of(year, folk).stories:
            for charge in story.charges:
                for event in charge.events:
                    if event.word == "Paid" and "paid" in event.what and event.undoable and charge.insurers_owe == 0:
                        undoing.undo(
                            year.desk, undoing.UndoEntry(event.entry_id, "Belongs to another claim", year.key())
                        )
                        return

    def never_happened() -> None:
        visit = year.arrive(folk.patients[0], "Blood count", ("R53.83",))
        year.charge(folk.patients[0], visit, ("85025",))
        page = credit_of(year, folk)
        mine = next(story for story in page.stories if story.visit and story.visit.visit_id == visit)
        entry = mine.charges[0].events[0].entry_id
        undoing.undo(year.desk, undoing.UndoEntry(entry, "The patient left before the test", year.key()))

    year.at(year.today - timedelta(days=35), undoes)
    year.at(year.today - timedelta(days=20), never_happened)


def pays_it_all_oneself(year: Year, folk: Folk) -> None:
    """Paid in full at the visit, and insurance is not to be billed."""
    for days in (130, 15):
        year.at(year.today - timedelta(days=days), lambda: year.visit(folk, folk.patients[0], self_pay=True))


def statement_over_the_counter(year: Year, folk: Folk) -> None:
    """Someone asks for a statement at the desk, and later for the same one again."""

    def prints() -> None:
        made = billing.print_statement(year.desk, billing.PrintStatement(folk.account_id, year.key()))
        year.at(year.days_on(2, 5), lambda: keeping.reprint_statement(year.desk, made.number))

    year.at(year.today - timedelta(days=18), prints)


def flagged(kind: str, days: int, *, person: bool = False, **facts: str) -> Callable[[Year, Folk], None]:
    """A story that is a flag raised some days ago; facts may be offsets of days such as ``-40``."""

    def story(year: Year, folk: Folk) -> None:
        told = {name: _day(year.today, value) for name, value in facts.items()}
        who = folk.patients[0].person_id if person else None
        year.at(year.today - timedelta(days=days), lambda: paperwork.raise_flag(year, folk, kind, who, told))

    return story


def _day(today: date, value: str) -> str:
    return (today + timedelta(days=int(value))).isoformat() if value.startswith("-") else value


STORIES: tuple[tuple[Callable[[Year, Folk], None], ...], ...] = (
    (one_payment_for_the_family, statement_over_the_counter),
    (denied_and_moved,),
    (asking_for_help.papers_are_late,),
    (returned_check,),
    (answer_undone,),
    (void_and_again, statement_over_the_counter),
    (flagged("no_balance_billing", 360, person=True, because="QMB"),),
    (prepaid,),
    (flagged("bankruptcy", 28, chapter="7", case_number="26-30417", filed_on="-30", court="District of Oregon",
             attorney="Lena Farrow", attorney_phone="5415550188"),),
    (overpaid_and_refunded, asking_for_help.under_review),
    (pays_it_all_oneself,),
    (in_dispute,),
    (flagged("deceased", 50, person=True, died_on="-52", representative="Nora Vance"),),
    (flagged("returned_mail", 21, returned_on="-21"),),
    (let_off, called_off, asking_for_help.approved),
    (flagged("workers_compensation", 90, person=True, injured_on="-92", carrier="Timberline Mutual"),),
    (one_payment_for_the_family, paperwork.twice_on_file),
    (flagged("attorney", 60, attorney="Piers Holloway", attorney_phone="5415550177"),),
    (flagged("do_not_call", 75), asking_for_help.denied),
    (flagged("dispute", 12, about="The price of the X-ray"), denied_and_moved),
)  # fmt: skip
"""By household: the story of number n is ``STORIES[n % len(STORIES)]``."""
