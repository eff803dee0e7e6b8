"""Without a display the demo photographs every tab and dialog, and no button of them is cut."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QWidget

from paydesk.config import Home
from paydesk.ui import demo_gallery
from paydesk.ui.buttons import Button
from paydesk.ui.demo_tour import Guide

BEHIND_A_BUTTON = {
    "imported_codes_dialog", "end_flag_dialog", "change_flag_dialog", "end_coverage_dialog", "sentence_dialog",
    "end_factor_dialog", "recovery_codes_dialog", "withdraw_disclosure_dialog",
}  # fmt: skip
"""One more step inside a dialog, or a question."""

OF_A_KEPT_CLINIC = {"backups_dialog", "new_key_dialog"}
"""The demo clinic is gone with its folder: it has no backups, and no key that is kept."""


def declared(root: Path) -> set[str]:
    """The object names of all dialogs there are."""
    named = re.compile(r'(?:name=|setObjectName\()"(\w+_dialog)"')
    return {name for file in (root / "src/paydesk/ui").rglob("*.py") for name in named.findall(file.read_text())}


def test_every_dialog_there_is_is_photographed(guide: Guide, project_root: Path, tmp_path: Path) -> None:
    seen: list[str] = []
    cut: list[str] = []
    shoot = guide.shoot

    def note(name: str, widget: QWidget | None = None) -> Path:
        seen.append(widget.objectName() if widget else "")
        path = shoot(name, widget)
        there = widget or guide.front.window
        buttons = [one for one in there.findChildren(Button) if one.isVisibleTo(there)]
        cut.extend(f"{name}: {one.text()}" for one in buttons if one.width() < one.sizeHint().width())
        return path

    guide.shoot = note  # type: ignore[method-assign]
    demo_gallery.shoot_first_start(guide, Home(tmp_path / "new"))
    guide.open_owing_account()
    demo_gallery.shoot_dialogs(guide)
    assert declared(project_root) - BEHIND_A_BUTTON - OF_A_KEPT_CLINIC - set(seen) == set()
    assert {"refund_dialog", "move_money_dialog", "receipt_dialog", "clinic_dialog", "setup_dialog"} <= set(seen)
    assert cut == []
    assert all(picture.stat().st_size > 1000 for picture in guide.pictures)
