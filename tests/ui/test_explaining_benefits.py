"""Benefits in plain words at the desk: read in two languages, printed, and what to do while nothing is known."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from paydesk.operations import insuring, verifying
from paydesk.operations.insuring import SaveCoverage
from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.office import Role
from paydesk.rules.verified_items import AnswerGiven, Item
from paydesk.ui.bar_facts import bar_facts
from paydesk.ui.dialogs.explain_dialog import ExplainDialog
from paydesk.ui.labels import Label, Why
from support.window_clinic import Seat, window_clinic


def explain(seat: Seat) -> ExplainDialog:
    seat.front.trigger("benefits.explain")
    seat.settle()
    dialog = seat.dialog()
    assert isinstance(dialog, ExplainDialog), seat.refused
    return dialog


def coverage_of(seat: Seat, person: int) -> int:
    assert seat.context.page is not None
    return next(one.coverage_id for one in seat.context.page.coverages if one.patient_id == person)


def verify(seat: Seat, person: int) -> None:
    answers = (
        AnswerGiven(item=Item.NETWORK, value="in"), AnswerGiven(item=Item.DEDUCTIBLE, value=500_00),
        AnswerGiven(item=Item.DEDUCTIBLE_MET, value=400_00),
        AnswerGiven(item=Item.COINSURANCE, value=20_00, service=ServiceKind.PRIMARY_CARE),
    )  # fmt: skip
    verifying.verify_coverage(
        seat.clinic.desk, verifying.VerifyCoverage(coverage_of(seat, person), Source.PORTAL, answers, key="portal")
    )


@pytest.fixture
def known(seat: Seat) -> Seat:
    """Maria's coverage was verified on the insurer's website."""
    seat.open(seat.clinic.family, seat.clinic.maria)
    verify(seat, seat.clinic.maria)
    return seat


def test_the_benefits_are_read_in_the_patients_language_and_one_key_switches(known: Seat) -> None:
    dialog = explain(known)
    assert "$500.00" in " ".join(dialog.sentences()) and "deducible" in " ".join(dialog.sentences())
    QTest.keyClick(dialog, Qt.Key.Key_E)
    known.settle()
    assert "deductible" in " ".join(dialog.sentences())
    shown = [one.text() for one in dialog.findChildren(Label) if one.isVisible()]
    assert dialog.sentences()[1] in shown
    assert "Known from the insurer's website and the card; the oldest figure is of 01/01/2026" in dialog.lead()
    QTest.keyClick(dialog, Qt.Key.Key_S)
    known.settle()
    assert "deducible" in " ".join(dialog.sentences())


def test_control_p_prints_it_in_the_language_it_is_read_in(known: Seat) -> None:
    dialog = explain(known)
    QTest.keyClick(dialog, Qt.Key.Key_E)
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    known.settle()
    assert known.dialog() is None and known.said[-1].startswith("Benefits in plain words saved as")
    (file,) = known.papers.glob("benefits*.pdf")
    with pdfplumber.open(io.BytesIO(file.read_bytes())) as paper:
        assert "deductible" in "".join(page.extract_text() for page in paper.pages)


def test_another_coverage_of_the_account_is_chosen(known: Seat) -> None:
    dialog = explain(known)
    box = dialog.form.boxes["coverage"]
    assert box.input.isVisible() and box.words_of(box.kept()).startswith("Maria Garcia-Lopez: Aetna PPO")
    QTest.keyClick(box.input, Qt.Key.Key_Down)
    known.settle()
    assert box.words_of(box.kept()).startswith("Mateo Lopez: Aetna PPO")
    assert dialog.lead() == "Known from the card; the oldest figure is of 01/01/2026."
    assert "$500.00" not in " ".join(dialog.sentences())


def test_what_only_the_card_says_is_told_as_that_and_who_to_call(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = explain(seat)
    told = [one.sentence() for one in dialog.findChildren(Why)]
    assert any(one.startswith("Only the card is known") and "Ctrl+4" in one for one in told)


def test_nothing_known_says_what_to_do_and_prints_nothing(seat: Seat) -> None:
    desk, james = seat.clinic.desk, seat.clinic.credit
    seat.open(james)
    dialog = explain(seat)
    assert any("No coverage is in force" in one.text() for one in dialog.findChildren(Label))
    assert not dialog.primary.isEnabled()
    dialog.reject()
    seat.settle()
    assert seat.context.person_id is not None
    payer = insuring.save_payer(desk, insuring.SavePayer("Cigna")).payer_id
    insuring.save_coverage(desk, SaveCoverage(seat.context.person_id, payer, "C77", date(2026, 1, 1)))
    seat.context.reread()
    seat.settle()
    dialog = explain(seat)
    assert any("Verify the coverage by phone: Ctrl+4" in one.text() for one in dialog.findChildren(Label))
    assert not dialog.primary.isEnabled() and dialog.sentences() == ()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    assert seat.dialog() is None


def test_who_may_only_read_reads_it_and_prints_nothing(tmp_path: Path, qtbot: object) -> None:
    reader = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers")
    try:
        reader.open(reader.clinic.family, reader.clinic.maria)
        dialog = explain(reader)
        assert dialog.sentences() and not dialog.primary.isEnabled()
    finally:
        reader.leave()


def not_active(seat: Seat) -> None:
    """The insurer says on the phone that Maria's plan is not active."""
    request = verifying.VerifyCoverage(
        coverage_of(seat, seat.clinic.maria), Source.PHONE, (AnswerGiven(item=Item.ACTIVE, value=False),), "Dana",
        key="phone",
    )  # fmt: skip
    verifying.verify_coverage(seat.clinic.desk, request)
    seat.context.reread()
    seat.settle()


@pytest.mark.parametrize("figures", [False, True], ids=["only the card is known", "figures are known"])
def test_a_plan_that_is_not_active_is_told_first_in_both_languages_and_on_paper(seat: Seat, figures: bool) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    if figures:
        verify(seat, seat.clinic.maria)
    not_active(seat)
    dialog = explain(seat)
    QTest.keyClick(dialog, Qt.Key.Key_E)
    seat.settle()
    shown = [one.sentence() for one in dialog.findChildren(Why) if one.isVisible() and one.sentence()]
    assert shown == ["Your insurer told us on November 23, 2026 that this plan is not active."]
    assert dialog.sentences()[1] == shown[0] and "Verify the coverage" not in " ".join(dialog.sentences())
    QTest.keyClick(dialog, Qt.Key.Key_S)
    seat.settle()
    assert dialog.sentences()[1] == "Su seguro nos dijo el 23 de noviembre de 2026 que este plan no está activo."
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    (file,) = seat.papers.glob("benefits*.pdf")
    with pdfplumber.open(io.BytesIO(file.read_bytes())) as paper:
        words = " ".join("".join(page.extract_text() for page in paper.pages).split())
    assert "este plan no está activo" in words
    assert words.index("no está activo") < words.index("Lo que paga su plan")


def test_the_account_bar_and_the_panel_mark_a_coverage_that_is_not_active(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    assert seat.context.page is not None and seat.context.page.not_active == {}
    not_active(seat)
    facts = bar_facts(seat.context.page, person_id=seat.clinic.maria, today=seat.context.today())
    assert facts.flags[0].words == "Aetna: not active, as told on 11/23/2026" and facts.flags[0].forbids
    mateo = bar_facts(seat.context.page, person_id=seat.clinic.mateo, today=seat.context.today())
    assert not any("not active" in one.words for one in mateo.flags)


def test_an_insurer_that_was_asked_and_told_no_figure_is_not_said_to_be_unasked(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    request = verifying.VerifyCoverage(
        coverage_of(seat, seat.clinic.maria), Source.PHONE, (AnswerGiven(item=Item.ACTIVE, value=True),), "Dana",
        key="phone",
    )  # fmt: skip
    verifying.verify_coverage(seat.clinic.desk, request)
    told = [one.sentence() for one in explain(seat).findChildren(Why)]
    assert any("The insurer was asked on 11/23/2026 and told no figure" in one for one in told)
