"""Everything a developer types: prepares what is missing, then runs, tests, checks or measures paydesk.

Only the standard library of Python 3.11, since it starts before anything is installed.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
STAMP = VENV / "paydesk-stamp"
SCRIPTS = ("shots", "bench", "soak")
SAYS = {
    "setup": "prepares .venv, with .venv/bin/paydesk in it",
    "run": "opens the demo clinic; without a display it leaves pictures and PDFs in out",
    "test": "runs the checks of lint, then every test",
    "lint": "checks style, types and import rules",
    "shots": "photographs every tab and dialog into a folder, light and dark",
    "bench": "measures and prints a table",
    "soak": "proves what takes long: kills, a simulated year, mutants",
}
"""What each command does, in a line. All of them bring first what is missing."""
NEEDS_POSTGRES = ("test", "bench", "soak")

# Debian's package for each library that Qt loads: for drawing off screen, and for a window under X.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class MissingError(Exception):
    """Something is missing that only a person can bring; the sentence says how."""


def setup(command: str) -> None:
    """Bring what is missing for ``command``; quick when nothing is."""
    _check_python()
    _bring_system_packages(command)
    _bring_environment()


def _check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (an older one is what a newcomer may have)
        have = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise MissingError(
            f"paydesk needs Python 3.11 or newer and this is {have}; where a newer one is installed, "
            "type: python3.11 dev.py run"
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        _bring((f"python3.{sys.version_info[1]}-venv",), others=("python3-pip",))


def _bring_system_packages(command: str) -> None:
    if sys.platform == "linux":
        display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        wanted = {**LIBRARIES, **(WINDOW_LIBRARIES if display else {})}
        missing = [name for name in wanted if not _loads(name)]
        if missing:
            _bring([wanted[name] for name in missing], others=[f"{name}()(64bit)" for name in missing])
    if command in NEEDS_POSTGRES and not _has_postgres():
        _bring(("postgresql",), others=("postgresql-server",))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_postgres() -> bool:
    versions = [path.parts[-3] for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    debian = any(version.isdigit() and int(version) >= 15 for version in versions)
    return debian or bool(shutil.which("initdb") and shutil.which("postgres"))


def _bring(packages: Sequence[str], *, others: Sequence[str]) -> None:
    """Install Debian ``packages`` if we may; else say what to type (dnf and zypper name them ``others``)."""
    if shutil.which("apt-get") is None:
        tool = next((tool for tool in ("dnf", "zypper") if shutil.which(tool)), None)
        if tool is None:
            names = ", ".join(packages)
            raise MissingError(f"Install with this system's package manager what Debian calls {names}")
        raise MissingError(f"System packages are missing; type: sudo {tool} install {shlex.join(others)}")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise MissingError(f"System packages are missing; type: sudo {shlex.join(install)}")
    print(f"Installing the system packages {', '.join(packages)}", flush=True)
    if not _apt(install) and not (_apt(["apt-get", "update"]) and _apt(install, loud=True)):
        raise MissingError(f"System packages could not be installed; mend that and type: {shlex.join(install)}")


def _apt(command: Sequence[str], *, loud: bool = False) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode and loud:
        print(done.stderr, file=sys.stderr)
    return done.returncode == 0


def _bring_environment() -> None:
    """Make .venv and fill it from the lock; a stamp of what is in it makes the next start quick."""
    python = [f"{ROOT}", sys.version]
    lock = hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    wanted = [*python, lock, project]
    have = STAMP.read_text("utf-8").split("\0") if STAMP.exists() else []
    if have == wanted and _tool("python").exists():
        return
    if have[:2] != python or not _tool("python").exists():
        print("Making .venv", flush=True)
        _do([sys.executable, "-m", "venv", *(["--clear"] if have else []), str(VENV)])
    STAMP.unlink(missing_ok=True)
    if have[:3] != wanted[:3]:
        print("Installing what requirements.txt names (a minute or two the first time)", flush=True)
        _pip("--require-hashes", "-r", str(ROOT / "requirements.txt"))
    _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text("\0".join(wanted), "utf-8")


def _pip(*arguments: str) -> None:
    _do([str(_tool("python")), "-m", "pip", "install", "--quiet", *arguments])


def _do(command: Sequence[str]) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        raise MissingError(f"This did not work; see what it says above: {shlex.join(command)}")


def _tool(name: str) -> Path:
    return BIN / (f"{name}.exe" if sys.platform == "win32" else name)


def run(arguments: Sequence[str]) -> int:
    """The demo clinic; without a display it leaves pictures and PDFs in ``out``."""
    return subprocess.run([str(_tool("paydesk")), "demo", *arguments], cwd=ROOT).returncode


def lint() -> list[str]:
    """The names of the checks that failed."""
    python = str(_tool("python"))
    checks = {
        "ruff": [python, "-m", "ruff", "check", "."],
        "mypy": [python, "-m", "mypy"],
        "import rules": [str(_tool("lint-imports"))],
    }
    return [name for name, command in checks.items() if not _step(name, command)]


def _step(name: str, command: Sequence[str]) -> bool:
    print(f"-- {name}", flush=True)
    began = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT).returncode == 0
    print(f"-- {name} {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return passed


def test(arguments: Sequence[str]) -> int:
    """All checks, then all tests, whose summary comes last."""
    failed = lint()
    print(f"-- tests (failed before them: {', '.join(failed) or 'nothing'})", flush=True)
    workers = (os.cpu_count() or 1) + 1  # one is always waiting: for the server, a process, a timer
    # all tests of a file by one worker: what they share is made once
    command = [str(_tool("python")), "-m", "pytest", "-n", str(workers), "--dist", "loadfile", *arguments]
    return 1 if subprocess.run(command, cwd=ROOT).returncode or failed else 0


def script(name: str, arguments: Sequence[str]) -> int:
    """A program of ``scripts``."""
    path = ROOT / "scripts" / f"{name}.py"
    return subprocess.run([str(_tool("python")), str(path), *arguments], cwd=ROOT).returncode


def main(arguments: Sequence[str]) -> int:
    """The exit code of the command that was typed."""
    scripts = [name for name in SCRIPTS if (ROOT / "scripts" / f"{name}.py").exists()]
    commands = ("setup", "run", "test", "lint", *scripts)
    if not arguments or arguments[0] not in commands:
        lines = [f"  python3 dev.py {name:<7}{SAYS[name]}" for name in commands]
        print("\n".join(("Type one of these:", *lines)), file=sys.stderr)
        return 2
    command, rest = arguments[0], arguments[1:]
    if command not in ("setup", "run"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        setup(command)
        return _obey(command, rest)
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _obey(command: str, arguments: Sequence[str]) -> int:
    if command == "setup":
        return 0
    if command == "run":
        return run(arguments)
    if command == "test":
        return test(arguments)
    return (1 if lint() else 0) if command == "lint" else script(command, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
