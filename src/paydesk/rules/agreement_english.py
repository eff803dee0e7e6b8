"""The fixed words of the papers of a payment plan in English."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.agreement_phrases import AgreementWords
from paydesk.rules.installments import Cadence

AGREEMENT_ENGLISH = AgreementWords(
    agreement="Payment plan agreement",
    sign_first="Please read, sign and return this.",
    sign_how="It says what you pay and when. Sign at the end. Keep a copy.",
    agreement_number="Agreement number",
    version="{number}, version {version}",
    made_on="Made on",
    installments="Installments",
    plan_total="Total of the plan",
    takes_place="This agreement takes the place of agreement {number}.",
    newer_version="This is version {version} of the agreement. It takes the place of the one before.",
    changes_title="What changed",
    payment_changed="Each payment is {after} instead of {before}.",
    count_changed="Payments still to come: {after} instead of {before}.",
    next_changed="The next payment is due on {after} instead of {before}.",
    last_changed="The last payment is due on {after} instead of {before}.",
    total_changed="In all you pay {after} from now on instead of {before}.",
    between_title="Who this agreement is between",
    clinic_head="The clinic (“we”)",
    payer_head="You",
    covers_title="What is in the plan",
    covers="These charges are in the plan, each with the part that you pay. No other charge is in it.",
    day="Date",
    what="What we did",
    patient="Patient",
    you_owe="You pay",
    taken_off="Paid by insurance or taken off since",
    schedule_title="What you pay and when",
    pay_down="You pay {amount} down by {date}.",
    pay_in="You pay {amount} in {count} installments",
    pay_once="You pay {amount} in one installment.",
    each=MappingProxyType(
        {
            Cadence.MONTHLY: "one each month",
            Cadence.SEMIMONTHLY: "two each month",
            Cadence.BIWEEKLY: "one every two weeks",
            Cadence.WEEKLY: "one each week",
        }
    ),
    often=MappingProxyType(
        {
            Cadence.MONTHLY: "each month",
            Cadence.SEMIMONTHLY: "twice a month",
            Cadence.BIWEEKLY: "every two weeks",
            Cadence.WEEKLY: "each week",
        }
    ),
    number="Number",
    due="Due",
    amount="Amount",
    left_after="Left after",
    down_payment="Down payment",
    ways_title="How to pay",
    at_desk="At our front desk.",
    by_phone="By phone: {phone} (card or bank).",
    online="Online: {link}.",
    by_mail="By mail: make your check out to {name}. Write your account number on it. Send it to {address}.",
    free_title="No interest, no fees",
    free=(
        "We charge no interest and no fee for this plan. A late payment costs no fee. "
        "You can pay more, or all that is left, at any time. To pay early costs nothing."
    ),
    missed_title="If a payment is missed",
    one_day="1 day",
    days="{days} days",
    grace="A payment may come up to {time} after it is due. If it is not here by then, we write to you.",
    no_grace="If a payment is not here on the day it is due, we write to you.",
    cure=(
        "If {count} payments in a row are missed, or one is {late} late, we send you a letter. "
        "You then have {time} to pay what is late."
    ),
    cure_at_once="With a missed payment we send you a letter. You then have {time} to pay what is late.",
    ends=(
        "If it is not paid by then, the plan ends. What is left goes back to our usual bills. "
        "You can ask us to start the plan again."
    ),
    change_title="If something changes",
    ask=(
        "Call us at {phone} before a payment is due. You can also ask at our front desk. "
        "We can talk about smaller payments, a pause in hard times, or help with the cost."
    ),
    shrinks="If your insurance pays more, or we take something off, the last payments get smaller or are not needed.",
    grows="New care is not in this plan. We can add it if you agree.",
    other_language="You can ask for this agreement in Spanish.",
    box_title="Truth-in-Lending disclosure",
    creditor="Creditor: {name}",
    rate="ANNUAL PERCENTAGE RATE",
    rate_means="What the credit costs you, as a rate for a year.",
    finance_charge="FINANCE CHARGE",
    finance_charge_means="What the credit costs you in dollars.",
    financed="Amount financed",
    financed_means="The credit that you get.",
    payments="Total of payments",
    payments_means="What you will have paid when all payments are made.",
    sale_price="Total sale price",
    sale_price_means="The whole cost on credit, with your down payment of {down}.",
    box_schedule="Your payment schedule",
    box_heads=("Number of payments", "Amount of each", "When they are due"),
    beginning="{often}, beginning {date}",
    on="on {date}",
    several="{count} payments of {amount} beginning {date}",
    single="1 payment of {amount} on {date}",
    itemized="Amount financed: charges {total} − down payment {down} = {financed}.",
    late="Late payment: no charge.",
    early="Paying early: no penalty.",
    security="Security: none.",
    contract="The rest of this agreement tells more about missed payments, how the plan can end, and paying early.",
    sign_title="Signatures",
    sign_text="I have read this agreement. I agree to pay as it says.",
    sign_copy="I have a copy of this agreement to keep.",
    sign_payer="Patient, or the person who pays",
    sign_clinic="For the clinic",
    sign_date="Date",
    coupon="Installment {number} of {count}",
    coupon_down="Down payment",
    coupon_tear="Please cut along the dashed lines. Send or bring one with each payment.",
    coupon_paying="I am paying  $",
    card="Payment plan",
    card_of="Card {number} of {count}",
    card_fold="Cut along the dashed lines. Fold in the middle.",
    card_left="Still to pay",
    card_call="Trouble paying? Call us before the day:",
    card_next="More dates on the next card",
)
