"""What ``paydesk import era`` tells of a remittance file: as JSON that others rely on, or in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paydesk.rules import remittance
from paydesk.rules.adjustment_reasons import provider_level_words, reason_words, remark_words, whose
from paydesk.rules.money import Cents, plain, show

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.importing_remittances import Kept, RemittancesKept
    from paydesk.rules.remittance import Adjustment, ClaimAnswer
    from paydesk.rules.remittance_finding import Finding
    from paydesk.rules.remittance_proof import ProvenRemittance

Sit = Callable[[argparse.Namespace], AbstractContextManager["Desk"]]
_DONE = 0
_OTHERWISE = "This payment was read before, without this claim. Ask the insurer which is right."


@dataclass(frozen=True)
class _Ended:
    """What is told of one claim of the file: whose it is, and whether it is posted, or why not."""

    account: int | None
    posted: bool
    may_post: bool
    reason: str | None
    paid: Cents


def run(asked: argparse.Namespace, sit: Sit) -> int:
    """Read the file, post what is clean if that is asked for, and tell all of it; ``sit`` opens the clinic."""
    from paydesk.operations import importing_remittances, posting_answers

    with sit(asked) as desk:
        read = importing_remittances.keep_remittance_file(desk, asked.path)
        if asked.post:
            for one in read.kept:
                posting_answers.post_advice(desk, posting_answers.PostAdvice(one.advice_id))
        ended = [_ended(desk, one) for one in read.kept]
    if asked.json:
        print(json.dumps(document(read, ended), ensure_ascii=False, indent=2))
    else:
        _tell(read, ended)
    return _DONE


def _ended(desk: Desk, kept: Kept) -> tuple[_Ended, ...]:
    """Parallel to the claims of one remittance."""
    from paydesk.operations import importing_remittances

    outcomes, planned = importing_remittances.outcomes(desk, kept), importing_remittances.preview(desk, kept.advice_id)
    ended = []
    for key in kept.claim_keys:
        now, plan = outcomes.get(key), planned.get(key)
        if now is None:
            ended.append(_Ended(None, False, False, _OTHERWISE, 0))
        elif plan is not None:
            claim = plan.match.claim
            account = claim.account_number if claim is not None else None
            reason = plan.verdict.why or ("It was read and not posted." if plan.posts else "A person must look at it.")
            ended.append(_Ended(account, False, plan.posts, reason, now.paid))
        else:
            ended.append(_Ended(now.account, now.posted, False, now.reason or None, now.paid))
    return tuple(ended)


def _tell(read: RemittancesKept, ended: Sequence[Sequence[_Ended]]) -> None:
    proven = read.proven
    posted = sum(one.posted for claims in ended for one in claims)
    print(f"{read.file}: remittances read and proven: {len(proven.remittances):,}. Claims posted: {posted:,}.")
    for finding in proven.findings:
        print(f"  {finding.sentence}")
    for one, claims in zip(proven.remittances, ended, strict=True):
        _tell_remittance(one, claims)


def document(read: RemittancesKept, ended: Sequence[Sequence[_Ended]]) -> dict[str, Any]:
    """The JSON of a file: amounts with two decimals, unknown is null."""
    return {
        "file": read.file,
        "findings": _findings(read.proven.findings),
        "sets": [
            _set(one, kept, claims) for one, kept, claims in zip(read.proven.remittances, read.kept, ended, strict=True)
        ],
    }


def _set(one: ProvenRemittance, kept: Kept, ended: Sequence[_Ended]) -> dict[str, Any]:
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
        "balanced": one.balanced, "known": kept.known, "findings": _findings(one.findings),
        "posted_total": plain(sum(claim.paid for claim in ended if claim.posted)),
        "claims": [_claim(claim, now) for claim, now in zip(said.claims, ended, strict=True)],
    }  # fmt: skip


def _claim(claim: ClaimAnswer, now: _Ended) -> dict[str, Any]:
    return {
        "number": claim.number, "payer_claim": claim.payer_claim, "status": claim.status,
        "charge": _plain(claim.charge), "paid": _plain(claim.paid),
        "patient_responsibility": _plain(claim.patient_responsibility),
        "account": now.account, "posted": now.posted, "may_post": now.may_post, "reason": now.reason,
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


def _tell_remittance(one: ProvenRemittance, ended: Sequence[_Ended]) -> None:
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
    for claim, now in zip(said.claims, ended, strict=True):
        status = remittance.STATUS_WORDS.get(claim.status, f"state {claim.status}")
        print(f"  Claim {claim.number}: {status}; charge {_show(claim.charge)}, paid {_show(claim.paid)}"
              f"{'; posted' if now.posted else ''}{f'; {now.reason}' if now.reason else ''}")  # fmt: skip
        for (group, reason), amount in _summed(claim).items():
            print(f"    {show(amount)} {group}-{reason}: {reason_words(reason)} ({whose(group, reason) or group})")
        for code in _remarks(claim):
            print(f"    {code}: {remark_words(code)}")


def _show(amount: Cents | None) -> str:
    return "unknown" if amount is None else show(amount)
