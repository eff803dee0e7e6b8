"""The claims of the open account: where each stands, and all that happened to the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.rules import money
from paydesk.rules.claims import DEADLINE_WORDS, SENT_HOW, ClaimState
from paydesk.rules.keyboard import show_date
from paydesk.ui.buttons import Button
from paydesk.ui.chosen_line import account_words, open_page
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialog_room import room_for
from paydesk.ui.dialogs.correct_claim_dialog import take_back
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Empty, Label, SectionHeader
from paydesk.ui.list_row import ListRow
from paydesk.ui.payment_worklist import local_clock
from paydesk.ui.scrolling import JobScroll
from paydesk.ui.typeface import Size

if TYPE_CHECKING:
    from paydesk.operations.claim_stories import ClaimHistory

_LIST_WIDTH = 300
_TOP = Qt.AlignmentFlag.AlignTop
_TONES = {
    ClaimState.DENIED: "bad", ClaimState.REJECTED: "bad", ClaimState.PARTLY_DENIED: "warn",
    ClaimState.TAKEN_BACK: "warn", ClaimState.NOT_SENT: "warn", ClaimState.PAID: "ok",
}  # fmt: skip


class AccountClaimsDialog(ReadingDialog):
    """A claim's facts and story stand beside the list; what can be done with the chosen one stands below."""

    def __init__(self, context: DeskContext, claims: tuple[ClaimHistory, ...]) -> None:
        self._claims = {one.claim_id: one for one in claims}
        self._unsend = Button("Not sent after all", key="Alt+N", name="unsend")
        self._send = Button("Note as sent", key="Alt+S", name="send")
        self._uncorrect = Button("Take back the correction", key="Alt+T", name="uncorrect")
        super().__init__(
            context, name="account_claims_dialog", title=f"Claims, {account_words(context)}",
            rows=tuple(map(_row, claims)),
            lead="Where each stands with its insurer, and all that happened to it.",
            empty=Empty("No claim was made yet", "A visit charged to a coverage makes one.", icon="shield"),
            buttons=(self._uncorrect, self._unsend, self._send),
        )  # fmt: skip
        self._story = Ground()
        self._told = QVBoxLayout(self._story)
        self._told.setContentsMargins(24, 12, 24, 16)
        self._told.setSpacing(3)
        self._put_beside()
        self._unsend.clicked.connect(self._take_back)
        self._send.clicked.connect(self._note_sent)
        self._uncorrect.clicked.connect(self._take_back_correction)
        self.list.picked.connect(lambda key: self._tell())
        self._tell()

    @staticmethod
    def load(context: DeskContext) -> Callable[[], tuple[ClaimHistory, ...]]:
        """Reads the claims before the dialog opens."""
        from paydesk.operations import claim_stories

        account = open_page(context).account_id
        return lambda: claim_stories.claims_of_account(context.desk, account)

    def start(self) -> None:
        super().start()
        self.resize(room_for(self, wide=940, tall=600))

    def sentences(self) -> tuple[str, ...]:
        """What is told of the chosen claim."""
        return tuple(one.text() for one in self._story.findChildren(Label))

    def _chosen(self) -> ClaimHistory | None:
        key = self.list.current_key()
        return self._claims.get(key) if isinstance(key, int) else None

    def _tell(self) -> None:
        while (item := self._told.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        claim = self._chosen()
        may = self.context.may("claims.work")
        state = claim.state if may and claim is not None else None
        self._unsend.setVisible(state is ClaimState.SENT)
        self._send.setVisible(state in (ClaimState.NOT_SENT, ClaimState.REJECTED))
        self._uncorrect.setVisible(state is ClaimState.NOT_SENT and bool(claim and claim.replaces))
        if claim is not None:
            for widget in _facts(claim):
                self._told.addWidget(widget)
            self._told.addWidget(_head("What happened"))
            for one in reversed(claim.story):
                when = f"{show_date(one.at.date())} {local_clock(one.at)}"
                self._told.addWidget(_pair(when, f"{one.what[:1].upper()}{one.what[1:]}, by {one.by}", one.why))
        self._told.addStretch(1)

    def _take_back(self) -> None:
        from paydesk.operations import claim_stories

        claim = self._chosen()
        if claim is None:
            return
        self.accept()  # never more than one question over the window
        why = self.context.messages.ask_reason(
            "It was not sent?", f"Claim {claim.number} waits to be sent again. Say why: it stays with the claim.",
            yes="Not sent after all",
        )  # fmt: skip
        if why is not None:
            context, request = self.context, claim_stories.TakeBackSent(claim.claim_id, why)
            context.jobs.do(
                lambda: claim_stories.take_back_sent(context.desk, request), title="Taking it back", owner=context,
                then=lambda done: context.messages.tell(f"Claim {claim.number} waits to be sent again"),
                refused=context.messages.refuse,
            )  # fmt: skip

    def _note_sent(self) -> None:
        """How and when it was sent is said where every claim is noted as sent."""
        claim = self._chosen()
        if claim is not None:
            self.accept()
            self.context.go("insurance")
            self.context.sending_asked.emit(claim.claim_id)

    def _take_back_correction(self) -> None:
        claim = self._chosen()
        if claim is not None:
            self.accept()
            take_back(self.context, claim.claim_id)

    def _put_beside(self) -> None:
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        place = column.indexOf(self.list)
        column.removeWidget(self.list)
        self.list.setFixedWidth(_LIST_WIDTH)
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(JobScroll(self._story), 1)
        beside.setVisible(bool(self._claims))
        column.insertWidget(place, beside, 1)


def _row(claim: ClaimHistory) -> ListRow:
    left = money.show(claim.open) if claim.open else ""
    return ListRow(
        claim.claim_id, claim.payer, second=f"{claim.patient}, {show_date(claim.day)}", why=_state(claim),
        why_icon="shield", why_tone=_TONES.get(claim.state, "text2"), money=left,
        shorter=(show_date(claim.day),), spoken=f"{claim.number}, {claim.payer}, {claim.patient}, {_state(claim)}",
    )  # fmt: skip


def _state(claim: ClaimHistory) -> str:
    return claim.state.value[:1].upper() + claim.state.value[1:]


def _facts(claim: ClaimHistory) -> list[QWidget]:
    told: list[QWidget] = [
        Label(f"Claim {claim.number}, {_state(claim).lower()}", strong=True),
        _pair("Billed", f"{money.show(claim.charge)} for {', '.join(claim.codes)}"),
        _pair("Open with the insurer", money.show(claim.open)),
    ]
    if claim.replaces:
        told.append(_pair("Corrects", f"claim {claim.replaces}"))
    if claim.sent_on is not None:
        told.append(_pair("Sent", f"{show_date(claim.sent_on)} {SENT_HOW.get(claim.sent_how, '')}".strip()))
    others = [one for one in claim.numbers if one != claim.number]
    if others:
        told.append(_pair("Also known as", ", ".join(others)))
    for one in claim.deadlines:
        verb = DEADLINE_WORDS.get(one.kind, one.kind)
        told.append(_pair(f"{verb[:1].upper()}{verb[1:]} by", show_date(one.due), one.source))
    if claim.follow_up_on is not None:
        told.append(_pair("Next", show_date(claim.follow_up_on), claim.follow_up_why))
    if claim.assigned_to:
        told.append(_pair("Given to", claim.assigned_to))
    return told


def _pair(words: str, value: str, second: str = "") -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 1, 0, 1)
    row.setSpacing(8)
    label = Label(words, role="text2", size=Size.LABEL)
    label.setFixedWidth(136)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(Label(value, wraps=True))
    if second:
        column.addWidget(Label(second, role="text2", size=Size.LABEL, wraps=True))
    row.addWidget(label, 0, _TOP)
    row.addLayout(column, 1)
    return made


def _head(words: str) -> QWidget:
    head = SectionHeader(words)
    head.setContentsMargins(0, 14, 0, 2)
    return head
