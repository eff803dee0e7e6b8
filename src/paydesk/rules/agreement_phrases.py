"""Which fixed words the papers of a payment plan have, a table with a column for each language; nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from paydesk.rules.installments import Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWords:
    """Every fixed word of an agreement, its coupons and its card; ``{}`` marks take what their name says.

    ``each`` follows a number of installments, ``often`` a number and an amount of payments.
    """

    agreement: str
    sign_first: str
    sign_how: str
    agreement_number: str
    version: str
    made_on: str
    installments: str
    plan_total: str
    takes_place: str
    newer_version: str
    changes_title: str
    payment_changed: str
    count_changed: str
    next_changed: str
    last_changed: str
    total_changed: str

    between_title: str
    clinic_head: str
    payer_head: str

    covers_title: str
    covers: str
    day: str
    what: str
    patient: str
    you_owe: str
    taken_off: str

    schedule_title: str
    pay_down: str
    pay_in: str
    pay_once: str
    each: Mapping[Cadence, str]
    often: Mapping[Cadence, str]
    number: str
    due: str
    amount: str
    left_after: str
    down_payment: str

    ways_title: str
    at_desk: str
    by_phone: str
    online: str
    by_mail: str

    free_title: str
    free: str
    missed_title: str
    one_day: str
    days: str
    grace: str
    no_grace: str
    cure: str
    cure_at_once: str
    ends: str
    change_title: str
    ask: str
    shrinks: str
    grows: str
    other_language: str

    box_title: str
    creditor: str
    rate: str
    rate_means: str
    finance_charge: str
    finance_charge_means: str
    financed: str
    financed_means: str
    payments: str
    payments_means: str
    sale_price: str
    sale_price_means: str
    box_schedule: str
    box_heads: tuple[str, str, str]
    beginning: str
    on: str
    several: str
    single: str
    itemized: str
    late: str
    early: str
    security: str
    contract: str

    sign_title: str
    sign_text: str
    sign_copy: str
    sign_payer: str
    sign_clinic: str
    sign_date: str

    coupon: str
    coupon_down: str
    coupon_tear: str
    coupon_paying: str
    card: str
    card_of: str
    card_fold: str
    card_left: str
    card_call: str
    card_next: str
