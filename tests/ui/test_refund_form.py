"""The refund form: where typing begins, and what it says of the credit it is about."""

from __future__ import annotations

from typing import Any

from paydesk.operations import posting, refunding
from paydesk.ui.dialogs.refund_dialog import RefundDialog
from support.window_clinic import Seat


def refund_form(seat: Seat, **typed: str) -> RefundDialog:
    dialog = seat.ask("money.refund", **typed)
    assert isinstance(dialog, RefundDialog)
    return dialog


def paid_by_card(seat: Seat) -> posting.PaymentPosted:
    """Credit of the family by card alone."""
    request: dict[str, Any] = {"card_last4": "4417", "authorization": "A 5521", "automatic": False}
    return posting.post_payment(
        seat.clinic.desk, posting.PostPayment(seat.clinic.family, 50_00, "card", "by card", **request)
    )


def focused(dialog: RefundDialog) -> str:
    return next(name for name, box in dialog.form.boxes.items() if box.input.hasFocus())


def test_typing_begins_at_the_terminals_slip_where_a_card_refund_needs_its_number(seat: Seat) -> None:
    paid_by_card(seat)
    seat.open(seat.clinic.family)
    dialog = refund_form(seat)
    assert focused(dialog) == "reference"
    seat.type(dialog, reference="R 0117")
    dialog.focus_start()
    assert focused(dialog) == "reason"


def test_of_an_empty_slip_and_an_empty_reason_the_upper_is_told(seat: Seat) -> None:
    paid_by_card(seat)
    seat.open(seat.clinic.family)
    dialog = refund_form(seat)
    seat.enter(dialog)
    assert focused(dialog) == "reference"
    assert dialog.form.boxes["reference"].input.accessibleDescription() == refunding.SLIP_FIRST


def test_typing_begins_at_the_reason_where_nothing_before_it_is_needed(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    assert focused(refund_form(seat)) == "reason"


def test_the_form_says_in_plain_words_what_stays_of_the_credit(seat: Seat) -> None:
    seat.open(seat.clinic.credit)
    dialog = refund_form(seat)
    assert dialog.lead() == "All of this credit goes back. Money goes back by check, as it came. " + _LETTER
    seat.type(dialog, amount="100")
    assert dialog.lead() == "1,500.00 of it stays as credit. Money goes back by check, as it came. " + _LETTER
    seat.type(dialog, amount="2000")
    assert dialog.lead() == "Money goes back by check, as it came. " + _LETTER
    seat.type(dialog, amount="")
    assert dialog.lead() == "Money goes back by check, as it came. " + _LETTER


_LETTER = "The letter prints with it."
