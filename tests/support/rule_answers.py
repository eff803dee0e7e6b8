"""Claims of ours and insurers' answers as the rules see them, made by hand for their tests: no file, no database."""

from __future__ import annotations

from datetime import date

from paydesk.rules.answer_shares import KnownClaim, KnownLine
from paydesk.rules.claims import ClaimState
from paydesk.rules.money import Cents
from paydesk.rules.remittance import Adjustment, ClaimAnswer, Party, Procedure, Service
from paydesk.rules.remittance_finding import Place

DAY = date(2026, 10, 5)
HERE = Place(7, 1)
Cas = tuple[str, str, Cents]
"""Group, reason, cents."""


def known(*amounts: Cents, **changes: object) -> KnownClaim:
    """Ana Garcia-Lopez's claim 31 with one line of 99213, 99214, ... for each of ``amounts``."""
    lines = tuple(
        KnownLine(number, f"PD0000031L{number}", str(99212 + number), "", amount, DAY)
        for number, amount in enumerate(amounts, 1)
    )
    told: dict[str, object] = {
        "id": 31, "number": "PD0000031", "visit_id": 8, "coverage_id": 5, "order": 1, "payer_id": 2,
        "payer_name": "Aetna", "payer_auto": True, "account_id": 9, "account_number": "50001", "patient_id": 6,
        "patient_last": "García-López", "patient_first": "Ana", "member_number": "W123-456",
        "state": ClaimState.SENT, "lines": lines, **changes,
    }  # fmt: skip
    return KnownClaim(**told)  # type: ignore[arg-type]


def cas(*said: Cas) -> tuple[Adjustment, ...]:
    """Adjustments."""
    return tuple(Adjustment(HERE, *one) for one in said)


def service(charge: Cents, paid: Cents, *said: Cas, number: int = 1, **changes: object) -> Service:
    """The answer to line ``number`` of ``known``."""
    told: dict[str, object] = {
        "place": HERE, "whole": True, "procedure": Procedure("HC", str(99212 + number)), "original": None,
        "charge": charge, "paid": paid, "revenue_code": "", "units": None, "first": DAY, "last": DAY,
        "line_number": f"PD0000031L{number}", "allowed": None, "adjustments": cas(*said), "remarks": (), **changes,
    }  # fmt: skip
    return Service(**told)  # type: ignore[arg-type]


def answer(*services: Service, **changes: object) -> ClaimAnswer:
    """The answer to ``known`` whose sums are those of its lines, unless ``changes`` say otherwise."""
    told: dict[str, object] = {
        "place": HERE, "whole": True, "number": "PD0000031", "status": "1",
        "charge": sum(one.charge or 0 for one in services), "paid": sum(one.paid or 0 for one in services),
        "patient_responsibility": 0, "filing": "12", "payer_claim": "ICN1", "facility": "11", "frequency": "1",
        "original": "", "patient": Party("GARCIA LOPEZ", "ANA", id_kind="MI", id="W123456"), "insured": None,
        "corrected": None, "rendering": None, "crossover": None, "first": DAY, "last": DAY, "received": None,
        "amounts": (), "adjustments": (), "remarks": (), "services": services, **changes,
    }  # fmt: skip
    return ClaimAnswer(**told)  # type: ignore[arg-type]
