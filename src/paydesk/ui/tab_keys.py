"""The keys inside the tabs, which work where nothing is typed: the tabs listen to them, F1 lists them."""

from __future__ import annotations

from paydesk.rules.ageing import Base, Bucket
from paydesk.ui.plan_deeds import PLAN_DEEDS
from paydesk.ui.segments import Segment

FOLD_ALL = "O"
DIGITS = "123456789"

METHODS = (
    Segment("card", "Card", "C", "card"), Segment("cash", "Cash", "S", "cash"),
    Segment("check", "Check", "K", "check_paper"),
)  # fmt: skip
MORE_METHODS = (
    Segment("bank transfer", "Bank transfer", "B", "bank"), Segment("money order", "Money order", "O", "money_order"),
)  # fmt: skip
RECEIPT = (Segment("print", "Print", "P", "printer"), Segment("none", "None", "N"))

SENT_WAYS = (
    Segment("electronic", "Electronically", "E"), Segment("paper", "On paper", "P"),
    Segment("portal", "Through the portal", "R"),
)  # fmt: skip

BASES = (
    Segment(Base.RESPONSIBILITY.value, "Since it is theirs to pay", "R"),
    Segment(Base.SERVICE.value, "Since service", "S"),
    Segment(Base.FIRST_STATEMENT.value, "Since first statement", "F"),
)  # fmt: skip
AGES = (
    Segment("all", "All ages", "0"),
    *(Segment(bucket.name, bucket.label, str(place)) for place, bucket in enumerate(Bucket, 1)),
)
SPANS = (
    Segment("week", "Last 7 days", "W"), Segment("month", "This month", "M"), Segment("last", "Last month", "L"),
    Segment("year", "Last 12 months", "Y"),
)  # fmt: skip

SETTLED_OR_NOT = (
    Segment("open", "Open", "O"), Segment("asked", "Asked for", "F"), Segment("settled", "Settled", "S"),
)  # fmt: skip

SCOPES = (Segment("account", "This account", "T"), Segment("everyone", "Everyone", "E"))
PLAN_MENU = "M"
SAVE_TRAIL, PRINT_TRAIL, AT_BANK = "S", "P", "B"

Keys = tuple[tuple[str, str], ...]
"""What a key does, and the key; three spaces stand between keys that do the same or go the other way."""


def in_tabs() -> tuple[tuple[str, Keys], ...]:
    """The tabs with the keys that work in them."""
    return (
        ("In Today", (("Do the line of that number", f"{DIGITS[0]} … {DIGITS[-1]}"), ("Do the chosen line", "Enter"))),
        ("In Patients", (
            ("Open or fold all visits", FOLD_ALL), ("Fold the visit, open it", "←   →"), ("Fold or open it", "Space"),
            ("What can be done with the line", "Enter"),
        )),
        ("In Payments", (*_keys(METHODS + MORE_METHODS), *_keys(RECEIPT, "Receipt: "))),
        ("In Payments, a remittance", (
            ("Post the matched claims", "Ctrl+Enter"), ("Do what the digit says", f"{DIGITS[0]} … {DIGITS[3]}"),
            ("Open the account", "Enter"), ("The next deposit to post", "Alt+N"),
        )),
        ("In Payments, a typed check", (
            ("Add a claim", "Alt+C"), ("List the insurer's open claims", "↓"), ("Take the chosen claim off", "Delete"),
            ("How it is paid, from its number", "Shift+Tab"), ("Keep it and see what will post", "Ctrl+Enter"),
        )),
        ("In Insurance calls", (
            ("Start the call of the chosen row", "Enter"), ("Start the call, on hold, talking", "F5"),
            ("Answer yes, no, not sure", "Y   N   U"), ("How it ended", f"{DIGITS[0]} … {DIGITS[-1]}"),
            ("Every item that can be asked", "F7"), ("Copy all identifiers", "F8"), ("Print the call sheet", "Ctrl+P"),
            ("Same call, next claim", "Alt+S"), ("Which calls are listed", "Alt+L"),
            ("File the call and open the next", "Ctrl+Enter"), *_keys(SENT_WAYS, "Claim sent: "),
        )),
        ("In Plans", (
            ("Open the account and the page", "Enter"), ("Do what the plan waits for", "Ctrl+Enter"),
            ("What else can be done", PLAN_MENU), *((one.label, one.key) for one in PLAN_DEEDS if one.key),
        )),
        ("In Reports, ageing", (
            *_keys(BASES), ("All ages, one age", f"{AGES[0].key}   {AGES[1].key} … {AGES[-1].key}"),
            ("Open the account", "Enter"),
        )),
        ("In Reports, payments", _keys(SPANS)),
        ("In Reports, payment plans", (
            ("From month to month", "←   →"), ("The plans of the state, back", "Enter   Esc"),
            ("Open the account", "Enter"), ("Save as a table", SAVE_TRAIL),
        )),
        ("In Reports, insurer deposits", (
            *_keys(SPANS), ("At the bank, or not", AT_BANK), ("Open the remittance", "Enter"),
        )),
        ("In Reports, underpaid", (
            *_keys(SETTLED_OR_NOT), ("The lines of the code, back", "Enter   Esc"), ("Call about these", "C"),
            ("Accept the price, do not after all", "A   U"), ("Write to the insurer about these", "Alt+W"),
        )),
        ("In Reports, money insurers want back", (
            ("Open the line: agree, dispute, settle", "Enter"), ("Call the insurer about it", "C"),
        )),
        ("In Reports, audit trail", (
            *_keys(SCOPES), ("Save as a table", SAVE_TRAIL), ("Print", PRINT_TRAIL), ("Open the account", "Enter"),
        )),
    )  # fmt: skip


def _keys(segments: tuple[Segment, ...], before: str = "") -> Keys:
    return tuple((before + (one.words.lower() if before else one.words), one.key) for one in segments)
