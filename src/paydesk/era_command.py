"""What ``paydesk import era`` tells of a remittance file: as JSON that others rely on, or in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from paydesk.rules import remittance
from paydesk.rules.adjustment_reasons import GROUP_WORDS, provider_level_words, reason_words, remark_words
from paydesk.rules.money import Cents, plain, show

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.importing_remittances import RemittancesRead
    from paydesk.rules.remittance import Adjustment, ClaimAnswer
    from paydesk.rules.remittance_finding import Finding
    from paydesk.rules.remittance_proof import ProvenRemittance

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
_DONE = 0
_NOT_POSTED = "It was read and proven; paydesk does not post remittance files yet."


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Read the file and tell all of it; ``sit`` opens the clinic that is meant."""
    from paydesk.operations import importing_remittances

    with sit(asked) as desk:
        read = importing_remittances.read_remittance_file(desk, asked.path)
    if asked.json:
        print(json.dumps(document(read), ensure_ascii=False, indent=2))
    else:
        _tell(read)
    return _DONE


def _tell(read: RemittancesRead) -> None:
    proven = read.proven
    print(f"{read.file}: remittances read and proven: {len(proven.remittances):,}. Nothing was posted.")
    for finding in proven.findings:
        print(f"  {finding.sentence}")
    for one in proven.remittances:
        _tell_remittance(one)


def document(read: RemittancesRead) -> dict[str, Any]:
    """The JSON of a file: amounts with two decimals, unknown is null."""
    return {
        "file": read.file,
        "findings": _findings(read.proven.findings),
        "sets": [_set(one) for one in read.proven.remittances],
    }


def _set(one: ProvenRemittance) -> dict[str, Any]:
    said = one.remittance
    paid_on = said.deposit.paid_on
    return {
        "trace": said.deposit.trace, "payer": said.payer.name, "payer_id": said.payer.id or said.deposit.originator,
        "payee": said.payee.name, "payee_id": said.payee.id, "method": said.deposit.method,
        "date": paid_on.isoformat() if paid_on else None, "payment": _plain(said.deposit.amount),
        "claims_total": plain(one.claims_total), "provider_adjustments": plain(one.provider_adjustments),
        "provider_level": [
            {"reason": each.reason, "reference": each.reference, "amount": _plain(each.amount),
             "says": provider_level_words(each.reason)}
            for each in said.provider_adjustments
        ],
        "balanced": one.balanced, "findings": _findings(one.findings), "posted_total": plain(0),
        "claims": [_claim(claim, why) for claim, why in zip(said.claims, one.hindrances, strict=True)],
    }  # fmt: skip


def _claim(claim: ClaimAnswer, hindrance: Finding | None) -> dict[str, Any]:
    return {
        "number": claim.number, "payer_claim": claim.payer_claim, "status": claim.status,
        "charge": _plain(claim.charge), "paid": _plain(claim.paid),
        "patient_responsibility": _plain(claim.patient_responsibility),
        "account": None, "posted": False, "may_post": hindrance is None,
        "reason": hindrance.sentence if hindrance else _NOT_POSTED,
        "adjustments": [
            {"group": group, "reason": reason, "amount": plain(amount), "says": reason_words(reason)}
            for (group, reason), amount in _summed(claim).items()
        ],
        "remarks": [{"code": code, "says": remark_words(code)} for code in _remarks(claim)],
    }  # fmt: skip


def _findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "where": one.where, "says": one.says, "blocks": one.blocks.value} for one in findings]


def _plain(amount: Cents | None) -> str | None:
    return None if amount is None else plain(amount)


def _summed(claim: ClaimAnswer) -> dict[tuple[str, str], Cents]:
    """Every adjustment of the claim and its lines by group and reason, in the order they come."""
    adjustments: list[Adjustment] = [*claim.adjustments]
    for service in claim.services:
        adjustments += service.adjustments
    summed: dict[tuple[str, str], Cents] = {}
    for one in adjustments:
        key = one.group, one.reason
        summed[key] = summed.get(key, 0) + (one.amount or 0)
    return summed


def _remarks(claim: ClaimAnswer) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*claim.remarks, *(code for line in claim.services for code in line.remarks))))


def _tell_remittance(one: ProvenRemittance) -> None:
    said = one.remittance
    holds = "balanced" if one.balanced else "not balanced"
    print(
        f"{said.payer.name or 'Unknown payer'}, trace {said.deposit.trace or 'unknown'}: {_show(said.deposit.amount)} "
        f"for {len(said.claims):,} claims, {holds}; claims paid {show(one.claims_total)}, "
        f"provider-level adjustments {show(one.provider_adjustments)}"
    )
    for each in said.provider_adjustments:
        print(f"  Provider-level: {_show(each.amount)}, {provider_level_words(each.reason)} ({each.reference})")
    for finding in one.findings:
        print(f"  {finding.sentence}")
    for claim, hindrance in zip(said.claims, one.hindrances, strict=True):
        status = remittance.STATUS_WORDS.get(claim.status, f"state {claim.status}")
        print(f"  Claim {claim.number}: {status}; charge {_show(claim.charge)}, paid {_show(claim.paid)}"
              f"{'' if hindrance is None else '; cannot be posted by itself'}")  # fmt: skip
        for (group, reason), amount in _summed(claim).items():
            print(f"    {show(amount)} {group}-{reason}: {reason_words(reason)} ({GROUP_WORDS.get(group, group)})")
        for code in _remarks(claim):
            print(f"    {code}: {remark_words(code)}")


def _show(amount: Cents | None) -> str:
    return "unknown" if amount is None else show(amount)
