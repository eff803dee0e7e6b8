"""Photographs every tab and dialog of the demo clinic, light and dark, at 1366x768, 1366x689 and at scale 1.5."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README_PICTURES = ROOT / "docs" / "pictures"
MOMENT = "2026-11-23T10:42"
PASSES = (
    ("light", 1366, 768, "1"), ("dark", 1366, 768, "1"), ("light", 1366, 689, "1"), ("light", 911, 512, "1.5"),
    ("dark", 911, 512, "1.5"),
)  # fmt: skip


def photograph(mode: str, width: int, height: int, out: Path) -> int:
    """One pass in this process; how many pictures it made."""
    from paydesk import demo
    from paydesk.config import Home
    from paydesk.ui import demo_gallery
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
        demo_gallery.shoot_first_start(guide, Home(Path(folder) / "new"))
        seat_demo_at(front, demo.open_demo(Home(Path(folder) / "demo"), now=at(MOMENT)))
        guide.walk()
        demo_gallery.shoot_dialogs(guide)
        front.finish()
    return len(guide.pictures)


def renew_readme() -> None:
    """The README's pictures, from the passes just made and the papers they printed."""
    from PIL import Image

    from paydesk.documents import page_image

    shots = ROOT / "out" / "shots"
    README_PICTURES.mkdir(parents=True, exist_ok=True)
    for name, source in (
        ("today", "light-1366x768/today"), ("patients", "light-1366x768/patients"),
        ("payments", "light-1366x768/payments"), ("reports", "light-1366x768/reports-ageing"),
        ("remittance", "light-1366x768/payments-remittance"), ("calls", "light-1366x768/calls"),
        ("plans", "light-1366x768/plans"),
        ("patients-dark", "dark-1366x768/patients"), ("audit", "light-1366x768/reports-audit"),
    ):  # fmt: skip
        Image.open(shots / f"{source}.png").convert("P", palette=Image.Palette.ADAPTIVE).save(
            README_PICTURES / f"{name}.png", optimize=True
        )
    for name in ("statement", "receipt"):
        paper = sorted((shots / "light-1366x768").glob(f"{name}[_-]*.pdf"))[0].read_bytes()
        page = page_image.render(paper, 0, dpi=80)
        Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L").save(
            README_PICTURES / f"{name}.png", optimize=True
        )


def main() -> int:
    """Every pass in a process of its own: the scale of a screen is fixed when a program starts."""
    if len(sys.argv) == 5:
        mode, width, height, out = sys.argv[1:]
        print(f"{photograph(mode, int(width), int(height), Path(out))} pictures in {out}")
        return 0
    shutil.rmtree(ROOT / "out" / "shots", ignore_errors=True)
    for mode, width, height, scale in PASSES:
        out = ROOT / "out" / "shots" / f"{mode}-{width}x{height}"
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        asked = [sys.executable, __file__, mode, str(width), str(height), str(out)]
        if subprocess.run(asked, env=environment).returncode:
            return 1
    renew_readme()
    return 0


if __name__ == "__main__":
    sys.exit(main())
