"""Photographs every tab and dialog of the demo clinic, light and dark, at 1366x768, 1366x689 and at scale 1.5."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOMENT = "2026-11-23T10:42"
PASSES = (
    ("light", 1366, 768, "1"), ("dark", 1366, 768, "1"), ("light", 1366, 689, "1"), ("light", 911, 512, "1.5"),
    ("dark", 911, 512, "1.5"),
)  # fmt: skip


def photograph(mode: str, width: int, height: int, out: Path) -> int:
    """One pass in this process; how many pictures it made."""
    from paydesk import demo
    from paydesk.config import Home
    from paydesk.ui.demo_tour import Guide, at
    from paydesk.ui.front_desk import FrontDesk
    from paydesk.ui.preferences import Preferences
    from paydesk.ui.printing import FolderSink
    from paydesk.ui.starting import seat_demo_at, start_qt
    from paydesk.ui.theme import Mode

    preferences = Preferences(None)
    preferences.mode = Mode(mode)
    start_qt(preferences)
    front = FrontDesk(preferences, sink=FolderSink(out))
    guide = Guide(front, out)
    guide.show(width, height)
    with tempfile.TemporaryDirectory(prefix="paydesk-shots-") as folder:
        guide.shoot_first_start(Home(Path(folder) / "new"))
        seat_demo_at(front, demo.open_demo(Home(Path(folder) / "demo"), now=at(MOMENT)))
        guide.walk()
        guide.shoot_dialogs()
        front.finish()
    return len(guide.pictures)


def main() -> int:
    """Every pass in a process of its own: the scale of a screen is fixed when a program starts."""
    if len(sys.argv) == 5:
        mode, width, height, out = sys.argv[1:]
        print(f"{photograph(mode, int(width), int(height), Path(out))} pictures in {out}")
        return 0
    for mode, width, height, scale in PASSES:
        out = ROOT / "out" / "shots" / f"{mode}-{width}x{height}"
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        asked = [sys.executable, __file__, mode, str(width), str(height), str(out)]
        if subprocess.run(asked, env=environment).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
