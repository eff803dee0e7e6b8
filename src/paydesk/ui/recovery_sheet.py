"""The recovery sheet as a paper, drawn by the window itself: its lines are kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from paydesk.ui import typeface
from paydesk.ui.finished_paper import Paper, file_name

_DPI = 300


def recovery_paper(clinic: str, lines: tuple[str, ...]) -> Paper:
    """One letter page with the lines in large letters."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle("Recovery sheet")
    inch = QMarginsF(1, 1, 1, 1)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.Letter), QPageLayout.Orientation.Portrait, inch,
                    QPageLayout.Unit.Inch)
    )  # fmt: skip
    painter = QPainter(writer)
    top, wide = 0.0, float(writer.width())
    for words, size, after in (
        ("Recovery sheet", 20.0, 60), (clinic, 14.0, 120),
        ("These lines open the clinic's data when the PC is lost. Lock this sheet away.", 11.0, 120),
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
    return Paper("Recovery sheet", file_name("Recovery sheet"), bytes(buffer.data().data()))
