"""A clinic with one claim of an insurer, files that answer it and take of it, and what the ledger says then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text

from paydesk.data import upkeep
from paydesk.operations import finding_overpayments, importing_remittances, posting_answers
from paydesk.operations.finding_overpayments import InsurersMoney
from paydesk.operations.posting_answers import AdvicePosted, PostAdvice
from support import era_writer
from support.era_writer import Answered, AnsweredLine, era
from support.money_clinic import MoneyClinic

ICN = "26000000001"


class OverpaidRoom:
    """One visit of 100.00 and another of 50.00, both on Aetna, each with its claim."""

    def __init__(self, money: MoneyClinic, folder: Path, *, payer: int = 0) -> None:
        self.money, self.folder, self._files = money, folder, 0
        self.desk = money.desk
        self.family = money.family(plans=(payer,))
        self.patient = self.family.patients[0]
        (self.coverage,) = self.family.coverages[self.patient]
        (self.charge,) = money.charge(self.patient, 10000)
        (self.other,) = money.charge(self.patient, 5000)

    def read(self, *claims: Answered, trace: str, **more: Any) -> int:
        """The id of a payment with these answers, read and not posted."""
        self._files += 1
        path = era_writer.write(self.folder, f"{self._files}.835", era(*claims, trace=trace, **more))
        return importing_remittances.keep_remittance_file(self.desk, path).kept[0].advice_id

    def post(self, *claims: Answered, trace: str, **more: Any) -> AdvicePosted:
        return posting_answers.post_advice(self.desk, PostAdvice(self.read(*claims, trace=trace, **more)))

    def answer(self, paid: int, *, number: str = "PD0000001", charge: int = 10000, **more: Any) -> Answered:
        """An answer that pays so much of a claim, and takes the rest off by contract."""
        off = (("CO", "45", charge - paid),) if charge != paid else ()
        icn = f"2600000000{number[-1]}"
        return Answered(number, (AnsweredLine(f"{number}L1", "99213", charge, off),), payer_claim=icn, **more)

    def part(self, charge: int | None = None) -> int:
        """What the insurer owes of a charge now."""
        return self.money.part(charge or self.charge, self.coverage)

    def patients(self) -> tuple[int, int]:
        """What the patient owes of the two charges: it never moves here."""
        return self.money.part(self.charge), self.money.part(self.other)

    def listed(self) -> InsurersMoney:
        return finding_overpayments.insurers_money(self.desk)

    def rows(self, sql: str) -> list[Any]:
        with self.desk.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def unsound(self) -> list[str]:
        """What the program's own proof finds."""
        with self.desk.database.reading() as session:
            return [
                f"{one.rule}: {one.where} {one.says}"
                for _, _, found in upkeep.prove(session, first_day=None) for one in found
            ]  # fmt: skip
