"""Which fixed words our paper has, a table with a column for each language; nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every fixed word of our paper in one language; ``{}`` marks take what their name says."""

    statement: str
    page: str
    continued: str
    your_account: str
    statement_date: str
    account_number: str
    statement_number: str
    pay_by: str
    amount_you_owe: str
    your_credit: str
    help_title: str
    help_text: str
    zero_title: str
    zero_text: str
    zero_text_plan: str
    credit_title: str
    credit_text: str
    date: str
    what: str
    charge: str
    insurance_paid: str
    adjusted: str
    you_paid: str
    waiting: str
    you_owe: str
    visit: str
    with_provider: str
    patient: str
    other_items: str
    medical_care: str
    unused_credit: str
    on_plan: str
    to_pay_now: str
    total: str
    not_asked_total: str
    waiting_title: str
    waiting_above: str
    waiting_total: str
    ageing: tuple[str, str, str, str, str]
    credit: str
    help_line: str
    help_line_notes: str
    help_line_page: str
    tear_off: str
    pay_online: str
    pay_by_phone: str
    pay_by_mail: str
    pay_at_clinic: str
    i_am_paying: str
    keep: str
    bill: str
    bill_insured: str
    bill_waiting: str
    bill_plan: str
    nothing: str
    nothing_waiting: str
    nothing_plan: str
    credit_explained: str
    credit_waiting: str
    receipt: str
    copy: str
    voided: str
    returned: str
    patient_copy: str
    clinic_copy: str
    receipt_number: str
    received: str
    received_from: str
    paid_by: str
    applied_to: str
    kept_as_credit: str
    kept_for_visit: str
    kept_besides: str
    total_received: str
    balance_left: str
    credit_left: str
    cashier: str
    tax_id: str
    questions: str
    cash: str
    tendered: str
    check: str
    card: str
    authorization: str
    bank_transfer: str
    money_order: str
    dear: str
    sincerely: str
    refund_subject: str
    refund_opening: str
    refund_reason: str
    refund_close: str
    refund_amount: str
    refund_way: str
    refund_receipt: str
    accounting_subject: str
    accounting_opening: str
    accounting_none: str
    accounting_heads: tuple[str, str, str, str]
    accounting_left_out: str
    accounting_close: str
    notes_title: str
    notes: tuple[tuple[str, str], ...]
    form_title: str
    form: tuple[str, ...]
    form_insurance: tuple[str, ...]
