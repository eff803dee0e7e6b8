"""A remittance of 10,290 claims: read and proven by us, parsed and balanced by oxedi, in turns in one process.

    python scripts/bench_remittance.py

is that process: it says our seconds, oxedi's, its peak memory in megabytes, then ours and pyx12's of a file of 514
claims, since pyx12 would take most of a minute for the whole one. pyx12 holds every segment against the format's map
and adds up nothing.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from collections.abc import Callable
from random import Random
from statistics import median
from time import process_time
from typing import TypeVar

import oxedi
from bench_row import Row
from pyx12.params import params
from pyx12.x12n_document import x12n_document

from paydesk.gateways.era835 import read_remittances
from paydesk.rules.remittance_proof import ProvenRemittance, prove

Judged = TypeVar("Judged")

CLAIMS, LINES, ROUNDS = 10_290, 3, 7
FEW = CLAIMS // 20
HEAD = (
    "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*CLINICTEST     *261001*1200*^*00501*000000077*0*P*:~"
    "GS*HP*PAYERTEST*CLINICTEST*20261001*1200*77*X*005010X221A1~"
)


def measure() -> list[Row]:
    """Rows of time against oxedi's, and of memory."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    ours, theirs, memory, small, maps = (float(each) for each in done.stdout.split())
    what, ratio = f"Remittance of {CLAIMS:,} claims read and proven", ours / theirs
    few = f"Remittance of {FEW:,} claims read and proven, against pyx12 (it holds the form only)"
    return [
        Row(f"{what}, against oxedi", "≤ 5 ×", f"{ours:.2f} s, {ratio:.1f} ×", ratio / 5),
        Row(few, "", f"{small:.3f} s, {small / maps:.3f} ×"),
        Row(f"{what}: memory", "≤ 400 MB", f"{memory:.0f} MB", memory / 400),
    ]


def invented(claims: int = CLAIMS) -> bytes:
    """A remittance that balances; each line has its own amounts."""
    chance, body, total = Random(7), ["LX*1"], 0
    for number in range(claims):
        lines = [_line(chance, number, line) for line in range(LINES)]
        charge, paid, patient = (sum(line[at] for line in lines) for at in range(3))
        total += paid
        body += [
            f"CLP*PD{number:07d}*1*{_money(charge)}*{_money(paid)}*{_money(patient)}*12*26{number:09d}*11*1",
            f"NM1*QC*1*MADEUP*ANN****MI*W{number:09d}", f"REF*EA*MRN{number:06d}", "DTM*232*20260701",
            "DTM*050*20260703", *(segment for line in lines for segment in line[3]),
        ]  # fmt: skip
    head = ["ST*835*0001", f"BPR*I*{_money(total)}*C*ACH************20261001", "TRN*1*EFT1*1512345678",
            "N1*PR*MADE-UP HEALTH PLAN", "N3*1 INVENTED ST", "N4*NOWHERE*VT*05000", "PER*BL*DESK*TE*8025550100",
            "N1*PE*EXAMPLE CLINIC*XX*1999999984"]  # fmt: skip
    tail = [f"SE*{len(head) + len(body) + 1}*0001", "GE*1*77", "IEA*1*000000077"]
    return (HEAD + "".join(f"{segment}~" for segment in (*head, *body, *tail))).encode()


def _line(chance: Random, number: int, line: int) -> tuple[int, int, int, tuple[str, ...]]:
    charge = chance.randint(2500, 60000)
    off, patient = charge * chance.randint(10, 60) // 100, chance.randint(100, 900)
    paid = charge - off - patient
    return charge, paid, patient, (
        f"SVC*HC:99213*{_money(charge)}*{_money(paid)}**1", "DTM*472*20260701", f"CAS*CO*45*{_money(off)}",
        f"CAS*PR*2*{_money(patient)}", f"REF*6R*PD{number:07d}-{line}", f"AMT*B6*{_money(charge - off)}",
    )  # fmt: skip


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _run() -> None:
    data = invented()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        one, seconds = _timed(lambda: _proven(data))
        ours.append(seconds)
        sound, held = one.balanced and not one.findings, one.remittance.deposit.amount
        del one
        judged, seconds = _timed(lambda: _by_oxedi(data))
        theirs.append(seconds)
        if not sound or judged[1] or judged[2] != held:
            sys.exit("oxedi and we do not agree")
        del judged
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    few = invented(FEW)
    small = [_timed(lambda: _proven(few))[1] for _ in range(ROUNDS)]
    sound, maps = _timed(lambda: _by_pyx12(few))
    if not sound:
        sys.exit("pyx12 finds something in the file")
    print(median(ours), median(theirs), memory, median(small), maps)


def _timed(work: Callable[[], Judged]) -> tuple[Judged, float]:
    began = process_time()
    judged = work()
    return judged, process_time() - began


def _proven(data: bytes) -> ProvenRemittance:
    (one,) = prove(read_remittances(data)).remittances
    return one


def _by_oxedi(data: bytes) -> tuple[object, bool, object]:
    """All it read, whether something is broken, and the payment in cents."""
    judged = oxedi.parse(data)
    return judged, any(each.level == 3 for each in judged.diagnostics), judged.sum_payments() * 100


def _by_pyx12(data: bytes) -> bool:
    """Whether it finds nothing; its report is not kept."""
    return x12n_document(params(), io.StringIO(data.decode()), None, None)


if __name__ == "__main__":
    _run()
