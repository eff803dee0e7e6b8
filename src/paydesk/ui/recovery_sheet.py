"""The recovery sheet and the recovery codes as papers, drawn by the window itself: their lines are kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from paydesk.ui import typeface
from paydesk.ui.finished_paper import Paper, file_name

_DPI = 300


def recovery_paper(clinic: str, lines: tuple[str, ...]) -> Paper:
    """One letter page with the lines of the clinic's key in large letters."""
    sentence = "These lines open the clinic's data when the PC is lost. Lock this sheet away."
    return _paper("Recovery sheet", clinic, sentence, lines)


def recovery_codes_paper(clinic: str, user: str, codes: tuple[str, ...]) -> Paper:
    """One letter page with the codes of somebody's second factor."""
    sentence = f"When the phone is lost, each code lets {user} in once. Keep them where the phone is not."
    return _paper("Recovery codes", clinic, sentence, codes)


def _paper(title: str, clinic: str, sentence: str, lines: tuple[str, ...]) -> Paper:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(title)
    inch = QMarginsF(1, 1, 1, 1)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.Letter), QPageLayout.Orientation.Portrait, inch,
                    QPageLayout.Unit.Inch)
    )  # fmt: skip
    painter = QPainter(writer)
    top, wide = 0.0, float(writer.width())
    for words, size, after in (
        (title, 20.0, 60), (clinic, 14.0, 120), (sentence, 11.0, 120),
        *((f"{place}   {line}", 16.0, 60) for place, line in enumerate(lines, 1)),
    ):  # fmt: skip
        face = QFont(typeface.font())
        face.setPointSizeF(size)
        painter.setFont(face)
        tall = painter.fontMetrics().height() * 1.2
        painter.drawText(QRectF(0, top, wide, tall), words)
        top += tall + after
    painter.end()
    buffer.close()
    return Paper(title, file_name(title), bytes(buffer.data().data()))
