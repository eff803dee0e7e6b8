"""The acts of the audit trail: what each is called at the front office, and of which kind it is."""

from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What somebody searches the trail for, in the office's words."""

    LOOKED = "Looked at"
    CHANGED = "Changed a record"
    MONEY = "Money"
    PRINTED = "Printed"
    EXPORTED = "Exported"
    SIGNED_IN = "Signed in"
    FAILED = "Failed sign-in"
    OFFICE = "Office and users"
    EMERGENCY = "Emergency"
    BACKUPS = "Backups"


ACTS: dict[str, tuple[Kind, str]] = {
    "accounts.see": (Kind.LOOKED, "Looked at an account"),
    "account.open": (Kind.LOOKED, "Opened an account"),
    "person.open": (Kind.LOOKED, "Opened a person's record"),
    "treatments.see": (Kind.LOOKED, "Looked at treatments"),
    "disclosures.see": (Kind.LOOKED, "Looked at recorded disclosures"),
    "statement.look": (Kind.LOOKED, "Looked at a statement before printing"),
    "document.look": (Kind.LOOKED, "Looked at a kept paper"),
    "worklist.today": (Kind.LOOKED, "Looked at the list of today"),
    "worklist.payments": (Kind.LOOKED, "Looked at the list of payments"),
    "worklist.promises": (Kind.LOOKED, "Looked at the list of promises to pay"),
    "claims.look": (Kind.LOOKED, "Looked at the claims of an account"),
    "worklist.calls": (Kind.LOOKED, "Looked at the list of calls to insurers"),
    "letters.see": (Kind.LOOKED, "Looked at a letter to an insurer before it was made"),
    "calls.see": (Kind.LOOKED, "Looked at a sheet for a call to an insurer"),
    "worklist.verification": (Kind.LOOKED, "Looked at the list of coverages to verify"),
    "worklist.differences": (Kind.LOOKED, "Looked at what insurers have otherwise"),
    "verification.look": (Kind.LOOKED, "Looked at what an insurer said of a coverage"),
    "benefits.explain": (Kind.LOOKED, "Explained benefits"),
    "estimate.look": (Kind.LOOKED, "Looked at an estimate"),
    "means.see": (Kind.LOOKED, "Looked at what a household earns and owes"),
    "reports.see": (Kind.LOOKED, "Looked at a report"),
    "reports.balances": (Kind.LOOKED, "Looked at all balances"),
    "reports.payments": (Kind.LOOKED, "Looked at the payments by day"),
    "reports.promises": (Kind.LOOKED, "Looked at how promises to pay were kept"),
    "reports.deposits": (Kind.LOOKED, "Looked at insurers' deposits"),
    "reports.estimates": (Kind.LOOKED, "Looked at estimates and what came"),
    "reports.underpaid": (Kind.LOOKED, "Looked at underpayments"),
    "reports.overpaid": (Kind.LOOKED, "Looked at the money that insurers want back"),
    "reports.plans": (Kind.LOOKED, "Looked at the report on payment plans"),
    "overpayments.see": (Kind.LOOKED, "Looked at an insurer's overpayment"),
    "reports.ageing": (Kind.LOOKED, "Looked at the ageing"),
    "audit.see": (Kind.LOOKED, "Searched the audit trail"),
    "ledger.verify": (Kind.LOOKED, "Proved the ledger"),
    "remittances.read": (Kind.LOOKED, "Read a remittance file"),
    "people.edit": (Kind.CHANGED, "Changed a patient's records"),
    "people.merge": (Kind.CHANGED, "Merged two records"),
    "flags.edit": (Kind.CHANGED, "Changed a flag or a hold"),
    "visits.edit": (Kind.CHANGED, "Changed a visit"),
    "insurance.edit": (Kind.CHANGED, "Changed insurance"),
    "contract.load": (Kind.CHANGED, "Loaded the prices of an insurer's contract"),
    "contract.end": (Kind.CHANGED, "Ended the prices of an insurer's contract"),
    "prices.accept": (Kind.CHANGED, "Accepted an insurer's lower price"),
    "prices.unaccept": (Kind.CHANGED, "Took back that an insurer's lower price is accepted"),
    "claims.make": (Kind.CHANGED, "Made the claims of visits"),
    "calls.begin": (Kind.CHANGED, "Began a call to an insurer"),
    "calls.keep": (Kind.CHANGED, "Kept a call to an insurer as a draft"),
    "calls.drop": (Kind.CHANGED, "Let go of a call to an insurer that was begun"),
    "calls.close": (Kind.CHANGED, "Filed a call to an insurer"),
    "payers.learn": (Kind.CHANGED, "Changed what is known of an insurer's numbers and limits"),
    "verification.record": (Kind.CHANGED, "Took down what an insurer said"),
    "verification.assign": (Kind.CHANGED, "Gave a coverage to somebody to verify"),
    "verification.snooze": (Kind.CHANGED, "Put off verifying a coverage"),
    "eligibility.read": (Kind.CHANGED, "Read a file of eligibility answers"),
    "eligibility.taken": (Kind.CHANGED, "Took over what an insurer has otherwise"),
    "eligibility.put_back": (Kind.CHANGED, "Put back what was taken over from an insurer"),
    "eligibility.left": (Kind.CHANGED, "Left the record as it is against an insurer"),
    "overpayments.find": (Kind.CHANGED, "Found insurers' overpayments in the ledger"),
    "overpayments.record": (Kind.CHANGED, "Recorded that an insurer asks for money back"),
    "overpayments.decide": (Kind.CHANGED, "Decided on an insurer's overpayment"),
    "overpayments.tie": (Kind.MONEY, "Tied what an insurer took from a payment"),
    "means.keep": (Kind.CHANGED, "Took down what a household earns and owes"),
    "means.proof": (Kind.CHANGED, "Noted a proof of what a household earns"),
    "assistance.see": (Kind.LOOKED, "Looked at an application for assistance"),
    "worklist.assistance": (Kind.LOOKED, "Looked at the list of applications for assistance"),
    "assistance.work": (Kind.CHANGED, "Worked on an application for assistance"),
    "assistance.decide": (Kind.MONEY, "Decided on an application for assistance"),
    "claims.work": (Kind.CHANGED, "Worked on claims"),
    "claims.put_off": (Kind.CHANGED, "Put off a call about a claim"),
    "claims.assign": (Kind.CHANGED, "Gave a call about a claim to somebody"),
    "claims.sent": (Kind.CHANGED, "Noted that claims were sent"),
    "claims.unsent": (Kind.CHANGED, "Took back that claims were sent"),
    "claims.correct": (Kind.CHANGED, "Made a corrected claim"),
    "claims.uncorrect": (Kind.CHANGED, "Took back a corrected claim"),
    "letters.recall": (Kind.CHANGED, "Took back a letter to an insurer"),
    "plans.see": (Kind.LOOKED, "Looked at the list of plans"),
    "plan.open": (Kind.LOOKED, "Looked at a payment plan"),
    "plans.make": (Kind.CHANGED, "Made a payment plan"),
    "plans.override": (Kind.CHANGED, "Made a payment plan beyond the policy"),
    "plans.sign": (Kind.CHANGED, "Noted that a payment plan is signed"),
    "plans.watch": (Kind.CHANGED, "Brought payment plans up to date"),
    "plans.pause": (Kind.CHANGED, "Paused a payment plan"),
    "plans.resume": (Kind.CHANGED, "Let a payment plan go on"),
    "plans.reinstate": (Kind.CHANGED, "Took up a payment plan again"),
    "plans.amend": (Kind.CHANGED, "Changed a payment plan"),
    "plans.end": (Kind.CHANGED, "Ended a payment plan"),
    "promises.take": (Kind.CHANGED, "Took a promise to pay"),
    "promises.allow": (Kind.CHANGED, "Took a promise after two broken ones"),
    "promises.cancel": (Kind.CHANGED, "Called off a promise to pay"),
    "promises.judge": (Kind.CHANGED, "Put down which promises to pay were kept"),
    "disclosures.record": (Kind.CHANGED, "Recorded a disclosure"),
    "import.run": (Kind.CHANGED, "Imported files"),
    "charges.post": (Kind.MONEY, "Posted charges"),
    "payments.post": (Kind.MONEY, "Posted a payment"),
    "payments.apply": (Kind.MONEY, "Moved or applied money"),
    "payments.undo": (Kind.MONEY, "Reversed what was posted"),
    "papers.look": (Kind.LOOKED, "Looked at claims for an insurer's check"),
    "papers.type": (Kind.CHANGED, "Typed an insurer's check"),
    "papers.correct": (Kind.CHANGED, "Corrected a typed check of an insurer"),
    "papers.drop": (Kind.CHANGED, "Let a typed check of an insurer go"),
    "remittances.drop": (Kind.CHANGED, "Let a remittance go whose check was typed"),
    "adjustments.post": (Kind.MONEY, "Posted an adjustment"),
    "transfers.post": (Kind.MONEY, "Moved what is owed to another party"),
    "refunds.issue": (Kind.MONEY, "Issued a refund"),
    "statements.print": (Kind.PRINTED, "Printed statements"),
    "statement.above_estimate": (Kind.PRINTED, "Printed a statement far above its good faith estimate"),
    "documents.reprint": (Kind.PRINTED, "Printed a kept paper again"),
    "receipt.print": (Kind.PRINTED, "Printed a receipt"),
    "receipt.copy": (Kind.PRINTED, "Printed a receipt again"),
    "calls.print": (Kind.PRINTED, "Printed the sheet of a call to an insurer"),
    "letters.write": (Kind.PRINTED, "Wrote to an insurer"),
    "letter.print": (Kind.PRINTED, "Made a letter"),
    "letter.sent": (Kind.PRINTED, "A letter went out"),
    "assistance.form": (Kind.PRINTED, "Printed the application for assistance"),
    "plans.letter": (Kind.PRINTED, "Wrote a letter about a payment plan"),
    "plans.remind": (Kind.PRINTED, "Printed the reminders of payment plans"),
    "plans.dates": (Kind.PRINTED, "Printed the coupons or the card of a payment plan"),
    "disclosures.account": (Kind.PRINTED, "Made an accounting of disclosures"),
    "disclosures.sent": (Kind.PRINTED, "An accounting of disclosures went out"),
    "estimates.make": (Kind.PRINTED, "Made an estimate"),
    "benefits.print": (Kind.PRINTED, "Printed benefits in plain words"),
    "audit.print": (Kind.PRINTED, "Printed a part of the audit trail"),
    "audit.export": (Kind.EXPORTED, "Saved a part of the audit trail as a table"),
    "claims.export": (Kind.EXPORTED, "Listed claims"),
    "plans.export": (Kind.EXPORTED, "Saved the report on payment plans as a table"),
    "eligibility.ask": (Kind.EXPORTED, "Wrote a file of eligibility questions"),
    "paper.save": (Kind.EXPORTED, "Saved a paper as a PDF file"),
    "sign-in": (Kind.SIGNED_IN, "Signed in"),
    "sign-in.unlocked": (Kind.SIGNED_IN, "Unlocked the screen"),
    "sign-in.locked": (Kind.SIGNED_IN, "Locked the screen"),
    "sign-in.out": (Kind.SIGNED_IN, "Signed out"),
    "sign-in.right": (Kind.SIGNED_IN, "Answered right after wrong answers"),
    "sign-in.recovery-code": (Kind.SIGNED_IN, "Tried a code that is not the phone's"),
    "sign-in.failed": (Kind.FAILED, "A sign-in failed"),
    "office.edit": (Kind.OFFICE, "Changed the clinic's settings or lists"),
    "freshness.change": (Kind.OFFICE, "Changed how long answers of insurers are trusted"),
    "plans.policy": (Kind.OFFICE, "Changed the clinic's policy for payment plans"),
    "rules.pack": (Kind.OFFICE, "Turned rules about what may be asked on or off"),
    "rules.add": (Kind.OFFICE, "Added a rule about what may be asked"),
    "rules.end": (Kind.OFFICE, "Ended a rule about what may be asked"),
    "users.edit": (Kind.OFFICE, "Changed who may sign in"),
    "password.change": (Kind.OFFICE, "Changed how somebody signs in"),
    "keys.change": (Kind.OFFICE, "Changed the clinic's key"),
    "approval.given": (Kind.OFFICE, "Approved an act of somebody else"),
    "emergency.begin": (Kind.EMERGENCY, "Began emergency access"),
    "emergency.end": (Kind.EMERGENCY, "Ended emergency access"),
    "backups.make": (Kind.BACKUPS, "Made a backup"),
    "backups.restore": (Kind.BACKUPS, "Restored the clinic from a backup"),
    "trail.accepted": (Kind.OFFICE, "Went on without acts that are missing"),
    "clock.accepted": (Kind.OFFICE, "Said that the PC's clock is right"),
}
"""Every act there is: its permission's name, or a narrower one."""

_BY_BEGINNING = {
    "sign-in.failed": Kind.FAILED, "sign-in": Kind.SIGNED_IN, "emergency": Kind.EMERGENCY, "backup": Kind.BACKUPS,
    "restore": Kind.BACKUPS, "reports": Kind.LOOKED, "worklist": Kind.LOOKED,
}  # fmt: skip


def kind_of(act: str) -> Kind:
    """The kind of an act; of one that a newer paydesk wrote, the likeliest."""
    known = ACTS.get(act)
    if known:
        return known[0]
    return next((kind for start, kind in _BY_BEGINNING.items() if act.startswith(start)), Kind.CHANGED)


def name_of(act: str) -> str:
    """What an act is called; of one that a newer paydesk wrote, its own name."""
    return ACTS[act][1] if act in ACTS else act


def acts_of(*kinds: Kind) -> tuple[str, ...]:
    """The acts of these kinds."""
    return tuple(act for act, (kind, _) in ACTS.items() if kind in kinds)
