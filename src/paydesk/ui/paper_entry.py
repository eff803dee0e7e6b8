"""One claim of a check that is being typed: the raw words of its cells, and what they say so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from paydesk.operations.choosing_claims import OurClaim, TypedBefore
from paydesk.operations.typing_papers import PaperClaim
from paydesk.rules import money, typed_paper
from paydesk.rules.answer_shares import KnownLine
from paydesk.rules.errors import PaydeskError
from paydesk.rules.typed_answer import EARLIER_PAYER, TypedAnswer, TypedLine, parse_reasons

AMOUNTS = ("allowed", "deductible", "copay", "coinsurance", "off")
CELLS = (*AMOUNTS, "others", "paid")
"""The cells of a line in the order of the eye."""

LEFT_OUT = frozenset({"-", "–", "−"})
"""Typed for what was paid, it says that the paper has nothing of this line."""


@dataclass(frozen=True)
class Sums:
    """A claim so far, in cents; ``holds`` when nothing of it is missing or wrong."""

    charge: money.Cents
    paid: money.Cents
    left: money.Cents
    holds: bool


@dataclass
class PaperEntry:
    """``cells`` by line and cell, ``details`` by their fields; ``taken`` are lines whose usual price was taken over.

    ``refused``: the check was refused with this claim on it, and what of it is wrong shows so until it is mended.
    """

    claim: OurClaim
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    refused: bool = False
    _filled: dict[str, dict[str, str]] = field(default_factory=dict, init=False)
    _sums: Sums | None = None

    def sums(self) -> Sums:
        """What is typed comes to; reckoned once for all that is typed elsewhere meanwhile."""
        if self._sums is None:
            answer = self.answer()
            charge = sum(answer.charge_of(line) for line in self.claim.known.lines)
            self._sums = Sums(charge, answer.paid, answer.left, answer.mistake() is None)
        return self._sums

    def set_details(self, details: Mapping[str, Any]) -> None:
        """What the paper says of the whole claim."""
        self.details = {name: words for name, words in details.items() if words}
        self._sums = None

    @property
    def patient(self) -> str:
        known = self.claim.known
        return f"{known.patient_first} {known.patient_last}".strip()

    @property
    def takes_back(self) -> bool:
        return self.details.get("takes_back") == "yes"

    def usual(self, key: str) -> money.Cents | None:
        """The usual price of a line."""
        found = dict(zip((line.key for line in self.claim.known.lines), self.claim.usual, strict=True))
        return None if self.takes_back else found.get(key)

    def set_cell(self, key: str, cell: str, words: str) -> None:
        """A cell was typed into. A line that is denied has no price: the usual one that was taken over leaves."""
        row, self._sums = self.cells.setdefault(key, {}), None
        row[cell] = words
        if cell == "allowed":
            self.taken.discard(key)
        elif cell == "others" and key in self.taken and _denies(words):
            self.taken.discard(key)
            row["allowed"] = ""

    def take_usual(self, key: str) -> bool:
        """The usual price becomes what is allowed, where nothing else is typed of the line but shares."""
        usual, row = self.usual(key), self.cells.setdefault(key, {})
        if usual is None or row.get("allowed", "").strip() or _denies(row.get("others", "")):
            return False
        row["allowed"], self._sums = money.show(usual), None
        self.taken.add(key)
        return True

    def is_untyped(self) -> bool:
        """Whether nothing is typed of its lines, but for what stands there from the start or was taken over."""
        fresh = new_entry(self.claim).cells
        typed = {key: {cell: words for cell, words in row.items() if words} for key, row in self.cells.items()}
        for key in self.taken:
            typed.get(key, {}).pop("allowed", None)
        return {key: row for key, row in typed.items() if row} == fresh

    def fill(self, lines: Iterable[TypedLine], payer_claim: str) -> None:
        """Show what an answer says, to be typed over."""
        self.cells = {line.key: _words(line) for line in lines}
        self._filled = {key: dict(row) for key, row in self.cells.items()}
        self.taken, self._sums = set(), None
        if payer_claim and not self.details.get("payer_claim"):
            self.details["payer_claim"] = payer_claim

    def is_as_filled(self) -> bool:
        """Whether nothing was typed over what ``fill`` showed."""
        return bool(self._filled) and self.cells == self._filled

    def empty(self) -> None:
        """Its lines as they are from the start."""
        self.cells, self.taken, self._sums = new_entry(self.claim).cells, set(), None

    def line(self, key: str) -> TypedLine:
        """What is typed of a line. Raises PaydeskError with the cell as the field."""
        if self.cells.get(key, {}).get("paid", "").strip() in LEFT_OUT:
            return TypedLine(key, left_out=True)
        return TypedLine(key, **{cell: self._read(key, cell) for cell in CELLS})

    def _read(self, key: str, cell: str) -> Any:
        words = self.cells.get(key, {}).get(cell, "").strip()
        try:
            if cell == "others":
                return parse_reasons(words)
            return money.parse(words) if words else None
        except PaydeskError as refused:
            raise PaydeskError(refused.sentence, field=f"{key} {cell}") from None

    def mistakes(self) -> tuple[PaydeskError, ...]:
        """All that is wrong or missing: the cells that cannot be read, else their lines, and the remarks."""
        found, unread = list[PaydeskError](), set[str]()
        for line in self.claim.known.lines:
            for cell in CELLS if self.cells.get(line.key, {}).get("paid", "").strip() not in LEFT_OUT else ():
                try:
                    self._read(line.key, cell)
                except PaydeskError as refused:
                    found.append(refused)
                    unread.add(line.key)
        found += [one for one in self.answer().mistakes() if one.field not in unread]
        try:
            typed_paper.parse_remarks(str(self.details.get("remarks", "")))
        except PaydeskError as refused:
            found.append(refused)
        return tuple(found)

    def wrong_cells(self) -> dict[str, set[str]]:
        """By line the cells that ``mistakes`` are about: of a line as a whole the likeliest one."""
        found = dict[str, set[str]]()
        for one in self.mistakes():
            key, _, cell = (one.field or "").partition(" ")
            found.setdefault(key, set()).add(cell or self.wanting(key))
        return found

    def wanting(self, key: str) -> str:
        """Where what is missing of a line is likeliest typed."""
        return "paid" if not self.cells.get(key, {}).get("paid", "").strip() else "allowed"

    def so_far(self, key: str) -> TypedLine:
        """The same, where what cannot be read counts as nothing."""
        try:
            return self.line(key)
        except PaydeskError:
            return TypedLine(key)

    def answer(self) -> TypedAnswer:
        """What is typed so far, for the sums."""
        lines = tuple(self.so_far(line.key) for line in self.claim.known.lines)
        return TypedAnswer(self.claim.known, lines, takes_back=self.takes_back)

    def request(self) -> PaperClaim:
        """What is typed; raises PaydeskError with the cell or the field."""
        lines = tuple(self.line(line.key) for line in self.claim.known.lines)
        return PaperClaim(
            self.claim.known.id, lines, str(self.details.get("payer_claim", "")).strip(),
            typed_paper.parse_remarks(str(self.details.get("remarks", ""))),
            str(self.details.get("passed_on_to", "")).strip(), self.takes_back,
        )  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """For a draft."""
        cells = {key: {cell: words for cell, words in row.items() if words} for key, row in self.cells.items()}
        return {
            "claim": self.claim.known.id, "cells": {key: row for key, row in cells.items() if row},
            "details": dict(self.details), "taken": sorted(self.taken),
        }  # fmt: skip


def new_entry(claim: OurClaim) -> PaperEntry:
    """A claim nothing is typed of; on a later payer's paper the rest of each line is what the earlier ones decided."""
    entry = PaperEntry(claim)
    if claim.known.order > 1:
        entry.cells = {line.key: {"others": " ".join(EARLIER_PAYER)} for line in claim.known.lines}
    return entry


def entry_of_draft(claim: OurClaim, kept: Mapping[str, Any]) -> PaperEntry:
    """What ``kept`` gave, on the claim's lines as they are now."""
    keys = {line.key for line in claim.known.lines}
    cells = {key: dict(row) for key, row in kept.get("cells", {}).items() if key in keys}
    return PaperEntry(claim, cells, dict(kept.get("details", {})), set(kept.get("taken", ())) & keys)


def entry_of_answer(before: TypedBefore) -> PaperEntry:
    """An answer that was typed before, as words again."""
    cells = {line.key: _words(line) for line in before.lines}
    details = {
        "payer_claim": before.payer_claim, "remarks": " ".join(before.remarks), "passed_on_to": before.passed_on_to,
        "takes_back": "yes" if before.takes_back else "",
    }  # fmt: skip
    return PaperEntry(before.claim, cells, {name: words for name, words in details.items() if words})


def _words(line: TypedLine) -> dict[str, str]:
    if line.left_out:
        return {"paid": "-"}
    amounts = {cell: getattr(line, cell) for cell in (*AMOUNTS, "paid")}
    words = {cell: money.show(amount) for cell, amount in amounts.items() if amount is not None}
    if line.others:
        words["others"] = "; ".join(one.words for one in line.others)
    return words


def _denies(words: str) -> bool:
    """Whether a reason of these takes all of the rest, other than what an earlier payer decided."""
    try:
        reasons = parse_reasons(words)
    except PaydeskError:
        return False
    return any(one.amount is None and (one.group, one.reason) != EARLIER_PAYER for one in reasons)


def line_words(line: KnownLine) -> str:
    """``99213, 11/03/2026``."""
    code = " ".join(part for part in (line.code, line.modifiers) if part)
    return f"{code}, {line.day:%m/%d/%Y}"


def left_words(entry: PaperEntry, line: KnownLine) -> tuple[str, str]:
    """What of a line is still to be explained, or that it is, with the role of its color."""
    try:
        typed = entry.line(line.key)
    except PaydeskError as refused:
        return refused.sentence, "bad"
    if typed.left_out:
        return "Not on this paper", "text2"
    charge = entry.answer().charge_of(line)
    settled = typed.settled(charge, first=entry.claim.known.order == 1)
    if not typed.answered and settled.left == charge:
        return "", "text2"
    if settled.left:
        words = "to explain" if (settled.left > 0) != entry.takes_back else "too much"
        return f"{money.show(abs(settled.left))} {words}", "warn"
    return ("Explained to the cent", "ok") if typed.answered else ("Type what was paid", "warn")
