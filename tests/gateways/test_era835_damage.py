"""Remittance files damaged at random: nothing crashes, no cent is wrong, and what is doubtful is not posted."""

from __future__ import annotations

from collections import Counter
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paydesk.rules.remittance import ClaimAnswer
from support.era_files import needs, only, proven, sample, shared_files

FILES = shared_files("x12", "835")
SOUND = sample().encode()
SEGMENTS = sample().split("\n")[:-1]
places = st.integers(0, len(SOUND) - 1)
blows = st.tuples(st.sampled_from(("drop", "double", "change", "cut out", "swap")), places, st.integers(0, 255))


def struck(data: bytes, blow: tuple[str, int, int]) -> bytes:
    kind, at, value = blow
    at %= max(len(data), 1)
    if kind == "drop":
        return data[:at] + data[at + 1 :]
    if kind == "double":
        return data[: at + 1] + data[at:]
    if kind == "change":
        return data[:at] + bytes([value]) + data[at + 1 :]
    if kind == "cut out":
        return data[:at] + data[at + value :]
    return data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]


def cents(claim: ClaimAnswer) -> tuple[object, ...]:
    """What would be posted of a claim: its charge, its payment, and by line and group what was taken off.

    A reversal's groups are left out: what it takes back is the mirror of what was posted, whatever it says of it.
    """
    if claim.status == "22":
        return claim.charge, claim.paid, tuple((one.charge, one.paid) for one in claim.services)
    lines = tuple((one.charge, one.paid, _by_group(one)) for one in claim.services)
    return claim.charge, claim.paid, _by_group(claim), lines


def _by_group(one: object) -> tuple[tuple[str, int], ...]:
    summed = Counter[str]()
    for each in getattr(one, "adjustments", ()):
        summed[each.group] += each.amount or 0
    return tuple(sorted(summed.items()))


RIGHT = Counter(cents(one) for one in only(sample()).remittance.claims)


def no_cent_is_wrong(data: bytes | str) -> int:
    """How many claims of ``data`` may still be posted, each of them with the very cents of the sound file."""
    left = Counter(RIGHT)
    for one in proven(data).remittances:
        for claim, why in zip(one.remittance.claims, one.hindrances, strict=True):
            if why is None:
                left[cents(claim)] -= 1
    assert not -left, f"{-left} is posted, and the insurer did not say so"
    return sum(RIGHT.values()) - sum(left.values())


def test_the_sound_file_is_posted_whole() -> None:
    assert no_cent_is_wrong(SOUND) == 15


@settings(max_examples=700)
@given(st.lists(blows, min_size=1, max_size=1))
def test_one_blow_never_makes_a_wrong_cent(hits: list[tuple[str, int, int]]) -> None:
    no_cent_is_wrong(struck(SOUND, hits[0]))


@settings(max_examples=300)
@given(st.lists(blows, min_size=2, max_size=12))
def test_many_blows_never_crash_nor_make_a_wrong_cent(hits: list[tuple[str, int, int]]) -> None:
    data = SOUND
    for hit in hits:
        data = struck(data, hit)
    no_cent_is_wrong(data)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_what_was_never_a_file_does_not_crash(data: bytes) -> None:
    proven(data)
    proven(SOUND[:106] + data)


def test_a_segment_lost_or_doubled_anywhere_blocks_everything() -> None:
    for at in range(2, len(SEGMENTS) - 3):
        for instead in ([], [SEGMENTS[at], SEGMENTS[at]]):
            assert no_cent_is_wrong("\n".join((*SEGMENTS[:at], *instead, *SEGMENTS[at + 1 :]))) == 0


def test_two_neighboring_segments_swapped_never_make_a_wrong_cent() -> None:
    for at in range(len(SEGMENTS) - 1):
        swapped = [*SEGMENTS]
        swapped[at : at + 2] = reversed(swapped[at : at + 2])
        no_cent_is_wrong("\n".join(swapped))


def test_a_digit_changed_anywhere_never_makes_a_wrong_cent() -> None:
    digits = [at for at, byte in enumerate(SOUND) if chr(byte).isdigit()]
    for at in digits[::3]:
        no_cent_is_wrong(SOUND[:at] + (b"7" if SOUND[at] != ord("7") else b"3") + SOUND[at + 1 :])


def test_a_file_cut_at_any_byte_is_read_and_blocked() -> None:
    last = len(SOUND.rstrip(b"~\n"))
    for end in range(0, last, 7):
        assert no_cent_is_wrong(SOUND[:end]) == 0


@needs(FILES)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(which=st.integers(0, 1000), hits=st.lists(blows, min_size=1, max_size=6))
def test_the_shared_files_damaged_do_not_crash(which: int, hits: list[tuple[str, int, int]]) -> None:
    data = FILES[which % len(FILES)].read_bytes()
    for hit in hits:
        data = struck(data, hit)
    for one in proven(data).remittances:
        assert len(one.hindrances) == len(one.remittance.claims)


@pytest.mark.parametrize(("old", "new"), [
    ("CAS*PR*2*43.5~", "CAS*PI*2*43.5~"), ("CAS*PR*2*43.5~", "CAS*CR*2*43.5~"),
    ("CLP*PD0000001*1*", "CLP*PD0000001*22*"), ("CLP*PD0000001*1*", "CLP*PD0000001*4*"),
    ("CLP*PD0000001*1*", "CLP*PD0000001*7*"), ("NM1*QC*1*FONSECA*ELI****MI*W516031068~", "NM1*QD*1*X~"),
])  # fmt: skip
def test_what_adds_up_and_still_contradicts_itself_is_not_posted(old: str, new: str) -> None:
    assert sample().count(old) == 1
    assert no_cent_is_wrong(sample().replace(old, new)) == 14


@pytest.mark.parametrize("text", [
    sample().rstrip("~\n") + "\n" * 100_000 + "x",
    sample().replace("REF*EA*MRN000001~", "REF*EA*" + " \n" * 50_000 + "1~"),
    "ST_835" + "_" * 40 + "\n",
    "ST*835" + "*-" * 50_000,
    sample().replace("REF*TJ*123456789~", "REF*TJ*123456789~\n" * 20_000),
    sample().replace("*1085.9*414.01*", f"*{'9' * 6000}*{'9' * 4000}*"),
    "ISA*00*" * 20_000,
], ids=["line ends", "blanks", "bare set", "long set", "references", "digits", "openings"])  # fmt: skip
def test_a_hostile_text_takes_no_longer_and_says_no_more_than_another(text: str) -> None:
    began = process_time()
    file = proven(text)
    assert process_time() - began < 5  # seconds; what is quadratic takes minutes
    said = [*file.findings, *(each for one in file.remittances for each in one.findings)]
    assert all(len(one.says) < 300 for one in said)
