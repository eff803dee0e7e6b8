"""What taking a payment starts from and comes to: the amount filled in, the request, the lines, the checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paydesk.operations.posting import PaymentPreview, PostPayment
from paydesk.operations.reading import AccountPage, ExpectedCopay, VisitFacts
from paydesk.rules import allocation, money
from paydesk.rules.allocation import OpenLine
from paydesk.rules.money import Cents, show
from paydesk.ui.allocation_row import PaidLine
from paydesk.ui.payment_fields import Typed

_WHY = {
    allocation.COPAY: "First, because the copay is due at the visit.",
    allocation.EARMARKED: "First, because it was taken for this visit.",
    allocation.ON_PLAN: "First, because it is due on the payment plan.",
    allocation.AHEAD: "Ahead of its day: nothing else is owed.",
    allocation.OLDEST: "Oldest first.",
    allocation.CHOSEN: "Chosen by you.",
}


@dataclass(frozen=True)
class Start:
    """An account as a payment finds it, with ``person`` in front (None: the whole family)."""

    page: AccountPage
    owed: tuple[OpenLine, ...]
    today: date
    person: int | None = None

    @property
    def expected_copay(self) -> ExpectedCopay | None:
        """The copay of a visit of today without charges: of who is in front, else of who comes first; one that was
        taken already gives way to one that was not.
        """
        ranked = sorted(self.page.copays, key=lambda one: (not one.due, one.visit.patient_id != self.person))
        return ranked[0] if ranked else None

    @property
    def expected(self) -> Cents:
        """What is still to be taken of it, in cents."""
        return self.expected_copay.due if self.expected_copay else 0

    @property
    def copay_visit(self) -> VisitFacts | None:
        """The visit it is for."""
        return self.expected_copay.visit if self.expected_copay else None

    @property
    def payable(self) -> Cents:
        """What may be asked for now; of a payment plan what is due."""
        return sum(line.plan_due if line.planned else line.owes for line in self.owed if line.asked)

    @property
    def plan_due(self) -> Cents:
        """What payment plans ask for now."""
        return sum(line.plan_due for line in self.owed if line.asked)

    @property
    def everything(self) -> Cents:
        """All that is owed or due, whether or not money may go to it now."""
        return self.expected + sum(line.owes for line in self.owed)

    @property
    def credit_waiting(self) -> Cents:
        """Credit that may be applied: what was taken for a visit waits for its charges."""
        return self.page.figures.credit - self.page.kept

    @property
    def copay(self) -> Cents:
        """What is due at the visit of today, charged or not."""
        return self.expected or sum(line.owes for line in self.owed if line.copay_today and not line.barred)

    def amount(self) -> tuple[Cents | None, str]:
        """The amount to fill in, and why it is that."""
        if self.copay:
            return self.copay, "Today's copay, filled in for you"
        if self.plan_due:
            besides = self.payable - self.plan_due
            more = f"; {show(besides)} is owed besides" if besides else ""
            return self.plan_due, f"Due on the payment plan, filled in for you{more}"
        if self.payable:
            what = "the patient owes" if self.payable == self.everything else "that may be asked for now"
            return self.payable, f"All {what}, filled in for you"
        return None, "Nothing that is owed may be asked for now" if self.everything else ""

    def headline(self) -> str:
        """Whose payment it is: the guarantor, and today's visit."""
        visit = self.copay_visit
        if visit is None:
            visit = next(
                (one.visit for one in self.page.stories
                 if one.visit and one.on == self.today and (one.charged or one.keeps_money)), None,
            )  # fmt: skip
        member = self.page.member(visit.patient_id) if visit else None
        name = f"{member.first_name} {member.last_name}" if member else self.page.guarantor.full_name
        if visit is None:
            return name
        return f"{name}, today's visit with {visit.provider}" if visit.provider else f"{name}, today's visit"

    def kept_for(self) -> str:
        """The visit that money is kept for, in words."""
        visit = self.copay_visit
        words = f"copay, {visit.provider}" if visit and visit.provider else "copay"
        family = sum(1 for one in self.page.members if one.is_patient) > 1
        whose = self.page.member(visit.patient_id) if visit and family else None
        return f"{whose.preferred_name or whose.first_name}: {words}" if whose else words


def request_of(
    start: Start, typed: Typed, *, key: str, chosen: Mapping[int, Cents] | None, as_ruled: frozenset[int]
) -> PostPayment:
    """The request for what is typed; ``chosen`` when the clerk decides line by line, ``as_ruled`` what of it she left
    as it was filled in.

    A copay without charges is kept for its visit before anything older is paid.
    """
    amount = typed.amount or 0
    details = {name: value for name, value in typed.details.items() if value is not None}
    visit_id = start.copay_visit.visit_id if start.expected and start.copay_visit else None
    return PostPayment(
        account_id=start.page.account_id, amount=amount, method=typed.method, key=key, chosen=dict(chosen or {}),
        automatic=chosen is None, as_ruled=as_ruled, visit_id=visit_id,
        kept=start.expected if chosen is None and visit_id is not None else 0,
        **details,  # type: ignore[arg-type]
    )  # fmt: skip


def take_words(typed: Typed, *, names_way: bool) -> str:
    """What Enter does, for the button."""
    if not typed.amount or typed.amount < 0:
        return "Take payment"
    way = f" {'in' if typed.method == 'cash' else 'by'} {typed.method}" if names_way else ""
    return f"Take {money.show(typed.amount)}{way}" + (" and print receipt" if typed.prints else "")


def lines_of(start: Start, preview: PaymentPreview | None) -> tuple[PaidLine, ...]:
    """Every open line with what the previewed payment pays of it, in the order it is paid."""
    parts = preview.allocation.parts if preview else ()
    pays: dict[int, Cents] = {}
    why: dict[int, str] = {}
    for part in parts:
        pays[part.line.charge] = pays.get(part.line.charge, 0) + part.amount
        why.setdefault(part.line.charge, part.why)
    made = []
    for line in start.owed:
        paid = pays.get(line.charge, 0)
        given = why.get(line.charge, "")
        reason = _WHY.get(given, given) if paid else _why_not(line, preview)
        made.append(PaidLine(line.charge, *_named(start, line), line.owes, paid, reason, bool(line.barred)))
    return tuple(sorted(made, key=lambda one: (one.pays == 0, one.barred)))


def _why_not(line: OpenLine, preview: PaymentPreview | None) -> str:
    if line.barred:
        return f"{line.barred.capitalize()}: no money goes to it by itself."
    return "The payment ends before it." if preview else ""


def _named(start: Start, line: OpenLine) -> tuple[str, str]:
    """The day in strong letters, then what it was, and for whom where the family has several patients."""
    facts = next(
        (one.facts for story in start.page.stories for one in story.charges if one.facts.charge_id == line.charge), None
    )
    what = facts.description if facts else ""
    member = start.page.member(line.patient)
    several = len({one.patient for one in start.owed}) > 1 or sum(one.is_patient for one in start.page.members) > 1
    if several and member:
        what = f"{member.preferred_name or member.first_name}: {what}" if what else member.first_name
    return day_words(line.service_date, start.today), what


def day_words(day: date, today: date) -> str:
    """``Today``, ``Oct 19``, ``Oct 19, 2025``."""
    if day == today:
        return "Today"
    return f"{day:%b} {day.day}" if day.year == today.year else f"{day:%b} {day.day}, {day.year}"


def verdict(start: Start, amount: Cents | None, credit: Cents) -> tuple[str, bool]:
    """One sentence on where all of it is, and whether it is placed."""
    if not amount:
        return "Type an amount, and its way is shown here.", False
    if not credit:
        return f"All {money.show(amount)} is placed. Nothing is left over.", True
    if start.expected and credit <= start.expected:
        return f"{money.show(credit)} is kept for today's visit until its charges are entered.", True
    return f"{money.show(credit)} stays as credit on the account.", False


def checks(start: Start, amount: Cents | None, warnings: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """What a careful colleague would look at; each with whether it is fine."""
    if not amount:
        return ()
    found = [(warning, False) for warning in warnings]
    if not warnings:
        found.append((f"No other {money.show(amount)} from this account today", True))
    due = start.copay or start.plan_due or start.payable
    everything = start.expected + start.payable
    if amount == start.copay:
        found.append(("Equals the copay, so no digits are swapped", True))
    elif amount == start.plan_due:
        found.append(("Equals what the payment plan asks for now", True))
    elif amount in (start.payable, everything):
        words = "the patient owes" if amount >= start.everything else "may be asked for now"
        found.append((f"Equals what {words}", True))
    elif due and amount in (10 * due, 100 * due):
        found.append((f"{money.show(due)} is due: is the decimal point where it belongs?", False))
    elif due and sorted(str(due)) == sorted(str(amount)):
        found.append((f"{money.show(due)} is due: are two digits swapped?", False))
    if amount > start.everything:
        found.append((f"{money.show(amount - start.everything)} more than the patient owes", False))
    return tuple(found)
