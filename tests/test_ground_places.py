"""Where things are on this machine, and what the log never says."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paydesk import config


def test_the_home_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    asked = config.home(str(tmp_path / "asked"), environment={"PAYDESK_HOME": "/elsewhere"})
    assert asked.root == tmp_path / "asked"


def test_the_environment_names_the_home_when_nobody_asks(tmp_path: Path) -> None:
    assert config.home(None, environment={"PAYDESK_HOME": str(tmp_path)}).root == tmp_path


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, Path("/data/paydesk")),
        ("linux", {"XDG_DATA_HOME": "data"}, Path.home() / ".local/share/paydesk"),
        ("linux", {}, Path.home() / ".local/share/paydesk"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/paydesk")),
        ("win32", {}, Path.home() / "AppData/Local/paydesk"),
    ],
)
def test_each_platform_has_its_own_place(platform: str, environment: dict[str, str], expected: Path) -> None:
    assert config.home(None, environment=environment, platform=platform).root == expected


def test_everything_of_a_clinic_is_in_its_home(tmp_path: Path) -> None:
    place = config.Home(tmp_path)
    assert {place.database, place.logs, place.settings} == {
        tmp_path / "clinic.paydesk",
        tmp_path / "logs",
        tmp_path / "settings.ini",
    }


def test_a_new_home_is_open_to_its_login_only(tmp_path: Path) -> None:
    place = config.Home(tmp_path / "clinic").prepare()
    assert (place.root.stat().st_mode & 0o777, place.logs.stat().st_mode & 0o777) == (0o700, 0o700)


def test_a_resource_is_found_in_a_checkout() -> None:
    assert config.resource("fonts").is_dir()


def test_a_resource_is_found_beside_the_frozen_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = tmp_path / "paydesk" / "resources" / "fonts"
    bundled.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert config.resource("fonts") == bundled


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/none\.svg"):
        config.resource("icons/none.svg")


@pytest.fixture
def log_text(tmp_path: Path, expected_logs: list[logging.LogRecord]) -> Iterator[Callable[[], str]]:
    place = config.Home(tmp_path)
    config.open_log(place)
    yield lambda: (place.logs / "paydesk.log").read_text("utf-8")
    config.close_log()


def test_the_log_says_level_place_and_message(log_text: Callable[[], str]) -> None:
    logging.getLogger("paydesk.operations.desk").info("Opened in %s ms.", 12)
    assert "INFO paydesk.operations.desk.test_ground_places: Opened in 12 ms." in log_text()


def test_the_log_never_says_what_an_error_was_about(log_text: Callable[[], str]) -> None:
    try:
        raise ValueError("Rosa Alvarez owes 12.00")
    except ValueError:
        logging.getLogger("paydesk").exception("A job failed.")
    assert "Rosa" not in log_text()
    assert "ValueError at" in log_text()
    assert "test_ground_places.py:" in log_text()


def test_the_log_leaves_out_the_values_in_what_others_say(log_text: Callable[[], str]) -> None:
    logging.getLogger("sqlalchemy.pool").warning("Cannot bind %s", "Rosa Alvarez")
    assert "Cannot bind %s" in log_text()


def test_opening_the_log_again_moves_it(tmp_path: Path) -> None:
    config.open_log(config.Home(tmp_path / "one"))
    config.open_log(config.Home(tmp_path / "two"))
    logging.getLogger("paydesk").info("Hello")
    config.close_log()
    assert [path.parent.parent.name for path in tmp_path.rglob("paydesk.log")] == ["two"]
