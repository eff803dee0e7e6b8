"""What holds for every sheet we print: ink inside the margins, no text on another, in the windows the addresses."""

from __future__ import annotations

from itertools import pairwise

from paydesk.documents.page import ADDRESS_SWEEP, MARGIN, RETURN_SWEEP, Area, postal
from paydesk.documents.surface import HEIGHT, WIDTH, Placed, RecordingSurface


def inside(placed: Placed, area: Area) -> bool:
    """True when any ink of the text could lie in the area."""
    top, bottom = placed.y - placed.size * 0.8, placed.y + placed.size * 0.22
    return placed.x < area.right and placed.right > area.left and top < area.bottom and bottom > area.top


def windows_show(surface: RecordingSurface, *, addressee: tuple[str, ...], clinic: tuple[str, ...]) -> None:
    """The first page's windows show the two addresses and nothing else."""
    first = [each for each in surface.texts if each.page == 1]
    shown = "".join(each.text for each in first if inside(each, ADDRESS_SWEEP)).replace(" ", "")
    assert shown == "".join(postal(addressee)).replace(" ", "")
    assert [each.text for each in first if inside(each, RETURN_SWEEP)] == list(clinic)


def fits(surface: RecordingSurface) -> None:
    """No ink lies beyond the margin, no two texts of a row touch, no line runs into the one under it."""
    rows: dict[tuple[int, float], list[Placed]] = {}
    for each in surface.texts:
        assert MARGIN <= each.x <= each.right <= WIDTH - MARGIN, each
        assert MARGIN <= each.y - each.size <= each.y + each.size * 0.25 <= HEIGHT - MARGIN, each
        rows.setdefault((each.page, round(each.y, 1)), []).append(each)
    for row in rows.values():
        row.sort(key=lambda each: each.x)
        for left, right in pairwise(row):
            assert left.right <= right.x + 0.01, (left.text, right.text)
    for page in {each.page for each in surface.texts}:
        placed = sorted((each for each in surface.texts if each.page == page), key=lambda each: each.y)
        for number, upper in enumerate(placed):
            for lower in placed[number + 1 :]:
                if lower.y - upper.y > 0.5 and lower.x < upper.right and upper.x < lower.right:
                    assert lower.y - lower.size * 0.74 >= upper.y - 0.01, (upper.text, lower.text)


def is_whole(surface: RecordingSurface) -> None:
    """Nothing is cut, no mark is left open, every letter can be drawn."""
    assert not [each.text for each in surface.texts if "…" in each.text or "{" in each.text or "}" in each.text]
    assert surface.findings == []
