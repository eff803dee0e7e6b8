"""Diagnosis code files for tests: small ones that have something of every chapter, so that they pass for whole."""

from __future__ import annotations

import string

import pytest

from paydesk.rules import coding

EVERY_CHAPTER = 27
"""Codes that ``small_file`` adds."""


def small_file(patch: pytest.MonkeyPatch, text: str) -> str:
    """``text`` and after it a code of every letter and of the last category; few codes are enough from now on."""
    patch.setattr(coding, "FEWEST", 1)
    codes = [f"{letter}980" for letter in string.ascii_uppercase] + ["Z990"]
    return text + "".join(f"{code}    Invented {code}\n" for code in codes)
