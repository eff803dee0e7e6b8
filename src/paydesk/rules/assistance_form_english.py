"""The fixed words of the application for assistance in English."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.assistance_form_phrases import FormWords
from paydesk.rules.household_means import Frequency

FORM_ENGLISH = FormWords(
    application="Application for help with your bill",
    application_number="Application number",
    asked_on="Asked for on",
    back_by="Give it back by",
    fill_in="Please fill in both pages, sign, and give it back by {day}.",
    where="Bring it to our front desk, or mail it to us at the address at the top.",
    where_desk="Bring it to our front desk.",
    need_help="Do you need help with this form? Call us at {phone}.",
    who_title="Who asks for help",
    name="Name",
    phone="Phone",
    address="Address, only if it is wrong or missing above",
    household_title="Who lives with you",
    household="Write yourself first. Then your husband or wife, and each person you take care of.",
    household_heads=("Name", "Who this is to you", "Age"),
    myself="Myself",
    bring_title="Papers to bring",
    bring_asked="Please bring or send us copies of these papers.",
    bring_any="Please bring or send us copies of papers that show what comes in. Bring the ones you have.",
    cannot="Is a paper hard to get? Write here why. Another one may do.",
    next_title="What happens next",
    no_bills="Until we decide, we do not ask you to pay. We send you no bills and no reminders.",
    decide="When we have this form and your papers, we look at them with care. Then we write to you.",
    too_late="If they are not here by {day}, we may have to say no.",
    one_month="1 month",
    months="{months} months",
    says_yes="If we say yes, we write how much help you get. Most often it lasts {time}.",
    says_no="If we say no, you can ask us to look at it again. For that you have {days} days from our answer.",
    income_title="Money that comes in",
    income="Write what each person gets before taxes, and how often. Leave the rest empty.",
    told="You told us this on {day}. Cross out what is wrong, and write it new.",
    income_heads=("From", "Who gets it", "How much", "How often"),
    incomes=MappingProxyType(
        {
            "wages": "Pay from a job",
            "self-employment": "Your own business",
            "Social Security": "Social Security",
            "SSI": "SSI",
            "SSDI": "SSDI",
            "unemployment": "Unemployment",
            "pension": "Pension",
            "alimony received": "Alimony",
            "child support received": "Child support",
            "rent received": "Rent that you get",
            "interest and dividends": "Interest, dividends",
            "other income": "Other",
        }
    ),
    often=MappingProxyType(
        {
            Frequency.HOURLY: "an hour, {hours} hours a week",
            Frequency.WEEKLY: "each week",
            Frequency.BIWEEKLY: "every two weeks",
            Frequency.SEMIMONTHLY: "twice a month",
            Frequency.MONTHLY: "each month",
            Frequency.QUARTERLY: "in three months",
            Frequency.YEARLY: "each year",
        }
    ),
    obligations_title="What you have to pay",
    obligations_lead="Write what you pay each month. It helps us find a payment that you can keep up.",
    obligations=MappingProxyType(
        {
            "rent or mortgage": "Rent or mortgage",
            "utilities": "Power, water, phone",
            "food": "Food",
            "transport": "Car, bus, gas",
            "child care": "Child care",
            "support paid": "Support that you pay",
            "insurance": "Insurance",
            "other medical plans": "Other medical bills",
            "loans": "Loans",
            "other": "Other",
        }
    ),
    sign_title="Please sign",
    sign="What I wrote here is true as far as I know. If it changes before you decide, I will tell you.",
    signature="Signature",
    date="Date",
    office="For the office",
    received="Received on",
    received_by="By",
)
