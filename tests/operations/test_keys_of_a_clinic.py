"""The clinic's key: typed from the sheet on another PC, renewed when a sheet is lost, never lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from keyring.errors import KeyringLocked
from sqlalchemy import update

from paydesk import bootstrap, clinic_key
from paydesk.config import Home
from paydesk.data import database as data
from paydesk.data.staff_tables import User
from paydesk.gateways import keychain
from paydesk.operations import administering, proving, signing_in
from paydesk.operations.administering import ClinicSettings, SetUpClinic
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.errors import KeyNeeded, NotAllowed, PaydeskError, WrongKey
from paydesk.rules.office import Role
from support.memory_keyring import MemoryKeyring

CLINIC = SetUpClinic(ClinicSettings("Riverbend Family Clinic"), "ana", "four plain words here")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[tuple[Home, Desk, bytes]]:
    """A clinic in a home, with its key in the keyring."""
    place = Home(tmp_path / "home")
    desk, key = bootstrap.set_up(place, CLINIC)
    assert key is not None
    yield place, desk, key
    desk.close()
    desk.database.close()


def _opens(place: Home) -> None:
    desk = bootstrap.open_desk(place)
    assert administering.clinic_settings(desk).name == "Riverbend Family Clinic"
    assert proving.prove(desk).ok
    desk.close()
    desk.database.close()


def test_the_lines_of_the_sheet_open_the_clinic_at_another_login(
    clinic: tuple[Home, Desk, bytes], memory_keyring: MemoryKeyring
) -> None:
    place, _, key = clinic
    memory_keyring.kept.clear()
    with pytest.raises(KeyNeeded, match="does not hold the clinic's key"):
        bootstrap.open_database(place)
    clinic_key.keep_lines(place, "\n".join(keychain.recovery_lines(key)).lower())
    _opens(place)


def test_a_line_typed_wrong_or_another_clinics_sheet_keeps_nothing(
    clinic: tuple[Home, Desk, bytes], memory_keyring: MemoryKeyring
) -> None:
    place, _, key = clinic
    memory_keyring.kept.clear()
    lines = list(keychain.recovery_lines(key))
    with pytest.raises(PaydeskError, match="Line 3"):
        clinic_key.keep_lines(place, "\n".join([*lines[:2], lines[2].swapcase()[:-1] + "*", *lines[3:]]))
    with pytest.raises(WrongKey):
        clinic_key.keep_lines(place, "\n".join(keychain.recovery_lines(bytes(32))))
    assert memory_keyring.kept == {}


class _Locked(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")


@pytest.mark.parametrize("backend", [_Locked, keyring.backends.fail.Keyring])
def test_no_keyring_and_a_locked_one_are_one_sentence(
    clinic: tuple[Home, Desk, bytes], backend: Callable[[], Any]
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(PaydeskError, match=r"^This login's keyring is missing or locked\. Unlock it, or set PAYDESK"):
        bootstrap.open_database(clinic[0])


def test_a_new_key_opens_the_clinic_and_the_old_sheet_does_not(clinic: tuple[Home, Desk, bytes]) -> None:
    place, desk, old = clinic
    new = clinic_key.new()
    renewed = clinic_key.renew(desk, place, new)
    assert proving.prove(renewed).ok
    assert renewed.actor == desk.actor
    renewed.close()
    renewed.database.close()
    _opens(place)
    with pytest.raises(WrongKey):
        data.open_local(place.database, old)
    data.open_local(place.database, new).close()


def test_a_key_is_not_renewed_while_another_program_has_the_clinic_open(
    clinic: tuple[Home, Desk, bytes], memory_keyring: MemoryKeyring
) -> None:
    place, desk, key = clinic
    other = data.open_local(place.database, key)
    kept = dict(memory_keyring.kept)
    with other.reading(), pytest.raises(PaydeskError, match="Another window or program has the clinic open"):
        clinic_key.renew(desk, place, clinic_key.new())
    other.close()
    assert kept.items() <= memory_keyring.kept.items()
    assert administering.clinic_settings(desk).name == "Riverbend Family Clinic"


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_pc_that_stops_while_the_key_is_renewed_opens_with_the_key_the_file_has(
    clinic: tuple[Home, Desk, bytes], encrypted: bool
) -> None:
    place, desk, old = clinic
    new = clinic_key.new()
    keychain.keep_key(clinic_key.identity(place), new, slot=keychain.NEXT)
    desk.database.close()
    if encrypted:
        data.rekey_local(place.database, old, new)
    _opens(place)
    assert keychain.read_key(clinic_key.identity(place)) == (new if encrypted else old)


def test_only_an_administrator_renews_the_key(clinic: tuple[Home, Desk, bytes]) -> None:
    place, desk, _ = clinic
    with pytest.raises(NotAllowed, match="Ask an administrator"):
        clinic_key.renew(desk.as_actor(Actor("dana", Role.SUPERVISOR, "desk 2")), place, clinic_key.new())
    _opens(place)


def test_who_administers_no_more_renews_no_key(clinic: tuple[Home, Desk, bytes]) -> None:
    place, desk, _ = clinic
    ana = signing_in.sign_in(desk.database, desk.clock, "ana", "four plain words here", workstation="desk 2")
    with desk.database.transaction() as session:
        session.execute(update(User).values(role="clerk"))
    with pytest.raises(NotAllowed, match="rights at this desk were changed"):
        clinic_key.renew(ana, place, clinic_key.new())
    ana.close()
    _opens(place)
