"""Writes remittances (X12 835) that answer given claims, and later ones that take those back and correct them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

Adjustment = tuple[str, str, int]
"""Group, reason, cents."""


@dataclass(frozen=True)
class AnsweredLine:
    """A line: its key and code, what was charged, and why less was paid; what is left was paid."""

    key: str
    code: str
    charge: int
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def paid(self) -> int:
        return self.charge - sum(amount for _, _, amount in self.adjustments)


@dataclass(frozen=True)
class Answered:
    """A claim as the insurer answers it; ``adjustments`` are of the claim as a whole."""

    number: str
    lines: tuple[AnsweredLine, ...]
    status: str = "1"
    payer_claim: str = "26000000001"
    original: str = ""
    last: str = "LOPEZ"
    first: str = "PERSON0"
    member: str = ""
    day: str = "20261123"
    adjustments: tuple[Adjustment, ...] = ()
    crossover: str = ""

    @property
    def charge(self) -> int:
        return sum(line.charge for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines) - sum(amount for _, _, amount in self.adjustments)

    def taken_back(self) -> Answered:
        """The reversal of this answer: its own amounts, below zero."""
        lines = tuple(
            replace(line, charge=-line.charge, adjustments=_opposite(line.adjustments)) for line in self.lines
        )
        return replace(
            self, lines=lines, status="22", original=self.payer_claim, adjustments=_opposite(self.adjustments)
        )


def _opposite(adjustments: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    return tuple((group, reason, -amount) for group, reason, amount in adjustments)


def era(
    *claims: Answered, trace: str = "EFT1", provider: Sequence[tuple[str, int]] = (), payer: str = "AETNA",
    day: str = "20261120",
) -> str:
    """The text of a remittance with one payment. ``provider``: reason and cents, more than zero lowers the payment."""
    amount = sum(claim.paid for claim in claims) - sum(cents for _, cents in provider)
    flag, shown = ("C", amount) if amount >= 0 else ("D", -amount)
    body = [
        "ST*835*0001", f"BPR*I*{_money(shown)}*{flag}*ACH************{day}", f"TRN*1*{trace}*1512345678",
        f"N1*PR*{payer}", "N1*PE*EXAMPLE CLINIC*XX*1999999984", "LX*1",
        *(segment for claim in claims for segment in _segments(claim)),
    ]  # fmt: skip
    if provider:
        body.append("PLB*1999999984*20261231*" + "*".join(f"{reason}*{_money(cents)}" for reason, cents in provider))
    body += [f"SE*{len(body) + 1}*0001", "GE*1*77", "IEA*1*000000077"]
    head = (
        "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*CLINICTEST     *261001*1200*^*00501*000000077*0*P*:",
        "GS*HP*PAYERTEST*CLINICTEST*20261001*1200*77*X*005010X221A1",
    )
    return "".join(f"{segment}~\n" for segment in (*head, *body))


def write(folder: Path, name: str, text: str) -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="ascii")
    return path


def _segments(claim: Answered) -> list[str]:
    patients = sum(
        amount for adjustments in (claim.adjustments, *(line.adjustments for line in claim.lines))
        for group, _, amount in adjustments if group == "PR"
    )  # fmt: skip
    shown = _money(patients) if claim.status != "22" and patients else ""
    segments = [
        f"CLP*{claim.number}*{claim.status}*{_money(claim.charge)}*{_money(claim.paid)}*{shown}*12*"
        f"{claim.payer_claim}*11*1",
        *_adjusted(claim.adjustments),
        f"NM1*QC*1*{claim.last}*{claim.first}****MI*{claim.member}",
    ]
    if claim.crossover:
        segments.append(f"NM1*TT*2*{claim.crossover}*****PI*99999")
    if claim.original:
        segments.append(f"REF*F8*{claim.original}")
    for line in claim.lines:
        segments += [f"SVC*HC:{line.code}*{_money(line.charge)}*{_money(line.paid)}**1", f"DTM*472*{claim.day}",
                     *_adjusted(line.adjustments)]  # fmt: skip
        if line.key:
            segments.append(f"REF*6R*{line.key}")
    return segments


def _adjusted(adjustments: Sequence[Adjustment]) -> list[str]:
    return [f"CAS*{group}*{reason}*{_money(amount)}" for group, reason, amount in adjustments]


def _money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
