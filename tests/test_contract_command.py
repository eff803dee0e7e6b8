"""The command ``import contract``: what it prints in words and as JSON, how it ends, and what it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from paydesk import bootstrap, cli, config
from paydesk.operations import insuring

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def home_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("once") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYDESK_KEY", "5a" * 32)
        patch.setattr(sys, "stdin", StringIO("four plain words here\n"))
        patch.setattr(sys, "stdout", StringIO())
        assert cli.run(["--home", str(home), "setup", "--clinic", "Riverbend", "--admin", "ana"]) == 0
        desk = bootstrap.open_desk(config.home(str(home)), url=None, user=None)
        insuring.save_payer(desk, insuring.SavePayer("Harbor Health"))
        desk.close()
        desk.database.close()
    return home


@pytest.fixture
def say(home_once: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.setenv("PAYDESK_KEY", "5a" * 32)
    monkeypatch.setenv("PAYDESK_HOME", str(home_once))

    def typed(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "prices.csv"
    made.write_text("CPT,Rate\n99213,120\n99214,n/c\n")
    return made


def document(said: tuple[int, str, str]) -> Any:
    assert (said[0], said[2]) == (0, "")
    return json.loads(said[1])


def test_it_tells_what_was_read_refused_and_created_and_again_nothing_changes(say: Say, file: Path) -> None:
    load = ("import", "contract", file, "--payer", "harbor health", "--from", "2026-01-01")
    told = document(say(*load, "--json"))
    assert told == {
        "file": "prices.csv", "payer": "Harbor Health", "plan": None, "read": 2,
        "created": {"prices": 1, "changed prices": 0}, "unchanged": 0,
        "refused": [{"file": "prices.csv", "line": 3, "reason": "“n/c” is no price in dollars and cents"}],
    }  # fmt: skip
    code, out, err = say(*load)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Lines read: 2", "Created prices: 0", "Created changed prices: 0", "Unchanged: 1",
        "Refused line 3: “n/c” is no price in dollars and cents",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Say whose prices they are: --payer NAME"),
        (("--payer", "Aetna"), "No payer is called “Aetna”. Payers: Harbor Health."),
        (("--payer", "Harbor Health", "--plan", "Gold"), "Harbor Health has no plan called “Gold”."),
    ],
)
def test_whose_prices_they_are_is_asked(say: Say, file: Path, words: tuple[str, ...], says: str) -> None:
    code, out, err = say("import", "contract", file, *words)
    assert (code, out) == (1, "") and err.startswith(says)


def test_a_file_of_which_nothing_can_be_used_ends_with_one(say: Say, file: Path) -> None:
    file.write_text("CPT,Rate\n99214,n/c\n")
    code, out, err = say("import", "contract", file, "--payer", "Harbor Health", "--json")
    assert (code, err) == (1, "Nothing was loaded from prices.csv: 1 line was refused and none could be used.\n")
    assert json.loads(out)["refused"][0]["line"] == 2


def test_what_is_no_price_list_or_no_day_is_refused(say: Say, file: Path) -> None:
    file.write_text("nothing\n")
    code, _, err = say("import", "contract", file, "--payer", "Harbor Health")
    assert code == 1 and "is no price list: its headings were not found" in err
    assert say("import", "contract", file, "--payer", "Harbor Health", "--from", "soon")[0] == 2
