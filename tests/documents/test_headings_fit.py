"""The fixed words of our paper are printed whole, in both languages, beside the widest figures there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from paydesk.documents.receipt import draw_halves
from paydesk.documents.receipt_view import Printing, ReceiptLine, Undone
from paydesk.documents.statement import draw_pages
from paydesk.documents.statement_rows import SIX_WIDE, lay_out
from paydesk.documents.statement_view import StatementPlan, StatementView, StatementVisit
from paydesk.documents.surface import RecordingSurface
from paydesk.rules.correspondence import Language, words
from support.paper_samples import CLINIC, line, receipt, statement, visit

WIDEST = 9_999_999_99
CARE = visit(line("EKG (93000)", 1_234_567_89, insurance=234_567_89, adjusted=100_000_00, waiting=400_000_00))
ONLY_WAITS = visit(line("Strep test (87880)", 2_345_678_90, waiting=2_345_678_90))
PAID = visit(line("EKG (93000)", 1_234_567_89, paid=1_234_567_89))
FEE = visit(line("Copies", 25_00), day=None)
PROTECTED = visit(line("Cast (29405)", 1_500_000_00, not_asked="Protected"))


def statements(language: Language) -> list[StatementView]:
    """Every row there is, with figures that take the most room; one that asks, one of nothing, one of a credit."""
    of: list[tuple[StatementVisit, ...]] = [
        (CARE, FEE, PROTECTED, ONLY_WAITS), (PAID, ONLY_WAITS), (PAID,), (CARE, FEE),
    ]  # fmt: skip
    made = []
    for visits, unapplied, notes in product(of, (0, -25_00, -WIDEST), (True, False)):
        made.append(statement(*visits, language=language, unapplied=unapplied, kept=WIDEST, notes=notes))
    made.append(statement(
        CARE, FEE, language=language, plans=(StatementPlan(99_999, 1_00),), unapplied=-1_00, kept=WIDEST
    ))  # fmt: skip
    return [*made, *(replace(one, letterhead=replace(CLINIC, phone="")) for one in made)]


@pytest.mark.parametrize("language", list(Language))
def test_on_a_statement(language: Language) -> None:
    said, printed = words(language), set()
    for view in statements(language):
        surface = RecordingSurface()
        draw_pages(surface, view)
        cut = [each.text for each in surface.texts if "…" in each.text]
        assert cut == [], f"in {view.asks}"
        printed |= {each.text for each in surface.texts}
    rows = (
        said.unused_credit, said.on_plan.format(number=99_999), said.to_pay_now, said.total, said.not_asked_total,
        said.waiting_title, said.waiting_above,
        said.waiting_total, said.kept_besides, said.date, said.what, said.charge, said.your_account,
        said.amount_you_owe, said.your_credit, *said.ageing, said.credit,
    )  # fmt: skip
    assert set(rows) <= printed


def test_the_widest_columns_are_among_them() -> None:
    assert any(lay_out(view).columns is SIX_WIDE for view in statements(Language.SPANISH))


@pytest.mark.parametrize("language", list(Language))
def test_the_rows_of_a_statement_are_told_at_their_size(language: Language) -> None:
    """A heading at the right is made smaller where it has no room; none of ours has to be."""
    for view in statements(language):
        surface = RecordingSurface()
        draw_pages(surface, view)
        heads = {part for name in _heads(language) for part in name.split("\n")}
        assert {each.size for each in surface.texts if each.text in heads and each.face == "bold"} <= {8.5, 9.5, 10}


def _heads(language: Language) -> tuple[str, ...]:
    said = words(language)
    return (said.charge, said.insurance_paid, said.adjusted, said.you_paid, said.waiting, said.you_owe)


@pytest.mark.parametrize("language", list(Language))
def test_on_a_receipt(language: Language) -> None:
    said, printed = words(language), set()
    for printing, undone, kept_on, balance in product(
        Printing, (None, *Undone), (None, date(2026, 12, 24)), (WIDEST, -WIDEST)
    ):
        surface = RecordingSurface()
        draw_halves(surface, receipt(
            language=language, printing=printing, undone=undone, kept_on=kept_on, balance=balance, unapplied=WIDEST,
            amount=WIDEST + 1_00, kept_besides=WIDEST,
            lines=(ReceiptLine(what="EKG, 11/20/26", patient="José Núñez", amount=1_00),),
        ))  # fmt: skip
        assert [each.text for each in surface.texts if "…" in each.text] == []
        printed |= {each.text for each in surface.texts}
    kept = said.kept_for_visit.format(date="12/24/26")
    assert {said.kept_as_credit, said.total_received, said.kept_besides, said.credit_left, said.balance_left} <= printed
    assert kept in printed
