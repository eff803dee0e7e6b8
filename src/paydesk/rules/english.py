"""The fixed words of our paper in English."""

from __future__ import annotations

from paydesk.rules.phrases import Words

ENGLISH = Words(
    statement="Your statement",
    page="Page {page} of {pages}",
    continued="Continued on page {page}",
    your_account="Your account",
    statement_date="Statement date",
    account_number="Account number",
    statement_number="Statement number",
    pay_by="Pay by",
    amount_you_owe="Amount you owe",
    your_credit="Your credit",
    help_title="Too much to pay at once?",
    help_text="Call us at {phone}. We can talk about smaller payments or help with the cost.",
    zero_title="Nothing to pay",
    zero_text="Thank you. You do not owe us anything today.",
    zero_text_plan="Thank you. Nothing is due on your payment plan now.",
    credit_title="You have a credit – nothing to pay",
    credit_text="We can send it back to you or keep it for your next visit. Call {phone}.",
    date="Date",
    what="What we did",
    charge="Charge",
    insurance_paid="− Insurance\npaid",
    adjusted="− Adjusted",
    you_paid="− You\npaid",
    waiting="− With\ninsurance",
    you_owe="= You\nowe",
    visit="Visit on {date}",
    with_provider=" with {provider}",
    patient="patient {patient}",
    other_items="Other items on your account",
    medical_care="Medical care",
    unused_credit="Your credit, not used yet",
    on_plan="On your payment plan {number}, not due yet",
    to_pay_now="To pay now",
    total="Total",
    not_asked_total="Total not asked for",
    waiting_title="Waiting for insurance – please do not pay this",
    waiting_above="Part of the lines above",
    waiting_total="Total waiting for insurance",
    ageing=("0–30 days", "31–60 days", "61–90 days", "91–120 days", "Over 120 days"),
    credit="Credit",
    help_line="Questions about this bill? Call {phone}.",
    help_line_page="Need help with this bill? See page 2.",
    help_line_notes="Need help with this bill? See page 2, or call {phone}.",
    tear_off="Please tear off and return this part with your payment",
    pay_online="Pay online: scan the code, or go to {link}",
    pay_by_phone="Pay by phone: {phone} (card or bank)",
    pay_at_clinic="Pay at the clinic: please bring this part with you",
    pay_by_mail="Pay by mail: make your check out to {name}",
    i_am_paying="I am paying  $",
    keep="No payment is needed. Please keep this page for your records.",
    bill="This bill is for care you received at our clinic. The amount below is what you owe.",
    bill_insured=(
        "This bill is for care you received at our clinic. Your insurance has paid its part. "
        "The amount below is what you still owe."
    ),
    bill_waiting=(
        "This bill is for care you received at our clinic. We are still waiting for your insurance "
        "on some of it. "
        "Please pay only the amount you owe."
    ),
    bill_plan=(
        "This bill is for care you received at our clinic. Part of it is on your payment plan. "
        "Please pay only the amount below."
    ),
    nothing="This page shows the care you received at our clinic. You owe nothing now.",
    nothing_waiting=(
        "This page shows the care you received at our clinic. We are still waiting for your insurance. "
        "You owe nothing now."
    ),
    nothing_plan=(
        "This page shows the care you received at our clinic. The rest is on your payment plan. "
        "Nothing is due now."
    ),
    credit_explained=(
        "This page shows the care you received at our clinic. You paid more than you owe, so you have a credit."
    ),
    credit_waiting=(
        "This page shows the care you received at our clinic. You have a credit now. "
        "We are still waiting for your insurance on some of the care."
    ),
    receipt="Receipt",
    copy="COPY",
    voided="VOIDED – this payment was taken back",
    returned="RETURNED – the bank did not pay this",
    patient_copy="Your copy",
    clinic_copy="Clinic’s copy",
    receipt_number="Receipt number",
    received="Received",
    received_from="Received from",
    paid_by="Paid by",
    applied_to="What it paid",
    kept_as_credit="Kept as credit on your account",
    kept_for_visit="Kept for your visit of {date}",
    kept_besides="Kept for coming visits, not taken off above",
    total_received="Total received",
    balance_left="You still owe",
    credit_left="Your credit",
    cashier="Taken by",
    tax_id="Tax ID",
    questions="Questions or refunds: {phone}",
    cash="Cash",
    tendered="{tendered} given, {change} change",
    check="Check {number}",
    card="{brand} card ending in {last4}",
    authorization="Authorization {code}",
    bank_transfer="Bank transfer",
    money_order="Money order {number}",
    dear="Dear {name}:",
    sincerely="Sincerely,",
    refund_subject="Your refund of {amount}",
    refund_opening="We are sending you a refund of {amount}.",
    refund_reason="This money was credit on your account {account}, so it is yours.",
    refund_close="You do not need to do anything. If you have a question, please call us at {phone}.",
    refund_amount="Refund",
    refund_way="How we send it",
    refund_receipt="From your payment",
    accounting_subject="Who we shared your health information with",
    accounting_opening=(
        "You asked us who we shared your health information with. This list goes from {first} to {last}."
    ),
    accounting_none="In this time we shared nothing that the law asks us to list.",
    accounting_heads=("Date", "Who got it", "What we shared", "Why"),
    accounting_left_out=(
        "The law (45 CFR 164.528) does not ask us to list everything. This list leaves out what we shared to treat "
        "you, to be paid, or to run our clinic. It leaves out what we gave to you, and what you allowed us to share "
        "in writing. The law names a few more cases."
    ),
    accounting_close=(
        "You can ask for this list again. One list in 12 months is free. If you have a question, please call us "
        "at {phone}."
    ),
    notes_title="About your statement",
    notes=(
        (
            "How to read it",
            "Each line is one thing we did. We start with the charge. We take off what your "
            "insurance paid, what came "
            "off the price, and what you paid. What is left is what you owe.",
        ),
        (
            "Waiting for insurance",
            "Some lines may still be with your insurance. They are not part of the amount you owe. "
            "Please do not pay them now. We will write to you when we hear from your insurance.",
        ),
        (
            "Too much to pay at once?",
            "Please call us at {phone} before the date on the front. We can talk about smaller "
            "payments over time, "
            "or about help with the cost.",
        ),
        (
            "Does something look wrong?",
            "Call us at {phone} and have your account number ready. We will go through each line with you. "
            "You can ask us for a full list of your charges.",
        ),
        (
            "New insurance?",
            "Tell us soon. Plans give us only a short time to send them a bill. Fill in the form below, or call us.",
        ),
        (
            "Paying by check",
            "Make your check out to {name}. Write your account number on it. Give or send it to us with the "
            "bottom part of page 1.",
        ),
    ),
    form_title="Has something changed? Please tell us here and return this part.",
    form=("Name", "Street", "City, state, ZIP", "Phone"),
    form_insurance=("Insurance company", "Member number", "Group number", "Starts on"),
)
