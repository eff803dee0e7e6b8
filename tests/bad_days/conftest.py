"""Clinics that may be killed: real files, and a server of their own that waits for its flushes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from paydesk.config import Home
from support.fallen_clinics import LocalClinics, SharedClinics, families
from support.postgres_server import PostgresServer, running_server


@pytest.fixture(scope="session")
def doomed_server() -> Iterator[PostgresServer]:
    """A server that may be stopped and killed, for this is all that is on it."""
    with running_server(durable=True) as server:
        yield server


@pytest.fixture(scope="session")
def local_clinics(tmp_path_factory: pytest.TempPathFactory) -> LocalClinics:
    return LocalClinics(tmp_path_factory.mktemp("fallen"))


@pytest.fixture
def home(local_clinics: LocalClinics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A clinic in a home of its own, whose key is given."""
    work = local_clinics.clinic(families)
    place = Home(tmp_path / "home").prepare()
    Path(work.place.file).rename(place.database)
    monkeypatch.setenv("PAYDESK_KEY", work.place.key.hex())
    return place


@pytest.fixture(scope="session")
def shared_clinics(doomed_server: PostgresServer) -> SharedClinics:
    return SharedClinics(doomed_server)


@pytest.fixture(params=["sqlcipher", "postgresql"])
def clinics(request: pytest.FixtureRequest) -> LocalClinics | SharedClinics:
    """Clinics on either engine."""
    made: LocalClinics | SharedClinics = request.getfixturevalue(
        "shared_clinics" if request.param == "postgresql" else "local_clinics"
    )
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes are forked and killed here, which only Linux and its like can."""
    if sys.platform == "win32":
        here = Path(__file__).parent
        for item in items:
            if item.path.is_relative_to(here):
                item.add_marker(pytest.mark.skip(reason="needs fork and SIGKILL"))
