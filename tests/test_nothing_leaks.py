"""After a day at the desk no file that the program left tells a patient, but what is encrypted or the clerk saved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> tuple[Path, tuple[str, ...]]:
    """The sandbox after the day, and what must not be found in it."""
    sandbox = tmp_path_factory.mktemp("sandbox")
    places = {name: str(sandbox / name.lower()) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    for place in places.values():
        Path(place).mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "support.sandboxed_day", str(sandbox)], capture_output=True, text=True, timeout=240,
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(project_root / "tests")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return sandbox, tuple(json.loads(done.stdout.splitlines()[-1]))


def _files(sandbox: Path) -> list[Path]:
    return [path for path in sandbox.rglob("*") if path.is_file() and "saved by the clerk" not in path.parts]


def test_the_day_left_a_clinic_a_log_settings_and_papers(day: tuple[Path, tuple[str, ...]]) -> None:
    names = {path.name for path in _files(day[0])}
    assert {"clinic.paydesk", "paydesk.log", "settings.ini"} <= names
    assert list((day[0] / "saved by the clerk").glob("*.pdf"))
    assert "RuntimeError" in (day[0] / "home" / "logs" / "paydesk.log").read_text()


def test_no_file_tells_a_name_a_birth_date_or_a_member_number(day: tuple[Path, tuple[str, ...]]) -> None:
    sandbox, secrets = day
    assert len(secrets) > 60
    told = [
        f"{path.relative_to(sandbox)} tells {secret!r}"
        for path in _files(sandbox) for secret in secrets
        if any(secret.encode(encoding) in path.read_bytes() for encoding in _ENCODINGS)
    ]  # fmt: skip
    assert told == []


def test_no_name_of_a_file_tells_a_patient(day: tuple[Path, tuple[str, ...]]) -> None:
    sandbox, secrets = day
    names = " ".join(str(path.relative_to(sandbox)) for path in sandbox.rglob("*"))
    assert [one for one in secrets if one.lower() in names.lower()] == []


def test_papers_lie_nowhere_but_where_the_clerk_saved_them(day: tuple[Path, tuple[str, ...]]) -> None:
    assert [path for path in _files(day[0]) if path.read_bytes()[:5] in (b"%PDF-", b"%!PS-", b"\x89PNG\r")] == []


def test_the_search_finds_what_it_looks_for(day: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    sandbox, secrets = day
    planted = sandbox / "home" / "planted.txt"
    planted.write_text(f"owes: {secrets[-1]}", encoding="utf-16-le")
    try:
        with pytest.raises(AssertionError, match=r"planted\.txt"):
            test_no_file_tells_a_name_a_birth_date_or_a_member_number(day)
    finally:
        planted.unlink()
