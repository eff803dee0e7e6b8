"""Diagnosing: finding ICD-10-CM codes by code or words, and saying how sure we are of one on a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from paydesk.config import resource
from paydesk.data import office_store
from paydesk.gateways import icd10cm_file
from paydesk.operations.desk import Desk, Touched, about
from paydesk.rules import coding, office
from paydesk.rules.coding import CodeEdition, CodeVerdict, DiagnosisCode
from paydesk.rules.diagnosis_index import DiagnosisIndex
from paydesk.rules.errors import PaydeskError


@cache
def _shipped_edition() -> CodeEdition:
    return icd10cm_file.read_shipped_edition(resource(icd10cm_file.SHIPPED))


@cache
def _shipped_index() -> DiagnosisIndex:
    return DiagnosisIndex(icd10cm_file.read_shipped(resource(icd10cm_file.SHIPPED))[1])


class CodeBook:
    """The editions this clinic has, each loaded when first asked for; one a window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._loaded: dict[str, DiagnosisIndex] = {}

    def editions(self) -> tuple[CodeEdition, ...]:
        """The shipped edition and those the clinic imported."""
        with self._desk.looking() as session:
            kept = office_store.editions(session)
            return (_shipped_edition(), *(CodeEdition(e.name, e.valid_from, e.valid_to) for e in kept))

    def notice(self) -> str | None:
        """What Today says once when no edition is in force, or None."""
        may = office.may(self._desk.actor.role, "import.run")
        return coding.edition_notice(self.editions(), self._desk.clock.today(), may_import=may)

    def search(self, text: str, on: date, *, limit: int = 50) -> tuple[DiagnosisCode, ...]:
        """Codes of the edition for that date, by code or by words in any order, best first."""
        edition = coding.edition_for(self.editions(), on)
        return tuple(self._index(edition).search(text, limit=limit)) if edition else ()

    def judge(self, code: str, on: date) -> CodeVerdict:
        """How a code stands on a date of service, in the last edition we have."""
        edition = coding.edition_for(self.editions(), on)
        if edition is None:
            raise PaydeskError("No diagnosis code set is here. Import one from CMS.")
        plain = coding.parse_diagnosis(code)
        index = self._index(edition)
        return coding.judge_diagnosis(plain, index.get(plain), edition, on, whole=index.is_whole)

    def _index(self, edition: CodeEdition) -> DiagnosisIndex:
        if edition == _shipped_edition():
            return _shipped_index()
        if edition.name not in self._loaded:
            with self._desk.looking() as session:
                row = next(e for e in office_store.editions(session) if e.name == edition.name)
                codes = tuple(DiagnosisCode(*one) for one in office_store.edition_codes(session, row.id))
            self._loaded[edition.name] = DiagnosisIndex(codes)
        return self._loaded[edition.name]


def _told(codes: tuple[DiagnosisCode, ...], progress: Callable[[int, int], None]) -> Iterator[tuple[str, bool, str]]:
    for done, one in enumerate(codes):
        if not done % 1000:
            progress(done, len(codes))
        yield one.code, one.billable, one.description


@dataclass(frozen=True)
class EditionImported:
    """An imported code set: how many codes, and lines refused with their number and reason."""

    name: str
    codes: int
    refused: tuple[tuple[int, str], ...]
    touched: Touched


def import_edition(
    desk: Desk, path: Path, *, name: str = "", valid_from: date | None = None, valid_to: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> EditionImported:  # fmt: skip
    """Import CMS/CDC's code file; its name tells the edition, unless told otherwise. Again: the same codes.

    Raises PaydeskError for a file that cannot be a whole edition. ``progress`` is told codes kept of all; what it
    raises leaves everything as it was.
    """
    # A file that is not there, or no code file, is told before its name is asked for a year.
    read = icd10cm_file.read_code_file(path)
    told = icd10cm_file.edition_of_file_name(path.name)
    start = valid_from or (told.valid_from if told else None)
    end = valid_to or (told.valid_to if told else None)
    if start is None or end is None:
        raise PaydeskError(
            "The file's name does not tell its year. Say from when to when these codes are valid.", field="valid_from"
        )
    coding.check_edition(read.codes, path.name)
    title = name or (told.name if told else path.stem)
    with desk.doing("import.run", "Imported diagnosis codes") as session:
        kept = office_store.keep_edition(
            session, title, start, end, _told(read.codes, progress or (lambda done, total: None))
        )
        about(session, edition=title, codes=kept, refused=len(read.refused))
    refused = tuple((one.line, one.reason) for one in read.refused)
    return EditionImported(title, kept, refused, Touched((), ("office",)))
