"""What one workstation remembers of its window: colors, panels, size. Never anything of a patient."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from paydesk.ui.theme import Mode


class Preferences:
    """A small settings file in the clinic's home; without a path nothing outlives the window."""

    def __init__(self, file: Path | None) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat) if file else None
        self._kept: dict[str, object] = {}

    @property
    def mode(self) -> Mode:
        """Light, dark, or as the system has it; an unknown word in the file counts as the system's."""
        word = self._read("window/colors")
        return Mode(word) if word in {mode.value for mode in Mode} else Mode.SYSTEM

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._write("window/colors", mode.value)

    def side_is_open(self, tab: str) -> bool:
        """Whether the side panel of ``tab`` was left open; open until someone closed it."""
        return str(self._read(f"side/{tab}") or "true") == "true"

    def set_side_open(self, tab: str, is_open: bool) -> None:
        self._write(f"side/{tab}", "true" if is_open else "false")

    @property
    def geometry(self) -> QByteArray:
        """The window's place, empty before it was ever closed."""
        kept = self._read("window/geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._write("window/geometry", geometry)

    @property
    def printer(self) -> str:
        """The name of the printer that paper goes to without asking; empty until one was chosen."""
        return str(self._read("paper/printer") or "")

    @printer.setter
    def printer(self, name: str) -> None:
        self._write("paper/printer", name)

    def paper_folder(self, kind: str) -> str:
        """The folder into which papers of that kind go as PDF files instead of to a printer; empty for none."""
        return str(self._read(f"paper/folders/{kind}") or "")

    def set_paper_folder(self, kind: str, folder: str) -> None:
        self._write(f"paper/folders/{kind}", folder)

    @property
    def saved_in(self) -> str:
        """The folder in which a PDF was saved last; empty until one was."""
        return str(self._read("paper/saved_in") or "")

    @saved_in.setter
    def saved_in(self, folder: str) -> None:
        self._write("paper/saved_in", folder)

    @property
    def backup_folder(self) -> str:
        """The folder into which this PC backs up; empty until one was chosen."""
        return str(self._read("backup/folder") or "")

    @backup_folder.setter
    def backup_folder(self, folder: str) -> None:
        self._write("backup/folder", folder)

    @property
    def pages_looked_at(self) -> str:
        """The day on which the pages of the clinic's file were found to be sound last; empty for never."""
        return str(self._read("backup/pages_looked_at") or "")

    @pages_looked_at.setter
    def pages_looked_at(self, day: str) -> None:
        self._write("backup/pages_looked_at", day)

    @property
    def trail_seen(self) -> str:
        """How far this PC saw the trail of the clinic it keeps, as operations.witnessing says it; empty for nothing."""
        return str(self._read("desk/trail_seen") or "")

    @trail_seen.setter
    def trail_seen(self, words: str) -> None:
        self._write("desk/trail_seen", words)

    @property
    def last_user(self) -> str:
        """Who signed in last on this machine, to spare the typing."""
        return str(self._read("desk/last_user") or "")

    @last_user.setter
    def last_user(self, name: str) -> None:
        self._write("desk/last_user", name)

    def _read(self, key: str) -> object:
        return self._settings.value(key) if self._settings else self._kept.get(key)

    def _write(self, key: str, value: object) -> None:
        if self._settings:
            self._settings.setValue(key, value)
        else:
            self._kept[key] = value
