"""The command ``import era``: what it prints in words and as JSON, how it ends, and what it refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from paydesk import cli
from support.era_files import SAMPLE, changed, needs, shared_files, shared_tool

FILES = shared_files("x12", "835")
Said = tuple[int, str, str]
Say = Callable[..., Said]


@pytest.fixture(scope="module")
def clinic_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("once") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYDESK_KEY", "5a" * 32)
        patch.setattr(sys, "stdin", StringIO("four plain words here\n"))
        patch.setattr(sys, "stdout", StringIO())
        assert cli.run(["--home", str(home), "setup", "--clinic", "Riverbend", "--admin", "ana"]) == 0
    return home


@pytest.fixture
def say(
    clinic_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Types a command at a clinic that this test may change."""
    monkeypatch.setenv("PAYDESK_KEY", "5a" * 32)
    shutil.copytree(clinic_once, tmp_path / "home")
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))

    def typed(*words: object) -> Said:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def document(said: Said) -> Any:
    assert (said[0], said[2]) == (0, "")
    return json.loads(said[1])


def test_the_json_has_what_is_relied_on(say: Say) -> None:
    told = document(say("import", "era", SAMPLE, "--json"))
    assert told["file"] == "mixed.835" and [one["rule"] for one in told["findings"]] == ["test"]
    (one,) = told["sets"]
    claims = one.pop("claims")
    assert {name: one[name] for name in ("trace", "payer", "payment", "claims_total", "provider_adjustments",
                                         "balanced", "findings", "posted_total", "date")} == {
        "trace": "EFT00039000", "payer": "SYNTHETIC HEALTH PLAN", "payment": "3121.74", "claims_total": "4303.32",
        "provider_adjustments": "1181.58", "balanced": True, "findings": [], "posted_total": "0.00",
        "date": "2026-10-01",
    }  # fmt: skip
    assert {name: claims[1][name] for name in ("number", "payer_claim", "status", "charge", "paid",
                                               "patient_responsibility", "account", "posted")} == {
        "number": "PD0000001", "payer_claim": "26000000001", "status": "1", "charge": "1085.90", "paid": "414.01",
        "patient_responsibility": "43.50", "account": None, "posted": False,
    }  # fmt: skip
    assert claims[7]["paid"] == "-547.11" and claims[4]["patient_responsibility"] == "0.00"
    assert claims[4]["adjustments"][0] == {
        "group": "CO", "reason": "50", "amount": "548.36", "says": "judged not medically necessary",
    }  # fmt: skip
    assert {one["reason"] for one in claims} == {
        "No claim here fits it: neither its number, nor member, day, charge and name."
    }


def test_what_is_wrong_stands_in_the_json_and_the_command_is_done(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "wrong.835"
    file.write_text(changed("*1085.9*414.01*", "*12,34X*414.01*"), encoding="ascii")
    (one,) = document(say("import", "era", file, "--json"))["sets"]
    assert one["findings"] == [{
        "rule": "amount", "where": "claim PD0000001, segment 33, line 33", "blocks": "claim",
        "says": "The charge “12,34X” is no amount of dollars and cents.",
    }]  # fmt: skip
    assert not one["balanced"] and one["claims"][1]["charge"] is None
    assert one["claims"][1]["reason"].startswith("Claim PD0000001, segment 33, line 33: The charge")
    assert len({claim["reason"] for claim in one["claims"]}) == 2


def test_in_words_it_says_what_was_paid_why_not_and_what_was_posted(say: Say) -> None:
    code, out, err = say("import", "era", SAMPLE)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "mixed.835: remittances read and proven: 1. Claims posted: 0."
    assert (
        "SYNTHETIC HEALTH PLAN, trace EFT00039000: 3,121.74 for 15 claims, balanced; claims paid 4,303.32, "
        "provider-level adjustments 1,181.58"
    ) in lines
    assert "  Provider-level: 1,250.00, an overpayment taken back (26000000001 OVERPAY)" in lines
    assert (
        "  Claim PD0000004: denied; charge 685.89, paid 0.00; No claim here fits it: neither its number, nor member, "
        "day, charge and name."
    ) in lines
    assert "    548.36 CO-50: judged not medically necessary (not the patient's)" in lines


@needs(FILES)
@pytest.mark.parametrize("how", [(), ("--json",)])
def test_every_shared_file_is_told_without_an_error(say: Say, how: tuple[str, ...]) -> None:
    for file in FILES:
        code, out, err = say("import", "era", file, *how)
        assert (code, err) == (0, "") and out


@pytest.mark.parametrize(("content", "says"), [
    (b"Dear insurer", "letter.835 cannot be read as a remittance. There is no remittance (835) in it.\n"),
    (None, "letter.835 cannot be read. Check that it is there and not in use.\n"),
])  # fmt: skip
def test_what_is_no_remittance_is_refused_with_one_sentence(
    say: Say, tmp_path: Path, content: bytes | None, says: str
) -> None:
    file = tmp_path / "letter.835"
    if content is not None:
        file.write_bytes(content)
    assert say("import", "era", file, "--json") == (1, "", says)


def test_what_belongs_to_nobody_here_is_not_posted_and_stays_so(say: Say) -> None:
    for _ in range(2):
        (one,) = document(say("import", "era", SAMPLE, "--post", "--json"))["sets"]
        assert one["posted_total"] == "0.00" and not any(claim["posted"] for claim in one["claims"])
    assert one["known"] is True


@pytest.mark.parametrize("sign", ["\x1b]0;a\x07", "\x1b[2J", "\x9b2J", "\u202e", "\u2066"])
def test_what_steers_a_terminal_or_turns_text_around_is_told_and_never_printed(
    say: Say, tmp_path: Path, sign: str
) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    hostile = text.replace("SYNTHETIC HEALTH PLAN", f"SYN{sign}THETIC").replace("PD0000001", f"PD{sign}1")
    (tmp_path / "hostile.835").write_text(hostile, encoding="utf-8")
    for more in ((), ("--json",)):
        code, told, _ = say("import", "era", tmp_path / "hostile.835", *more)
        assert code == 0 and "SYN\N{REPLACEMENT CHARACTER}" in told and "characters that are no text" in told
        assert not [one for one in told if one in sign and not one.isprintable()]

WAITING = shared_files("synthea", "waiting")
GENERATOR = shared_tool("gen835.py")


@needs(WAITING)
def test_claims_of_imported_charges_are_listed_answered_and_posted_to_the_cent(say: Say, tmp_path: Path) -> None:
    assert say("import", "synthea", WAITING[0].parent)[0] == 0
    claims = document(say("claims", "--state", "sent", "--json"))
    assert len(claims) > 50 and {"number", "date", "last", "first", "member_id", "lines"} <= set(claims[0])
    outcomes = ("paid", "paid", "denied", "paid", "reversal")
    for place, claim in enumerate(claims):
        claim["outcome"] = outcomes[place % len(outcomes)]
    (tmp_path / "claims.json").write_text(json.dumps(claims), "utf-8")
    file = tmp_path / "answers.835"
    program = [sys.executable, str(GENERATOR), str(file), "--claims", str(tmp_path / "claims.json")]
    subprocess.run(program, check=True, capture_output=True)
    (one,) = document(say("import", "era", file, "--post", "--json"))["sets"]
    told = [(claim["posted"], Decimal(claim["paid"]), claim["reason"]) for claim in one["claims"]]
    posted = sum((paid for is_posted, paid, _ in told if is_posted), Decimal())
    left = sum((paid for is_posted, paid, _ in told if not is_posted), Decimal())
    assert Decimal(one["posted_total"]) == posted > 0
    assert posted + left - Decimal(one["provider_adjustments"]) == Decimal(one["payment"])
    assert all(reason for is_posted, _, reason in told if not is_posted)
    assert document(say("verify", "--json"))["ok"]
    before = document(say("balances", "--json"))
    (again,) = document(say("import", "era", file, "--post", "--json"))["sets"]
    assert again["known"] and again["posted_total"] == one["posted_total"]
    assert document(say("balances", "--json")) == before


def test_claims_are_told_in_words(say: Say) -> None:
    assert say("claims")[:2] == (0, "0 claims\n")
