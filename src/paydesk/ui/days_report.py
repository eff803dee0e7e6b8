"""What the reports over a span of days share: the choice of days, the list or what it says when it is empty."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.labels import Empty
from paydesk.ui.segments import SegmentRow
from paydesk.ui.tab_keys import SPANS


class DaysReport(QWidget):
    """W, M, L and Y choose the span. ``missed``: what was asked for came while something else was shown.

    Subclasses ``hold`` what they show, say ``refresh`` and ask ``is_seen`` before they fill it.
    """

    def __init__(self, context: DeskContext, *, name: str, label: str = "Days") -> None:
        super().__init__()
        self._context, self.missed = context, False
        self.span = SegmentRow(SPANS, name=name, label=label)
        self.span.choose("month")
        self._body = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(12)
        column.addWidget(self.span, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._body, 1)
        self.span.listen_on(self)
        self.span.chosen.connect(lambda value: self.refresh())

    def hold(self, found: QWidget, nothing: Empty) -> None:
        """What stands under the span when there is something, and when there is nothing."""
        self._body.addWidget(found)
        self._body.addWidget(nothing)

    def refresh(self) -> None:
        """Ask for the span anew; every report has its own."""
        raise NotImplementedError

    def days(self) -> tuple[date, date]:
        """First and last day of the span; what is asked for them is not missed yet."""
        self.missed = False
        return span_days(self.span.value(), self._context.today())

    def is_seen(self) -> bool:
        """Whether what came is looked at; else it was missed."""
        self.missed = not self.isVisible()
        return not self.missed

    def tell(self, *, found: bool) -> None:
        """Show what was found, or that there is nothing."""
        self._body.setCurrentIndex(0 if found else 1)


def span_days(span: str, today: date) -> tuple[date, date]:
    """First and last day of a span."""
    first = today.replace(day=1)
    if span == "week":
        return today - timedelta(days=6), today
    if span == "last":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    if span == "year":
        return today - timedelta(days=365), today
    return first, today
