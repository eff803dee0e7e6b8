"""What an insurer said of a coverage, typed item by item, with what is known beside it."""

from __future__ import annotations

import pytest

from paydesk.operations import verifying
from paydesk.rules.benefits import Network, ServiceKind, Source
from paydesk.rules.verified_items import Item
from paydesk.ui.dialogs.coverage_answers_dialog import CoverageAnswersDialog
from paydesk.ui.inputs import ChoiceInput
from support.window_clinic import Seat


@pytest.fixture
def dialog(seat: Seat) -> CoverageAnswersDialog:
    seat.open(seat.clinic.family, seat.clinic.maria)
    made = seat.ask("benefits.answers")
    assert isinstance(made, CoverageAnswersDialog)
    return made


def coverage(dialog: CoverageAnswersDialog) -> int:
    return int(str(dialog.form.boxes["coverage"].typed()))


def put(seat: Seat, dialog: CoverageAnswersDialog, group: str, **typed: str) -> None:
    for name, words in typed.items():
        dialog.groups[group].boxes[name].set_typed(words)
    dialog.follow()
    seat.settle()


def test_answers_of_several_groups_are_kept_with_their_source(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    own = coverage(dialog)
    put(seat, dialog, "eligibility", active="yes", plan_name="Silver 20")
    put(seat, dialog, "money", family_deductible="3000", family_deductible_met="?")
    put(seat, dialog, "therapy", visit_limit="20", visits_used="4")
    put(seat, dialog, "claims", payer_id="60054", timely_filing="180")
    seat.type(dialog, who="Tanya", reference="A-77")
    seat.enter(dialog)
    assert seat.said[-1] == (
        "Kept 8 answers. A wrong one is mended by typing the right one here: the newest counts."
    )
    kept = {(one.item, one.service): one for one in verifying.coverage_answers(seat.clinic.desk, own).answers}
    limit = kept[Item.VISIT_LIMIT, ServiceKind.THERAPY]
    assert (limit.value, limit.network, limit.source, limit.who, limit.reference) == (
        20, Network.IN, Source.PHONE, "Tanya", "A-77",
    )  # fmt: skip
    assert kept[Item.FAMILY_DEDUCTIBLE, None].value == 300000 and kept[Item.FAMILY_DEDUCTIBLE_MET, None].value is None
    assert kept[Item.TIMELY_FILING, None].value == 180 and kept[Item.PLAN_NAME, None].value == "Silver 20"


def test_what_is_known_stands_beside_its_field_and_is_counted(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    put(seat, dialog, "money", deductible="1500", deductible_met="?")
    seat.type(dialog, source="portal")
    seat.enter(dialog)
    again = seat.ask("benefits.answers")
    assert isinstance(again, CoverageAnswersDialog)
    row = next(row for row in again.list.rows.rows if row.key == "money")
    assert row.second.startswith("1 of ")
    words = [one.accessibleName() for one in again.groups["money"].findChildren(type(again.problem))]
    assert "1,500.00: portal 11/23/2026" in words and "asked, not known: portal 11/23/2026" in words
    again.reject()


def test_of_two_answers_of_one_day_the_later_stands_beside_its_field(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    for said in ("yes", "no"):
        put(seat, dialog, "eligibility", active=said)
        seat.type(dialog, who="Tanya")
        seat.enter(dialog)
        again = seat.ask("benefits.answers")
        assert isinstance(again, CoverageAnswersDialog)
        dialog = again
    words = [one.accessibleName() for one in dialog.groups["eligibility"].findChildren(type(dialog.problem))]
    assert any(one.startswith("no: phone 11/23/2026") for one in words), words
    dialog.give_up()


def test_a_mistake_is_told_in_the_group_where_it_was_typed(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    put(seat, dialog, "therapy", visit_limit="many")
    seat.type(dialog, who="Tanya")
    dialog.list.select("claims")
    seat.enter(dialog)
    assert dialog.list.current_key() == "therapy"
    assert dialog.groups["therapy"].boxes["visit_limit"].input.accessibleDescription().startswith("Type a whole number")
    assert verifying.coverage_answers(seat.clinic.desk, coverage(dialog)).answers == ()
    dialog.give_up()


def test_contradictions_are_refused_beside_the_day_and_nothing_is_kept(
    seat: Seat, dialog: CoverageAnswersDialog
) -> None:
    put(seat, dialog, "eligibility", active="yes", effective="01/01/2026", ended="12/31/2025")
    seat.type(dialog, who="Tanya")
    dialog.list.select("claims")
    seat.enter(dialog)
    ended = dialog.groups["eligibility"].boxes["ended"].input
    assert ended.accessibleDescription().startswith("It cannot end on 12/31/2025, before it begins")
    assert dialog.list.current_key() == "eligibility"
    put(seat, dialog, "eligibility", effective="01/01/2025")
    seat.enter(dialog)
    assert ended.accessibleDescription().startswith("A plan that ended on 12/31/2025 was not active on 11/23/2026")
    assert verifying.coverage_answers(seat.clinic.desk, coverage(dialog)).answers == ()
    put(seat, dialog, "eligibility", active="no")
    seat.enter(dialog)
    assert seat.said[-1].startswith("Kept 3 answers")


def test_what_to_ask_again_is_said_once(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    put(seat, dialog, "money", deductible="100", deductible_met="500")
    seat.type(dialog, source="portal")
    seat.enter(dialog)
    assert seat.said[-1].count("Ask again") == 1 and seat.said[-1].endswith("Ask again.")


def test_a_call_needs_who_said_so_and_nothing_typed_is_refused(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    seat.enter(dialog)
    assert "at least one answer" in dialog.problem.sentence()
    put(seat, dialog, "eligibility", active="yes")
    seat.enter(dialog)
    assert "who at the insurer" in dialog.form.boxes["who"].input.accessibleDescription()
    dialog.give_up()


def test_what_is_half_typed_comes_back(seat: Seat, dialog: CoverageAnswersDialog) -> None:
    put(seat, dialog, "imaging", copay="75")
    dialog.reject()
    seat.settle()
    again = seat.ask("benefits.answers")
    assert isinstance(again, CoverageAnswersDialog)
    assert again.groups["imaging"].boxes["copay"].typed() == "75"
    again.give_up()


def test_what_was_typed_of_one_coverage_does_not_come_back_for_another(
    seat: Seat, dialog: CoverageAnswersDialog
) -> None:
    first, second = (choice.key for choice in dialog.form.boxes["coverage"].field.choices[:2])
    put(seat, dialog, "money", deductible="1500")
    chosen = dialog.form.boxes["coverage"].input
    assert isinstance(chosen, ChoiceInput)
    chosen.setCurrentIndex(chosen.findData(second))
    seat.settle()
    assert dialog.groups["money"].boxes["deductible"].typed() == ""
    chosen.setCurrentIndex(chosen.findData(first))
    seat.settle()
    assert dialog.groups["money"].boxes["deductible"].typed() == "1500"
    dialog.give_up()


def test_it_opens_for_the_coverage_that_was_asked_for(seat: Seat) -> None:
    seat.open(seat.clinic.family, seat.clinic.maria)
    seat.context.resume("")
    plain = seat.ask("benefits.answers")
    assert isinstance(plain, CoverageAnswersDialog)
    second = plain.form.boxes["coverage"].field.choices[1].key
    plain.reject()
    seat.settle()
    seat.context.resume(f"coverage {second}")
    asked = seat.ask("benefits.answers")
    assert isinstance(asked, CoverageAnswersDialog)
    assert asked.form.boxes["coverage"].typed() == second
    asked.reject()
