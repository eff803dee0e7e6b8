"""Remittances of many claims: what is posted and what is not add up to the payment, again, cut short, taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from paydesk.data import claims_due
from paydesk.data.claim_store import By
from paydesk.operations import importing_remittances, posting_answers, proving
from paydesk.operations.posting_answers import PostAdvice
from paydesk.rules.errors import PaydeskError
from support import era_writer
from support.era_files import shared_tool
from support.era_writer import Answered, AnsweredLine
from support.money_clinic import MoneyClinic

GENERATOR = shared_tool("gen835.py")


@dataclass
class Many:
    """A clinic with many claims to three insurers, some families with two coverages."""

    money: MoneyClinic
    folder: Path

    def rows(self, sql: str) -> list[Any]:
        with self.money.desk.database.reading() as session:
            return list(session.execute(text(sql)))

    def claims(self) -> list[dict[str, Any]]:
        """The claims not answered yet, as the generator takes them."""
        found: dict[str, dict[str, Any]] = {}
        for number, first, last, member, key, code, amount in self.rows(
            "SELECT k.number, p.first_name, p.last_name, v.member_number, l.key, l.code, l.amount FROM claim k "
            "JOIN claim_line l ON l.claim_id = k.id JOIN person p ON p.id = k.patient_id "
            "JOIN coverage v ON v.id = k.coverage_id WHERE k.state = 'not sent' ORDER BY k.id, l.seq"
        ):
            claim = found.setdefault(number, {
                "number": number, "date": "20261123", "last": last, "first": first, "member_id": member or "M1",
                "lines": [],
            })  # fmt: skip
            claim["lines"].append({"key": key, "code": code, "modifiers": [], "charge": amount})
        return list(found.values())

    def post(self, path: Path) -> tuple[int, int, int]:
        kept = importing_remittances.keep_remittance_file(self.money.desk, path)
        done = [posting_answers.post_advice(self.money.desk, PostAdvice(one.advice_id)) for one in kept.kept]
        return sum(one.posted for one in done), sum(one.denied for one in done), sum(one.left for one in done)

    def adds_up(self) -> None:
        """Of every payment: posted + not posted − provider-level adjustments = what was paid; the ledger proves."""
        for amount, adjustments, posted, left in self.rows(
            "SELECT a.amount, a.provider_adjustments, "
            "coalesce((SELECT sum(paid) FROM advice_claim c WHERE c.advice_id = a.id AND c.work = 'posted'), 0), "
            "coalesce((SELECT sum(paid) FROM advice_claim c WHERE c.advice_id = a.id AND c.work <> 'posted'), 0) "
            "FROM advice a"
        ):
            assert posted + left - adjustments == amount
        assert self.rows("SELECT count(*) FROM advice_claim WHERE work = 'waiting' AND reason = ''") == [(0,)]
        proof = proving.prove(self.money.desk)
        assert proof.ok, proof.findings


@pytest.fixture
def many(money: MoneyClinic, tmp_path: Path) -> Many:
    luck = Random(3)
    for number in range(12):
        plans = luck.choice(((0,), (1,), (0, 1), (2,)))
        family = money.family(number=50001 + number, plans=plans, copay=luck.choice((0, 25_00)))
        for _ in range(3):
            money.charge(family.patients[0], *(luck.randrange(40_00, 300_00) for _ in range(luck.randrange(1, 4))))
        if luck.random() < 0.5:
            money.pay(family, 25_00)
    clinic = Many(money, tmp_path)
    with money.desk.database.transaction() as session:
        claims_due.bring_up_to_date(session, By("ana", money.clock.now(), money.clock.today()))
    return clinic


@pytest.mark.skipif(GENERATOR is None, reason="../shared is not here")
@pytest.mark.parametrize("seed", [7, 11])
def test_generated_answers_to_our_claims_post_and_add_up(many: Many, seed: int) -> None:
    claims = many.claims()
    outcomes = ("paid", "paid", "denied", "secondary", "paid", "reversal", "xover", "paid", "paid")
    for place, claim in enumerate(claims):
        claim["outcome"] = outcomes[place % len(outcomes)]
    given_, out = many.folder / "claims.json", many.folder / "answers.835"
    given_.write_text(json.dumps(claims), "utf-8")
    generated(out, given_, seed)
    posted, denied, left = many.post(out)
    assert posted > len(claims) / 2 and denied and left
    many.adds_up()
    entries = many.rows("SELECT count(*) FROM entry")
    assert many.post(out)[:2] == (0, 0)
    assert many.rows("SELECT count(*) FROM entry") == entries
    many.adds_up()


def generated(out: Path, claims: Path, seed: int) -> None:
    program = [sys.executable, str(GENERATOR), str(out), "--claims", str(claims), str(seed)]
    subprocess.run(program, check=True, capture_output=True)


def answers(claims: list[dict[str, Any]], price: Callable[[int], int]) -> tuple[Answered, ...]:
    """Each claim at a price of each line, a fifth of which is the patient's."""
    return tuple(
        Answered(
            claim["number"],
            tuple(
                AnsweredLine(line["key"], line["code"], line["charge"], (
                    ("CO", "45", line["charge"] - price(line["charge"])), ("PR", "2", price(line["charge"]) // 5),
                ))
                for line in claim["lines"]
            ),
            last=claim["last"], first=claim["first"], member=claim["member_id"], payer_claim=f"ICN{claim['number']}",
        )
        for claim in claims
    )  # fmt: skip


def test_a_later_file_that_takes_all_answers_back_and_corrects_them_finds_its_originals(many: Many) -> None:
    claims = many.claims()
    first = answers(claims, lambda charge: charge * 3 // 5)
    many.post(era_writer.write(many.folder, "first.835", era_writer.era(*first, trace="T1", payer="CLEARING")))
    assert {state for (state,) in many.rows("SELECT state FROM claim")} == {"paid", "not sent"}
    better = tuple(
        replace(one, payer_claim=f"{one.payer_claim}R", original=one.payer_claim)
        for one in answers(claims, lambda charge: charge * 4 // 5)
    )
    pairs = [each for old, new in zip(first, better, strict=True) for each in (old.taken_back(), new)]
    second = era_writer.write(many.folder, "second.835", era_writer.era(*pairs, trace="T2", payer="CLEARING"))
    assert many.post(second) == (2 * len(claims), 0, 0)
    many.adds_up()
    assert many.post(second) == (0, 0, 0)
    assert many.rows("SELECT count(*) FROM charge WHERE reopened") == [(0,)]
    paid = many.rows("SELECT sum(paid) FROM remittance_claim")
    assert paid == [(sum(one.paid for one in better),)]


def test_what_was_cut_short_goes_on_where_it_ended(many: Many) -> None:
    claims = many.claims()
    written = era_writer.era(*answers(claims, lambda charge: charge // 2), payer="CLEARING")
    file = era_writer.write(many.folder, "a.835", written)
    (kept,) = importing_remittances.keep_remittance_file(many.money.desk, file).kept
    calls = []

    def stop(done: int, total: int) -> None:
        calls.append((done, total))
        if done:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("paydesk.operations.matching_answers.BATCH", 10)
        with pytest.raises(KeyboardInterrupt):
            posting_answers.post_advice(many.money.desk, PostAdvice(kept.advice_id), progress=stop)
        assert proving.prove(many.money.desk).ok
        assert calls == [(0, len(claims)), (10, len(claims))]
        posted = posting_answers.post_advice(many.money.desk, PostAdvice(kept.advice_id))
    assert posted.posted == len(claims) - 10
    many.adds_up()


@pytest.mark.parametrize("money", ["sqlcipher"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_posts_no_wrong_cent(many: Many, data: st.DataObject) -> None:
    claims = many.claims()[:6]
    good = era_writer.era(*answers(claims, lambda charge: charge // 2), trace="D1")
    place = data.draw(st.integers(0, len(good) - 1))
    damaged = data.draw(
        st.sampled_from(
            (good[:place], good[:place] + "7" + good[place + 1 :], good[:place] + good[place + 9 :],
             good[:place] + good[place:].replace("~\n", "~\n~\n", 1))
        )
    )
    file = era_writer.write(many.folder, "damaged.835", damaged)
    try:
        kept = importing_remittances.keep_remittance_file(many.money.desk, file)
    except PaydeskError:
        return
    for one in kept.kept:
        posting_answers.post_advice(many.money.desk, PostAdvice(one.advice_id))
    proof = proving.prove(many.money.desk)
    assert proof.ok, proof.findings
