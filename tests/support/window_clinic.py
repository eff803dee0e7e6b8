"""A small clinic behind a real window: a family with two payers' answers, a credit, a guarantor who is no patient."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from paydesk.config import Home
from paydesk.data import schema
from paydesk.data.database import Database, open_local
from paydesk.operations import (
    administering,
    charging,
    insuring,
    person_forms,
    posting,
    registering,
    remitting,
    visiting,
)
from paydesk.operations.desk import Actor, Desk
from paydesk.rules.errors import PaydeskError
from paydesk.rules.office import Role
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.ledger_rows import LedgerRow
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from paydesk.ui.tabs.patients_tab import PatientsTab
from support.fixed_clock import FixedClock

TODAY = date(2026, 11, 23)
_KEYS = count(1)


@dataclass(frozen=True)
class WindowClinic:
    """Ids of what was made: accounts, and Maria's and Mateo's records."""

    desk: Desk
    family: int
    credit: int
    maria: int
    mateo: int


def window_clinic(folder: Path, *, role: Role = Role.SUPERVISOR) -> WindowClinic:
    """Maria owes 40.00 of today and 42.80 of October; Mateo 40.00; James has 1,600.00 too much paid."""
    made, key, contents = _made()
    (folder / "clinic.db").write_bytes(contents)
    database, clock = open_local(folder / "clinic.db", key, flush=False), FixedClock(made.desk.clock.now())
    return replace(made, desk=Desk(database, clock, Actor("dana", role, "desk 1")))


def key_of_the_window_clinic() -> bytes:
    """The key of its file."""
    return _made()[1]


@cache
def _made() -> tuple[WindowClinic, bytes, bytes]:
    """The clinic, the key of its file and what the file holds; made once a process."""
    key = secrets.token_bytes(32)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clinic.db"
        database = open_local(file, key, flush=False)
        schema.upgrade(database)
        made = _filled(database)
        made.desk.close()
        database.close()
        return made, key, file.read_bytes()


def _filled(database: Database) -> WindowClinic:
    clock = FixedClock(datetime(2026, 10, 19, 15, 0))
    boss = Desk(database, clock, Actor("ana", Role.ADMINISTRATOR, "desk 1"))
    doctor = administering.save_provider(boss, administering.SaveProvider("Dr. Amara Lee", "1234567893")).id
    place = administering.save_place(boss, administering.SavePlace("Riverbend Clinic")).id
    for code, name, fee in (("99213", "Office visit", 16000), ("87880", "Strep test", 4200)):
        administering.save_service_code(boss, administering.SaveServiceCode(code, name, fee, date(2026, 1, 1)))
    aetna = insuring.save_payer(boss, insuring.SavePayer("Aetna")).payer_id
    family = registering.register_account(boss, registering.RegisterAccount(_maria(), (_mateo(),)))
    maria, mateo = family.person_ids
    coverages = [
        insuring.save_coverage(
            boss, insuring.SaveCoverage(one, aetna, f"W12{one}", date(2026, 1, 1), plan_name="PPO", copay=4000)
        ).coverage_id
        for one in (maria, mateo)
    ]

    def visit(person: int, *codes: str) -> tuple[int, tuple[int, ...]]:
        saved = visiting.save_visit(
            boss, visiting.SaveVisit(person, clock.today(), provider_id=doctor, place_id=place, reason="cough")
        )
        charges = tuple(charging.NewCharge(code) for code in codes)
        posted = charging.post_charges(boss, charging.PostCharges(saved.visit_id, charges, _key()))
        return saved.visit_id, posted.charge_ids

    october, charges = visit(maria, "99213")
    clock.advance(days=11)
    line = remitting.AnswerLine(charges[0], 7120, 4600, 4280)
    answer = remitting.Answer(coverages[0], october, (line,))
    remitting.post_remittance(boss, remitting.PostRemittance(aetna, "T1", 7120, clock.today(), (answer,), _key()))
    clock.advance(days=24)
    visit(maria, "99213")
    visit(mateo, "99213")
    james = registering.register_account(boss, registering.RegisterAccount(_james()))
    visit(james.person_ids[0], "99213")
    posting.post_payment(boss, posting.PostPayment(james.account_id, 176000, "check", _key(), check_number="1204"))
    return WindowClinic(boss, family.account_id, james.account_id, maria, mateo)


def _key() -> str:
    return f"window clinic {next(_KEYS)}"


def _maria() -> person_forms.PersonForm:
    return person_forms.PersonForm(
        "Garcia-Lopez", "Maria", birth_date=date(1984, 4, 12), sex="F", language="es", relation="self",
        phones=(person_forms.PhoneForm("5125550147", preferred=True),),
        addresses=(person_forms.AddressForm("412 Willow Creek Rd", "Austin", "TX", "78704"),),
    )  # fmt: skip


def _mateo() -> person_forms.PersonForm:
    return person_forms.PersonForm("Lopez", "Mateo", birth_date=date(2017, 2, 3), sex="M", relation="child")


def _james() -> person_forms.PersonForm:
    return person_forms.PersonForm("Okafor", "James", birth_date=date(1971, 5, 5), sex="M")


class Seat:
    """The window seated at that clinic, and the hands on it; ``said`` and ``refused`` are what was told,
    ``answer`` is what every question gets."""

    def __init__(self, clinic: WindowClinic, papers: Path, *, place: Home | None = None) -> None:
        self.clinic = clinic
        self.front = FrontDesk(Preferences(None), sink=FolderSink(papers), place=place)
        self.papers = papers
        self.context = self.front.seat(clinic.desk, clinic="Riverbend Family Clinic")
        self.said: list[str] = []
        self.refused: list[str] = []
        self.front.messages.said.connect(lambda said: self.said.append(said.words))
        self.asked: list[str] = []
        self.answer = True
        self.front.messages.refuse = self._refuse  # type: ignore[method-assign]
        self.front.messages.ask = self._ask  # type: ignore[method-assign]
        self.front.window.resize(1366, 768)
        self.front.window.show()
        self.front.go("patients")
        self.settle()

    def _refuse(self, refused: PaydeskError) -> None:
        # The dialog would wait for a person.
        self.refused.append(refused.sentence)

    def _ask(self, title: str, sentence: str, *, yes: str, no: str = "Cancel", doubtful: bool = False) -> bool:
        self.asked.append(sentence)
        return self.answer

    @property
    def tab(self) -> PatientsTab:
        tab = self.front.window.current_tab()
        assert isinstance(tab, PatientsTab)
        return tab

    def settle(self) -> None:
        """Let everything that runs come to its end."""
        for _ in range(4):
            QApplication.processEvents()
            self.front.jobs.wait_idle()

    def open(self, account: int, person: int | None = None) -> None:
        """Put an account in front."""
        self.context.open_account(account, person)
        self.settle()

    def rows(self) -> tuple[LedgerRow, ...]:
        """The ledger with every visit open."""
        self.tab.ledger.fold_all(away=False)
        return self.tab.ledger.list.rows.shown

    def point(self, what: str, *, word: str = "") -> LedgerRow:
        """Move the ledger's cursor to the first row of those words."""
        row = next(one for one in self.rows() if what in one.what and word in one.word)
        self.tab.ledger.select(row.key)
        return row

    def dialog(self) -> QDialog | None:
        """The dialog on screen."""
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        assert len(found) < 2, "never more than one dialog deep"
        return found[0] if found else None

    def ask(self, command: str, **typed: str) -> FormDialog:
        """Run a command and type into the form it opens."""
        self.front.trigger(command)
        self.settle()
        dialog = self.dialog()
        assert isinstance(dialog, FormDialog), f"{command} opened nothing: {self.refused}"
        self.type(dialog, **typed)
        return dialog

    def type(self, dialog: FormDialog, **typed: str) -> None:
        """Type into fields by name; for a choice, its key."""
        for name, words in typed.items():
            dialog.form.boxes[name].set_typed(words)
        dialog.follow()

    def enter(self, dialog: FormDialog) -> None:
        """Press Enter and wait for what it does."""
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        self.settle()

    def search(self, box: object, words: str) -> None:
        """Type into a field that searches, and take the first hit."""
        widget = box.input  # type: ignore[attr-defined]
        widget.setFocus()
        QTest.keyClicks(widget, words)
        self.settle()
        QTest.keyClick(widget, Qt.Key.Key_Return)
        self.settle()

    def owed(self) -> tuple[int, int, int]:
        """Patient owes, insurers owe, credit of the open account, in cents."""
        assert self.context.page is not None
        figures = self.context.page.figures
        return figures.patient_owes, figures.insurers_owe, figures.credit

    def leave(self) -> None:
        """Close whatever is open and let the desk go."""
        while (dialog := self.dialog()) is not None:
            dialog.reject()
            self.settle()
        self.front.finish()
        self.front.window.close()
        self.clinic.desk.database.close()
