"""What the made-up insurers still send by mail: a check with its paper, typed this morning and not posted yet."""

from __future__ import annotations

from datetime import timedelta

from paydesk.demo.cast import PAYERS
from paydesk.demo.insurers import price
from paydesk.demo.year import Claim, Year
from paydesk.operations import claiming, typing_papers
from paydesk.operations.typing_papers import KeepPaper, PaperClaim
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.money import Cents
from paydesk.rules.typed_answer import TypedLine
from paydesk.rules.typed_paper import NotOfClaim

_ON_ONE_CHECK = 3
_INTEREST: Cents = 2_18


def type_check(year: Year) -> None:
    """One insurer's check over a few claims, with interest for one that was late; the busiest one sends files."""
    fresh = [one for one in year.claims if not one.again]
    by_payer = [[one for one in fresh if one.cover.payer == payer] for payer in range(len(PAYERS))]
    payer = sorted(range(len(PAYERS)), key=lambda place: -len(by_payer[place]))[1]
    ready = [one for one in by_payer[payer] if one.cover.copay is not None][:_ON_ONE_CHECK]
    known = {
        (one.visit_id, one.coverage_id): one
        for one in claiming.of_visits(year.desk, [claim.visit_id for claim in ready])
    }
    found = [(claim, known[claim.visit_id, claim.cover.coverage_id]) for claim in ready
             if (claim.visit_id, claim.cover.coverage_id) in known]  # fmt: skip
    if not found:
        return
    claims = tuple(_typed(claim, ours) for claim, ours in found)
    paid = sum(line.paid or 0 for claim in claims for line in claim.lines)
    yesterday = year.today - timedelta(days=1)
    typing_papers.keep_paper(year.desk, KeepPaper(
        year.payers[payer], "check", "0000881207", yesterday - timedelta(days=3), paid + _INTEREST, yesterday, claims,
        (NotOfClaim("L6", "late payment", _INTEREST),),
    ))  # fmt: skip
    year.claims = [claim for claim in year.claims if claim not in ready]


def _typed(claim: Claim, ours: KnownClaim) -> PaperClaim:
    left, lines = claim.cover.copay or 0, []
    for line in ours.lines:
        allowed = price(ours.payer_name, line.code, line.amount)
        copay = min(left, allowed)
        left -= copay
        lines.append(TypedLine(line.key, allowed=allowed, copay=copay or None, paid=allowed - copay))
    return PaperClaim(ours.id, tuple(lines), f"P{ours.id:06d}")
