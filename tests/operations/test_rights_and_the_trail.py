"""A desk may what its role, an approval or an emergency gives; the trail says which, and what changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from paydesk.data import audit_store
from paydesk.data.office_tables import Audit
from paydesk.data.people_tables import Person
from paydesk.data.staff_tables import User
from paydesk.operations import backing_up, signing_in
from paydesk.operations.desk import Actor, Desk, about, also_about
from paydesk.rules.approval import APPROVAL_LASTS, Approval, Emergency
from paydesk.rules.errors import ClockSetBack, NotAllowed, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic


def _trail(desk: Desk) -> list[dict[str, Any]]:
    with desk.database.reading() as session:
        rows = session.execute(select(Audit).order_by(Audit.id)).scalars()
        return [{**(json.loads(row.details) if row.details else {}), "act": row.act, "by": row.actor} for row in rows]


def _clerk(money: MoneyClinic) -> Desk:
    with money.desk.database.transaction() as session:
        session.add(User(name="dana", role="clerk", password_hash="x"))
    return money.desk.as_actor(Actor("dana", Role.CLERK, "desk 2"))


def _act(desk: Desk, permission: str) -> None:
    with desk.doing(permission, "Did it") as session:
        about(session, said="so")


def test_an_approval_lets_one_act_pass_and_the_trail_names_who_gave_it(money: MoneyClinic) -> None:
    clerk = _clerk(money)
    clerk.approve(Approval("refunds.issue", "ana", "patient waits", money.clock.now() + APPROVAL_LASTS))
    _act(clerk, "refunds.issue")
    assert _trail(clerk)[-1] == {
        "act": "refunds.issue", "by": "dana", "said": "so", "approved_by": "ana", "approved_because": "patient waits",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        _act(clerk, "refunds.issue")


def test_each_account_an_approved_act_is_about_says_who_approved_it(money: MoneyClinic) -> None:
    clerk, home, other = _clerk(money), money.family(), money.family(number=50002)
    clerk.approve(Approval("people.merge", "ana", "one person", money.clock.now() + APPROVAL_LASTS))
    with clerk.doing("people.merge", "Merged two records") as session:
        about(session, account=home.account, act="people.merged")
        also_about(session, account=other.account)
    rows = _trail(clerk)[-2:]
    assert [(row["approved_by"], row["permission"]) for row in rows] == [("ana", "people.merge")] * 2


def test_an_approval_is_for_its_permission_and_minutes_only(money: MoneyClinic) -> None:
    clerk = _clerk(money)
    clerk.approve(Approval("refunds.issue", "ana", "patient waits", money.clock.now() + APPROVAL_LASTS))
    with pytest.raises(NotAllowed):
        _act(clerk, "people.merge")
    money.clock.advance(minutes=6)
    with pytest.raises(NotAllowed):
        _act(clerk, "refunds.issue")


def test_an_approval_serves_one_try_and_not_what_is_typed_after_it_was_refused(money: MoneyClinic) -> None:
    clerk = _clerk(money)
    clerk.approve(Approval("refunds.issue", "ana", "patient waits", money.clock.now() + APPROVAL_LASTS))
    with pytest.raises(PaydeskError, match="too much"), clerk.doing("refunds.issue", "Did it"):
        raise PaydeskError("too much")
    with pytest.raises(NotAllowed):
        _act(clerk, "refunds.issue")


def test_two_acts_at_once_do_not_share_an_approval(money: MoneyClinic) -> None:
    clerk = _clerk(money)
    clerk.approve(Approval("refunds.issue", "ana", "patient waits", money.clock.now() + APPROVAL_LASTS))
    with clerk.doing("refunds.issue", "Did it"), pytest.raises(NotAllowed):
        clerk.doing("refunds.issue", "Did it once more").__enter__()


def test_emergency_access_marks_what_was_done_by_it_and_ends_by_itself(money: MoneyClinic) -> None:
    usual = _clerk(money)
    taken = Emergency(7, money.clock.now() + timedelta(hours=1))
    clerk = usual.as_actor(replace(usual.actor, emergency=taken))
    _act(clerk, "refunds.issue")
    assert _trail(clerk)[-1]["emergency"] == 7
    _act(clerk, "payments.post")
    assert "emergency" not in _trail(clerk)[-1]
    with pytest.raises(NotAllowed):
        _act(clerk, "users.edit")
    money.clock.advance(minutes=61)
    with pytest.raises(NotAllowed):
        _act(clerk, "refunds.issue")


@pytest.mark.parametrize("change", [{"role": "read_only"}, {"active": False}])
def test_who_was_sent_away_meanwhile_does_nothing_more(money: MoneyClinic, change: dict[str, Any]) -> None:
    clerk = _clerk(money)
    _act(clerk, "payments.post")
    with money.desk.database.transaction() as session:
        row = session.execute(select(User).where(User.name == "dana")).scalar_one()
        for name, value in change.items():
            setattr(row, name, value)
    before = len(_trail(clerk))
    with pytest.raises(NotAllowed, match="rights at this desk were changed"):
        _act(clerk, "payments.post")
    assert len(_trail(clerk)) == before


def test_who_was_sent_away_sees_nothing_more_and_takes_no_copy_of_it(money: MoneyClinic, tmp_path: Path) -> None:
    clerk = _clerk(money)
    with clerk.looking("accounts.see"):
        pass
    with money.desk.database.transaction() as session:
        session.execute(update(User).where(User.name == "dana").values(active=False))
    with pytest.raises(NotAllowed, match="rights at this desk were changed"), clerk.looking("accounts.see"):
        pass
    with pytest.raises(NotAllowed, match="rights at this desk were changed"):
        backing_up.back_up(clerk, b"1" * 32, tmp_path / "taken.paydesk-backup")
    assert not list(tmp_path.iterdir())


def test_who_got_another_role_sees_what_that_one_may(money: MoneyClinic) -> None:
    _clerk(money)
    supervisor = money.desk.as_actor(Actor("dana", Role.SUPERVISOR, "desk 2"))
    with supervisor.looking("accounts.see"):
        pass
    with pytest.raises(NotAllowed, match="rights at this desk were changed"), supervisor.looking("audit.see"):
        pass


def test_what_is_looked_at_in_an_emergency_is_marked(money: MoneyClinic) -> None:
    usual = _clerk(money)
    taken = Emergency(7, money.clock.now() + timedelta(hours=1))
    clerk = usual.as_actor(replace(usual.actor, emergency=taken))
    clerk.looked("audit.see", "Searched the audit trail")
    money.clock.advance(minutes=61)
    clerk.looked("account.open", "Opened an account")
    clerk.close()
    assert [one.get("emergency") for one in _trail(clerk)] == [7, None]


def test_the_trail_says_what_a_form_changed_before_and_after(money: MoneyClinic) -> None:
    home = money.family()
    with money.desk.doing("people.edit", "Changed a record") as session:
        session.get_one(Person, home.patients[0]).last_name = "Reyes"
    changed = _trail(money.desk)[-1]["changed"]
    assert changed[f"person {home.patients[0]}"] == {"last_name": ["Lopez", "Reyes"]}


def test_the_trail_never_holds_what_opens_the_door(money: MoneyClinic) -> None:
    clerk = _clerk(money)
    with money.desk.doing("users.edit", "Changed a user") as session:
        row = session.execute(select(User).where(User.name == "dana")).scalar_one()
        row.password_hash, row.pin_hash, row.second_factor, row.full_name = "p1", "p2", "p3", "Dana R"
    changed = _trail(clerk)[-1]["changed"]
    assert [set(columns) for columns in changed.values()] == [{"full_name"}]


def test_nothing_is_done_by_a_clock_that_was_set_back(money: MoneyClinic) -> None:
    _act(money.desk, "payments.post")
    money.clock.advance(days=-300)
    with pytest.raises(ClockSetBack, match=r"clock says January 27, 2026.*last work was on November 23, 2026"):
        _act(money.desk, "payments.post")
    assert [one["act"] for one in _trail(money.desk)] == ["payments.post"]


def test_a_look_of_before_the_last_act_is_still_written(money: MoneyClinic) -> None:
    money.desk.looked("accounts.see", "Opened an account")
    money.clock.advance(days=1)
    _act(money.desk, "payments.post")
    money.desk.flush_looks()
    assert [one["act"] for one in _trail(money.desk)][-1] == "accounts.see"
    with money.desk.database.reading() as session:
        assert audit_store.first_break(session) is None


def test_signs_that_no_engine_keeps_stop_no_row_of_the_trail(money: MoneyClinic) -> None:
    with pytest.raises(NotAllowed, match="do not fit"):
        signing_in.sign_in(money.desk.database, money.clock, "an\0a\ud800", "x", workstation="desk 2")
    money.desk.looked("paper.save", "Saved as a PDF file", file="bill\udcff.pdf")
    money.desk.flush_looks()
    failed, saved = _trail(money.desk)
    assert (failed["by"], saved["file"]) == ("an\N{REPLACEMENT CHARACTER}a\N{REPLACEMENT CHARACTER}",
                                            "bill\N{REPLACEMENT CHARACTER}.pdf")  # fmt: skip


def test_no_look_is_lost_by_a_bug_while_it_is_written(money: MoneyClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    money.desk.looked("account.open", "Opened an account")
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(audit_store, "append", lambda *_, **__: (_ for _ in ()).throw(RuntimeError))
        money.desk.flush_looks()
    money.desk.flush_looks()
    assert [one["act"] for one in _trail(money.desk)] == ["account.open"]
