"""A made-up clearinghouse's receipt (277CA) for claims of an account: none answers the demo clinic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_TOLD = ("A2:20", "A7:562:85")
"""Taken, and rejected for the provider's number, by turns."""


def receipt_for(claims: Sequence[str], today: date) -> str:
    """What a clearinghouse says of the claims of those numbers, and of one that is nobody's."""
    day = f"{today:%Y%m%d}"
    said = [
        "ST*277*0001*005010X214", f"BHT*0085*08*DEMO1*{day}*0800*TH", "HL*1**20*1",
        "NM1*AY*2*SAMPLE CLEARING*****46*CLEARING", "TRN*1*DEMO1", f"DTP*050*D8*{day}", f"DTP*009*D8*{day}",
        "HL*2*1*21*1", "NM1*41*2*EXAMPLE CLINIC*****46*EXAMPLECLINIC", "TRN*2*BATCH1", f"STC*A1:19:PR*{day}*WQ*100",
        "HL*3*2*19*1", "NM1*85*2*EXAMPLE CLINIC*****XX*1999999984", "HL*4*3*PT", "NM1*QC*1*SAMPLE*PAT",
    ]  # fmt: skip
    for place, number in enumerate((*claims, "ELSEWHERE1")):
        told = _TOLD[place % len(_TOLD)]
        said += [f"TRN*2*{number}", f"STC*{told}*{day}*{'U' if told.startswith('A7') else 'WQ'}*100"]
    head = (
        f"ISA*00*          *00*          *ZZ*CLEARING       *ZZ*EXAMPLECLINIC  *{today:%y%m%d}*0800*^*00501*000000401*"
        "0*P*:",
        f"GS*HN*CLEARING*EXAMPLECLINIC*{day}*0800*401*X*005010X214",
    )
    foot = (f"SE*{len(said) + 1}*0001", "GE*1*401", "IEA*1*000000401")
    return "".join(f"{segment}~\n" for segment in (*head, *said, *foot))
