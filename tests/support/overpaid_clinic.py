"""A clinic whose insurer paid, overpaid, takes and waits to be posted: what a desk may do with its money there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from sqlalchemy import select, text

from paydesk.data import claims_due, schema
from paydesk.data.advice_tables import Advice
from paydesk.data.claim_store import By
from paydesk.data.database import Database
from paydesk.operations import (
    claiming,
    correcting_claims,
    deciding_overpayments,
    importing_remittances,
    matching_answers,
    posting_answers,
    returning_overpayments,
    tying_takebacks,
    typing_papers,
    unposting,
)
from paydesk.operations.claiming import MarkSent
from paydesk.operations.correcting_claims import CorrectClaim
from paydesk.operations.deciding_overpayments import Decide, RecordLetter
from paydesk.operations.desk import Desk
from paydesk.operations.posting_answers import PostAdvice
from paydesk.operations.proposing_takebacks import Place
from paydesk.operations.returning_overpayments import RefundInsurer
from paydesk.operations.tying_takebacks import TieTakeback
from paydesk.operations.typing_papers import KeepPaper, PaperClaim
from paydesk.operations.unposting import Unpost
from paydesk.rules.errors import PaydeskError
from paydesk.rules.typed_answer import TypedLine
from support import era_writer
from support.era_writer import Answered, AnsweredLine, era
from support.fixed_clock import FixedClock
from support.money_clinic import MoneyClinic

MORNING = datetime(2026, 11, 23, 15, tzinfo=UTC)
TODAY = MORNING.date()
FILE = "taking.835"
CHECK = "4711"


@dataclass(frozen=True)
class TieCarried:
    """Tie what a payment took (``place``) to what an earlier one had put off."""

    place: Place
    giver: Place
    key: str = "carried"


@dataclass(frozen=True)
class ReadTaking:
    """Read a payment that takes what was agreed and what was put off, and post it."""

    file: str
    key: str = "taking"


@dataclass(frozen=True)
class TypePaper:
    """Keep a check that was typed, and post it."""

    paper: KeepPaper
    key: str = "paper"


def overpaid(database: Database) -> tuple[tuple[int, int], ...]:
    """Seven claims paid 80.00 of 100.00 each in EFT1, one denied, four unanswered; what else stands there is below."""
    schema.upgrade(database)
    money = MoneyClinic(database, FixedClock(MORNING))
    desk = money.desk
    made = [money.family(number=7001 + number, plans=(0,)) for number in range(12)]
    for one in made:
        money.charge(one.patients[0], 100_00)
    with database.transaction() as session:
        claims_due.bring_up_to_date(session, By("ana", money.clock.now(), TODAY))
    claiming.mark_sent(desk, MarkSent(tuple(range(1, 13)), TODAY))
    denied = Answered(_name(8), (AnsweredLine(f"{_name(8)}L1", "99213", 100_00, (("CO", "16", 100_00),)),), status="4")
    with TemporaryDirectory() as name:
        folder = Path(name)
        _post(desk, folder, *(_answer(number) for number in range(1, 8)), denied, trace="EFT1")
        for claim, decision in ((1, "refund"), (3, "offset"), (4, "offset")):
            own = deciding_overpayments.record_letter(desk, RecordLetter(claim, 30_00, "priced wrong")).overpayment_id
            deciding_overpayments.decide(desk, Decide(own, decision, "they are right"))
        _post(desk, folder, _answer(9), trace="EFT2", provider=(("WO:26000000002", 30_00),))  # nobody agreed to it
        _post(desk, folder, _answer(10), _answer(11), trace="EFT3", provider=(("WO:26000000004", 30_00),))
        for trace, reference in (("EFT4", "AA111"), ("EFT5", "BB222")):
            _read(desk, folder, trace=trace, provider=((f"FB:{reference}", -20_00), ("L6", 20_00)))
        _read(desk, folder, trace="EFT6", provider=(("FB:CC333", 20_00), ("L6", -20_00)))
        _read(desk, folder, trace="EFT7", provider=(("FB:DD444", -10_00), ("L6", 10_00)))
    desk.close()
    return tuple((one.account, one.patients[0]) for one in made)


def _name(claim: int) -> str:
    return f"PD{claim:07}"


def _answer(claim: int) -> Answered:
    line = AnsweredLine(f"{_name(claim)}L1", "99213", 100_00, (("CO", "45", 20_00),))
    return Answered(_name(claim), (line,), payer_claim=f"260000000{claim:02}")


def _read(desk: Desk, folder: Path, *claims: Answered, trace: str, **more: Any) -> int:
    path = era_writer.write(folder, f"{trace}.835", era(*claims, trace=trace, **more))
    return importing_remittances.keep_remittance_file(desk, path).kept[0].advice_id


def _post(desk: Desk, folder: Path, *claims: Answered, trace: str, **more: Any) -> None:
    posting_answers.post_advice(desk, PostAdvice(_read(desk, folder, *claims, trace=trace, **more)))


def _rows(desk: Desk, sql: str) -> list[Any]:
    with desk.database.reading() as session:
        return [tuple(row) for row in session.execute(text(sql))]


def _advice(desk: Desk, trace: str) -> int:
    ((own,),) = _rows(desk, f"SELECT id FROM advice WHERE trace = '{trace}'")
    return int(own)


def _refund(desk: Desk, folder: str) -> RefundInsurer:
    ((own,),) = _rows(desk, "SELECT id FROM insurer_overpayment WHERE claim_id = 1")
    return RefundInsurer(own, 30_00, "they are right", "refund 1", reference="1001")


def _tie(desk: Desk, folder: str) -> TieTakeback:
    return TieTakeback((_advice(desk, "EFT2"), 1), 2, "the letter came late", key="tie 1")


def _carry(desk: Desk, folder: str) -> TieCarried:
    return TieCarried((_advice(desk, "EFT6"), 1), (_advice(desk, "EFT5"), 1))


def _taking(desk: Desk, folder: str) -> ReadTaking:
    taken = (("WO:26000000003", 30_00), ("FB:DD444", 10_00))
    return ReadTaking(str(era_writer.write(Path(folder), FILE, era(_answer(12), trace="EFT8", day="20261122",
                                                                   provider=taken))))  # fmt: skip


def _paper(desk: Desk, folder: str) -> TypePaper:
    ((payer,),) = _rows(desk, "SELECT id FROM payer WHERE name = 'Aetna'")
    typed = PaperClaim(12, (TypedLine(f"{_name(12)}L1", allowed=80_00, paid=80_00),))
    return TypePaper(KeepPaper(payer, "check", CHECK, date(2026, 11, 20), 80_00, TODAY, (typed,)))


def _unpost(desk: Desk, folder: str) -> Unpost:
    return unposting.posting_of(desk, _advice(desk, "EFT3"), reason="the wrong file", key="unpost 1")


def _correct(desk: Desk, folder: str) -> CorrectClaim:
    return CorrectClaim(8, "wrong diagnosis", "correct 1", payer_claim="26000000008")


ASKED: dict[str, Callable[[Desk, str], Any]] = {
    "refunding an insurer": _refund, "tying a takeback": _tie, "tying what was put off": _carry,
    "posting what takes": _taking, "posting a typed check": _paper, "taking a posting back": _unpost,
    "correcting a claim": _correct,
}  # fmt: skip
"""What a desk may be doing there, and how it is asked for; a folder is where a file may be put."""
STEPS = frozenset({"posting what takes", "posting a typed check", "taking a posting back"})
"""Those of more than one transaction: what is done of them is whole, and the same again does the rest."""


def _do_taking(desk: Desk, request: ReadTaking) -> object:
    importing_remittances.keep_remittance_file(desk, Path(request.file))
    return posting_answers.post_advice(desk, PostAdvice(_advice(desk, "EFT8")))


def _do_paper(desk: Desk, request: TypePaper) -> object:
    try:
        typing_papers.keep_paper(desk, request.paper)
    except PaydeskError as refused:
        if "was typed by" not in refused.sentence:
            raise
    with desk.database.reading() as session:
        own = session.execute(select(Advice.id).where(Advice.source == "paper")).scalar_one()
    return posting_answers.post_advice(desk, PostAdvice(own))


def _do_carry(desk: Desk, request: TieCarried) -> object:
    try:
        return tying_takebacks.tie_carried(desk, request.place, request.giver)
    except PaydeskError as refused:
        if "tied already" not in refused.sentence:
            raise
        return None


def _in_small_batches(desk: Desk, request: ReadTaking) -> object:
    with patch.object(matching_answers, "BATCH", 1):
        return _do_taking(desk, request)


OPERATIONS: dict[type, Callable[[Desk, Any], Any]] = {
    RefundInsurer: returning_overpayments.refund_insurer, TieTakeback: tying_takebacks.tie_takeback,
    TieCarried: _do_carry, ReadTaking: _in_small_batches, TypePaper: _do_paper, Unpost: unposting.unpost,
    CorrectClaim: correcting_claims.correct_claim,
}  # fmt: skip
