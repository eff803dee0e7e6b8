"""Where things are on this machine, the clinic's home, the resources that ship, the log; and its memory's tidying."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 1_000_000
LOG_FILES = 5


def resource(name: str) -> Path:
    """The shipped file or folder ``name``, such as ``fonts/NotoSans-Regular.ttf``.

    The same for the installed package, the frozen program and a checkout. Raises FileNotFoundError.
    """
    for place in _resource_places():
        path = place / name
        if path.exists():
            return path
    raise FileNotFoundError(f"paydesk's resource {name} is missing; install paydesk again.")


def _resource_places() -> tuple[Path, ...]:
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    bundled = (Path(frozen) / "paydesk" / "resources",) if frozen else ()
    return (*bundled, package / "resources", package.parents[1] / "resources")


@dataclass(frozen=True)
class Home:
    """The folder that holds everything of one clinic on this machine."""

    root: Path

    @property
    def database(self) -> Path:
        """The clinic's encrypted file, when it is kept on this machine."""
        return self.root / "clinic.paydesk"

    @property
    def logs(self) -> Path:
        """The folder of the log; nothing in it is about a patient."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """The folder of the backups that are made before an update; encrypted like the clinic itself."""
        return self.root / "backups"

    @property
    def settings(self) -> Path:
        """The window's preferences; nothing in it is about a patient."""
        return self.root / "settings.ini"

    def prepare(self) -> Home:
        """Make the folders that are missing, open to this login only."""
        for folder in (self.root, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def home(
    argument: str | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
) -> Home:
    """The home that was asked for (``--home``), else ``PAYDESK_HOME``, else the platform's own place."""
    variables = os.environ if environment is None else environment
    asked = argument or variables.get("PAYDESK_HOME")
    if asked:
        return Home(Path(asked).expanduser().absolute())
    if platform == "win32":
        local = variables.get("LOCALAPPDATA")
        return Home((Path(local) if local else Path.home() / "AppData" / "Local") / "paydesk")
    data = variables.get("XDG_DATA_HOME", "")
    # The XDG specification says that a relative path is to be ignored.
    base = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return Home(base / "paydesk")


def open_log(place: Home) -> logging.Handler:
    """Write the log to the home's ``logs`` from now on, instead of where it was written before."""
    place.prepare()
    path = place.logs / "paydesk.log"
    handler = _Log(
        path, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(_QuietFormatter("%(asctime)s %(levelname)s %(name)s.%(module)s: %(message)s"))
    close_log()
    handler.set_name(_LOG_NAME)
    logging.getLogger().addHandler(handler)
    logging.getLogger("paydesk").setLevel(logging.INFO)
    return handler


def close_log() -> None:
    """Stop writing the log and let go of its file."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if handler.name == _LOG_NAME]:
        root.removeHandler(handler)
        handler.close()


def log_is_written() -> bool:
    """Whether everything so far came into the log: its disk may be full."""
    handlers = [handler for handler in logging.getLogger().handlers if isinstance(handler, _Log)]
    return bool(handlers) and not any(handler.lost for handler in handlers)


_LOG_NAME = "paydesk log"


class _Log(RotatingFileHandler):
    """A log that is lost is no reason to disturb anyone: what it was to tell of goes on, or is told elsewhere."""

    lost = False

    def handleError(self, record: logging.LogRecord) -> None:
        self.lost = True

    def close(self) -> None:
        try:
            super().close()
        except OSError:  # what was not written yet is tried once more
            self.lost = True


class _QuietFormatter(logging.Formatter):
    """Says where something happened, never with which values: those may be a patient's."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.partition(".")[0] == "paydesk"
        # Another handler may have left its own text of the error on the record: exc_text.
        quiet = {**record.__dict__, "args": record.args if ours else None, "exc_text": None}
        return super().format(logging.makeLogRecord(quiet))

    def formatException(self, ei: object) -> str:
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        lines = [f"  {getattr(kind, '__name__', 'error')} at"]
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"    {Path(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}")
            trace = trace.tb_next
        return "\n".join(lines)


@contextmanager
def no_collecting() -> Iterator[None]:
    """For hundreds of thousands of small records without a cycle among them: Python's looking for cycles would take a
    third of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.freeze()  # with the next line: what was made counts as old at once, and nothing goes through it now
            gc.unfreeze()
            gc.enable()
