"""What the made-up desk writes to insurers: an appeal of one denial, and a corrected claim that waits to be sent."""

from __future__ import annotations

from datetime import timedelta

from paydesk.demo.year import Year
from paydesk.operations import claim_work, correcting_claims, preparing_letters, writing_insurers
from paydesk.operations.correcting_claims import CorrectClaim
from paydesk.operations.preparing_letters import WriteLetter
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.insurer_letter import LetterKind

_WORDS = (
    "The authorization was asked for before the visit, and the reference number was read to us on the phone.\n"
    "We send the notes of that day with this letter."
)


def write_to_insurers(year: Year) -> None:
    """In the last days of the year, of the denials that wait then; chance is left out of it."""
    year.at(year.today - timedelta(days=4), lambda: _appeal(year), hour=10, minute=15)


def correct_a_claim(year: Year) -> None:
    """This morning: nobody sent it yet."""
    denied = _denied(year)
    if denied:
        number = f"2611{denied[0]:07d}"  # as the made-up insurers number it in their files
        asked = CorrectClaim(denied[0], "modifier 25 was missing", year.key(), number)
        correcting_claims.correct_claim(year.desk, asked)


def _denied(year: Year) -> list[int]:
    """Claims that were denied, but for the most urgent one: it stays for whoever looks at the clinic."""
    rows = [one for one in claim_work.calls_due(year.desk).rows if one.purpose is Purpose.DENIAL]
    return [int(one.about.split()[1]) for one in reversed(rows[1:])]


def _appeal(year: Year) -> None:
    denied = _denied(year)
    if not denied:
        return
    claim_id = denied[0]
    form = preparing_letters.letter_form(year.desk, (claim_id,))
    writing_insurers.write_letter(year.desk, WriteLetter(
        (claim_id,), LetterKind.APPEAL, form.reason, year.key(), sent_to=("Provider Appeals", "PO Box 4410",
        "Bend, OR 97701"), text=_WORDS, enclosed=form.there, by_hand=("notes of the visit",),
    ))  # fmt: skip
