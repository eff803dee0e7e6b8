"""What the made-up insurers send as files: answers to claims that wait, with all that goes wrong in real life."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from paydesk.demo import era_writer
from paydesk.demo.cast import PAYERS
from paydesk.demo.era_writer import Adjustment, Answered, AnsweredLine
from paydesk.demo.year import Claim, Year
from paydesk.operations import claiming, importing_remittances, posting_answers
from paydesk.rules.answer_shares import KnownClaim
from paydesk.rules.identity import search_key
from paydesk.rules.money import Cents

_WAITING, _FEWEST = 14, 3


def send_files(year: Year) -> None:
    """This morning's mail: one insurer's file was posted yesterday, another one's waits."""
    fresh = [one for one in year.claims if not one.again]
    by_payer = [[one for one in fresh if one.cover.payer == payer] for payer in range(len(PAYERS))]
    most = sorted(range(len(PAYERS)), key=lambda payer: -len(by_payer[payer]))[:2]
    for told, payer in enumerate(most):
        ready = by_payer[payer]
        if len(ready) < _FEWEST:
            continue
        first = ready[:_WAITING]
        advice = _send(year, payer, first, odd=told == 0, trace=f"0081442{7 + told}")
        if told:
            posting_answers.post_advice(year.desk, posting_answers.PostAdvice(advice))
        year.claims = [claim for claim in year.claims if claim not in first]


def _send(year: Year, payer: int, ready: Sequence[Claim], *, odd: bool, trace: str) -> int:
    known = {
        (one.visit_id, one.coverage_id): one
        for one in claiming.of_visits(year.desk, [claim.visit_id for claim in ready])
    }
    claims = [known[claim.visit_id, claim.cover.coverage_id] for claim in ready
              if (claim.visit_id, claim.cover.coverage_id) in known]  # fmt: skip
    copays = {claim.visit_id: claim.cover.copay for claim in ready}
    answers = [_answer(year, claim, copays[claim.visit_id], place if odd else -1) for place, claim in enumerate(claims)]
    day = year.today - timedelta(days=1)
    text = era_writer.era(
        *answers, trace=trace, payer=PAYERS[payer][0].upper(), day=f"{day:%Y%m%d}",
        provider=(("WO:26000000371", 5000),) if odd else (),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = era_writer.write(Path(folder), f"remittance-{day:%m%d}.835", text)
        return importing_remittances.keep_remittance_file(year.desk, path).kept[0].advice_id


def _answer(year: Year, claim: KnownClaim, copay: Cents | None, place: int) -> Answered:
    """By price and share; ``place`` decides what goes wrong with this one."""
    luck, left, lines = year.luck, copay or 0, []
    for line in claim.lines:
        price = line.amount * (luck.randrange(30, 40) if place == 4 else luck.randrange(62, 88)) // 100
        reasons: list[Adjustment] = [("CO", "45", line.amount - price)]
        share = min(left, price) if copay is not None else price // 5
        left -= share if copay is not None else 0
        if place == 1 or (place == 5 and line is not claim.lines[0]):
            reasons = [("CO", "197" if place == 1 else "97", line.amount)]
        elif share:
            reasons.append(("PR", "3" if copay is not None else "2", share))
        lines.append(AnsweredLine(line.key, line.code, line.amount, tuple(one for one in reasons if one[2])))
    unknown = place == 3
    if unknown:
        lines = [AnsweredLine("", line.code, line.charge, line.adjustments) for line in lines]
    return Answered(
        "" if unknown else claim.number, tuple(lines), "4" if place == 1 else "19" if place == 7 else "1",
        payer_claim=f"2611{claim.id:07d}", last=_plain(claim.patient_last), first=_plain(claim.patient_first),
        member="" if unknown else claim.member_number, day=f"{claim.lines[0].day:%Y%m%d}",
        crossover="SECOND HARBOR PLAN" if place == 7 else "",
    )  # fmt: skip


def _plain(name: str) -> str:
    """As insurers write names: capitals without accents."""
    return search_key(name).upper()
