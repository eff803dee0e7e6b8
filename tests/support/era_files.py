"""Remittance files for tests: our own sample, the shared ones where they lie, and how to change them."""

from __future__ import annotations

from pathlib import Path

import pytest

from paydesk.gateways.era835 import read_remittances
from paydesk.rules.remittance import ClaimAnswer, RemittanceFile
from paydesk.rules.remittance_proof import ProvenFile, ProvenRemittance, prove

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "era" / "mixed.835"
"""Fifteen invented claims that balance: paid, denied, secondary, a reversal with its correction, one passed on."""

_ROOT = Path(__file__).parents[2]


def shared_files(*under: str) -> list[Path]:
    """The files in ``../shared/data`` beside the project (or beside its worktrees); none where it is not there."""
    places = (root.joinpath("shared", "data", *under) for root in (_ROOT.parent, _ROOT.parent.parent))
    return sorted(next((place for place in places if place.is_dir()), Path("nowhere")).glob("*"))


def shared_tool(name: str) -> Path | None:
    """A program in ``../shared/tools``, or None where it is not."""
    places = (root / "shared" / "tools" / name for root in (_ROOT.parent, _ROOT.parent.parent))
    return next((place for place in places if place.is_file()), None)


def needs(files: list[Path]) -> pytest.MarkDecorator:
    """Skips a test over shared files where they are not."""
    return pytest.mark.skipif(not files, reason="../shared is not here")


def sample() -> str:
    """The sample's text, one segment a line."""
    return SAMPLE.read_text("ascii")


def changed(old: str, new: str, text: str | None = None) -> str:
    """The sample (or ``text``) with its one ``old`` replaced."""
    text = sample() if text is None else text
    assert text.count(old) == 1
    return text.replace(old, new)


def read(text: str | bytes) -> RemittanceFile:
    """What a text holds."""
    return read_remittances(text.encode() if isinstance(text, str) else text)


def proven(text: str | bytes) -> ProvenFile:
    """What a text proves to hold."""
    return prove(read(text))


def only(text: str | bytes) -> ProvenRemittance:
    """The one remittance in a text."""
    (one,) = proven(text).remittances
    return one


def claim(text: str | bytes, number: str) -> ClaimAnswer:
    """The first claim of that number."""
    return next(one for one in only(text).remittance.claims if one.number == number)


def told(file: ProvenFile) -> set[str]:
    """The rules that are broken somewhere, a trial's mark aside."""
    found = (*file.findings, *(one for each in file.remittances for one in each.findings))
    return {one.rule for one in found} - {"test"}
