"""A receipt says the same facts for ever, on both halves, and a reprint says what it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from paydesk.documents.page_image import page_count, page_text
from paydesk.documents.receipt import HALF, LINES, draw_halves, draw_receipt
from paydesk.documents.receipt_view import Printing, ReceiptLine, ReceiptView, Undone
from paydesk.documents.surface import Placed, RecordingSurface
from paydesk.rules.correspondence import Language, words
from support.paper_samples import CLINIC, receipt

MANY = tuple(ReceiptLine(what=f"Line {number}", amount=1_00) for number in range(LINES * 2 + 1))
UNDONE = receipt(printing=Printing.COPY, undone=Undone.RETURNED)


def halves(view: ReceiptView) -> tuple[list[Placed], list[Placed]]:
    """The first sheet's upper and lower half."""
    surface = RecordingSurface()
    draw_halves(surface, view)
    first = [each for each in surface.texts if each.page == 1]
    return [each for each in first if each.y < HALF], [each for each in first if each.y >= HALF]


def test_a_receipt_names_everything_a_tax_account_asks_for() -> None:
    text = page_text(draw_receipt(receipt()).pdf, 0)
    for fact in (
        "000123",
        "November 20, 2026, 2:35 PM",
        "Maria Garcia-Lopez",
        "VISA card ending in 4242",
        "123456",
    ):
        assert text.count(fact) == 2
    for fact in ("Tax ID 00-0000000", "$40.00", "$123.45", "Dana W.", "copay of today", "Kept as credit"):
        assert text.count(fact) == 2


def test_both_halves_say_the_same_but_for_whose_they_are() -> None:
    upper, lower = halves(receipt())
    assert [each.text for each in upper if each.text != "Your copy"] == [
        each.text for each in lower if each.text != "Clinic’s copy"
    ]
    assert all(each.y + HALF == other.y for each, other in zip(upper, lower, strict=True))


@pytest.mark.parametrize("language", list(Language))
def test_a_reprint_says_copy_and_changes_nothing_else(language: Language) -> None:
    first, copy = receipt(language=language), receipt(language=language, printing=Printing.COPY)
    before, after = ([each.text for each in halves(view)[0]] for view in (first, copy))
    assert [text for text in after if text not in before] == [words(language).copy]
    assert [text for text in before if text not in after] == []


@pytest.mark.parametrize("undone", list(Undone))
def test_the_reprint_of_money_that_went_back_says_so(undone: Undone) -> None:
    text = page_text(draw_receipt(receipt(printing=Printing.COPY, undone=undone)).pdf, 0)
    assert text.count("VOIDED" if undone is Undone.VOIDED else "RETURNED") == 2


def test_many_lines_go_on_to_further_sheets_and_the_total_comes_last() -> None:
    paper = draw_receipt(receipt(lines=MANY, unapplied=0, amount=len(MANY) * 1_00))
    assert paper.pages == page_count(paper.pdf) == 3
    shown = [page_text(paper.pdf, page) for page in range(3)]
    assert all(f"Page {page + 1} of 3" in text for page, text in enumerate(shown))
    assert ["Total received" in text for text in shown] == [False, False, True]
    assert sum(text.count("$1.00") for text in shown) == 2 * len(MANY)


def test_a_clinic_without_phone_and_address_still_has_a_whole_receipt() -> None:
    bare = replace(CLINIC, phone="", address=())
    texts = [each.text for each in halves(receipt(letterhead=bare))[0]]
    assert "Tax ID 00-0000000" in texts
    assert not [text for text in texts if text.startswith(("Questions", " ·"))]


def test_a_balance_below_zero_is_called_a_credit() -> None:
    text = page_text(draw_receipt(receipt(balance=-5_00)).pdf, 0)
    assert "Your credit" in text
    assert "You still owe" not in text


@pytest.mark.parametrize(
    "view",
    [
        receipt(),
        UNDONE,
        receipt(lines=MANY[:LINES], unapplied=0, amount=LINES * 1_00, printing=Printing.COPY, undone=Undone.VOIDED),
        receipt(
            letterhead=replace(CLINIC, name="The Wolfeschlegelsteinhausen Family Health Center of Illinois"),
            payer="Nguyễn Thị Ánh Tuyết Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh of Bend",
            lines=(ReceiptLine(what="W" * 80, patient="M" * 60, why="oldest first of all", amount=1_234_567_89),),
            unapplied=0,
            amount=1_234_567_89,
            balance=1_234_567_89,
            printing=Printing.COPY,
        ),
    ],
)
def test_nothing_on_a_half_touches_or_leaves_it(view: ReceiptView) -> None:
    upper, _ = halves(view)
    rows: dict[float, list[Placed]] = {}
    for each in upper:
        assert 45 <= each.x <= each.right <= 567.01, each
        assert each.y < HALF - 16
        rows.setdefault(round(each.y, 1), []).append(each)
    for row in rows.values():
        row.sort(key=lambda each: each.x)
        assert all(left.right <= right.x for left, right in pairwise(row)), row
    tops = sorted(rows)
    assert all(below - above >= 7.5 for above, below in pairwise(tops) if above > 110), tops


def test_the_same_receipt_is_the_same_file_and_one_that_does_not_sum_is_none() -> None:
    assert draw_receipt(receipt()) == draw_receipt(receipt())
    with pytest.raises(ValueError, match="receipt 000123"):
        draw_receipt(receipt(amount=1))
