"""The words of the letters of payment plans in English."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.plan_letter_phrases import LetterText, PlanLetter, PlanLetterPhrases

PLAN_LETTERS_ENGLISH = PlanLetterPhrases(
    letters=MappingProxyType(
        {
            PlanLetter.REMINDER: LetterText(
                "A payment of your plan is due soon",
                "The next payment of your payment plan {number} is {amount}. It is due on {due}.",
                ("If you have paid it, thank you. You do not need to do anything.",),
                MappingProxyType({"amount": "Payment", "due": "Due on"}),
            ),
            PlanLetter.MISSED: LetterText(
                "A payment of your plan is not here yet",
                "We have not received {amount} of your payment plan {number} yet. It was due by {due}.",
                ("Please pay it as soon as you can. If you have paid it, thank you.",),
                MappingProxyType({"amount": "Not paid yet", "due": "Was due by"}),
            ),
            PlanLetter.CURE: LetterText(
                "Please pay what is late to keep your plan",
                "Payments of your payment plan {number} are late. To keep the plan, please pay {amount} by {until}.",
                (
                    "If it is not paid by {until}, the plan ends. What is left of it, {left}, then goes back to our "
                    "usual bills.",
                    "If you have paid it, thank you.",
                ),
                MappingProxyType({"amount": "To pay", "until": "Last day to pay it", "left": "Left in the plan"}),
            ),
            PlanLetter.DEFAULTED: LetterText(
                "Your payment plan has ended",
                "Your payment plan {number} ended on {on}. What was late was not paid.",
                (
                    "What is left, {left}, is in our usual bills again.",
                    "Would you like to start the plan again? Call us at {phone}, or ask at our front desk.",
                ),
                MappingProxyType({"on": "Ended on", "left": "Left to pay"}),
            ),
            PlanLetter.REINSTATED: LetterText(
                "Your payment plan has started again",
                "Your payment plan {number} started again on {on}. The next payment is {amount}, due on {due}.",
                (),
                MappingProxyType({"amount": "Next payment", "due": "Due on", "left": "Left in the plan"}),
            ),
            PlanLetter.PAUSED: LetterText(
                "Your payment plan is paused",
                "Your payment plan {number} is paused until {until}. You do not need to pay on it before then.",
                ("The next payment is {amount}. It is due on {due}.",),
                MappingProxyType({"until": "Paused until", "amount": "Next payment", "due": "Due on"}),
            ),
            PlanLetter.AMENDED: LetterText(
                "Your payment plan has changed",
                "Your payment plan {number} has changed. The next payment is {amount}, due on {due}.",
                ("This is what changed:",),
                MappingProxyType({"amount": "Next payment", "due": "Due on", "left": "Left in the plan"}),
            ),
            PlanLetter.PAID_OFF: LetterText(
                "Thank you: your payment plan is paid off",
                "Your payment plan {number} was paid off on {on}. Thank you for keeping it.",
                (
                    "You do not need to pay anything more on this plan.",
                    "If you have other charges at our clinic, they come on your usual statement.",
                ),
                MappingProxyType({"amount": "Paid in all", "on": "Paid off on"}),
            ),
            PlanLetter.CANCELED: LetterText(
                "Your payment plan was canceled",
                "Your payment plan {number} was canceled on {on}.",
                (
                    "What is left, {left}, is in our usual bills again.",
                    "Would you like another plan? Call us at {phone}, or ask at our front desk.",
                ),
                MappingProxyType({"on": "Canceled on", "left": "Left to pay"}),
            ),
        }
    ),
    ways="How to pay: {ways}",
    help=(
        "Is it too much right now? Call us at {phone}, or ask at our front desk. We can talk about smaller payments, "
        "a pause in hard times, or help with the cost."
    ),
    thanks="If you have a question, please call us at {phone}.",
    nothing_left="Nothing is left to pay on it.",
    to_sign="With this letter comes a new agreement. Please sign it and return it to us. Keep a copy.",
    more_changes="More has changed than fits here. Please ask us for all of it.",
)
