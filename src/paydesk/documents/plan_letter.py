"""The letters of a payment plan, from their facts to one page each."""

from __future__ import annotations

import datetime

from paydesk.documents.letter import draw_letter
from paydesk.documents.letter_view import LetterView
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.paper import Paper
from paydesk.rules.errors import PaydeskError
from paydesk.rules.plan_letter_words import PlanLetterFacts, plan_letter


def plan_letter_view(
    facts: PlanLetterFacts, *, letterhead: Letterhead, date: datetime.date, account: str,
    addressee: tuple[str, ...], signer: str, most: int | None = None,
) -> LetterView:  # fmt: skip
    """What the letter prints, no more than ``most`` changes. Raises ValueError naming a fact that its kind needs."""
    said = plan_letter(
        facts, phone=letterhead.phone, link=letterhead.pay_link,
        mail_to=letterhead.payment_address if letterhead.takes_mail else (), most=most,
    )  # fmt: skip
    return LetterView(
        letterhead=letterhead, language=facts.language, date=date, account=account, addressee=addressee,
        greeting=said.greeting, subject=said.subject, facts=said.facts, paragraphs=said.paragraphs, signer=signer,
    )  # fmt: skip


def draw_plan_letter(
    facts: PlanLetterFacts, *, letterhead: Letterhead, date: datetime.date, account: str,
    addressee: tuple[str, ...], signer: str,
) -> Paper:  # fmt: skip
    """The letter as one page, with as many changes as it has room for.

    Raises ValueError naming a fact that its kind needs, PaydeskError if even one change does not fit.
    """
    for most in range(len(facts.changes), 1, -1):
        view = plan_letter_view(
            facts, letterhead=letterhead, date=date, account=account, addressee=addressee, signer=signer, most=most
        )
        try:
            return draw_letter(view)
        except PaydeskError as refused:
            if refused.field != "paragraphs":
                raise
    return draw_letter(
        plan_letter_view(
            facts, letterhead=letterhead, date=date, account=account, addressee=addressee, signer=signer, most=1
        )
    )
