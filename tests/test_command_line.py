"""The command line: what it prints, what it refuses with one sentence, and the JSON that others rely on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from paydesk import bootstrap, cli, config
from paydesk.config import Home
from paydesk.data import triggers
from paydesk.data.database import open_local
from paydesk.operations import billing, keeping, signing_in
from paydesk.operations.statement_files import StatementsMade
from support.postgres_server import PostgresServer

KEY = "5a" * 32
PASSWORD = "four plain words here"
SAMPLE = Path(__file__).parent / "gateways" / "samples" / "synthea"
READ = tuple(one for one in SAMPLE.glob("*.csv") if one.name != "expected_balances.csv")


@dataclass
class Said:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.err == ""
        return json.loads(self.out)


Say = Callable[..., Said]


@pytest.fixture(scope="module")
def clinic_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A clinic with the sample's history, made once by the commands themselves."""
    home = tmp_path_factory.mktemp("once") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYDESK_KEY", KEY)
        patch.setattr(sys, "stdin", StringIO(f"{PASSWORD}\n"))
        patch.setattr(sys, "stdout", StringIO())
        assert cli.run(["--home", str(home), "setup", "--clinic", "Riverbend", "--admin", "ana"]) == 0
        assert cli.run(["--home", str(home), "import", "synthea", str(SAMPLE)]) == 0
    yield home


@pytest.fixture
def home(clinic_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that clinic, which this test may change."""
    monkeypatch.setenv("PAYDESK_KEY", KEY)
    copy = tmp_path / "home"
    shutil.copytree(clinic_once, copy)
    monkeypatch.setenv("PAYDESK_HOME", str(copy))
    return copy


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Types a command."""

    def typed(*words: object) -> Said:
        code = cli.run([str(word) for word in words])
        found = capsys.readouterr()
        return Said(code, found.out, found.err)

    return typed


@pytest.fixture
def setup(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Types the set-up of a clinic in ``tmp_path``/new, with a password on standard input."""

    def typed(*words: object, password: str = PASSWORD) -> Said:
        monkeypatch.setattr(sys, "stdin", StringIO(f"{password}\n"))
        return say("--home", tmp_path / "new", "setup", "--clinic", "Riverbend", "--admin", "ana", *words)

    return typed


def test_setup_prints_the_recovery_sheet_and_the_clinic_opens_by_it(
    setup: Callable[..., Said], say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = setup("--json").json
    assert made["clinic"] == "Riverbend" and len(made["recovery"]) >= 4
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(made["recovery"]))
    assert say("--home", tmp_path / "new", "balances", "--json").json == []


def test_setup_in_words_says_what_the_recovery_lines_are_for(setup: Callable[..., Said]) -> None:
    made = setup()
    assert made.code == 0
    assert "ana is its administrator" in made.out and "Whoever holds these lines" in made.out


def test_setup_keeps_the_address_and_phone_that_paper_prints(
    setup: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = setup("--json", "--address", "1 Main St", "--address", "Bend, OR 97702", "--phone", "541.555.0100").json
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(made["recovery"]))
    desk = bootstrap.open_desk(config.home(tmp_path / "new"), url=None, user=None)
    try:
        with desk.looking() as session:
            clinic = keeping.letterhead(session)
    finally:
        desk.close()
        desk.database.close()
    assert (clinic.address, clinic.phone) == (("1 Main St", "Bend, OR 97702"), "(541) 555-0100")


def test_setup_refuses_a_phone_that_is_none(setup: Callable[..., Said], tmp_path: Path) -> None:
    said = setup("--phone", "12")
    assert said.code == 1 and "10 digits" in said.err
    assert not (tmp_path / "new" / "clinic.db").exists()


def test_a_forgotten_password_is_set_by_who_holds_the_key_and_told_in_the_trail(
    setup: Callable[..., Said], say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(setup("--json").json["recovery"]))
    new = "seven herons over water"
    monkeypatch.setattr(sys, "stdin", StringIO(f"{new}\n"))
    said = say("--home", tmp_path / "new", "password", "Ana")
    assert said.code == 0 and "changed at the next sign-in" in said.out and new not in said.out
    database = bootstrap.open_database(config.home(tmp_path / "new"))
    try:
        desk = bootstrap.sign_in(database, "ana", new)
        assert signing_in.must_change(desk)
        desk.close()
        with desk.looking() as session:
            row = session.execute(text("SELECT actor, details FROM audit WHERE act = 'users.edit'")).one()
        assert row.actor == "command line" and '"user": "ana"' in row.details and new not in row.details
    finally:
        database.close()


@pytest.mark.parametrize(("name", "typed", "told"), [
    ("nobody", "seven herons over water", "Nobody who works here signs in as “nobody”"),
    ("ana", "short", "at least 12"),
])  # fmt: skip
def test_a_password_that_cannot_be_set_says_why(
    setup: Callable[..., Said], say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, typed: str, told: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("PAYDESK_KEY", "\n".join(setup("--json").json["recovery"]))
    monkeypatch.setattr(sys, "stdin", StringIO(f"{typed}\n"))
    said = say("--home", tmp_path / "new", "password", name)
    assert said.code == 1 and said.out == "" and told in said.err


def test_a_second_setup_in_the_same_place_is_refused(setup: Callable[..., Said]) -> None:
    assert setup().code == 0
    again = setup()
    assert (again.code, again.out) == (1, "")
    assert again.err == "A clinic is set up here already. Open it, or choose another place with --home.\n"


def test_an_easy_password_is_refused_and_leaves_nothing_behind(setup: Callable[..., Said], tmp_path: Path) -> None:
    refused = setup(password="ana")
    assert (refused.code, refused.out) == (1, "")
    assert len(refused.err.strip().splitlines()) == 1
    assert not Home(tmp_path / "new").database.exists()
    assert setup().code == 0


@pytest.mark.usefixtures("home")
def test_importing_again_says_that_nothing_changed(say: Say) -> None:
    again = say("import", "synthea", SAMPLE, "--json").json
    assert again["created"] == {} and again["refused"] == []
    assert again["read"] > 0 and again["unchanged"] > 0


def test_a_first_import_tells_what_was_created(setup: Callable[..., Said], say: Say, tmp_path: Path) -> None:
    setup()
    done = say("--home", tmp_path / "new", "import", "synthea", SAMPLE)
    assert done.code == 0
    assert "Created charges: 3" in done.out and "Unchanged: 0" in done.out


@pytest.mark.usefixtures("home")
def test_a_damaged_row_is_told_with_file_line_and_reason(say: Say, tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "damaged")
    file = folder / "claims_transactions.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("80.00", "eighty"), encoding="utf-8")
    done = say("import", "synthea", folder, "--json")
    assert done.code == 0
    assert done.json["refused"] == [
        {"file": "claims_transactions.csv", "line": 8, "reason": "'eighty' is not an amount"}
    ]
    assert "Refused claims_transactions.csv, line 8: 'eighty' is not an amount" in say("import", "synthea", folder).out


def _garbage(folder: Path, rows: str) -> Path:
    """The files of a history with their heads, and ``rows`` in place of what they held."""
    for file in READ:
        head = file.read_text(encoding="utf-8").splitlines()[0]
        folder.mkdir(exist_ok=True)
        (folder / file.name).write_text(f"{head}\n{rows}", encoding="utf-8")
    return folder


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_folder_of_which_nothing_can_be_used_ends_with_1_and_still_tells_all(
    say: Say, tmp_path: Path, how: tuple[str, ...]
) -> None:
    folder = _garbage(tmp_path / "garbage", "neither,this,nor that\n")
    done = say("import", "synthea", folder, *how)
    assert done.code == 1
    files = len(READ)
    assert done.err == f"Nothing was imported from {folder}: {files} rows were refused and none could be used.\n"
    if how:
        told = json.loads(done.out)
        assert (told["created"], told["unchanged"], len(told["refused"])) == ({}, 0, files)
    else:
        assert done.out.count("Refused ") == files


@pytest.mark.usefixtures("home")
def test_a_folder_without_a_row_ends_with_1(say: Say, tmp_path: Path) -> None:
    folder = _garbage(tmp_path / "empty", "")
    done = say("import", "synthea", folder, "--json")
    assert (done.code, json.loads(done.out)["read"]) == (1, 0)
    assert done.err == f"Nothing was imported: there are no rows in {folder}.\n"


@pytest.mark.usefixtures("home")
def test_a_folder_that_is_not_there_is_refused_with_one_sentence(say: Say, tmp_path: Path) -> None:
    refused = say("import", "synthea", tmp_path / "nowhere", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert "Give the folder that holds" in refused.err and refused.err.count("\n") == 1


@pytest.mark.usefixtures("home")
def test_balances_are_one_row_an_account_in_the_agreed_keys(say: Say) -> None:
    (row,) = say("balances", "--json").json
    account = row.pop("account")
    assert account > 0 and row == {
        "external_id": "pat-1", "name": row["name"], "patient_owes": "30.00", "insurers_owe": "80.00",
        "unapplied": "-10.00", "total": "100.00",
    }  # fmt: skip
    words = say("balances").out.splitlines()
    assert len(words) == 2 and words[1].split()[0] == str(account) and "−10.00" in words[1]


@pytest.mark.usefixtures("home")
def test_balances_of_a_past_day_are_what_was_owed_then(say: Say) -> None:
    (then,) = say("balances", "--as-of", "2020-12-31", "--json").json
    assert (then["patient_owes"], then["insurers_owe"], then["unapplied"]) == ("30.00", "80.00", "0.00")
    (before,) = say("balances", "--as-of", "2020-03-03", "--json").json
    assert before["total"] == "0.00"


@pytest.mark.usefixtures("home")
def test_verify_proves_a_sound_clinic(say: Say) -> None:
    proof = say("verify", "--json").json
    assert proof["ok"] is True and proof["findings"] == []
    assert len(proof["checked"]) > 15 and all(isinstance(count, int) for count in proof["checked"].values())
    assert say("verify").out.count("holds") == len(proof["checked"])


def test_verify_names_what_does_not_hold_and_ends_with_1(home: Path, say: Say) -> None:
    database = open_local(Home(home).database, bytes.fromhex(KEY))
    with database.engine.begin() as connection:
        triggers.drop(connection)
        connection.execute(text("UPDATE charge_balance SET balance = balance + 1 WHERE charge_id = 1"))
        triggers.create(connection)
    database.close()
    found = say("verify", "--json")
    assert found.code == 1
    document = json.loads(found.out)
    assert document["ok"] is False
    assert {frozenset(one) for one in document["findings"]} == {frozenset({"rule", "where", "says"})}
    assert "charge 1" in document["findings"][0]["where"]
    words = say("verify")
    assert words.code == 1 and f"broken  {document['findings'][0]['rule']}" in words.out
    assert words.err.count("\n") == 1


@pytest.mark.usefixtures("home")
def test_statements_are_a_file_an_account(say: Say, tmp_path: Path) -> None:
    made = say("statements", "--out", tmp_path / "out", "--json").json
    (file,) = made["files"]
    assert Path(file).read_bytes().startswith(b"%PDF-")
    assert made["statements"] == 1 and made["skipped"] == []


@pytest.mark.usefixtures("home")
def test_statements_as_a_batch_carry_a_manifest(say: Say, tmp_path: Path) -> None:
    made = say("statements", "--out", tmp_path / "out", "--batch", "--json").json
    assert {Path(file).suffix for file in made["files"]} == {".pdf", ".json"}


@pytest.mark.usefixtures("home")
def test_who_is_billed_above_an_estimate_is_told_apart_in_words_and_json(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def made(*given: object, above_estimates: bool, **more: object) -> StatementsMade:
        asked.append(above_estimates)
        return StatementsMade((), 0, 0, (), held=((50001, "The bill is 400.00 above."),))

    monkeypatch.setattr(billing, "make_statements", made)
    told = say("statements", "--out", tmp_path, "--batch", "--json").json
    assert told["above_estimate"] == [{"account": 50001, "reason": "The bill is 400.00 above."}]
    words = say("statements", "--out", tmp_path, "--batch", "--above-estimates").out
    assert "Held back, account 50001: The bill is 400.00 above. --above-estimates prints it" in words
    assert asked == [False, True]


@pytest.mark.usefixtures("home")
def test_a_statement_of_no_account_is_refused(say: Say, tmp_path: Path) -> None:
    refused = say("statements", "--out", tmp_path / "out", "--account", 1)
    assert (refused.code, refused.out, refused.err) == (1, "", "There is no account 1.\n")


@pytest.mark.usefixtures("home")
def test_a_folder_that_cannot_be_written_is_refused_with_one_sentence(say: Say, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = say("statements", "--out", tmp_path / "file" / "out")
    assert (refused.code, refused.out) == (1, "")
    assert "file" in refused.err and refused.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",), ("import",), ("import", "word", "x"), ("balances", "--as-of", "yesterday"),
        ("setup", "--clinic", "x"), ("statements",), ("--home", "a", "--database", "b", "balances"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_says_how(say: Say, words: tuple[str, ...]) -> None:
    wrong = say(*words)
    assert (wrong.code, wrong.out) == (2, "")
    assert "usage: paydesk" in wrong.err


def test_help_ends_with_0(say: Say) -> None:
    assert say("--help").code == 0


def test_a_command_tells_what_its_options_take(say: Say) -> None:
    for command, words in (
        ("claims", "“not sent”"), ("claims", "“taken back”"), ("import", "synthea: claim histories"),
        ("demo", "otherwise 60"), ("demo", "the PDFs go"),
    ):  # fmt: skip
        told = say(command, "--help")
        assert told.code == 0 and words in " ".join(told.out.split())


def test_a_state_that_no_claim_has_is_refused_with_those_there_are(say: Say) -> None:
    wrong = say("claims", "--state", "foo")
    assert (wrong.code, wrong.out) == (2, "") and "“foo” is no state of a claim" in wrong.err and "void" in wrong.err


def test_where_no_clinic_is_the_sentence_says_how_to_set_one_up(say: Say, tmp_path: Path) -> None:
    for command in (("balances",), ("verify",), ("import", "synthea", SAMPLE)):
        refused = say("--home", tmp_path / "none", *command)
        assert (refused.code, refused.out) == (1, "")
        assert "setup --clinic" in refused.err and refused.err.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_another_key_does_not_open_the_clinic(home: Path, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYDESK_KEY", "00" * 32)
    refused = say("balances")
    assert home.exists() and refused.code == 1
    assert refused.err == (
        "This key does not open the clinic's file, or the file is damaged. Check the key; if it is the right one, "
        "restore the last good backup.\n"
    )


@pytest.mark.usefixtures("home")
def test_options_of_the_place_stand_before_or_after_the_command(say: Say, home: Path) -> None:
    one = say("--home", home, "--json", "balances").json
    assert say("balances", "--home", home, "--json").json == one


def _actors(home: Path) -> list[tuple[str, str]]:
    database = open_local(Home(home).database, bytes.fromhex(KEY))
    with database.reading() as session:
        rows = session.execute(text("SELECT actor, act FROM audit ORDER BY id"))
        found = [(actor, act) for actor, act in rows]
    database.close()
    return found


def test_commands_act_as_the_command_line_or_as_the_user_named(home: Path, say: Say) -> None:
    assert ("command line", "import.run") in _actors(home)
    assert say("--user", "ana", "balances").code == 0
    assert _actors(home)[-1][0] == "ana"
    refused = say("--user", "bo", "balances")
    assert (refused.code, refused.err) == (1, "There is no user “bo” in this clinic.\n")


def test_what_goes_wrong_inside_is_one_sentence_and_a_log_without_values(
    home: Path, say: Say, monkeypatch: pytest.MonkeyPatch, expected_logs: list[Any]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Temika owes 700.00")

    monkeypatch.setattr("paydesk.operations.reporting.balances", broken)
    failed = say("balances", "--json")
    log = Home(home).logs / "paydesk.log"
    assert (failed.code, failed.out) == (1, "")
    assert failed.err == f"Something went wrong inside paydesk. {log} says where.\n"
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert "Temika" not in log.read_text(encoding="utf-8") and len(expected_logs) == 1


class _Screen:
    """Remembers what was to be seen."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, object]] = []

    def window(self, place: Home, url: str | None) -> int:
        self.seen.append((place.root, url))
        return 0

    def demo(self, out: Path | None, patients: int) -> int:
        self.seen.append((out, patients))
        return 0


def test_without_a_command_the_window_opens_and_demo_shows_the_made_up_clinic(home: Path) -> None:
    screen = _Screen()
    assert cli.run([], screen=screen) == 0
    assert cli.run(["--database", "postgresql:///clinic"], screen=screen) == 0
    assert cli.run(["demo", "--out", "pictures", "--patients", "7"], screen=screen) == 0
    assert cli.run(["demo"], screen=screen) == 0
    assert screen.seen == [
        (home, None), (home, "postgresql:///clinic"), (Path("pictures"), 7), (None, 60),
    ]  # fmt: skip


@pytest.mark.parametrize("named", [("--home", "somewhere"), ("--database", "postgresql:///clinic")])
def test_the_demo_has_a_home_of_its_own(named: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    screen = _Screen()
    assert cli.run([*named, "demo"], screen=screen) == 1
    assert "a home of its own" in capsys.readouterr().err and screen.seen == []


def test_a_command_loads_no_window_and_no_paper(home: Path) -> None:
    told = (
        "import sys; from paydesk.cli import run; assert 'sqlalchemy' not in sys.modules; "
        "code = run(['balances', '--json']); "
        "print(code, sorted({'PySide6', 'reportlab', 'pypdfium2'} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {"PAYDESK_HOME": str(home), "PAYDESK_KEY": KEY, "PYTHONWARNINGS": "error"}
    ended = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, check=True, timeout=60)
    assert ended.stderr.decode().splitlines() == ["0 []"]
    assert len(json.loads(ended.stdout)) == 1


def test_the_program_itself_ends_with_the_command_s_code(home: Path) -> None:
    environment = {"PAYDESK_HOME": str(home), "PAYDESK_KEY": KEY}
    for words, code in ((("balances",), 0), (("--user", "bo", "balances"), 1), (("nonsense",), 2)):
        ended = subprocess.run([sys.executable, "-m", "paydesk", *words], env=environment, capture_output=True,
                               check=False, timeout=60)  # fmt: skip
        assert ended.returncode == code


def test_a_reader_who_leaves_early_is_no_error(home: Path) -> None:
    environment = {"PAYDESK_HOME": str(home), "PAYDESK_KEY": KEY}
    started = subprocess.Popen([sys.executable, "-m", "paydesk", "verify", "--json"], env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert started.stdout is not None and started.stderr is not None
    started.stdout.close()
    assert started.stderr.read() == b""
    started.stderr.close()
    assert started.wait(60) == 1


def test_the_same_commands_on_a_shared_database(
    postgres_server: PostgresServer, fresh_postgres_url: str, say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAYDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", StringIO(f"{PASSWORD}\n"))
    at = ("--database", fresh_postgres_url)
    refused = say(*at, "balances")
    assert refused.code == 1 and "setup" in refused.err
    assert say(*at, "setup", "--clinic", "Riverbend", "--admin", "ana", "--json").json["recovery"] == []
    at = ("--database", postgres_server.clerks(fresh_postgres_url))
    assert say(*at, "import", "synthea", SAMPLE, "--json").json["refused"] == []
    assert [row["total"] for row in say(*at, "balances", "--json").json] == ["100.00"]
    assert say(*at, "verify", "--json").json["ok"] is True
