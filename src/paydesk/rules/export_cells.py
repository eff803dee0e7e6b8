"""Cells of a table that goes to a spreadsheet: text stays text, whatever it begins with."""

from __future__ import annotations

import re

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "|", "%")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")


def neutral_cell(text: str) -> str:
    """``text`` with an apostrophe before what a spreadsheet would take for a formula; plain numbers stay."""
    shown = text.lstrip(" \u00a0")
    begins = shown.startswith(_BEGINS_A_FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if begins and not _NUMBER.fullmatch(shown) else text
