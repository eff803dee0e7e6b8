"""What the made-up insurers send as files: answers to claims that wait, with all that goes wrong in real life."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from paydesk.demo import era_writer
from paydesk.demo.cast import PAYERS
from paydesk.demo.era_writer import Adjustment, Answered, AnsweredLine
from paydesk.demo.year import Claim, Year
from paydesk.operations import banking, claiming, importing_remittances, posting_answers
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.identity import search_key
from paydesk.rules.money import Cents

_WAITING = 14
_BANK_TAKES = timedelta(days=14)
"""Payments of these last days are not looked for at the bank yet."""


def post_by_file(year: Year, payer: int, ready: Sequence[Claim]) -> None:
    """An insurer's Wednesday payment as a file, posted at once."""
    advice = _send(year, payer, ready, odd=False, day=year.clock.today())
    posting_answers.post_advice(year.desk, posting_answers.PostAdvice(advice))
    if year.today - year.clock.today() > _BANK_TAKES:
        banking.mark_in_bank(year.desk, banking.MarkInBank(advice, year.clock.today()))


def send_files(year: Year) -> None:
    """This morning's mail: an insurer's file that waits, with all that goes wrong."""
    fresh = [one for one in year.claims if not one.again]
    by_payer = [[one for one in fresh if one.cover.payer == payer] for payer in range(len(PAYERS))]
    payer = max(range(len(PAYERS)), key=lambda place: len(by_payer[place]))
    ready = by_payer[payer][:_WAITING]
    if ready:
        _send(year, payer, ready, odd=True, day=year.today - timedelta(days=1))
        year.claims = [claim for claim in year.claims if claim not in ready]


def _send(year: Year, payer: int, ready: Sequence[Claim], *, odd: bool, day: date) -> int:
    known = {
        (one.visit_id, one.coverage_id): one
        for one in claiming.of_visits(year.desk, [claim.visit_id for claim in ready])
    }
    claims = [known[claim.visit_id, claim.cover.coverage_id] for claim in ready
              if (claim.visit_id, claim.cover.coverage_id) in known]  # fmt: skip
    copays = {claim.visit_id: claim.cover.copay for claim in ready}
    lately = year.today - day < timedelta(days=14)
    places = range(len(claims)) if odd else (8 if lately and not place else -1 for place in range(len(claims)))
    answers = [_answer(claim, copays[claim.visit_id], place) for place, claim in zip(places, claims, strict=True)]
    text = era_writer.era(
        *answers, trace=f"00{payer + 1}{day:%y%m%d}", payer=PAYERS[payer][0].upper(), day=f"{day:%Y%m%d}",
        provider=(("WO:26000000371", 5000),) if odd else (),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = era_writer.write(Path(folder), f"remittance-{day:%m%d}.835", text)
        return importing_remittances.keep_remittance_file(year.desk, path).kept[0].advice_id


def price(payer: str, code: str, charge: Cents) -> Cents:
    """What an insurer's contract allows for a code: always the same part of the charge."""
    return charge * (62 + sum(map(ord, payer + code)) % 26) // 100


def _answer(claim: KnownClaim, copay: Cents | None, place: int) -> Answered:
    """By price and share; ``place`` decides what goes wrong with this one."""
    left, lines = copay or 0, []
    for line in claim.lines:
        allowed = price(claim.payer_name, line.code, line.amount)
        allowed = allowed * 3 // 5 if place in (4, 8, 9) and line.code.startswith("992") else allowed
        reasons: list[Adjustment] = [("CO", "45", line.amount - allowed)]
        share = min(left, allowed) if copay is not None else allowed // 5
        left -= share if copay is not None else 0
        if place == 2 or (place == 5 and line is not claim.lines[0]):
            reasons = [("CO", "197" if place == 2 else "97", line.amount)]
        elif share:
            reasons.append(("PR", "3" if copay is not None else "2", share))
        lines.append(AnsweredLine(line.key, line.code, line.amount, tuple(one for one in reasons if one[2])))
    unknown = place == 1
    if unknown:
        lines = [AnsweredLine("", line.code, line.charge, line.adjustments) for line in lines]
    return Answered(
        "" if unknown else claim.number, tuple(lines), "4" if place == 2 else "19" if place == 7 else "1",
        payer_claim=f"2611{claim.id:07d}", last=_plain(claim.patient_last), first=_plain(claim.patient_first),
        member="" if unknown else claim.member_number, day=f"{claim.lines[0].day:%Y%m%d}",
        crossover="SECOND HARBOR PLAN" if place == 7 else "",
    )  # fmt: skip


def _plain(name: str) -> str:
    """As insurers write names: capitals without accents."""
    return search_key(name).upper()
