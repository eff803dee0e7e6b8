"""A remittance of 10,290 claims: read and proven by us, parsed and balanced by oxedi, in turns in one process.

    python scripts/bench_remittance.py

is that process: it says our seconds, theirs, and its peak memory in megabytes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from bench_row import Row

CLAIMS, LINES, ROUNDS = 10_290, 3, 7
HEAD = (
    "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*CLINICTEST     *261001*1200*^*00501*000000077*0*P*:~"
    "GS*HP*PAYERTEST*CLINICTEST*20261001*1200*77*X*005010X221A1~"
)


def measure() -> list[Row]:
    """Rows of time against oxedi's, and of memory."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    ours, theirs, memory = (float(each) for each in done.stdout.split())
    what, ratio = f"Remittance of {CLAIMS:,} claims read and proven", ours / theirs
    return [
        Row(f"{what}, against oxedi", "≤ 5 ×", f"{ours:.2f} s, {ratio:.1f} ×", ratio / 5),
        Row(f"{what}: memory", "≤ 400 MB", f"{memory:.0f} MB", memory / 400),
    ]


def invented() -> bytes:
    """A remittance that balances; each line has its own amounts."""
    chance, body, total = Random(7), ["LX*1"], 0
    for number in range(CLAIMS):
        lines = [_line(chance, number, line) for line in range(LINES)]
        charge, paid, patient = (sum(line[at] for line in lines) for at in range(3))
        total += paid
        body += [
            f"CLP*PD{number:07d}*1*{_money(charge)}*{_money(paid)}*{_money(patient)}*12*26{number:09d}*11*1",
            f"NM1*QC*1*MADEUP*ANN****MI*W{number:09d}", f"REF*EA*MRN{number:06d}", "DTM*232*20260701",
            "DTM*050*20260703", *(segment for line in lines for segment in line[3]),
        ]  # fmt: skip
    head = ["ST*835*0001", f"BPR*I*{_money(total)}*C*ACH************20261001", "TRN*1*EFT1*1512345678",
            "N1*PR*MADE-UP HEALTH PLAN", "N1*PE*EXAMPLE CLINIC*XX*1999999984"]  # fmt: skip
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
    import oxedi

    from paydesk.gateways.era835 import read_remittances
    from paydesk.rules.remittance_proof import prove

    data = invented()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        began = process_time()
        (one,) = prove(read_remittances(data)).remittances
        ours.append(process_time() - began)
        sound, held = one.balanced and not one.findings, one.remittance.deposit.amount
        del one
        began = process_time()
        judged = oxedi.parse(data)
        broken = [each for each in judged.diagnostics if each.level == 3]
        paid = judged.sum_payments() * 100
        theirs.append(process_time() - began)
        if not sound or broken or paid != held:
            sys.exit("the two do not agree")
        del judged
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(median(ours), median(theirs), memory)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    _run()
