"""What the made-up insurers want back: by a letter with a time that runs, and by keeping it from a payment."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from paydesk.demo import era_writer
from paydesk.demo.cast import MEDICARE, PAYERS
from paydesk.demo.year import Year
from paydesk.operations import deciding_overpayments, importing_remittances
from paydesk.operations.deciding_overpayments import PaidClaim, RecordLetter

_KEPT_PAYER, _KEPT = 1, 42_00


def insurers_want_back(year: Year) -> None:
    """In the last weeks of the year; chance, which other stories have, is left out of it."""
    year.at(year.today - timedelta(days=16), lambda: _letter(year), hour=9, minute=5)
    year.at(year.today - timedelta(days=5), lambda: _kept(year), hour=9, minute=15)


def _paid(year: Year, payer: str) -> PaidClaim | None:
    """The oldest claim that this insurer paid something on."""
    for folk in year.folks:
        found = [one for one in deciding_overpayments.paid_claims(year.desk, folk.account_id) if one.payer == payer]
        if found:
            return found[-1]
    return None


def _letter(year: Year) -> None:
    """Medicare writes that another insurer pays first."""
    claim = _paid(year, PAYERS[MEDICARE][0])
    if claim is not None:
        today = year.clock.today()
        deciding_overpayments.record_letter(year.desk, RecordLetter(
            claim.claim_id, min(claim.there, 36_00), "other insurer first", today - timedelta(days=4), "MSP-20419",
            note="signed by the recovery unit",
        ))  # fmt: skip


def _kept(year: Year) -> None:
    """A payment in which there was less than the insurer wanted back: it carries the rest to its next one."""
    claim = _paid(year, PAYERS[_KEPT_PAYER][0])
    if claim is None:
        return
    today = year.clock.today()
    amount = min(claim.there, _KEPT)
    trace = f"00{_KEPT_PAYER + 1}{today:%y%m%d}F"
    file = era_writer.era(
        trace=trace, payer=PAYERS[_KEPT_PAYER][0].upper(), day=f"{today:%Y%m%d}",
        provider=((f"WO:{claim.number}", amount), (f"FB:{trace}", -amount)),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = era_writer.write(Path(folder), f"remittance-{today:%m%d}F.835", file)
        importing_remittances.keep_remittance_file(year.desk, path)
