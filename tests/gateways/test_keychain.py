"""The key's way into the keyring and onto the recovery sheet."""

from __future__ import annotations

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.errors import KeyringLocked

from paydesk.gateways import keychain
from paydesk.rules.errors import PaydeskError
from support.memory_keyring import MemoryKeyring

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEYS = st.binary(min_size=32, max_size=32)
EXAMPLE = bytes(range(32))


def test_a_kept_key_is_read_again() -> None:
    keychain.keep_key("clinic one", EXAMPLE)
    assert keychain.read_key("clinic one") == EXAMPLE


def test_a_clinic_without_a_key_has_none() -> None:
    keychain.keep_key("clinic one", EXAMPLE)
    assert keychain.read_key("clinic two") is None


def test_what_is_kept_is_short_enough_for_windows(memory_keyring: MemoryKeyring) -> None:
    keychain.keep_key("clinic one", EXAMPLE)
    assert [len(text) for text in memory_keyring.kept.values()] == [64]


def test_without_a_keyring_the_sentence_says_what_to_set() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    with pytest.raises(PaydeskError, match="PAYDESK_KEY"):
        keychain.read_key("clinic one")
    with pytest.raises(PaydeskError, match="PAYDESK_KEY"):
        keychain.keep_key("clinic one", EXAMPLE)


def test_a_keyring_that_keeps_nothing_is_refused() -> None:
    keyring.set_keyring(keyring.backends.null.Keyring())
    with pytest.raises(PaydeskError, match="PAYDESK_KEY"):
        keychain.keep_key("clinic one", EXAMPLE)


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_a_new_clinic_is_told_what_helps_before_it_has_a_key(backend: type[keyring.backend.KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(PaydeskError, match="GNOME Keyring or KWallet") as refused:
        keychain.refuse_without_keyring()
    assert "recovery sheet" not in refused.value.sentence


def test_a_keyring_that_is_there_keeps_nothing_of_the_trial(memory_keyring: MemoryKeyring) -> None:
    keychain.refuse_without_keyring()
    assert memory_keyring.kept == {}


@pytest.mark.parametrize("error", [KeyringLocked("locked"), OSError("gone"), Exception("what a system gives")])
def test_a_locked_or_broken_keyring_is_a_sentence(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(MemoryKeyring, "get_password", refuse)
    with pytest.raises(PaydeskError, match="locked"):
        keychain.read_key("clinic one")


def test_on_windows_the_key_does_not_roam_with_the_login() -> None:
    class Roaming(MemoryKeyring):
        persist = "enterprise"

    backend = Roaming()
    keyring.set_keyring(backend)
    keychain.keep_key("clinic one", EXAMPLE)
    assert backend.persist == "local machine"


def test_a_key_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keychain.keep_key("clinic one", b"short")


def test_the_sheet_has_seven_lines_of_two_groups_and_a_check_sign() -> None:
    lines = keychain.recovery_lines(EXAMPLE)
    assert [[len(group) for group in line.split(" ")] for line in lines] == [[4, 4, 1]] * 7


@given(KEYS)
def test_the_lines_give_the_key_back(key: bytes) -> None:
    lines = keychain.recovery_lines(key)
    assert keychain.key_from_text("\n".join(lines)) == key
    assert keychain.key_from_text("".join(lines).replace(" ", "").lower()) == key
    assert keychain.key_from_text("  ".join(lines)) == key


@given(KEYS)
def test_hex_digits_give_the_key_back(key: bytes) -> None:
    assert keychain.key_from_text(key.hex()) == key
    assert keychain.key_from_text(f" {key.hex().upper()}\n") == key


@given(KEYS)
def test_letters_that_look_like_digits_are_read_as_digits(key: bytes) -> None:
    text = "\n".join(keychain.recovery_lines(key))
    assert keychain.key_from_text(text.replace("0", "o").replace("1", "l")) == key
    assert keychain.key_from_text(text.replace("0", "O").replace("1", "I")) == key


@given(KEYS, st.integers(0, 62), st.integers(1, 31))
def test_every_single_typo_is_found_and_its_line_named(key: bytes, at: int, by: int) -> None:
    signs = list("".join(keychain.recovery_lines(key)).replace(" ", ""))
    signs[at] = SIGNS[(SIGNS.index(signs[at]) + by) % 32]
    with pytest.raises(PaydeskError, match=f"Line {at // 9 + 1} "):
        keychain.key_from_text("".join(signs))


@given(KEYS, st.integers(0, 62), st.integers(0, 62))
def test_every_swap_of_two_signs_is_found_and_its_line_named(key: bytes, one: int, other: int) -> None:
    signs = list("".join(keychain.recovery_lines(key)).replace(" ", ""))
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(PaydeskError, match=f"Line {min(one, other) // 9 + 1} "):
        keychain.key_from_text("".join(signs))


def test_all_typos_and_swaps_of_one_sheet_are_found() -> None:
    sheet = "".join(keychain.recovery_lines(EXAMPLE)).replace(" ", "")
    wrong = {sheet[:at] + sign + sheet[at + 1 :] for at in range(63) for sign in SIGNS}
    for one in range(63):
        for other in range(one):
            wrong.add(sheet[:other] + sheet[one] + sheet[other + 1 : one] + sheet[other] + sheet[one + 1 :])
    for text in wrong - {sheet}:
        with pytest.raises(PaydeskError, match=r"Line \d "):
            keychain.key_from_text(text)


@given(KEYS, st.permutations(range(7)))
def test_lines_in_another_order_are_found(key: bytes, order: list[int]) -> None:
    lines = keychain.recovery_lines(key)
    mixed = "\n".join(lines[place] for place in order)
    if order == list(range(7)):
        assert keychain.key_from_text(mixed) == key
        return
    with pytest.raises(PaydeskError, match=r"Line \d "):
        keychain.key_from_text(mixed)


def test_lines_of_two_sheets_are_not_one_key() -> None:
    mine, other = keychain.recovery_lines(EXAMPLE), keychain.recovery_lines(bytes(32))
    with pytest.raises(PaydeskError, match="not of one recovery sheet"):
        keychain.key_from_text("\n".join((*mine[:3], other[3], *mine[4:])))


def test_a_short_line_is_named() -> None:
    lines = list(keychain.recovery_lines(EXAMPLE))
    lines[2] = lines[2][:-2]
    with pytest.raises(PaydeskError, match="Line 3 has 8 signs instead of 9"):
        keychain.key_from_text("\n".join(lines))


@pytest.mark.parametrize("text", ["", "   ", "hello", "D15Z D9W7 X"])
def test_what_is_no_key_is_told_what_a_key_is(text: str) -> None:
    with pytest.raises(PaydeskError, match="7 lines of 9 signs"):
        keychain.key_from_text(text)


def test_a_hex_key_with_a_digit_too_few_is_told_so() -> None:
    with pytest.raises(PaydeskError, match="64 hex digits and this has 63"):
        keychain.key_from_text(EXAMPLE.hex()[:-1])


def test_a_sign_that_no_sheet_has_is_found_in_its_line() -> None:
    text = "\n".join(keychain.recovery_lines(EXAMPLE))
    with pytest.raises(PaydeskError, match="Line 1 "):
        keychain.key_from_text("U" + text[1:])
