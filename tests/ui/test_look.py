"""Colors keep their contrast, icons exist, digits have one width."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from paydesk import config
from paydesk.ui import actions, icons, theme, typeface
from paydesk.ui.labels import Label
from paydesk.ui.theme import DARK, LIGHT, TEXT_ROLES, Tokens


def _luminance(color: str) -> float:
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["tint", "surface", "side", "window", "hover"])
def test_every_text_role_keeps_its_contrast_on_every_ground(tokens: Tokens, ground: str) -> None:
    for role in TEXT_ROLES:
        assert _contrast(getattr(tokens, role), getattr(tokens, ground)) >= 4.9, role


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_primary_button_the_field_edge_and_the_toast_can_be_read(tokens: Tokens) -> None:
    assert _contrast(tokens.on_fill, tokens.fill) >= 4.9
    assert _contrast(tokens.field, tokens.surface) >= 3.0
    for role in ("on_toast", "toast_link", "toast_ok"):
        assert _contrast(getattr(tokens, role), tokens.toast) >= 4.9


def test_switching_the_theme_reaches_the_palette_and_labels_that_are_already_there(qapp: QApplication) -> None:
    label = Label("12.00 credit", role="ok")
    theme.apply(qapp, theme.Mode.DARK)
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == DARK.ok
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.surface
    assert theme.is_dark()


def test_all_digits_have_one_width_at_both_weights(qapp: QApplication) -> None:
    for strong in (False, True):
        metrics = QFontMetricsF(typeface.font(strong=strong))
        assert len({round(metrics.horizontalAdvance(digit * 10), 2) for digit in "0123456789"}) == 1


def test_every_shipped_icon_paints_in_the_color_it_is_given(qapp: QApplication) -> None:
    drawings = sorted(config.resource("icons").glob("*.svg"))
    assert len(drawings) >= 40
    for drawing in drawings:
        image = QImage(16, 16, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        icons.paint(painter, drawing.stem, QRectF(0, 0, 16, 16), tint=LIGHT.color("bad"))
        painter.end()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        inked = [pixel for pixel in pixels if pixel.alpha() > 120]
        assert inked, drawing.stem
        assert all(abs(ink.red() - LIGHT.color("bad").red()) < 12 for ink in inked), drawing.stem


def test_every_icon_of_a_command_exists() -> None:
    assert all(icons.exists(one.icon) for one in actions.WINDOW_COMMANDS if one.icon)


def test_our_own_font_is_the_default_where_the_system_has_none_to_rely_on(qapp: QApplication) -> None:
    if not sys.platform.startswith(("win", "darwin")):
        assert QFontInfo(qapp.font()).family() == "Noto Sans"
    assert qapp.font().pointSizeF() == 9.75


def test_a_color_that_a_painter_changes_stays_as_it_was_for_the_others() -> None:
    theme.color("on_fill").setAlphaF(0.5)
    assert theme.color("on_fill").alphaF() == 1.0
