"""The command ``import eligibility``: what it prints in words and as JSON, how it ends, and what it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from paydesk import bootstrap, cli, config
from paydesk.operations import insuring, registering
from paydesk.operations.person_forms import PersonForm

SAMPLE = Path(__file__).parent / "gateways" / "samples" / "eligibility" / "answers.271"
Said = tuple[int, str, str]
Say = Callable[..., Said]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Types a command at a clinic that knows Anna Baker and her number."""
    monkeypatch.setenv("PAYDESK_KEY", "5a" * 32)
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))

    def typed(*words: object) -> Said:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    monkeypatch.setattr(sys, "stdin", StringIO("four plain words here\n"))
    assert typed("setup", "--clinic", "Riverbend", "--admin", "ana")[0] == 0
    desk = bootstrap.open_desk(config.home(None), url=None, user=None)
    form = PersonForm("Baker", "Anna", birth_date=date(1979, 3, 12))
    person = registering.register_account(desk, registering.RegisterAccount(form)).person_ids[0]
    payer = insuring.save_payer(desk, insuring.SavePayer("Meridian Health Plan", edi_id="00431")).payer_id
    insuring.save_coverage(desk, insuring.SaveCoverage(person, payer, "W100200300", date(2026, 1, 1)))
    desk.close()
    desk.database.close()
    return typed


def document(said: Said) -> Any:
    assert (said[0], said[2]) == (0, "")
    return json.loads(said[1])


def test_the_json_is_that_of_every_import_and_tells_each_answer(say: Say) -> None:
    told = document(say("import", "eligibility", SAMPLE, "--json"))
    assert {name: told[name] for name in ("file", "read", "created", "unchanged")} == {
        "file": "answers.271", "read": 5, "created": {"answers": 1, "differences": 4}, "unchanged": 0,
    }  # fmt: skip
    assert {one["file"] for one in told["refused"]} == {"answers.271"}
    assert told["refused"][1]["reason"] == (
        "The insurer does not find the subscriber. Nobody here fits KIM DOYLE. Check number, name and birth date."
    )
    first = told["answers"][0]
    assert (first["account"], first["matched_by"]) == (50001, "member number and birth date")
    assert set(first["standing"]) == {"eligibility", "benefits"}
    assert first["differences"][2] == {
        "field": "copay", "ours": None, "theirs": "25.00", "says": "Copay: nothing here, 25.00 at the insurer.",
    }  # fmt: skip


def test_twice_changes_nothing(say: Say) -> None:
    say("import", "eligibility", SAMPLE)
    told = document(say("--json", "import", "eligibility", SAMPLE))
    assert (told["created"], told["unchanged"]) == ({"answers": 0, "differences": 0}, 5)


def test_in_words(say: Say) -> None:
    code, said, problems = say("import", "eligibility", SAMPLE)
    assert (code, problems) == (0, "")
    assert "answers.271: answers read: 5, of them read before: 0." in said
    assert "Line 10, ANNA BAKER, account " in said
    assert "    Group number: nothing here, G7700 at the insurer." in said
    assert "KIM DOYLE: not kept. The insurer does not find the subscriber. Nobody here fits KIM DOYLE." in said


def test_a_file_that_is_none_is_refused(say: Say, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear clinic,", "utf-8")
    code, said, problem = say("import", "eligibility", letter)
    assert (code, said) == (1, "")
    assert "answer about eligibility" in problem
