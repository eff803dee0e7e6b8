"""Which commands of a long menu stand together in a menu of their own: a menu fits a small screen at scale 1.5."""

from __future__ import annotations

_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "File": {
        "Lists of the office": ("office.providers", "office.places", "office.codes", "office.import_codes"),
        "Plans and assistance": (
            "office.plan_policy", "office.cap_rules", "office.add_cap_rule", "office.assistance",
        ),
    },
    "Account": {
        "Visits": ("visit.upcoming", "visit.arrived", "visit.missed", "visit.cancel"),
        "What the family can pay": ("record.promise_off", "assistance.open", "means.told"),
        "Disclosures": ("record.disclose", "record.accounting", "account.trail"),
    },
    "Money": {
        "Change what is posted": ("money.undo", "money.adjust", "money.transfer", "money.move", "money.hold"),
        "Payment plans": (
            "plans.new", "plans.offer", "plans.sign", "plans.pay", "plans.cure", "plans.reinstate", "plans.pause",
            "plans.days", "plans.resume", "plans.replace", "plans.letter", "plans.again", "plans.coupons", "plans.card",
            "plans.cancel", "plans.let_off", "plans.hand_on", "plans.remind",
        ),
    },
    "Insurance": {
        "Coverage": (
            "insurance.coverages", "benefits.explain", "benefits.answers", "benefits.differences", "calls.fresh",
        ),
        "Eligibility files": ("benefits.ask", "benefits.read", "benefits.clearinghouse"),
        "Calls": (
            "calls.next", "calls.account", "calls.filed", "calls.memory", "calls.put_off", "calls.give", "calls.drop",
        ),
        "Claims": ("claims.account", "claims.receipts", "claims.unsent", "claims.correct", "claims.uncorrect"),
        "Letters to insurers": ("letters.write", "letters.kept"),
        "Estimates": ("benefits.estimate", "benefits.estimates"),
        "Payers, prices and overpayments": (
            "insurance.payers", "insurance.contract_prices", "insurance.contract_reasons", "overpaid.letter",
        ),
    },
    "View": {
        "Open a report": (
            "reports.ageing", "reports.payments", "reports.plans", "reports.promises", "reports.deposits",
            "reports.estimates", "reports.underpaid", "reports.overpaid",
        ),
    },
}  # fmt: skip
"""Menu -> group -> commands; whatever is in no group stands in the menu itself."""


def arranged(menu: str, commands: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The ``commands`` of a menu in its order, as (group, commands of it); ("", one) for what stands by itself.

    Groups follow each other as in the table above. One of which a person may do but one thing is none.
    """
    groups = {name: tuple(one for one in ids if one in commands) for name, ids in _GROUPS.get(menu, {}).items()}
    group_of = {one: name for name, ids in groups.items() if len(ids) > 1 for one in ids}
    there = tuple(name for name, ids in groups.items() if len(ids) > 1)
    waiting, placed = iter(there), list[tuple[str, tuple[str, ...]]]()
    seen: set[str] = set()
    for one in commands:
        name = group_of.get(one, "")
        if not name:
            placed.append(("", (one,)))
        elif name not in seen:
            seen.add(name)
            following = next(waiting)
            placed.append((following, groups[following]))
    return tuple(placed)
