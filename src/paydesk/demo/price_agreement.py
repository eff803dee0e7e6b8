"""A made-up insurer's contract: its prices for visits rose, and it still pays the old ones."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from paydesk.demo.cast import CODES, PAYERS
from paydesk.demo.insurers import price
from paydesk.demo.year import Year
from paydesk.operations import contracting

_PAYER, _SINCE, _RISE = "Harbor Health", timedelta(days=150), 4_75


def agree_on_prices(year: Year) -> None:
    """In the last weeks of the year its list is loaded."""
    year.at(year.today - timedelta(days=38), lambda: _load(year), hour=8, minute=20)


def _load(year: Year) -> None:
    first = year.today - _SINCE
    place = next(number for number, payer in enumerate(PAYERS) if payer[0] == _PAYER)
    lines = ["CPT,Modifier,POS,Allowed,Effective"]
    for code, _, _, fee in CODES:
        rise = _RISE if code.startswith("99") else 0
        allowed = price(_PAYER, code, fee) + rise
        lines.append(f"{code},,,{allowed // 100}.{allowed % 100:02d},{first:%m/%d/%Y}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "harbor-health-prices.csv"
        file.write_text("\n".join(lines), "ascii")
        contracting.load_contract(year.desk, contracting.LoadContract(file, year.payers[place]))
