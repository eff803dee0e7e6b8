"""Beside a remittance: all an insurer says of the chosen claim, what can be done about it, and what will post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from paydesk.operations.reading_advice import AdvicePage, AnswerRow, Said, SaidLine, WillPost
from paydesk.rules import money
from paydesk.rules.adjustment_reasons import provider_level_words, reason_words, remark_words, whose
from paydesk.ui.buttons import Button, Kind
from paydesk.ui.ground import Ground
from paydesk.ui.labels import Label, SectionHeader, Why
from paydesk.ui.panes import SidePanel
from paydesk.ui.typeface import Size

_MOST_TOLD = 20
_ASK_AGAIN = (
    "The file is damaged or incomplete. Ask the insurer or the clearinghouse to send it again: a whole copy takes the "
    "place of this one, and nothing is posted twice."
)


@dataclass(frozen=True)
class Deed:
    """Something that can be done about a claim: its words, its digit, and what runs it."""

    words: str
    run: Callable[[], object]


class RemittanceSide(SidePanel):
    """Told anew for every chosen row."""

    def __init__(self) -> None:
        self._body = Ground("side")
        super().__init__("What they say", self._body, key="F9")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(20, 12, 20, 20)
        self._column.setSpacing(3)

    def show_nothing(self) -> None:
        """No remittance is in front."""
        self._fill(())

    def show_answer(self, page: AdvicePage, row: AnswerRow | None, said: Said | None, deeds: Sequence[Deed]) -> None:
        """Tell a claim, if one is chosen, and what will post of all of them."""
        told: list[QWidget] = []
        if row is not None:
            told += [Label(row.patient, strong=True, wraps=True)]
            account = f"claim {row.number}" if row.number else "no claim number"
            told.append(Label(account, role="text2", size=Size.LABEL))
            if said is not None:
                told += _told(said)
            if row.to_patient < 0 and row.kind in ("ready", "posted"):
                words = "lowers" if row.kind == "ready" else "lowered"
                told += [_space(6), Why(f"It {words} what the patient owes by {money.show(-row.to_patient)}. That is "
                                        "no bill.", icon="info")]  # fmt: skip
            if row.why:
                told += [_space(6), Why(row.why, icon="info")]
        if deeds:
            told += [_head("What to do"), *(_deed(place, deed) for place, deed in enumerate(deeds, 1))]
        told += [_head("What will post"), *_will_post(page.will_post)]
        if page.damaged:
            told += [_head("What to do about the file"), Why(_ASK_AGAIN, icon="warning")]
        if page.findings:
            told += [_head("What the file has wrong"), *(Why(one, icon="info") for one in page.findings[:_MOST_TOLD])]
        if page.provider:
            told += [_head("Not of a claim"), *map(_provider, page.provider, page.became)]
        self._fill(told)

    def _fill(self, widgets: Sequence[QWidget]) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for widget in widgets:
            self._column.addWidget(widget)
        self._column.addStretch(1)


def _told(said: Said) -> list[QWidget]:
    told: list[QWidget] = []
    for line in said.lines:
        told += _line(line)
    told += [_reason(*one) for one in said.reasons]
    told += [_remark(code) for code in said.remarks]
    for words, value in (("Their number", said.payer_claim), ("They correct", said.corrected),
                         ("Passed on to", said.crossover)):  # fmt: skip
        if value:
            told.append(_pair(words, value, quiet=True))
    return told


def _line(line: SaidLine) -> list[QWidget]:
    name = " ".join(part for part in (line.name or "Line", line.code) if part)
    told: list[QWidget] = [_space(6), _pair(name, money.show(line.charge), strong=True)]
    told += [_reason(*one) for one in line.reasons]
    told += [_remark(code) for code in line.remarks]
    told.append(_pair("They paid", money.show(line.paid)))
    return told


def _reason(group: str, reason: str, amount: money.Cents) -> QWidget:
    return _coded(f"{group} {reason}", reason_words(reason), money.show(-amount), whose(group, reason))


def _remark(code: str) -> QWidget:
    return _coded(code, remark_words(code), "–", "")


def _provider(one: tuple[str, str, money.Cents], became: str) -> QWidget:
    reason, reference, amount = one
    second = ", ".join(part for part in (reference, became) if part)
    return _coded(reason, provider_level_words(reason), money.show(-amount), second)


def _coded(code: str, words: str, amount: str, second: str) -> QWidget:
    """A code, what it means in our own words, and its amount; below it whose it is."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 1, 0, 1)
    row.setSpacing(8)
    label = Label(code, role="text2", size=Size.LABEL)
    label.setFixedWidth(48)
    middle = QVBoxLayout()
    middle.setSpacing(0)
    middle.addWidget(Label(words[:1].upper() + words[1:], wraps=True))
    if second:
        middle.addWidget(Label(second[:1].upper() + second[1:], role="text2", size=Size.LABEL, wraps=True))
    row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(middle, 1)
    row.addWidget(Label(amount), 0, Qt.AlignmentFlag.AlignTop)
    return made


def _pair(words: str, value: str, *, strong: bool = False, quiet: bool = False) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 1, 0, 1)
    row.setSpacing(8)
    role, size = ("text2", Size.LABEL) if quiet else ("text", Size.BODY)
    row.addWidget(Label(words, role=role, size=size, strong=strong, wraps=True), 1)
    value_label = Label(value, role=role, size=size, strong=strong)
    row.addWidget(value_label, 0, Qt.AlignmentFlag.AlignTop)
    return made


def _head(words: str) -> QWidget:
    head = SectionHeader(words)
    head.setContentsMargins(0, 14, 0, 2)
    return head


def _space(height: int) -> QWidget:
    made = QWidget()
    made.setFixedHeight(height)
    return made


def _deed(place: int, deed: Deed) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    link = Button(deed.words, kind=Kind.LINK, key=str(place), shown_only=True, name=f"deed_{place}")
    link.clicked.connect(lambda checked=False: deed.run())
    row.addWidget(link)
    row.addStretch(1)
    return made


def _accounts(count: int) -> str:
    return "1 account" if count == 1 else f"{count:,} accounts"


def _will_post(what: WillPost) -> list[QWidget]:
    claims = "1 claim" if what.claims == 1 else f"{what.claims:,} claims"
    told = [_pair(f"Insurer payments, {claims}", money.show(what.payments))]
    if what.off:
        told.append(_pair("Came off by contract", money.show(-what.off)))
    if what.moved:
        told.append(_pair(f"Moved to patients, {_accounts(what.accounts)}", money.show(what.moved)))
    if what.lowered:
        told.append(_pair(f"Patients owe less, {_accounts(what.lowered_accounts)}", money.show(what.lowered)))
    if what.taken_back:
        told.append(_pair("Taken back", money.show(-what.taken_back)))
    if what.denied:
        told.append(_pair("Noted as denied", f"{what.denied:,}"))
    if what.left_claims:
        left = "1 claim" if what.left_claims == 1 else f"{what.left_claims:,} claims"
        told.append(_pair(f"Left for a person, {left}", money.show(what.left), strong=True))
    return told
