"""Without a display: a walk through the demo clinic and every dialog there is as pictures, and what was printed."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QDialog, QWidget

from paydesk.config import Home
from paydesk.operations import charging, posting, promising
from paydesk.operations.desk import Desk, Touched
from paydesk.rules.errors import NotAllowed, PaydeskError
from paydesk.ui.assistance_pictures import shoot_assistance
from paydesk.ui.demo_tour import Guide
from paydesk.ui.front_desk import FrontDesk
from paydesk.ui.ledger_rows import LedgerKind
from paydesk.ui.ledger_view import LedgerView
from paydesk.ui.platform_noise import no_platform_noise
from paydesk.ui.preferences import Preferences
from paydesk.ui.printing import FolderSink
from paydesk.ui.row_list import RowList
from paydesk.ui.starting import seat_demo_at, start_qt
from paydesk.ui.theme import Mode

_NO_DIALOG = frozenset({
    "window.close", "desk.lock", "desk.sign_out", "desk.emergency", "finder.focus", "account.close", "view.scope",
    "view.side", "view.light", "view.dark", "view.system_colors", "payments.take", "payments.choose_lines",
    "receipts.show", "statement.print", "money.apply_credit", "visit.arrived", "visit.missed", "visit.cancel",
    "reports.audit", "account.trail", "remittance.open", "remittance.type", "benefits.read", "benefits.estimates",
    "calls.next", "calls.account", "calls.drop", "letters.write", "letters.kept", "claims.correct", "claims.uncorrect",
    "claims.receipts", "means.told",
})  # fmt: skip


def take_tour(home: Home, out: Path, *, patients: int = 60) -> int:
    """Drive the window in light colors, print what is printed, and say where everything is."""
    from paydesk import demo

    preferences = Preferences(None)
    preferences.mode = Mode.LIGHT
    start_qt(preferences)
    front = FrontDesk(preferences, sink=FolderSink(out))
    guide = Guide(front, out)
    with no_platform_noise():
        guide.show(1366, 768)
        shoot_first_start(guide, Home(home.root / "first-start"))
        seat_demo_at(front, demo.open_demo(home, patients))
        try:
            guide.walk()
            shoot_dialogs(guide)
        finally:
            front.finish()
    sys.stdout.write(f"{len(guide.pictures)} pictures and {len(guide.sink.files)} PDFs are in {out.absolute()}\n")
    return 0


def shoot_first_start(guide: Guide, place: Home) -> None:
    """What a new clinic sees before anybody sits at the desk."""
    from paydesk.ui.dialogs.setup_dialog import SetupDialog
    from paydesk.ui.dialogs.sign_in_dialog import SignInDialog

    front = guide.front
    first = SetupDialog(
        front.window, place, None, jobs=front.jobs, messages=front.messages, printing=front.printing
    )
    for page, name in enumerate(("welcome", "clinic", "administrator")):
        first.turn(page)
        guide.settle()
        guide.shoot(f"first-start-{name}", first)
    _leave_now(first)
    for name, dialog in _brought_back(guide):
        guide.settle()
        guide.shoot(name, dialog)
        _leave_now(dialog)
    sign_in = SignInDialog(front.window, sign_in=_nobody, jobs=front.jobs, clinic="Ferrisburg Falls Family Clinic")
    guide.settle()
    guide.shoot("sign-in", sign_in)
    _leave_now(sign_in)


def _brought_back(guide: Guide) -> tuple[tuple[str, QDialog], ...]:
    """What brings a clinic to another PC: its key at another login, and a backup."""
    from paydesk.ui.dialogs.key_dialog import KeyDialog
    from paydesk.ui.dialogs.restore_dialog import RestoreDialog

    front = guide.front
    sentence = "This login does not hold the clinic's key."
    key = KeyDialog(front.window, sentence=sentence, keep=lambda lines: None, jobs=front.jobs)
    backup = RestoreDialog(front.window, restore=lambda file, lines, progress: "", jobs=front.jobs, stands=False)
    return ("recovery-sheet", key), ("restore", backup)


def shoot_dialogs(guide: Guide) -> None:
    """Every dialog there is: the demo clinic's person may open them all."""
    _give_promise(guide)
    _point_at(guide, LedgerKind.CHARGE)
    for command in guide.front.window.commands.shown():
        if command.id not in _NO_DIALOG and not command.id.startswith(("tab.", "plans.")):
            guide.shoot_dialog(command.id)
    _shoot_receipt(guide)
    _shoot_remittance(guide)
    _shoot_check(guide)
    _shoot_overpaid(guide)
    _shoot_eligibility(guide)
    _shoot_receipts_for_claims(guide)
    _shoot_prices(guide)
    _shoot_means(guide)
    _shoot_estimates(guide)
    _shoot_letters(guide)
    _shoot_plan(guide)
    shoot_assistance(guide)
    _shoot_credit(guide)
    _shoot_approval(guide)
    _shoot_emergency(guide)
    _shoot_locked(guide)


def _give_promise(guide: Guide) -> None:
    """The open account promises something: it can be called off, and another can take its place."""
    context, account = guide.context, guide.context.current_account
    assert account is not None, "the tour has an account open"
    given = promising.TakePromise(account, 1_00, context.today() + timedelta(days=4), "desk", "in", key="tour")
    context.jobs.do(lambda: promising.take_promise(context.desk, given), title="Taking a promise", owner=guide.front)
    guide.settle()


def _point_at(guide: Guide, kind: LedgerKind) -> None:
    """Put the ledger's cursor on the first row of a kind, best one that can be reversed: dialogs are about that row."""
    guide.front.go("patients")
    guide.settle()
    ledger = guide.front.window.findChild(LedgerView)
    assert isinstance(ledger, LedgerView)
    ledger.fold_all(away=False)
    rows = [row for row in ledger.list.rows.shown if row.kind is kind]
    rows.sort(key=lambda row: getattr(row.key, "visit_id", None) is None)  # a fee stands on no visit
    ledger.select(next((row.key for row in rows if row.link), rows[0].key))


def _shoot_receipt(guide: Guide) -> None:
    """The receipt behind a row of the payments taken today."""
    guide.front.go("payments")
    guide.settle()
    listed = guide.front.window.findChild(RowList, "payments_worklist")
    assert isinstance(listed, RowList)
    taken = next(row.key for row in listed.rows.rows if isinstance(row.key, tuple) and row.key[0] == "taken")
    guide.over_dialog(lambda: listed.opened.emit(taken), lambda dialog: guide.shoot("dialog-receipt", dialog))


def _shoot_remittance(guide: Guide) -> None:
    """The deposit that waits, and whose an answer of it may be."""
    from paydesk.ui.remittance_job import RemittanceJob

    listed = guide.front.window.findChild(RowList, "payments_worklist")
    job = guide.front.window.findChild(RemittanceJob)
    assert isinstance(listed, RowList) and isinstance(job, RemittanceJob)
    deposit = next(row.key for row in listed.rows.rows if isinstance(row.key, tuple) and row.key[0] == "deposit")
    listed.opened.emit(deposit)
    guide.settle()
    job.read_now()
    guide.settle()
    guide.front.messages.put_away()
    guide.shoot("payments-remittance")
    page = job.page
    assert page is not None
    nobodys = next(row for row in page.of_kind("person") if row.claim_id is None)
    job.list.select(nobodys.id)
    guide.over_dialog(lambda: job.list.digit.emit(1), lambda dialog: guide.shoot("dialog-claim-choice", dialog))


def _shoot_check(guide: Guide) -> None:
    """An insurer's check that was typed, opened to be corrected; in a small clinic, which has none, a new one."""
    from paydesk.operations import reading_advice
    from paydesk.ui import drafts
    from paydesk.ui.paper_job import PaperJob

    waiting = reading_advice.deposits(guide.context.desk).waiting
    typed = [one.advice_id for one in waiting if one.source == "paper"]
    guide.context.resume(drafts.about(advice=typed[0]) if typed else "")
    guide.context.trigger("remittance.type")
    guide.settle()
    guide.front.messages.put_away()
    guide.shoot("payments-check")
    job = guide.front.window.findChild(PaperJob)
    assert isinstance(job, PaperJob)
    job.give_up()
    guide.settle()


def _shoot_letters(guide: Guide) -> None:
    """A corrected claim that waits, a denied claim that is corrected or appealed, and the appeal that was written."""
    from paydesk.operations import preparing_letters, writing_insurers
    from paydesk.ui.dialogs.insurer_letters_dialog import InsurerLettersDialog

    context = guide.context
    guide.front.go("insurance")
    guide.settle()
    listed = guide.front.window.findChild(RowList, "calls_worklist")
    assert isinstance(listed, RowList)
    rows = {row.key: row.second for row in listed.rows.rows if isinstance(row.key, tuple)}
    corrected = next((key for key, words in rows.items() if "corrected" in words), None)
    if corrected is not None:
        listed.select(corrected)
        guide.settle()
        guide.front.messages.put_away()
        guide.shoot("calls-corrected")
    ends = ("denied claim", "paid too little")
    denied = next((key for end in ends for key, words in rows.items() if words.endswith(end)), None)
    if denied is None:
        return
    listed.select(denied)
    guide.settle()
    guide.shoot_dialog("claims.correct")
    guide.shoot_dialog("letters.write")
    form = preparing_letters.letter_form(context.desk, (int(denied[1].split()[1]),))
    request = preparing_letters.WriteLetter(
        (form.cases[0].claim_id,), form.kind, form.reason, "letter of the tour",
        sent_to=form.address or ("PO Box 4410",), text="The notes of that day say why.", enclosed=form.there,
    )  # fmt: skip
    written = writing_insurers.write_letter(context.desk, request)
    (guide.out / f"letter-to-an-insurer-{written.letter_id}.pdf").write_bytes(written.pdf)
    letters = writing_insurers.letters_of_account(context.desk, form.account_id)
    guide.over_dialog(
        lambda: InsurerLettersDialog(context, letters).start(),
        lambda dialog: guide.shoot("dialog-letters-kept", dialog),
    )


def _shoot_overpaid(guide: Guide) -> None:
    """What an insurer asks for by letter, and what one took from a payment."""
    from paydesk.operations import finding_overpayments
    from paydesk.ui.overpaid_commands import open_adjustment, open_overpayment

    context = guide.context
    found = finding_overpayments.insurers_money(context.desk)
    for one in found.wanted[:1]:
        guide.over_dialog(
            lambda own=one.row.id: open_overpayment(context, own),  # type: ignore[misc]
            lambda dialog: guide.shoot("dialog-overpayment", dialog),
        )
    for taken in found.taken[:1]:
        guide.over_dialog(
            lambda place=taken.place: open_adjustment(context, place),  # type: ignore[misc]
            lambda dialog: guide.shoot("dialog-takeback", dialog),
        )


def _shoot_eligibility(guide: Guide) -> None:
    """What an insurer answered by file, and who could not be asked about."""
    from paydesk.demo.eligibility_writer import answers_about
    from paydesk.operations.asking_eligibility import LeftOut, QuestionsWritten
    from paydesk.ui import eligibility_file
    from paydesk.ui.dialogs.eligibility_file_dialog import LeftOutDialog

    context = guide.context
    assert context.page is not None, "the tour has an account open"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answers.271"
        file.write_text(answers_about(context.page, context.today()), "ascii")
        guide.over_dialog(
            lambda: eligibility_file.read_answers(context, file),
            lambda dialog: guide.shoot("dialog-eligibility-answers", dialog),
        )
    lacks = (LeftOut(1, "Thomas Bergstrom-Castellanos", "Medicaid", "The subscriber's birth date is missing."),)
    guide.over_dialog(
        lambda: LeftOutDialog(context, QuestionsWritten(None, 0, lacks, Touched())).start(),
        lambda dialog: guide.shoot("dialog-left-out", dialog),
    )


def _shoot_receipts_for_claims(guide: Guide) -> None:
    """What a clearinghouse says of the claims of the account in front."""
    from paydesk.demo.receipt_writer import receipt_for
    from paydesk.operations import claim_stories
    from paydesk.ui import receipts_file

    context = guide.context
    assert context.page is not None, "the tour has an account open"
    numbers = [one.number for one in claim_stories.claims_of_account(context.desk, context.page.account_id)]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "receipts.277"
        file.write_text(receipt_for(numbers[:4], context.today()), "ascii")
        guide.over_dialog(
            lambda: receipts_file.read_receipts(context, file),
            lambda dialog: guide.shoot("dialog-claim-receipts", dialog),
        )


def _shoot_prices(guide: Guide) -> None:
    """What a list of contract prices would bring, an end of it, and what is done about a price that is too low."""
    from paydesk.operations import contracting
    from paydesk.ui.dialogs.contract_preview_dialog import ContractPreviewDialog
    from paydesk.ui.dialogs.end_contract_dialog import EndContractDialog
    from paydesk.ui.tabs.reports_tab import ReportsTab

    context = guide.context
    payer = next(one.payer_id for one in contracting.payers_of_prices(context.desk) if one.has_prices)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "prices-2027.csv"
        lines = ("Code,Mod,POS,Rate,From,Until", "99213,,,124.50,01/01/2027,12/31/2027", "99214,,,180.20,01/01/2027,",
                 "99215,,11,241.00,01/01/2027,", "93000,26,,n/c,,", "71046,,,84.32,,")  # fmt: skip
        file.write_text("\n".join(lines), "ascii")
        request = contracting.LoadContract(file, payer)
        seen = contracting.preview_contract(context.desk, request)
        guide.over_dialog(
            lambda: ContractPreviewDialog(context, request, seen).start(),
            lambda dialog: guide.shoot("dialog-contract-preview", dialog),
        )
    prices = contracting.contract_prices(context.desk, payer)
    guide.over_dialog(
        lambda: EndContractDialog(context, prices, None).start(),
        lambda dialog: guide.shoot("dialog-end-contract", dialog),
    )
    guide.front.trigger("reports.underpaid")
    guide.settle()
    reports = guide.front.window.current_tab()
    assert isinstance(reports, ReportsTab)
    guide.over_dialog(reports.underpaid.accept_price, lambda dialog: guide.shoot("dialog-accept-price", dialog))
    reports.underpaid.patterns.selectRow(2)
    reports.underpaid.call_about()
    guide.settle()
    guide.shoot("calls-underpaid")


def _shoot_means(guide: Guide) -> None:
    """What a household told, a proof of it, and the end of a rule about what may be asked."""
    from paydesk.demo.household_told import tell_means
    from paydesk.operations import setting_plan_policy
    from paydesk.ui.dialogs.end_cap_rule_dialog import EndCapRuleDialog
    from paydesk.ui.dialogs.means_proof_dialog import MeansProofDialog

    desk, account = guide.context.desk, guide.context.current_account
    assert account is not None, "the tour has an account open"
    sheet = tell_means(desk, account)
    guide.shoot_dialog("means.told")
    guide.over_dialog(
        lambda: MeansProofDialog(guide.context, sheet).start(),
        lambda dialog: guide.shoot("dialog-means-proof", dialog),
    )
    row = setting_plan_policy.rule_packs(desk).rules[-1]
    guide.over_dialog(
        lambda: EndCapRuleDialog(guide.context, row).start(),
        lambda dialog: guide.shoot("dialog-end-cap-rule", dialog),
    )


def _shoot_estimates(guide: Guide) -> None:
    """The estimates of an account that has a changed one, and one with what came of it."""
    from paydesk.operations import learning_from_estimates
    from paydesk.ui.dialogs.what_came_dialog import show_what_came

    context, before, today = guide.context, guide.context.current_account, guide.context.today()
    found = learning_from_estimates.estimates_of_days(
        context.desk, first=today - timedelta(days=60), last=today + timedelta(days=60)
    ).estimates
    came = next(one for one in found if one.state == "" and one.payer != learning_from_estimates.SELF_PAY)
    changed = next(one for one in found if one.payer == learning_from_estimates.SELF_PAY)
    guide.over_dialog(
        lambda: show_what_came(context, came.estimate_id), lambda dialog: guide.shoot("dialog-what-came", dialog)
    )
    context.open_account(changed.account_id)
    guide.settle()
    guide.shoot_dialog("benefits.estimates")
    guide.over_dialog(lambda: guide.front.trigger("benefits.estimate"), lambda dialog: _fill_good_faith(guide, dialog))
    if before is not None:
        context.open_account(before)
        guide.settle()


def _fill_good_faith(guide: Guide, dialog: QWidget) -> None:
    from paydesk.ui.dialogs.estimate_dialog import EstimateDialog

    assert isinstance(dialog, EstimateDialog)
    dialog.form.set_values({"how_often": "every two weeks", "times": "6"})
    dialog.others.add_row({"name": "Cinder Cone Laboratory"})
    dialog.follow()
    guide.settle()
    guide.shoot("dialog-good-faith", dialog)
    dialog.show_widget(dialog.others)
    guide.settle()
    guide.shoot("dialog-good-faith-others", dialog)


def _shoot_credit(guide: Guide) -> None:
    """What is done with credit: the open account gets some, and something it may pay."""
    context, account = guide.context, guide.context.current_account
    assert account is not None, "the tour has an account open"
    fee = charging.PostFee(account, 5_00, "Copies", "fee of the tour")
    more = posting.PostPayment(account, 25_00, "check", "credit of the tour", check_number="2207", automatic=False)
    context.jobs.do(lambda: charging.post_fee(context.desk, fee), title="Posting a fee", owner=guide.front)
    guide.settle()
    context.jobs.do(lambda: posting.post_payment(context.desk, more), title="Taking a payment", owner=guide.front)
    guide.settle()
    _point_at(guide, LedgerKind.VISIT)
    for command in ("money.refund", "money.move"):
        guide.shoot_dialog(command)


def _shoot_plan(guide: Guide) -> None:
    """The page of a plan, a change of it, and which letter is written about it."""
    context, before = guide.context, guide.context.current_account
    account, plan = _plan_of_somebody(guide)
    guide.front.go("plans")
    guide.front.jobs.changed.emit(Touched((account,), ("plans",)))
    context.plan_asked.emit(account, plan)
    guide.settle()
    guide.front.messages.put_away()
    guide.shoot("plans-page")
    for command in ("plans.pause", "plans.letter"):
        guide.shoot_dialog(command)
    if before is not None:
        context.open_account(before)
        guide.settle()


def _plan_of_somebody(guide: Guide) -> tuple[int, int]:
    """The account and the plan of whoever pays by one; where nobody does, of who owes most: made and signed now."""
    from paydesk.operations import finding, listing_plans, planning, reporting
    from paydesk.rules import installments
    from paydesk.rules.plans import PlanState

    desk, today = guide.context.desk, guide.context.today()
    for row in listing_plans.listed_plans(desk).rows:
        if row.today.state is PlanState.ACTIVE and row.today.standing.covered:
            return row.payer.account_id, row.plan_id
    for one in sorted(reporting.balances(desk), key=lambda one: -one.patient_owes):
        account = finding.find(desk, str(one.account)).hits[0].account_id
        owed = {line.charge_id: line.owes for line in planning.plan_lines(desk, account) if not line.barred}
        total = sum(owed.values())
        if total >= 60_00:
            parts = installments.remainder_last(total, min(6, total // 30_00))
            made = planning.make_plan(desk, planning.MakePlan(
                account_id=account, charges=owed, key="plan of the tour",
                installments=installments.schedule(parts, today + timedelta(days=14)),
            ))  # fmt: skip
            planning.sign_plan(desk, made.plan_id)
            return account, made.plan_id
    raise LookupError("nobody of the demo clinic owes enough for a plan")


def _shoot_approval(guide: Guide) -> None:
    """What a clerk's desk asks a supervisor for."""
    from paydesk.ui.dialogs.approval_dialog import ApprovalDialog

    refused = NotAllowed("A clerk may not issue refunds.", permission="refunds.issue")
    asked = ApprovalDialog(guide.front.window, guide.context.desk, refused, jobs=guide.front.jobs)
    asked.open()
    guide.settle()
    guide.shoot("dialog-approval", asked)
    asked.reject()
    guide.settle()


def _shoot_emergency(guide: Guide) -> None:
    """What a clerk reads before she takes more rights; the demo's person has them all."""
    from paydesk.ui.dialogs.emergency_dialog import EmergencyDialog

    guide.over_dialog(
        lambda: EmergencyDialog(guide.context).start(), lambda dialog: guide.shoot("dialog-emergency", dialog)
    )


def _shoot_locked(guide: Guide) -> None:
    """The locked screen, and the card in front of it."""
    locking = guide.front.locking
    locking.lock_screen()
    guide.settle()
    guide.shoot("locked", guide.front.window)
    guide.shoot("dialog-locked", locking.card)
    locking.come_back()
    guide.settle()


def _leave_now(dialog: QDialog) -> None:
    dialog.hide()
    dialog.deleteLater()


def _nobody(name: str, password: str, code: str) -> Desk:
    raise PaydeskError("That name and password do not fit. Try again.", field="password")
