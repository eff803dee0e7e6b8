"""What is measured in the real window without a screen: from a key to what is painted."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from bench_clinic import desk as desk_of
from bench_data import misspelled
from bench_people import account_number
from bench_row import Row, timed
from PySide6.QtCore import QElapsedTimer, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import text

from paydesk.data.database import Database
from paydesk.operations.desk import Desk
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.preferences import Preferences
from paydesk.ui.starting import spare_what_stays, start_qt


class Painted(QObject):
    """Waits until a widget was painted after ``ready`` was called."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._loop, self._clock, self._ready, self.took = QEventLoop(), QElapsedTimer(), False, -1.0
        self._patience = QTimer(self, singleShot=True, interval=2000)
        self._patience.timeout.connect(self._loop.quit)
        widget.installEventFilter(self)

    def ready(self) -> None:
        """What is to be painted is known to the widget now."""
        self._ready = True

    def measure(self, act: Callable[[], object]) -> float:
        """Milliseconds from ``act`` to the painted widget; -1 when it never was within two seconds."""
        self._ready, self.took = False, -1.0
        self._patience.start()
        self._clock.start()
        act()
        if self.took < 0:
            self._loop.exec()
        self._patience.stop()
        return self.took

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._ready:
            self._ready = False
            # The widget paints after this; a timer of zero fires once the whole window is painted.
            QTimer.singleShot(0, self, self._end)
        return False

    def _end(self) -> None:
        self.took = self._clock.nsecsElapsed() / 1e6
        self._loop.quit()


class Bench:
    """The window of one clinic, seated."""

    def __init__(self, desk: Desk) -> None:
        preferences = Preferences(None)
        self.application: QApplication = start_qt(preferences)
        self.desk, self.front = desk, FrontDesk(preferences)
        self.window, self.jobs = self.front.window, self.front.jobs
        self.window.resize(1366, 768)
        self.window.show()
        self.context = self.front.seat(desk, clinic="Bench")
        spare_what_stays()
        self.front.go("patients")
        self.settle()

    def settle(self) -> None:
        """Let everything that runs end and be painted."""
        self.jobs.wait_idle(20_000)
        QApplication.processEvents()

    def close(self) -> None:
        self.window.close()
        self.front.finish()


def measure(database: Database, engine: str) -> list[Row]:
    """The rows of one engine."""
    bench = Bench(desk_of(database))
    rows = [*_finder(bench, engine), _account(bench, engine)]
    bench.close()
    return rows


def _finder(bench: Bench, engine: str) -> list[Row]:
    """Words typed key by key, with a person's pause between keys: first answers, and when similar names joined."""
    finder = bench.window.finder
    finder.setFocus()
    rows = finder.popup.list.rows
    painted = Painted(finder.popup.list.viewport())
    rows.modelReset.connect(painted.ready)
    joined = Painted(finder.popup.list.viewport())
    rows.rowsInserted.connect(joined.ready)
    for word in ("smi", "50"):
        _type(bench, word, painted)
    sure = [took for word in _words(bench.desk) for took in _type(bench, word, painted)]
    late = [took for _, word in misspelled(bench.desk, 40) for took in _paste(bench, word, joined)]
    lost = sum(took < 0 for took in sure)
    return [
        timed(f"Finder key to painted, {engine} ({len(sure)} keys)", 16, [t for t in sure if t >= 0], part=0.95),
        *([Row("  keys that painted nothing", "0", str(lost), 2.0)] if lost else []),
        timed(f"Similar names joined, {engine}", 100, [t for t in late if t >= 0] or [2000], part=0.95),
    ]


def _words(desk: Desk) -> list[str]:
    """Parts of names, two parts, account numbers and phones of people who are there."""
    luck = random.Random(11)
    query = "SELECT p.first_name, p.last_name, f.digits, p.account_id FROM person p JOIN phone f ON f.person_id = p.id "
    with desk.looking() as session:
        people = session.execute(text(query + "WHERE p.id < 3000 ORDER BY p.id")).all()
    words = []
    for first, last, digits, account in luck.sample(list(people), 32):
        words.append(luck.choice((last[:5], f"{last[:4]} {first[:2]}", str(account_number(account)), digits[-7:])))
    return words


def _type(bench: Bench, word: str, painted: Painted) -> list[float]:
    finder, found = bench.window.finder, []
    finder.clear()
    for letter in word:
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
        if letter == " ":
            QApplication.sendEvent(finder, key)
        else:
            found.append(painted.measure(lambda key=key: QApplication.sendEvent(finder, key)))
        bench.settle()
    return found


def _paste(bench: Bench, word: str, joined: Painted) -> list[float]:
    """The last letter of a word with an error in it."""
    finder = bench.window.finder
    finder.setText(word[:-1])
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, word[-1])
    took = joined.measure(lambda: QApplication.sendEvent(finder, key))
    bench.settle()
    return [took]


def _account(bench: Bench, engine: str) -> Row:
    tab = bench.window.current_tab()
    assert tab is not None
    painted = Painted(tab.ledger.list.viewport())  # type: ignore[attr-defined]
    bench.context.page_changed.connect(painted.ready)
    with bench.desk.looking() as session:
        highest = int(session.execute(text("SELECT max(id) FROM account")).scalar_one())
    samples = []
    for account in random.Random(13).sample(range(1, highest), 90):
        samples.append(painted.measure(lambda account=account: bench.context.open_account(account)))
        bench.settle()
    samples = [took for took in samples[10:] if took >= 0]
    return timed(f"Account open to painted, {engine}", 16, samples or [2000.0])
