"""The proof of an insurer's file: its findings in order, which remittance balances, and which claim may be posted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paydesk.rules import envelope, remittance_balance
from paydesk.rules.money import Cents
from paydesk.rules.remittance import Interchange, Remittance, RemittanceFile
from paydesk.rules.remittance_balance import BALANCES
from paydesk.rules.remittance_finding import Blocks, Finding, blocks_all


@dataclass(frozen=True)
class ProvenRemittance:
    """One remittance, proven. ``hindrances`` is parallel to its claims: why each cannot be posted, or None.

    ``balanced``: every line, every claim and the payment add up; ``provider_adjustments`` has X12's sign.
    """

    remittance: Remittance
    claims_total: Cents
    provider_adjustments: Cents
    balanced: bool
    findings: tuple[Finding, ...]
    hindrances: tuple[Finding | None, ...]


@dataclass(frozen=True)
class ProvenFile:
    """All remittances of a file, and what is wrong with the file around them."""

    findings: tuple[Finding, ...]
    remittances: tuple[ProvenRemittance, ...]

    @property
    def count(self) -> int:
        """How many findings there are in all."""
        return len(self.findings) + sum(len(one.findings) for one in self.remittances)


def prove(file: RemittanceFile) -> ProvenFile:
    """Hold all of ``file`` against the rules; what is wrong with an envelope blocks everything inside it."""
    findings, proven = list(file.findings), list[ProvenRemittance]()
    seen = set[tuple[object, ...]]()
    of_text = blocks_all(file.findings)
    for interchange in file.interchanges:
        outer = _outer(interchange, findings)
        for group in interchange.groups:
            inner = list(envelope.of_group(group))
            findings += inner
            around = blocks_all(inner) or outer or of_text
            proven += [_prove(one, around, seen) for one in group.remittances]
    return ProvenFile(_in_order(findings), tuple(proven))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: one.place))


def _outer(interchange: Interchange, findings: list[Finding]) -> Finding | None:
    found = list(envelope.of_interchange(interchange))
    findings += found
    return blocks_all(found)


def _prove(one: Remittance, around: Finding | None, seen: set[tuple[object, ...]]) -> ProvenRemittance:
    found = [*one.findings, *envelope.of_set(one), *remittance_balance.of_payment(one), *_twice(one, seen)]
    for index, claim in enumerate(one.claims):
        found += remittance_balance.of_claim(index, claim)
    balanced = all(claim.whole for claim in one.claims) and not any(each.rule in BALANCES for each in found)
    return ProvenRemittance(
        one, remittance_balance.claims_total(one), remittance_balance.provider_total(one), balanced, _in_order(found),
        _hindrances(len(one.claims), found, blocks_all(found) or around),
    )  # fmt: skip


def _hindrances(claims: int, found: Iterable[Finding], of_all: Finding | None) -> tuple[Finding | None, ...]:
    """A claim's own finding is told before what hinders all: it is what a person can ask the insurer about."""
    own: dict[int, Finding] = {}
    for one in found:
        if one.claim is not None and one.blocks is not Blocks.NOTHING:
            own.setdefault(one.claim, one)
    return tuple(own.get(index, of_all) for index in range(claims))


def _twice(one: Remittance, seen: set[tuple[object, ...]]) -> list[Finding]:
    """The same payer, trace, amount and date is the same money."""
    deposit = one.deposit
    same = (one.payer.id or one.payer.name, deposit.originator, deposit.trace, deposit.amount, deposit.paid_on)
    if not deposit.trace or same not in seen:
        seen.add(same)
        return []
    says = f"The same payment with the trace number {deposit.trace[:50]} stands in this file before."
    return [Finding("twice", one.place, f"remittance {one.control}", says, Blocks.ALL)]
