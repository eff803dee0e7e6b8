"""What goes to a spreadsheet stays text."""

from __future__ import annotations

import pytest

from paydesk.rules.export_cells import neutral_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "=HYPERLINK(\"x\")", "  =1+1", "\t=1", "\r=1", "\n=1", "＝1+1", "-1+1", "|x"],
)
def test_what_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Lopez", "12.00", "-12.00", "-1,234.50", "+5", "O'Connor", "a=b", "–", "10%"])
def test_names_and_plain_numbers_stay_as_they_are(text: str) -> None:
    assert neutral_cell(text) == text
