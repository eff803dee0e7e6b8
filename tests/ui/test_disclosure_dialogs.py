"""Disclosures at the desk: recorded, withdrawn, accounted for, by keyboard."""

from __future__ import annotations

import io
from datetime import date

import pdfplumber
import pytest

from paydesk.operations import auditing, disclosing
from paydesk.operations.desk import Actor
from paydesk.rules.office import Role
from paydesk.ui.buttons import Button
from paydesk.ui.dialogs.disclosure_dialog import WithdrawDialog
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.labels import Elided
from paydesk.ui.printing import Printing
from support.window_clinic import Seat, window_clinic


@pytest.fixture
def recorded(seat: Seat) -> Seat:
    """One disclosure of Maria, typed into the form."""
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.enter(
        seat.ask(
            "record.disclose", recipient="County Health Department", address="1 Main St, Austin, TX", on="11/20",
            what="Statement of October", purpose="Report of an illness",
        )
    )  # fmt: skip
    return seat


def shown(dialog: FormDialog) -> list[str]:
    return [line.text() for line in dialog.findChildren(Elided)]


def test_a_disclosure_is_recorded_of_the_patient_in_front(recorded: Seat) -> None:
    assert recorded.dialog() is None and "Disclosure recorded" in recorded.said
    (kept,) = disclosing.disclosures_of(recorded.clinic.desk, recorded.clinic.maria)
    assert (kept.on, kept.recipient, kept.address) == (
        date(2026, 11, 20), "County Health Department", "1 Main St, Austin, TX"
    )  # fmt: skip


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    dialog = seat.ask("record.disclose", recipient="Court")
    seat.enter(dialog)
    assert seat.dialog() is dialog and dialog.form.boxes["recipient"].typed() == "Court"
    assert getattr(dialog.form.boxes["what"].input, "wrong", False)
    dialog.reject()
    seat.settle()
    again = seat.ask("record.disclose")
    assert again.form.boxes["recipient"].typed() == "Court", "a draft comes back"


def test_what_was_recorded_stands_over_the_form_and_is_withdrawn_from_there(recorded: Seat) -> None:
    dialog = recorded.ask("record.disclose")
    assert "Maria: 11/20/2026, County Health Department" in shown(dialog)
    link = next(one for one in dialog.findChildren(Button) if one.objectName().startswith("withdraw_"))
    link.click()
    recorded.settle()
    withdraw = recorded.dialog()
    assert isinstance(withdraw, WithdrawDialog)
    recorded.type(withdraw, reason="It was another patient")
    recorded.enter(withdraw)
    assert "Disclosure withdrawn" in recorded.said
    again = recorded.ask("record.disclose")
    assert any("withdrawn by dana: It was another patient" in words for words in shown(again))
    assert not [one for one in again.findChildren(Button) if one.objectName().startswith("withdraw_")]


def test_the_accounting_is_printed_in_the_patients_language_and_kept(recorded: Seat) -> None:
    dialog = recorded.ask("record.accounting")
    assert dialog.form.boxes["language"].typed() == "es"
    assert dialog.form.boxes["first"].typed() == "11/23/2020"
    recorded.enter(dialog)
    (paper,) = recorded.papers.glob("accounting*.pdf")
    with pdfplumber.open(io.BytesIO(paper.read_bytes())) as pdf:
        words = pdf.pages[0].extract_text()
    assert "A quién dimos su información" in words and "County Health" in words
    papers = recorded.context
    recorded.front.trigger("record.papers")
    recorded.settle()
    listed = recorded.dialog()
    assert listed is not None and papers.page is not None
    assert "Accounting of disclosures" in [row.name for row in listed.list.rows.rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("printed", [True, False])
def test_the_trail_says_made_and_only_what_a_printer_or_file_took_went_out(
    recorded: Seat, printed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not printed:
        monkeypatch.setattr(Printing, "print_paper", lambda self, paper, ask=False: False)
    recorded.enter(recorded.ask("record.accounting"))
    desk = recorded.clinic.desk.as_actor(Actor("ana", Role.ADMINISTRATOR, "desk 2"))
    rows = auditing.search(desk, auditing.SearchTrail(kind=auditing.Kind.PRINTED))
    went = ["An accounting of disclosures went out"] if printed else []
    assert [row.what for row in rows] == [*went, "Made an accounting of disclosures"]
    assert {row.account_id for row in rows} == {recorded.clinic.family}


def test_another_patient_brings_that_ones_language(recorded: Seat) -> None:
    dialog = recorded.ask("record.accounting")
    box = dialog.form.boxes["person_id"]
    box.input.setCurrentIndex(box.input.findData(str(recorded.clinic.mateo)))  # type: ignore[union-attr]
    assert dialog.form.boxes["language"].typed() == "en"


def test_days_it_cannot_cover_are_told_at_their_field(recorded: Seat) -> None:
    dialog = recorded.ask("record.accounting", first="1/1/2019")
    recorded.enter(dialog)
    assert recorded.dialog() is dialog
    assert "six years" in dialog.form.boxes["first"].input.accessibleDescription()
    assert list(recorded.papers.glob("*.pdf")) == []


def test_who_only_reads_sees_neither_command(qtbot: object, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    seat = Seat(window_clinic(tmp_path, role=Role.READ_ONLY), tmp_path / "papers")
    bound = {one.id for one in seat.front.window.commands.shown()}
    assert not bound & {"record.disclose", "record.accounting"}
    seat.leave()
