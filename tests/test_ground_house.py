"""The house rules that no linter knows, checked on every file that the project has."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = tuple(sorted((ROOT / "src").rglob("*.py")))
TEST_FILES = tuple(sorted((ROOT / "tests").rglob("*.py")))
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|misc|managers?|handlers?)$|_(utils?|helpers?|manager|handler)$")


def project_files() -> Iterator[Path]:
    """Every file that git knows or would add; all files where there is no git (as in an unpacked archive)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if asked.returncode == 0:
        yield from (ROOT / name for name in asked.stdout.split("\0") if name and (ROOT / name).is_file())
    else:
        for path in ROOT.rglob("*"):
            hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts)
            if path.is_file() and not hidden:
                yield path


def text_files() -> Iterator[tuple[str, str]]:
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            yield str(path.relative_to(ROOT)), content.decode("utf-8")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_two_files_of_the_source_share_a_name() -> None:
    names = Counter(path.name for path in SOURCES if path.name != "__init__.py")
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_files_of_the_tests_share_a_name() -> None:
    names = Counter(path.name for path in TEST_FILES if path.name not in ("__init__.py", "conftest.py"))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [relative(path) for path in (*SOURCES, *TEST_FILES) if FORBIDDEN_NAMES.search(path.stem)] == []


@pytest.mark.parametrize("folder", ["src", "tests", "scripts"])
def test_every_module_opens_with_what_it_is_for(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    empty = [relative(path) for path in paths if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert empty == []


def test_every_floor_has_a_sign_on_its_door() -> None:
    folders = {path.parent for path in SOURCES} - {ROOT / "src"}
    assert [relative(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_module_is_empty_but_for_its_sign() -> None:
    modules = [path for path in SOURCES if path.name != "__init__.py"]
    assert [relative(path) for path in modules if len(ast.parse(path.read_text("utf-8")).body) < 2] == []


def test_only_the_application_is_wired() -> None:
    """The rest of the screen is handed its desk; it opens none. The application's own parts stand beside it."""
    parts = {"application", "opened_clinic", "starting", "demo_tour", "demo_gallery"}
    screen = ROOT / "src" / "paydesk" / "ui"
    wired = re.compile(r"^\s*(from|import) paydesk(\.| import .*)\b(bootstrap|demo)\b", re.M)
    found = [relative(path) for path in screen.rglob("*.py") if wired.search(path.read_text("utf-8"))]
    assert set(found) <= {f"src/paydesk/ui/{part}.py" for part in parts}


def test_the_rules_leave_no_type_open() -> None:
    rules = sorted((ROOT / "src" / "paydesk" / "rules").glob("*.py"))
    trees = {path: ast.walk(ast.parse(path.read_text("utf-8"))) for path in rules}
    open_types = {path for path, nodes in trees.items() for node in nodes if getattr(node, "id", "") == "Any"}
    assert [relative(path) for path in sorted(open_types)] == []


def test_the_rules_need_nothing_but_python() -> None:
    import sys

    outside = set()
    for path in sorted((ROOT / "src" / "paydesk" / "rules").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            outside |= {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in outside if not name.startswith("paydesk.rules")} == set()


def test_the_rules_are_handed_the_date() -> None:
    asks = re.compile(r"\b(date\.today|datetime\.(now|today|utcnow)|time\.time)\(")
    rules = sorted((ROOT / "src" / "paydesk" / "rules").glob("*.py"))
    assert [relative(path) for path in rules if asks.search(path.read_text("utf-8"))] == []


def test_no_lock_or_configuration_file_carries_an_address() -> None:
    address = re.compile(r"https?://|file:/|git\+|--(extra-)?index-url\b|(--)?find[-]links\b")
    kinds = (".toml", ".txt", ".cfg", ".ini", ".lock", ".yml", ".yaml")
    carries = []
    for name, text in text_files():
        path = Path(name)
        if path.suffix in kinds and path.parts[0] not in ("resources", "tests"):
            carries += [name for line in text.splitlines() if address.search(line)]
    assert carries == []


def test_the_lock_holds_every_dependency_with_its_hash() -> None:
    import tomllib

    lock = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = {name.lower() for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.M)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    names = {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in wanted}  # type: ignore[index]
    assert names - pinned == set()
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.M)[1:]
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.~{}$/])/(home/[a-z]|root/|work/|Users/|opt/[a-z])|\b[A-Z]:\\Users\\(?!rosa)")
    found = [
        f"{name}: {line.strip()[:80]}"
        for name, text in text_files()
        if not name.startswith(("resources/", "tests/test_ground_"))
        for line in text.splitlines()
        if place.search(line)
    ]
    assert found == []


def test_the_readme_has_one_command_to_run_and_one_to_test() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"^```sh run\n(.*?)\n```$", readme, re.M | re.S) == ["python3 dev.py run"]
    assert re.findall(r"^```sh test\n(.*?)\n```$", readme, re.M | re.S) == ["python3 dev.py test"]
