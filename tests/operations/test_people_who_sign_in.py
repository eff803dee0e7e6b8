"""Nobody gets in who should not: passwords, PINs, locks, second factors, approvals and emergencies, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from paydesk.data.office_tables import Audit
from paydesk.data.staff_tables import RecoveryCode, User
from paydesk.gateways import authenticator, passwords
from paydesk.operations import approving, auditing, breaking_glass, enrolling, signing_in, staffing, timekeeping
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.staffing import AddUser, ChangePassword, ChangeUser, SetPin
from paydesk.rules.errors import ChangedByOther, ClockSetBack, CodeNeeded, NotAllowed, NotFound, PaydeskError
from paydesk.rules.office import Role
from support.money_clinic import MoneyClinic

WORDS = "four plain words here"
OTHER = "seven herons over water"


@pytest.fixture
def clinic(money: MoneyClinic) -> MoneyClinic:
    """Ana administers, Robin supervises, Dana is a clerk."""
    for name, role in (("ana", Role.ADMINISTRATOR), ("robin", Role.SUPERVISOR), ("dana", Role.CLERK)):
        staffing.add_user(money.desk, AddUser(name, f"{name.title()} Test", role, WORDS, must_change=False))
    return money


def _come(clinic: MoneyClinic, name: str = "dana", password: str = WORDS, code: str = "") -> Desk:
    return signing_in.sign_in(
        clinic.desk.database, clinic.clock, name, password, workstation="desk 2", code=code
    )


def _fail(clinic: MoneyClinic, times: int, name: str = "dana") -> None:
    for _ in range(times):
        with pytest.raises(NotAllowed, match="do not fit"):
            _come(clinic, name, "not at all")


def _acts(clinic: MoneyClinic) -> list[str]:
    with clinic.desk.database.reading() as session:
        return list(session.execute(select(Audit.act).order_by(Audit.id)).scalars())


def _member(clinic: MoneyClinic, name: str) -> staffing.StaffMember:
    return next(one for one in staffing.members(clinic.desk) if one.name == name)


def test_a_name_is_known_in_any_case_and_the_role_comes_with_it(clinic: MoneyClinic) -> None:
    desk = _come(clinic, "DANA")
    desk.close()
    assert (desk.actor.name, desk.actor.role) == ("dana", Role.CLERK)
    assert _acts(clinic)[-1] == "sign-in"


@pytest.mark.parametrize("typed", ["Óscar", "óscar", "ÓSCAR"])
def test_a_name_with_an_accent_is_known_in_any_case(clinic: MoneyClinic, typed: str) -> None:
    staffing.add_user(clinic.desk, AddUser("Óscar", "Óscar Ruiz", Role.CLERK, WORDS, must_change=False))
    desk = _come(clinic, typed)
    desk.close()
    assert desk.actor.name == "Óscar"
    with pytest.raises(PaydeskError, match="taken"):
        staffing.add_user(clinic.desk, AddUser("ÓSCAR", "Another", Role.CLERK, WORDS))


def test_the_fifth_wrong_answer_locks_even_the_right_one_out_for_a_while(clinic: MoneyClinic) -> None:
    _fail(clinic, 5)
    with pytest.raises(NotAllowed, match="Try again in 5 minutes"):
        _come(clinic)
    assert _acts(clinic).count("sign-in.failed") == 5
    clinic.clock.advance(minutes=5)
    _come(clinic).close()
    assert _member(clinic, "dana").locked_until is None
    _fail(clinic, 4)
    _come(clinic).close()


@pytest.mark.parametrize("answer", [
    lambda clinic, desk: _come(clinic),
    lambda clinic, desk: signing_in.unlock(desk, WORDS),
    lambda clinic, desk: signing_in.unlock(desk, "2580"),
    lambda clinic, desk: staffing.set_pin(desk, SetPin(WORDS, "1379")),
])  # fmt: skip
def test_guesses_at_many_desks_at_once_are_locked_out_like_one_after_the_other(
    clinic: MoneyClinic, monkeypatch: pytest.MonkeyPatch, answer: Callable[[MoneyClinic, Desk], object]
) -> None:
    desk = _come(clinic)
    staffing.set_pin(desk, SetPin(WORDS, "2580"))
    fits = passwords.fits

    def meanwhile(kept: str, typed: str) -> bool:
        monkeypatch.setattr(passwords, "fits", fits)
        _fail(clinic, 5)
        return fits(kept, typed)

    monkeypatch.setattr(passwords, "fits", meanwhile)
    with pytest.raises(NotAllowed, match="Try again in 5 minutes"):
        answer(clinic, desk)
    desk.close()


def test_a_lock_gets_longer_when_it_goes_on(clinic: MoneyClinic) -> None:
    _fail(clinic, 5)
    clinic.clock.advance(minutes=5)
    _fail(clinic, 5)
    with pytest.raises(NotAllowed, match="15 minutes"):
        _come(clinic)


def test_an_administrator_lets_in_at_once(clinic: MoneyClinic) -> None:
    _fail(clinic, 5)
    dana = _member(clinic, "dana")
    assert dana.locked_until is not None
    staffing.let_in_again(clinic.desk, dana.user_id)
    _come(clinic).close()


def test_a_name_nobody_has_is_refused_like_a_wrong_password_and_told(clinic: MoneyClinic) -> None:
    with pytest.raises(NotAllowed, match="do not fit"):
        _come(clinic, "nobody", WORDS)
    assert _acts(clinic)[-1] == "sign-in.failed"


def test_who_works_here_no_more_does_not_get_in(clinic: MoneyClinic) -> None:
    dana = _member(clinic, "dana")
    staffing.change_user(clinic.desk, ChangeUser(dana.user_id, "Dana", Role.CLERK, active=False, version=dana.version))
    with pytest.raises(NotAllowed, match="do not fit"):
        _come(clinic)
    with pytest.raises(NotFound):
        signing_in.as_user(clinic.desk.database, clinic.clock, "dana", workstation="desk 2")


def test_a_locked_screen_opens_by_pin_or_password(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    signing_in.unlock(desk, WORDS)
    with pytest.raises(NotAllowed):
        signing_in.unlock(desk, "2580")
    staffing.set_pin(desk, SetPin(WORDS, "2580"))
    signing_in.unlock(desk, "2580")
    desk.close()
    assert _acts(clinic).count("sign-in.unlocked") == 2


def test_after_three_wrong_pins_only_the_password_opens(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    staffing.set_pin(desk, SetPin(WORDS, "2580"))
    for _ in range(2):
        with pytest.raises(NotAllowed, match="not right"):
            signing_in.unlock(desk, "2581")
    for pin in ("2581", "2580"):
        with pytest.raises(NotAllowed, match="Type your password"):
            signing_in.unlock(desk, pin)
    signing_in.unlock(desk, WORDS)
    signing_in.unlock(desk, "2580")
    desk.close()


def test_guessing_at_a_locked_screen_ends_like_at_the_door(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    for _ in range(5):
        with pytest.raises(NotAllowed):
            signing_in.unlock(desk, "wrong words at the screen")
    with pytest.raises(NotAllowed, match="Too many wrong answers"):
        signing_in.unlock(desk, WORDS)
    desk.close()


@pytest.mark.parametrize("guess", [
    lambda desk, word: staffing.change_password(desk, ChangePassword(word, OTHER)),
    lambda desk, word: staffing.set_pin(desk, SetPin(word, "2580")),
    lambda desk, word: enrolling.end_factor(desk, word),
    lambda desk, word: enrolling.enroll(desk, enrolling.Enroll(b"0" * 20, word, "000000")),
])  # fmt: skip
def test_guessing_a_password_at_a_desk_left_open_ends_like_at_the_door(
    clinic: MoneyClinic, guess: Callable[[Desk, str], object]
) -> None:
    desk = _come(clinic)
    for _ in range(5):
        with pytest.raises(NotAllowed, match="not your password"):
            guess(desk, "wrong words at her desk")
    with pytest.raises(NotAllowed, match="Too many wrong answers"):
        guess(desk, WORDS)
    desk.close()
    assert _acts(clinic).count("sign-in.failed") == 5


def test_a_password_set_by_somebody_else_does_not_unlock_what_the_old_one_began(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    staffing.reset_password(clinic.desk, _member(clinic, "dana").user_id, OTHER)
    with pytest.raises(NotAllowed, match="Someone else signs in"):
        signing_in.unlock(desk, OTHER)
    desk.close()
    assert signing_in.must_change(_come(clinic, password=OTHER))


@pytest.mark.parametrize("name", ["dana", "DANA", "command line", "paydesk"])
def test_a_name_is_given_once_and_never_again(clinic: MoneyClinic, name: str) -> None:
    with pytest.raises(PaydeskError, match="taken"):
        staffing.add_user(clinic.desk, AddUser(name, "Other Person", Role.CLERK, WORDS))


def test_an_easy_password_is_refused_for_others_and_oneself(clinic: MoneyClinic) -> None:
    with pytest.raises(PaydeskError) as refused:
        staffing.add_user(clinic.desk, AddUser("kim", "Kim Park", Role.CLERK, "kimkimkim park"))
    assert refused.value.field == "password"
    desk = _come(clinic)
    for password, field in (("short", "password"), (WORDS, "password")):
        with pytest.raises(PaydeskError) as refused:
            staffing.change_password(desk, ChangePassword(WORDS, password))
        assert refused.value.field == field
    with pytest.raises(NotAllowed) as wrong:
        staffing.change_password(desk, ChangePassword(OTHER, "yet other plain words"))
    assert wrong.value.field == "present"
    desk.close()


def test_a_password_of_somebody_elses_choice_is_changed_first(clinic: MoneyClinic) -> None:
    dana = _member(clinic, "dana")
    staffing.reset_password(clinic.desk, dana.user_id, OTHER)
    desk = _come(clinic, password=OTHER)
    assert signing_in.must_change(desk)
    staffing.change_password(desk, ChangePassword(OTHER, WORDS))
    assert not signing_in.must_change(desk)
    desk.close()


def test_the_clinic_always_has_an_administrator(clinic: MoneyClinic) -> None:
    ana = _member(clinic, "ana")
    for role, active in ((Role.CLERK, True), (Role.ADMINISTRATOR, False)):
        with pytest.raises(PaydeskError, match="Nobody else administers"):
            staffing.change_user(clinic.desk, ChangeUser(ana.user_id, "Ana", role, active, ana.version))
    robin = _member(clinic, "robin")
    staffing.change_user(clinic.desk, ChangeUser(robin.user_id, "Robin", Role.ADMINISTRATOR, True, robin.version))
    robin_again = _come(clinic, "robin")
    staffing.change_user(robin_again, ChangeUser(ana.user_id, "Ana", Role.CLERK, True, ana.version))
    with pytest.raises(NotAllowed, match="rights at this desk were changed"):
        staffing.let_in_again(clinic.desk, ana.user_id)
    robin_again.close()


def test_two_administrators_do_not_overwrite_each_other(clinic: MoneyClinic) -> None:
    dana = _member(clinic, "dana")
    staffing.change_user(clinic.desk, ChangeUser(dana.user_id, "Dana R", Role.CLERK, True, dana.version))
    with pytest.raises(ChangedByOther):
        staffing.change_user(clinic.desk, ChangeUser(dana.user_id, "Dana S", Role.CLERK, True, dana.version))


def test_only_an_administrator_decides_who_signs_in(clinic: MoneyClinic) -> None:
    robin = _come(clinic, "robin")
    dana = _member(clinic, "dana")
    acts: tuple[Any, ...] = (
        lambda: staffing.add_user(robin, AddUser("kim", "Kim", Role.CLERK, OTHER)),
        lambda: staffing.change_user(robin, ChangeUser(dana.user_id, "D", Role.CLERK, True, dana.version)),
        lambda: staffing.reset_password(robin, dana.user_id, OTHER),
        lambda: staffing.let_in_again(robin, dana.user_id),
    )
    for act in acts:
        with pytest.raises(NotAllowed, match="Ask an administrator"):
            act()
    robin.close()


def _enrolled(clinic: MoneyClinic, desk: Desk) -> tuple[bytes, enrolling.Enrolled]:
    factor = enrolling.new_factor(desk)
    return factor.secret, enrolling.enroll(desk, enrolling.Enroll(factor.secret, WORDS, _code(clinic, factor.secret)))


def _code(clinic: MoneyClinic, secret: bytes) -> str:
    import pyotp

    return pyotp.TOTP(authenticator.secret_text(secret).replace(" ", "")).at(clinic.clock.now())


def test_a_second_factor_asks_for_a_code_that_opens_once(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    secret, _ = _enrolled(clinic, desk)
    used = _code(clinic, secret)
    with pytest.raises(CodeNeeded) as asked:
        _come(clinic)
    assert asked.value.field == "code"
    with pytest.raises(NotAllowed, match="used already"):
        _come(clinic, code=used)
    clinic.clock.advance(seconds=30)
    _come(clinic, code=_code(clinic, secret)).close()
    with pytest.raises(NotAllowed, match="used already"):
        _come(clinic, code=_code(clinic, secret))
    desk.close()


def test_a_code_opens_once_also_at_two_desks_in_the_same_moment(
    clinic: MoneyClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = _come(clinic)
    secret, _ = _enrolled(clinic, desk)
    clinic.clock.advance(seconds=30)
    matching, others = authenticator.matching_step, []

    def meanwhile(*known: Any, **told: Any) -> int | None:
        monkeypatch.setattr(authenticator, "matching_step", matching)
        others.append(_come(clinic, code=_code(clinic, secret)))
        return matching(*known, **told)

    monkeypatch.setattr(authenticator, "matching_step", meanwhile)
    with pytest.raises(NotAllowed, match="used already"):
        _come(clinic, code=_code(clinic, secret))
    for one in (desk, *others):
        one.close()


def test_a_wrong_password_is_told_before_any_code_is_asked_for(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    _enrolled(clinic, desk)
    _fail(clinic, 1)
    desk.close()


def test_a_recovery_code_stands_in_for_a_lost_phone_once(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    _, enrolled = _enrolled(clinic, desk)
    _come(clinic, code=enrolled.recovery_codes[3].lower()).close()
    with pytest.raises(NotAllowed, match="used already"):
        _come(clinic, code=enrolled.recovery_codes[3])
    _come(clinic, code=enrolled.recovery_codes[0]).close()
    desk.close()


def test_a_new_password_of_ones_own_keeps_the_second_factor_and_a_reset_ends_it(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    secret, _ = _enrolled(clinic, desk)
    staffing.change_password(desk, ChangePassword(WORDS, OTHER))
    clinic.clock.advance(seconds=60)
    _come(clinic, password=OTHER, code=_code(clinic, secret)).close()
    dana = _member(clinic, "dana")
    staffing.reset_password(clinic.desk, dana.user_id, WORDS)
    _come(clinic).close()
    with clinic.desk.database.reading() as session:
        assert session.execute(select(RecoveryCode)).first() is None
    desk.close()


def test_a_second_factor_is_turned_on_with_its_first_code_and_off_with_the_password(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    factor = enrolling.new_factor(desk)
    for password, code, field in ((WORDS, "000000", "code"), (OTHER, _code(clinic, factor.secret), "password")):
        with pytest.raises(NotAllowed) as refused:
            enrolling.enroll(desk, enrolling.Enroll(factor.secret, password, code))
        assert refused.value.field == field
    _enrolled(clinic, desk)
    with pytest.raises(NotAllowed):
        enrolling.end_factor(desk, OTHER)
    enrolling.end_factor(desk, WORDS)
    _come(clinic).close()
    desk.close()


def _approve(desk: Desk, **changes: Any) -> Any:
    request = approving.ApproveOnce("refunds.issue", "robin", WORDS, "patient waits")
    return approving.approve(desk, replace(request, **changes))


def test_a_supervisor_approves_one_act_at_the_clerks_desk(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    approval = _approve(desk)
    assert (approval.by, approval.permission) == ("robin", "refunds.issue")
    with desk.doing("refunds.issue", "Refunded"):
        pass
    with pytest.raises(NotAllowed), desk.doing("refunds.issue", "Refunded"):
        pass
    desk.close()
    assert _acts(clinic)[-3:].count("approval.given") == 1


def test_an_approval_keeps_what_was_read_and_whose_it_is(clinic: MoneyClinic) -> None:
    desk, account = _come(clinic), clinic.family().account
    _approve(desk, account=account, what="Refund 100.00 by check to Ana Lopez, account 50001")
    desk.close()
    found = auditing.search(clinic.desk, auditing.SearchTrail(account_id=account))
    given = next(one for one in found if one.what.startswith("Approved once"))
    told = {fact.label: fact.after for fact in given.facts}
    assert told["What"] == "Refund 100.00 by check to Ana Lopez, account 50001" and told["Approved by"] == "robin"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": "dana"}, "Somebody else"), ({"password": OTHER}, "do not fit"), ({"reason": " "}, "why"),
        ({"permission": "users.edit"}, "Nobody can let"),
    ],
)  # fmt: skip
def test_an_approval_is_refused(clinic: MoneyClinic, changes: dict[str, str], says: str) -> None:
    desk = _come(clinic)
    with pytest.raises(PaydeskError, match=says):
        _approve(desk, **changes)
    with pytest.raises(NotAllowed):
        desk.require("refunds.issue")
    desk.close()


def test_who_has_only_the_password_that_was_given_to_her_approves_nothing(clinic: MoneyClinic) -> None:
    staffing.add_user(clinic.desk, AddUser("sue", "Sue Visor", Role.SUPERVISOR, OTHER))
    desk = _come(clinic)
    with pytest.raises(NotAllowed, match="sue has to sign in once and take a password of her own first"):
        _approve(desk, name="sue", password=OTHER)
    desk.close()


def test_one_clerk_does_not_approve_for_another(clinic: MoneyClinic) -> None:
    staffing.add_user(clinic.desk, AddUser("kim", "Kim Park", Role.CLERK, OTHER, must_change=False))
    desk = _come(clinic)
    with pytest.raises(NotAllowed, match="A clerk may not issue refunds"):
        _approve(desk, name="kim", password=OTHER)
    desk.close()


def test_an_emergency_lasts_an_hour_and_an_administrator_is_told(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    with pytest.raises(PaydeskError, match="what the emergency is"):
        breaking_glass.begin(desk, "help")
    breaking_glass.begin(desk, "a child in the waiting room cannot breathe")
    desk.require("refunds.issue")
    with pytest.raises(NotAllowed):
        breaking_glass.unseen(desk)
    taken = breaking_glass.unseen(clinic.desk)
    assert [(one.user_name, one.reason[:7]) for one in taken] == [("dana", "a child")]
    assert taken[0].running
    with pytest.raises(PaydeskError, match=r"It lasts until .* Mark it as seen when it is over"):
        breaking_glass.mark_seen(clinic.desk, taken[0].id)
    breaking_glass.end(desk)
    with pytest.raises(NotAllowed):
        desk.require("refunds.issue")
    desk.close()
    (over,) = breaking_glass.unseen(clinic.desk)
    assert not over.running
    breaking_glass.mark_seen(clinic.desk, over.id)
    assert breaking_glass.unseen(clinic.desk) == ()
    assert {"emergency.begin", "emergency.end"} <= set(_acts(clinic))


def test_a_clock_that_jumped_is_doubted_and_a_clock_set_back_is_an_administrators_word(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    desk.close()
    assert timekeeping.clock_doubt(desk) is None
    clinic.clock.advance(days=40)
    ahead = timekeeping.clock_doubt(desk)
    assert ahead is not None and not ahead.set_back
    timekeeping.accept_clock(desk, "")
    assert timekeeping.clock_doubt(desk) is None
    clinic.clock.advance(days=-39)
    behind = timekeeping.clock_doubt(desk)
    assert behind is not None and behind.set_back
    with pytest.raises(NotAllowed, match="ask an administrator"):
        timekeeping.accept_clock(desk, "it is right")
    with pytest.raises(ClockSetBack), clinic.desk.doing("office.edit", "Changed"):
        pass
    with pytest.raises(PaydeskError, match="Say why"):
        timekeeping.accept_clock(clinic.desk, " ")
    timekeeping.accept_clock(clinic.desk, "the clock was a month ahead")
    with clinic.desk.doing("office.edit", "Changed"):
        pass


@pytest.mark.parametrize("days", [40, -40])
def test_coming_in_and_looking_around_do_not_make_a_doubted_clock_right(clinic: MoneyClinic, days: int) -> None:
    clinic.clock.advance(days=days)
    _fail(clinic, 1)
    desk = _come(clinic)
    desk.looked("account.open", "Opened an account")
    desk.close()
    doubt = timekeeping.clock_doubt(desk)
    assert doubt is not None and doubt.set_back == (days < 0)
    if doubt.set_back:
        with pytest.raises(ClockSetBack), clinic.desk.doing("office.edit", "Changed"):
            pass
    timekeeping.accept_clock(clinic.desk, "somebody else set it wrong")
    assert timekeeping.clock_doubt(desk) is None


def test_what_opens_the_door_is_nowhere_in_the_trail(clinic: MoneyClinic) -> None:
    desk = _come(clinic)
    staffing.set_pin(desk, SetPin(WORDS, "2580"))
    secret, enrolled = _enrolled(clinic, desk)
    desk.close()
    with clinic.desk.database.reading() as session:
        told = " ".join(str(row) for row in session.execute(select(Audit.details, Audit.summary)))
        user = session.execute(select(User).where(User.name == "dana")).scalar_one()
        hidden = (WORDS, "2580", secret.hex(), user.password_hash, user.second_factor, *enrolled.recovery_codes)
    assert not [one for one in hidden if one in told]


def test_only_who_signed_in_by_name_has_a_password_of_her_own(clinic: MoneyClinic) -> None:
    desk = clinic.desk.as_actor(Actor(signing_in.COMMAND_LINE, Role.ADMINISTRATOR, "desk 1"))
    for act in (
        lambda: staffing.change_password(desk, ChangePassword(WORDS, OTHER)),
        lambda: enrolling.end_factor(desk, WORDS),
    ):
        with pytest.raises(NotFound):
            act()


def test_who_holds_the_key_sets_a_password_by_name(clinic: MoneyClinic) -> None:
    desk = clinic.desk.as_actor(Actor(signing_in.COMMAND_LINE, Role.ADMINISTRATOR, "desk 1"))
    _fail(clinic, 5)
    staffing.reset_password_of(desk, "DANA", OTHER)
    back = _come(clinic, password=OTHER)
    assert signing_in.must_change(back)
    back.close()
    with pytest.raises(NotFound, match="Nobody who works here"):
        staffing.reset_password_of(desk, "nobody", OTHER)
    robin = _come(clinic, "robin")
    with pytest.raises(NotAllowed):
        staffing.reset_password_of(robin, "dana", WORDS)
    robin.close()
