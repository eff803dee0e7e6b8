"""The developer's command on machines that lack something."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def dev() -> ModuleType:
    """A fresh ``dev.py`` as a module."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Machine:
    """A made-up machine: its tools, who we are there, and what was typed on it."""

    def __init__(self, dev: ModuleType, patch: pytest.MonkeyPatch) -> None:
        self.tools = {"apt-get"}
        self.libraries = set(dev.LIBRARIES)
        self.typed: list[str] = []
        self.fails: set[str] = set()
        patch.setattr(sys, "platform", "linux")
        patch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in self.tools else None)
        patch.setattr(os, "geteuid", lambda: 0)
        patch.setattr(dev, "_loads", self.libraries.__contains__)
        patch.setattr(subprocess, "run", self._run)
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            patch.delenv(name, raising=False)

    def _run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        line = " ".join(command)
        self.typed.append(line)
        failed = line in self.fails
        self.fails.discard(line)
        return subprocess.CompletedProcess(command, 100 if failed else 0, "", "E: not found")


@pytest.fixture
def machine(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(dev, monkeypatch)


def test_nothing_is_asked_of_apt_when_nothing_is_missing(dev: ModuleType, machine: Machine) -> None:
    dev._bring_system_packages("run")
    assert machine.typed == []


def test_root_on_debian_gets_the_libraries_that_are_missing(dev: ModuleType, machine: Machine) -> None:
    machine.libraries -= {"libEGL.so.1", "libGL.so.1"}
    dev._bring_system_packages("run")
    assert machine.typed == ["apt-get install -y --no-install-recommends libgl1 libegl1"]


def test_the_package_lists_are_renewed_only_when_they_are_needed(dev: ModuleType, machine: Machine) -> None:
    machine.libraries -= {"libGL.so.1"}
    install = "apt-get install -y --no-install-recommends libgl1"
    machine.fails = {install}
    dev._bring_system_packages("run")
    assert machine.typed == [install, "apt-get update", install]


def test_a_machine_without_network_is_told_what_to_type(dev: ModuleType, machine: Machine) -> None:
    machine.libraries -= {"libGL.so.1"}
    machine.fails = {"apt-get install -y --no-install-recommends libgl1", "apt-get update"}
    with pytest.raises(dev.MissingError, match="type: apt-get install -y --no-install-recommends libgl1"):
        dev._bring_system_packages("run")


def test_a_display_asks_for_the_windows_libraries_too(
    dev: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    dev._bring_system_packages("run")
    assert "libxcb-cursor0" in machine.typed[0]


def test_another_user_is_told_what_to_type(
    dev: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine.libraries -= {"libGL.so.1"}
    with pytest.raises(dev.MissingError, match=r"type: sudo apt-get install .* libgl1$"):
        dev._bring_system_packages("run")


def test_another_linux_is_told_what_to_type(dev: ModuleType, machine: Machine) -> None:
    machine.tools = {"dnf"}
    machine.libraries -= {"libGL.so.1"}
    with pytest.raises(dev.MissingError, match=r"type: sudo dnf install 'libGL\.so\.1\(\)\(64bit\)'"):
        dev._bring_system_packages("run")
    machine.tools = set()
    with pytest.raises(dev.MissingError, match=r"what Debian calls libgl1$"):
        dev._bring_system_packages("run")


def test_the_tests_need_postgresql_and_the_program_does_not(
    dev: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "_has_postgres", lambda: False)
    dev._bring_system_packages("run")
    assert machine.typed == []
    dev._bring_system_packages("test")
    assert machine.typed == ["apt-get install -y --no-install-recommends postgresql"]


def test_an_older_python_is_told_so_in_one_sentence(
    dev: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(dev.MissingError, match=r"3\.11 or newer and this is 3\.10"):
        dev._check_python()


def test_python_without_venv_gets_it_on_debian(
    dev: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    dev._check_python()
    assert machine.typed == [
        f"apt-get install -y --no-install-recommends python3.{sys.version_info.minor}-venv"
    ]


def test_a_wrong_command_lists_the_right_ones(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dance"]) == 2
    told = capsys.readouterr().err
    assert all(f"python3 dev.py {name:<7}{words}\n" in told for name, words in dev.SAYS.items())
