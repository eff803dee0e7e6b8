"""A run of statements as files for the printer: presorted, duplex-safe, every sheet accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import groupby

from paydesk.documents.page import ADDRESS, fitted, postal
from paydesk.documents.paper import Finding
from paydesk.documents.pdf_file import draw_file
from paydesk.documents.statement import draw_pages, page_total
from paydesk.documents.statement_view import StatementView, prove
from paydesk.documents.surface import Surface
from paydesk.rules.errors import PaydeskError
from paydesk.rules.money import Cents

STATEMENTS_A_FILE = 500
"""A paper jam loses no more than these."""
_ZIP = re.compile(r"(\d{5})(?:-?(\d{4}))?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """Where one statement is: ``pages`` its own, ``first_page`` and ``last_page`` in its file, from 1."""

    sequence: int
    account: str
    statement: str
    postal_code: str
    pages: int
    sheets: int
    file: str
    first_page: int
    last_page: int
    cents: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintFile:
    """One file of the run; its name says nothing of a patient."""

    name: str
    pdf: bytes
    sha256: str
    pages: int
    rows: tuple[ManifestRow, ...]
    findings: tuple[Finding, ...]

    @property
    def cents(self) -> Cents:
        """What its statements ask for, credits taken off."""
        return sum(row.cents for row in self.rows)

    @property
    def sheets(self) -> int:
        """Sheets of paper it takes, printed on both sides."""
        return sum(row.sheets for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A statement left out, and why: one bad address must not stop ten thousand."""

    account: str
    statement: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotals:
    """What must come out of the printer, per file (name, sha256, statements, pages, cents) and in all."""

    statements: int
    pages: int
    sheets: int
    cents: Cents
    files: tuple[tuple[str, str, int, int, Cents], ...]
    held: tuple[Held, ...]


@dataclass(slots=True)
class _Piece:
    key: tuple[bool, bool, int, str, str]
    account: str
    view: StatementView


@dataclass(slots=True)
class PrintRun:
    """One run: ``files`` makes them one at a time, ``totals`` adds up those made so far."""

    day: date
    statements_a_file: int = STATEMENTS_A_FILE
    held: list[Held] = field(default_factory=list)
    _made: list[tuple[str, str, int, int, Cents]] = field(default_factory=list)
    _sequence: int = 0
    _sheets: int = 0

    def files(self, statements: Iterable[tuple[str, StatementView]]) -> Iterator[PrintFile]:
        """Files of at most ``statements_a_file``, by sheets, ZIP and account; multi-page ones and addresses
        without a ZIP in files of their own. Takes (account, view) pairs; all views are held until drawn."""
        pieces = sorted(self._pieces(statements), key=lambda piece: piece.key, reverse=True)
        for (no_zip, several), group in groupby(_drain(pieces), _kind):
            kind = "address" if no_zip else "multi" if several else "single"
            for number, batch in enumerate(_batches(group, self.statements_a_file), 1):
                yield self._file(batch, name=f"run_{self.day:%Y%m%d}_{kind}_{number:02d}.pdf")

    def totals(self) -> ControlTotals:
        """Control totals of the files made so far."""
        return ControlTotals(
            statements=sum(each[2] for each in self._made),
            pages=sum(each[3] for each in self._made),
            sheets=self._sheets,
            cents=sum(each[4] for each in self._made),
            files=tuple(self._made),
            held=tuple(self.held),
        )

    def _pieces(self, statements: Iterable[tuple[str, StatementView]]) -> Iterator[_Piece]:
        for account, view in statements:
            prove(view)
            try:
                fitted(postal(view.addressee), area=ADDRESS)
            except PaydeskError as refusal:
                self.held.append(Held(account=account, statement=view.number, sentence=refusal.sentence))
                continue
            code, sheets = _postal_code(view), _sheets(view)
            yield _Piece((not code, sheets > 1, sheets, code, account), account, view)

    def _file(self, batch: list[_Piece], *, name: str) -> PrintFile:
        rows: list[ManifestRow] = []
        paper = draw_file(
            partial(self._draw, batch=batch, name=name, rows=rows),
            title=name.removesuffix(".pdf"),
            author=batch[0].view.letterhead.name,
            day=self.day,
        )
        file = PrintFile(
            name=name,
            pdf=paper.pdf,
            sha256=sha256(paper.pdf).hexdigest(),
            pages=paper.pages,
            rows=tuple(rows),
            findings=paper.findings,
        )
        self._made.append((name, file.sha256, len(rows), file.pages, file.cents))
        self._sheets += file.sheets
        return file

    def _draw(self, surface: Surface, *, batch: list[_Piece], name: str, rows: list[ManifestRow]) -> None:
        """Every statement on a front: one that ends on a front gets a blank back."""
        page = 1
        for piece in batch:
            self._sequence += 1
            pages = draw_pages(surface, piece.view, sequence=f"{self._sequence:06d}")
            if pages % 2:
                surface.end_page()
            taken = pages + pages % 2
            rows.append(
                ManifestRow(
                    sequence=self._sequence,
                    account=piece.account,
                    statement=piece.view.number,
                    postal_code=piece.key[3],
                    pages=pages,
                    sheets=taken // 2,
                    file=name,
                    first_page=page,
                    last_page=page + pages - 1,
                    cents=piece.view.amount,
                )
            )
            page += taken


def _kind(piece: _Piece) -> tuple[bool, bool]:
    return piece.key[:2]


def _drain(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Last first, letting go of each: what is drawn need not be kept."""
    while pieces:
        yield pieces.pop()


def _batches(pieces: Iterable[_Piece], size: int) -> Iterator[list[_Piece]]:
    batch: list[_Piece] = []
    for piece in pieces:
        batch.append(piece)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _postal_code(view: StatementView) -> str:
    """ZIP or ZIP+4 as digits, from the last line of the address; empty without one."""
    found = _ZIP.search(view.addressee[-1]) if view.addressee else None
    return found[1] + (found[2] or "") if found else ""


def _sheets(view: StatementView) -> int:
    """Sheets of paper a statement takes on both sides."""
    return (page_total(view) + 1) // 2
