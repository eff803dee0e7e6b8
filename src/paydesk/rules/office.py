"""The office: who may do what, what a password must be, and the reasons for which money is adjusted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from paydesk.rules.errors import NotAllowed, PaydeskError


class Role(StrEnum):
    """What somebody at the desk is there for; one each."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    READ_ONLY = "read_only"

    @property
    def words(self) -> str:
        return {"read_only": "read only"}.get(self.value, self.value)


BUILT_IN = frozenset({"command line", "paydesk"})
"""Names of actors that are no people; nobody signs in as them."""

_ALL = frozenset(Role)
_DESK = frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR})
_SENIOR = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "accounts.see": _ALL,
    "reports.see": _ALL,
    "ledger.verify": _ALL,
    "people.edit": _DESK,
    "people.merge": _SENIOR,
    "flags.edit": _DESK,
    "visits.edit": _DESK,
    "charges.post": _DESK,
    "insurance.edit": _DESK,
    "payments.post": _DESK,
    "payments.apply": _DESK,
    "payments.undo": _DESK,
    "remittances.read": _DESK,
    "claims.work": _DESK,
    "adjustments.post": _DESK,
    "transfers.post": _DESK,
    "refunds.issue": _SENIOR,
    "estimates.make": _DESK,
    "means.see": _DESK,
    "plans.make": _DESK,
    "plans.override": _SENIOR,
    "assistance.work": _DESK,
    "assistance.decide": _SENIOR,
    "promises.take": _DESK,
    "promises.allow": _SENIOR,
    "statements.print": _DESK,
    "documents.reprint": _DESK,
    "disclosures.record": _DESK,
    "disclosures.account": _SENIOR,
    "audit.see": _SENIOR,
    "backups.make": _DESK,
    "emergency.begin": _ALL,
    "password.change": _ALL,
    "office.edit": _ADMINISTRATOR,
    "users.edit": _ADMINISTRATOR,
    "keys.change": _ADMINISTRATOR,
    "import.run": _ADMINISTRATOR,
}
"""Every permission there is, and the roles that have it."""

APPROVABLE = frozenset(
    {
        "people.merge", "refunds.issue", "disclosures.account", "plans.override", "assistance.decide",
        "promises.allow",
    }
)  # fmt: skip
"""What somebody who may do it can let another person do once, at that person's desk."""

_DOING = {
    "accounts.see": "open accounts",
    "reports.see": "see reports",
    "ledger.verify": "check the ledger",
    "people.edit": "change patient records",
    "people.merge": "merge two records",
    "flags.edit": "set or end flags",
    "visits.edit": "change visits",
    "charges.post": "post charges",
    "insurance.edit": "change insurance",
    "payments.post": "post payments",
    "payments.apply": "apply credit",
    "payments.undo": "reverse what is posted",
    "claims.work": "work on claims",
    "remittances.read": "read remittance files",
    "adjustments.post": "post adjustments",
    "transfers.post": "move what is owed to another party",
    "refunds.issue": "issue refunds",
    "estimates.make": "make estimates",
    "means.see": "see what a household earns and owes",
    "plans.make": "make payment plans",
    "plans.override": "make a plan beyond the clinic's policy",
    "assistance.work": "work on applications for assistance",
    "assistance.decide": "decide on assistance",
    "promises.take": "take promises to pay",
    "promises.allow": "take a promise after two broken ones",
    "statements.print": "print statements",
    "documents.reprint": "print documents again",
    "disclosures.record": "record disclosures",
    "disclosures.account": "print an accounting of disclosures",
    "audit.see": "search the audit trail",
    "backups.make": "make backups",
    "emergency.begin": "begin emergency access",
    "password.change": "change a password",
    "office.edit": "change the clinic's settings",
    "users.edit": "change who may sign in",
    "keys.change": "change the clinic's key",
    "import.run": "import files",
}


def may(role: Role, permission: str) -> bool:
    """Whether ``role`` has ``permission``; an unknown permission is a bug (KeyError)."""
    return role in PERMISSIONS[permission]


def may_ask(role: Role, permission: str) -> bool:
    """Whether ``role`` has ``permission``, or may do it once with somebody's approval."""
    return may(role, permission) or (permission in APPROVABLE and may(role, "people.edit"))


def may_in_emergency(role: Role, permission: str) -> bool:
    """Whether ``role`` may do it while emergency access lasts: what a supervisor may."""
    return may(role, permission) or may(Role.SUPERVISOR, permission)


def require(role: Role, permission: str) -> None:
    """Raises NotAllowed with a sentence that says who may; it names the permission when asking once would do."""
    if may(role, permission):
        return
    ask = " or ".join(_a(one) for one in Role if may(one, permission))
    raise NotAllowed(
        f"{_a(role).capitalize()} may not {doing(permission)}. Ask {ask}.",
        permission=permission if may_ask(role, permission) else "",
    )


def doing(permission: str) -> str:
    """What a permission allows, as a verb: "issue refunds"."""
    return _DOING[permission]


def role_sentence(role: Role) -> str:
    """What somebody of that role may do, in one sentence for whoever chooses it."""
    if role is Role.READ_ONLY:
        return "Opens accounts and reports, and changes nothing."
    if role is Role.CLERK:
        return "Does the day's work: records, visits, charges, payments, plans, insurance, calls and statements."
    below = Role.CLERK if role is Role.SUPERVISOR else Role.SUPERVISOR
    more = [_DOING[one] for one in PERMISSIONS if may(role, one) and not may(below, one)]
    return f"May do what {_a(below)} may, and {', '.join(more[:-1])} and {more[-1]}."


def _a(role: Role) -> str:
    if role is Role.READ_ONLY:
        return "a read-only user"
    return f"an {role.words}" if role is Role.ADMINISTRATOR else f"a {role.words}"


SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
_FEW_LETTERS = 5


def check_password(password: str, *, user_name: str, full_name: str = "", clinic: str = "") -> None:
    """A password a person can meet: 12 characters or more, any kind (a short sentence does), not the same few
    letters over and over, not made of the user's or the clinic's name. Raises PaydeskError.

    No rule about digits or signs and no forced change: as NIST SP 800-63B advises.
    """
    typed = unicodedata.normalize("NFC", password)
    if len(typed) < SHORTEST_PASSWORD:
        raise _weak(f"A password has at least {SHORTEST_PASSWORD} characters. Four words in a row will do.")
    if len(typed) > LONGEST_PASSWORD:
        raise _weak(f"A password has at most {LONGEST_PASSWORD} characters. Shorten it.")
    letters = "".join(letter for letter in typed.casefold() if letter.isalnum())
    if len(set(typed)) < _FEW_LETTERS or _is_a_row(letters):
        raise _weak("That password is easy to guess. Take four words that do not belong together.")
    if _is_made_of(letters, f"{user_name} {full_name} {clinic} paydesk password"):
        raise _weak("That password is made of your name, the clinic's or the program's. Take other words.")


def _weak(sentence: str) -> PaydeskError:
    return PaydeskError(sentence, field="password")


def _is_a_row(letters: str) -> bool:
    rows = ("0123456789" * 4, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv")
    return any(letters in row or letters in row[::-1] for row in rows)


def _is_made_of(letters: str, names: str) -> bool:
    rest = letters
    words = ("".join(letter for letter in word if letter.isalnum()) for word in names.casefold().split())
    for word in sorted((word for word in words if len(word) > 2), key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest.strip("0123456789")) < 4 and rest != letters


@dataclass(frozen=True)
class AdjustmentReason:
    """Why an amount is changed without money moving, and which kind of ledger entry says so.

    ``lowers``: takes from what is owed (a fee adds to it). ``from_patient``: of the patient's part (else of a
    coverage's). ``permission``: who may; ``note_needed``: the clerk must write why.
    """

    id: str
    words: str
    entry_kind: str
    help: str
    lowers: bool = True
    from_patient: bool = True
    permission: str = "adjustments.post"
    note_needed: bool = False


ADJUSTMENT_REASONS: tuple[AdjustmentReason, ...] = (
    AdjustmentReason(
        "courtesy", "Courtesy", "discount",
        "The clinic lets the patient off a part.", note_needed=True,
    ),
    AdjustmentReason(
        "prompt_pay", "Prompt pay", "discount",
        "Paid early or at once, by the clinic's policy.",
    ),
    AdjustmentReason(
        "hardship", "Hardship", "charity",
        "The patient cannot pay: financial assistance.",
    ),
    AdjustmentReason(
        "small_balance", "Small balance", "small balance",
        "Asking would cost more than it brings.",
    ),
    AdjustmentReason(
        "administrative", "Administrative", "administrative write-off",
        "Our own fault, such as filing too late.", note_needed=True,
    ),
    AdjustmentReason(
        "bad_debt", "Bad debt", "bad debt",
        "Given up after everything was tried.", note_needed=True,
    ),
    AdjustmentReason(
        "contractual", "Contractual", "contractual adjustment",
        "The difference to the insurer's price, by contract.", from_patient=False,
    ),
    AdjustmentReason(
        "fee", "Fee", "fee",
        "A fee of the clinic, such as for a returned check.", lowers=False,
    ),
)  # fmt: skip
"""The reasons a clerk chooses from; ``entry_kind`` is the ledger's word for it."""


def adjustment_reason(reason_id: str) -> AdjustmentReason:
    """The reason of that id; raises PaydeskError when there is none."""
    for reason in ADJUSTMENT_REASONS:
        if reason.id == reason_id:
            return reason
    raise PaydeskError("Choose a reason for the adjustment from the list.", field="reason")
