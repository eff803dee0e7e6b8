"""Hostile input into every form and import: kept as typed or refused by a sentence; never executed, never a crash."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from paydesk.operations import (
    adjusting,
    administering,
    billing,
    charging,
    drafting,
    finding,
    importing,
    insuring,
    noting,
    posting,
    proving,
    receipting,
    refunding,
    registering,
    undoing,
    visiting,
)
from paydesk.operations.desk import Desk
from paydesk.operations.drafting import DraftKey
from paydesk.operations.person_forms import AddressForm, PersonForm, SpeakWithForm
from paydesk.rules.errors import PaydeskError
from support.money_clinic import Family, MoneyClinic

SAMPLE = Path(__file__).parents[1] / "gateways" / "samples" / "synthea"
HOSTILE = {
    "formula": "=cmd|'/C calc'!A0", "plus": "+1+1", "minus": "-2+3", "at": "@SUM(A1)", "tab": "\t=1+1",
    "NUL": "a\x00b", "bell": "a\x07b", "escape": "\x1b[2J", "right to left": "\u202eevil\u202c", "mark": "a\u200fb",
    "zero width": "a\u200bb\ufeff", "surrogate": "a\ud800b", "not a character": "a\uffffb", "emoji": "👩🏽‍⚕️ Ana 🏥",
    "SQL": "'; DROP TABLE entry; --", "like": "%_\\%", "HTML": "<b>x</b><img src='picture.png'><script>1</script>",
    "template": "{0} %s ${x} {{x}}", "path": "../../etc/passwd", "device": "CON", "long": "x" * 10_000,
    "combining": "e" + "\u0301" * 3000, "lines": "one\r\ntwo\nthree\u2028four",
}  # fmt: skip
JANUARY = date(2026, 1, 1)
_KEYS = count(1)
Form = Callable[[Desk, Family, str], object]


def _key() -> str:
    return f"hostile {next(_KEYS)}"


def _payment(desk: Desk, family: Family, typed: str) -> object:
    request = posting.PostPayment(
        family.account, 100, "check", _key(), check_number=typed, bank=typed, authorization=typed, reason=typed
    )
    posted = posting.post_payment(desk, request)
    return receipting.print_receipt(desk, posted.lot_id, copy=False)


def _undoing(desk: Desk, family: Family, typed: str) -> object:
    posted = posting.post_payment(desk, posting.PostPayment(family.account, 100, "cash", _key()))
    return undoing.undo_receipt(desk, undoing.UndoReceipt(posted.lot_id, typed + "...", _key()))


def _refund(desk: Desk, family: Family, typed: str) -> object:
    paid = posting.post_payment(desk, posting.PostPayment(family.account, 100, "cash", _key(), automatic=False))
    request = refunding.RefundCredit(family.account, paid.lot_id, 50, "check", typed + "...", _key(), reference=typed)
    return receipting.refund_letter(desk, refunding.refund_credit(desk, request).refund_id)


def _charge(desk: Desk, family: Family, typed: str) -> object:
    visit = visiting.save_visit(desk, visiting.SaveVisit(family.patients[0], desk.clock.today(), reason=typed))
    charge = charging.NewCharge("99213", typed, fee=100)
    return charging.post_charges(desk, charging.PostCharges(visit.visit_id, (charge,), _key()))


def _code(desk: Desk, family: Family, typed: str) -> object:
    request = administering.SaveServiceCode("99214", typed, 100, JANUARY, spanish_name=typed)
    return administering.save_service_code(desk, request)


def _hold(desk: Desk, family: Family, typed: str) -> object:
    visit = visiting.save_visit(desk, visiting.SaveVisit(family.patients[0], desk.clock.today()))
    (charge,) = charging.post_charges(
        desk, charging.PostCharges(visit.visit_id, (charging.NewCharge("99213", fee=100),), _key())
    ).charge_ids
    return adjusting.hold_charge(desk, adjusting.HoldCharge(charge, True, False, typed + "...", (False, False, "")))


def _person(name: str) -> Form:
    def save(desk: Desk, family: Family, typed: str) -> object:
        form = PersonForm(**{"last_name": "Lopez", "first_name": "Ana", name: typed})
        return registering.register_account(desk, registering.RegisterAccount(form))

    return save


def _address(desk: Desk, family: Family, typed: str) -> object:
    form = PersonForm("Lopez", "Ana", addresses=(AddressForm(typed, typed, "IL", "62701", typed),))
    return registering.register_account(desk, registering.RegisterAccount(form))


def _speak_with(desk: Desk, family: Family, typed: str) -> object:
    form = PersonForm("Lopez", "Ana", speak_with=(SpeakWithForm(typed, typed, "", "all"),))
    return registering.register_account(desk, registering.RegisterAccount(form))


def _coverage(desk: Desk, family: Family, typed: str) -> object:
    request = insuring.SaveCoverage(
        family.patients[0], 1, "W1", JANUARY, plan_name=typed, group_number=typed, subscriber_name=typed,
    )  # fmt: skip
    return insuring.save_coverage(desk, request)


FORMS: dict[str, Form] = {
    "payment": _payment, "undoing": _undoing, "refund": _refund, "charge": _charge, "code": _code, "hold": _hold,
    "address": _address, "speak with": _speak_with, "coverage": _coverage,
    **{
        name: _person(name)
        for name in ("last_name", "preferred_name", "employer", "employer_phone", "sex", "language")
    },
    "member": lambda desk, family, typed: insuring.save_coverage(
        desk, insuring.SaveCoverage(family.patients[0], 1, typed, JANUARY)
    ),
    "payer": lambda desk, family, typed: insuring.save_payer(desk, insuring.SavePayer(typed, edi_id=typed)),
    "provider": lambda desk, family, typed: administering.save_provider(
        desk, administering.SaveProvider(typed, "", specialty=typed)
    ),
    "place": lambda desk, family, typed: administering.save_place(desk, administering.SavePlace(typed)),
    "note": lambda desk, family, typed: noting.write_note(desk, noting.WriteNote(family.account, typed)),
    "contact": lambda desk, family, typed: noting.log_contact(
        desk, noting.LogContact(family.account, "phone", "out", typed, with_whom=typed)
    ),
    "flag": lambda desk, family, typed: noting.raise_flag(
        desk, noting.RaiseFlag(family.account, "dispute", desk.clock.today(), reason=typed, facts={"about": typed})
    ),
    "fee": lambda desk, family, typed: charging.post_fee(
        desk, charging.PostFee(family.account, 100, typed, _key())
    ),
    "draft": lambda desk, family, typed: drafting.keep_draft(
        desk, DraftKey("payment", family.account, typed), {"note": typed}, words=typed
    ),
    "find": lambda desk, family, typed: finding.find(desk, typed),
    "find similar": lambda desk, family, typed: finding.find_similar(desk, typed),
    "a look": lambda desk, family, typed: (desk.looked("find", typed), desk.flush_looks()),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_whatever_is_typed_is_kept_or_refused_by_a_sentence(money: MoneyClinic, form: str) -> None:
    family = money.family(number=7001)
    money.charge(family.patients[0], 100_00)
    for name, typed in HOSTILE.items():
        try:
            FORMS[form](money.desk, family, typed)
        except PaydeskError as refused:
            sentence = refused.sentence
            assert sentence[-1] in ".?" and "\n" not in sentence and len(sentence) < 400, (name, sentence)
            assert "server does not answer" not in sentence, name
    assert proving.prove(money.desk).findings == ()
    if form != "flag":
        billing.print_statement(money.desk, billing.PrintStatement(family.account, money.key()))


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"lines", "tab"}))
def test_a_hostile_history_is_imported_or_its_rows_are_refused(
    money: MoneyClinic, tmp_path: Path, name: str
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    for file, columns in {
        "patients.csv": ("FIRST", "LAST", "ADDRESS", "CITY", "SUFFIX"), "providers.csv": ("NAME",),
        "organizations.csv": ("NAME",), "payers.csv": ("NAME",), "procedures.csv": ("DESCRIPTION",),
        "claims_transactions.csv": ("NOTES", "METHOD"), "encounters.csv": ("DESCRIPTION", "REASONDESCRIPTION"),
        "conditions.csv": ("DESCRIPTION",),
    }.items():  # fmt: skip
        _spoil(folder / file, columns, HOSTILE[name])
    try:
        importing.import_synthea(money.desk, folder)
    except PaydeskError as refused:
        assert refused.sentence[-1] == "." and "\n" not in refused.sentence
        assert "server does not answer" not in refused.sentence
    with money.desk.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM entry")).scalar_one() >= 0
    assert proving.prove(money.desk).findings == ()


def _spoil(path: Path, columns: tuple[str, ...], typed: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = list(rows[0])
    for row in rows:
        row.update({column: typed for column in columns if column in names})
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("name", ["claims.csv", "patients.csv"])
@pytest.mark.parametrize("how", ["a folder", "a loop", "a link outside", "a device"])
def test_tricks_with_the_files_of_an_import_are_refused_by_a_sentence(
    money: MoneyClinic, tmp_path: Path, name: str, how: str
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "source"))
    path = folder / name
    path.unlink()
    if how == "a folder":
        path.mkdir()
    else:
        path.symlink_to({"a loop": path, "a link outside": "/etc/hostname", "a device": "/dev/null"}[how])
    try:
        importing.import_synthea(money.desk, folder)
        assert how in ("a link outside", "a device")  # something is there to read, but none of it is a row
    except PaydeskError as refused:
        assert "\n" not in refused.sentence
    with money.desk.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM entry")).scalar_one() == 0
    for nothing in ("../nowhere", "/proc/self/mem", "a\x00b", "x" * 5000):
        with pytest.raises(PaydeskError):
            importing.import_synthea(money.desk, Path(nothing))
