"""A made-up insurer's answer about an account: no clearinghouse answers the demo clinic."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paydesk.operations.reading import AccountPage


def answers_about(page: AccountPage, today: date) -> str:
    """A file (X12 271): active, with a group number and a copay of its own; and one more person whom nobody knows."""
    coverage = next((one for one in page.coverages if one.valid_to is None), None)
    member = page.member(coverage.patient_id) if coverage else None
    last, first = (member.last_name, member.first_name) if member else ("NOBODY", "ANNA")
    born = f"{member.birth_date:%Y%m%d}" if member and member.birth_date else "19790312"
    payer, number = (coverage.payer, coverage.member_number) if coverage else ("AETNA", "W1")
    said = (
        f"BHT*0022*11*Q1*{today:%Y%m%d}*0915", "HL*1**20*1", f"NM1*PR*2*{payer.upper()}*****PI*60054", "HL*2*1*21*1",
        "NM1*1P*2*EXAMPLE CLINIC*****XX*1999999984",
        "HL*3*2*22*0", f"NM1*IL*1*{last.upper()}*{first.upper()}****MI*{number}", "REF*6P*G7700", f"DMG*D8*{born}",
        "DTP*346*D8*20260101", f"EB*1**30*PR*{payer.upper()} CHOICE 500", "EB*C*IND*30*PR**23*500*****Y",
        "EB*B*IND*98^UC*PR**27*35****N*Y",
        "HL*4*2*22*0", "NM1*IL*1*WINDERMERE*OLIVIA****MI*W000000001", "DMG*D8*19610704", "EB*1**30*PR*CHOICE 500",
    )  # fmt: skip
    head = (
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{'CLEARING':15}*ZZ*{'EXAMPLECLINIC':15}*{today:%y%m%d}*0915*^*00501*000000211*0*P*:",
        f"GS*HB*CLEARING*EXAMPLECLINIC*{today:%Y%m%d}*0915*211*X*005010X279A1",
        "ST*271*0001*005010X279A1",
    )  # fmt: skip
    foot = (f"SE*{len(said) + 2}*0001", "GE*1*211", "IEA*1*000000211")
    whole = "".join(f"{segment}~\n" for segment in (*head, *said, *foot))
    # As insurers write it: without accents.
    return unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode("ascii")
