"""Our reading of remittance files held against oxedi's: the shared files, and our own with every amount changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import oxedi
import pytest

from support.era_files import SAMPLE, needs, only, proven, sample, shared_files

FILES = shared_files("x12", "835")
_RULES = {"service_balance": "line balance", "claim_balance": "claim balance"}


def ours(data: bytes | str) -> Counter[str]:
    found = Counter[str]()
    for one in proven(data).remittances:
        found.update(each.rule for each in one.findings if each.rule.endswith(" balance") or each.rule == "set")
    return found


def theirs(data: bytes) -> Counter[str]:
    found = Counter[str]()
    for one in oxedi.parse(data).diagnostics:
        if one.kind == "BalanceMismatch":
            name = one.rule.split('"')[1]
            found[_RULES.get(name, "payment balance")] += 1
        elif one.kind.startswith("Control") and one.rule.startswith("SE0"):
            found["set"] += 1
    return found


BY_HAND = {
    # It reads no claim where the terminator stands at the beginning of the next line. By hand: ST to SE are 30 and 29
    # segments in the first file's sets where SE says 28 both times, 200.02 of 12,345.67 is there.
    "jdavisp3__TigerShark__835-example-2.txt": {"set": 2, "payment balance": 1},
    # 47 segments where SE says 43; 200.02 + 12,000.65 + 361.19 is 12,561.86 and not 12,345.67.
    "jdavisp3__TigerShark__835-example.txt": {"set": 1, "payment balance": 1},
    # Every amount is a word ("DTEST"): it says so as a type and adds up nothing; to us nothing is proven then.
    "jdavisp3__TigerShark__sample_835.txt": {"set": 1, "payment balance": 1},
}


@needs(FILES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_counts_and_balances_of_the_shared_files_are_judged_alike_or_counted_by_hand(file: Path) -> None:
    data = file.read_bytes()
    assert ours(data) == BY_HAND.get(file.name, theirs(data))


@needs(FILES)
def test_what_the_shared_files_hold_is_read_to_the_last_claim_and_cent() -> None:
    held = {file.name: proven(file.read_bytes()).remittances for file in FILES}
    assert len(held) >= 17 and all(held.values())
    for file in FILES:
        if file.name in BY_HAND:
            continue
        judged = oxedi.parse(file.read_bytes())
        assert sum(len(one.hindrances) for one in held[file.name]) == judged.count_claims()
        assert sum(one.remittance.deposit.amount or 0 for one in held[file.name]) == judged.sum_payments() * 100
    by_hand = {name: [len(one.hindrances) for one in held[name]] for name in BY_HAND}
    assert list(by_hand.values()) == [[1, 1], [2], [2]]


def test_every_amount_of_the_sample_a_cent_more_is_judged_alike() -> None:
    assert ours(sample()) == theirs(SAMPLE.read_bytes()) == Counter()
    for text in one_cent_more(sample()):
        found = ours(text)
        assert found and found == theirs(text.encode()), text
        assert not only(text).balanced


def one_cent_more(text: str) -> list[str]:
    places = {"BPR": (2,), "CLP": (3, 4), "SVC": (2, 3), "CAS": (3, 6, 9), "PLB": (4, 6, 8)}
    made, lines = [], text.split("\n")
    for at, line in enumerate(lines):
        elements = line.rstrip("~").split("*")
        for place in places.get(elements[0], ()):
            if place < len(elements) and elements[place]:
                cents = round(float(elements[place]) * 100) + 1
                amount = f"{'-' * (cents < 0)}{abs(cents) // 100}.{abs(cents) % 100:02d}"
                segment = "*".join((*elements[:place], amount, *elements[place + 1 :]))
                made.append("\n".join((*lines[:at], f"{segment}~", *lines[at + 1 :])))
    assert len(made) > 150
    return made
