"""Roles may what the table says, passwords can be met by a person, and reasons name the ledger's kinds."""

from __future__ import annotations

import pytest

from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.rules.ledger import KINDS, Sign
from paydesk.rules.office import (
    ADJUSTMENT_REASONS,
    APPROVABLE,
    PERMISSIONS,
    Role,
    adjustment_reason,
    check_password,
    doing,
    may,
    may_ask,
    may_in_emergency,
    require,
    role_sentence,
)


def test_the_administrator_may_everything() -> None:
    assert all(may(Role.ADMINISTRATOR, permission) for permission in PERMISSIONS)


def test_read_only_changes_nothing() -> None:
    allowed = {permission for permission in PERMISSIONS if may(Role.READ_ONLY, permission)}
    assert allowed == {"accounts.see", "reports.see", "ledger.verify", "emergency.begin", "password.change"}


@pytest.mark.parametrize("permission", ["refunds.issue", "people.merge", "office.edit", "import.run"])
def test_what_needs_another_is_refused_to_a_clerk_with_whom_to_ask(permission: str) -> None:
    with pytest.raises(NotAllowed, match=r"^A clerk may not .* Ask .*administrator\.$"):
        require(Role.CLERK, permission)


@pytest.mark.parametrize("permission", ["payments.post", "payments.undo", "statements.print", "people.edit"])
def test_a_clerk_may_do_the_days_work(permission: str) -> None:
    require(Role.CLERK, permission)


def test_every_permission_is_refused_in_words() -> None:
    for permission in PERMISSIONS:
        if may(Role.READ_ONLY, permission):
            continue
        with pytest.raises(NotAllowed, match="A read-only user may not"):
            require(Role.READ_ONLY, permission)


def test_a_clerk_may_ask_for_what_a_senior_may_approve_and_a_reader_for_nothing() -> None:
    assert may_ask(Role.CLERK, "refunds.issue")
    assert not may(Role.CLERK, "refunds.issue")
    assert not may_ask(Role.CLERK, "office.edit")
    assert not may_ask(Role.READ_ONLY, "refunds.issue")


@pytest.mark.parametrize(("role", "permission"), [(Role.CLERK, "refunds.issue"), (Role.CLERK, "office.edit")])
def test_a_refusal_names_the_permission_where_asking_once_would_do(role: Role, permission: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        require(role, permission)
    assert refused.value.permission == (permission if permission in APPROVABLE else "")


def test_an_emergency_gives_what_a_supervisor_may_and_no_more() -> None:
    given = {one for one in PERMISSIONS if may_in_emergency(Role.READ_ONLY, one)}
    assert given == {one for one in PERMISSIONS if may(Role.SUPERVISOR, one)}
    assert may_in_emergency(Role.ADMINISTRATOR, "users.edit")


def test_an_unknown_permission_is_a_bug() -> None:
    with pytest.raises(KeyError):
        may(Role.ADMINISTRATOR, "coffee.make")


@pytest.mark.parametrize(
    "password", ["lemon tractor window seven", "Zx9!kkpoqr#2", "mi perro come zanahorias", "ñandú über 漢字 ok"]
)
def test_a_password_a_person_can_meet_is_accepted(password: str) -> None:
    check_password(password, user_name="mlopez", full_name="Maria Lopez", clinic="Oak Hill Clinic")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "at least 12"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaaaaa", "easy to guess"),
        ("ababababababab", "easy to guess"),
        ("123456789012", "easy to guess"),
        ("qwertyuiopasd", "easy to guess"),
        ("MariaLopez2026", "your name"),
        ("mlopezmlopez12", "your name"),
        ("OakHillClinic1", "the clinic's"),
        ("paydesk-password", "the program's"),
    ],
)
def test_a_password_that_is_guessed_is_refused(password: str, says: str) -> None:
    with pytest.raises(PaydeskError, match=says) as refusal:
        check_password(password, user_name="mlopez", full_name="Maria Lopez", clinic="Oak Hill Clinic")
    assert refusal.value.field == "password"
    assert password not in refusal.value.sentence


def test_every_adjustment_reason_is_a_kind_of_the_ledger_and_goes_its_way() -> None:
    for reason in ADJUSTMENT_REASONS:
        sign = KINDS[reason.entry_kind].sign
        assert sign is Sign.EITHER or (sign is Sign.LOWERS) == reason.lowers
        assert reason.permission in PERMISSIONS
        assert adjustment_reason(reason.id) is reason


def test_an_unknown_reason_is_refused() -> None:
    with pytest.raises(PaydeskError) as refusal:
        adjustment_reason("because")
    assert refusal.value.field == "reason"


def test_a_role_says_in_a_sentence_what_it_may_beyond_the_one_below() -> None:
    for role, below in ((Role.SUPERVISOR, Role.CLERK), (Role.ADMINISTRATOR, Role.SUPERVISOR)):
        for permission in PERMISSIONS:
            assert (doing(permission) in role_sentence(role)) == (may(role, permission) and not may(below, permission))
    assert {role_sentence(role)[-1] for role in Role} == {"."}
