"""The commands that correct claims and write to insurers about them, in the Insurance menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from paydesk.ui.actions import Actions, Command
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.letter_form import open_letter
from paydesk.ui.main_window import MainWindow
from paydesk.ui.record_commands import open_named

if TYPE_CHECKING:
    from paydesk.operations.preparing_calls import Sheet
    from paydesk.operations.writing_insurers import LetterWritten
    from paydesk.ui.tabs.insurance_tab import InsuranceTab

LETTER_COMMANDS = (
    Command("letters.write", "Write to the insurer", "Insurance", "Ctrl+Shift+W", "mail", "claims.work",
            words="appeal reconsideration dispute letter packet denied underpaid timely filing proof"),
    Command("letters.kept", "Letters to insurers of this account", "Insurance", "", "folder", "claims.work", True,
            "appeal print again did not go out"),
    Command("claims.correct", "Make a corrected claim", "Insurance", "", "pencil", "claims.work",
            words="replacement frequency 7 resubmit wrong missing insurer's number"),
    Command("claims.uncorrect", "Take back the corrected claim", "Insurance", "", "undo", "claims.work",
            words="undo mistake replacement not sent"),
)  # fmt: skip
_NO_CLAIM = "This call is about a coverage. Choose a claim"


def bind_letters(actions: Actions, context: DeskContext, window: MainWindow) -> None:
    """Declare and bind every command of this module."""
    actions.declare(LETTER_COMMANDS)
    actions.bind("letters.write", lambda: _write(context, window))
    actions.bind("letters.kept", lambda: open_named(context, "insurer_letters_dialog", "InsurerLettersDialog"))
    actions.bind("claims.correct", lambda: _correct(context, window))
    actions.bind("claims.uncorrect", lambda: _in_front(context, window, partial(_uncorrect, context)))


def _write(context: DeskContext, window: MainWindow) -> None:
    """About the claim in front, or what a form left half-way was about."""
    if left := _claims_in(context.resumed):
        open_letter(context, left)
    else:
        _in_front(context, window, lambda sheet: open_letter(
            context, (sheet.claim_id or 0,), written=partial(_after_letter, window, sheet.about)
        ))  # fmt: skip


def _after_letter(window: MainWindow, about: str, done: LetterWritten, tell: Callable[[], None]) -> None:
    """The next work comes to the front as after a call; a corrected claim whose cover it is still waits to be sent."""
    from paydesk.ui.tabs.insurance_tab import InsuranceTab

    tab = window.current_tab()
    if isinstance(tab, InsuranceTab) and done.follow_up is not None and tab.has_in_front(about):
        tab.go_on_after((about,), tell)
    else:
        tell()


def _correct(context: DeskContext, window: MainWindow) -> None:
    from paydesk.operations import preparing_calls
    from paydesk.rules.call_sheet import Purpose
    from paydesk.ui.dialogs.correct_claim_dialog import CorrectClaimDialog

    if left := _claims_in(context.resumed):
        context.jobs.look(
            lambda: preparing_calls.read_sheet(context.desk, f"claim {left[0]}", Purpose.STATUS), title="Opening",
            owner=context, latest="dialog", then=lambda sheet: CorrectClaimDialog(context, sheet).start(),
        )  # fmt: skip
    else:
        _in_front(context, window, lambda sheet: CorrectClaimDialog(context, sheet).start())


def _uncorrect(context: DeskContext, sheet: Sheet) -> None:
    from paydesk.ui.dialogs.correct_claim_dialog import take_back

    take_back(context, sheet.claim_id or 0)


def _in_front(context: DeskContext, window: MainWindow, then: Callable[[Sheet], object]) -> None:
    """Do it with the claim whose sheet is in front in Insurance calls."""

    def with_claim(sheet: Sheet) -> None:
        if sheet.claim_id is None:
            context.messages.warn(_NO_CLAIM)
        else:
            # The bar shows the account of what is done, whichever stood there before.
            context.open_account(sheet.account_id, sheet.patient_id)
            then(sheet)

    _tab(window).with_sheet(with_claim)


def _tab(window: MainWindow) -> InsuranceTab:
    from paydesk.ui.tabs.insurance_tab import InsuranceTab

    tab = window.show_tab("insurance")
    assert isinstance(tab, InsuranceTab)
    return tab


def _claims_in(about: str) -> tuple[int, ...]:
    """The claims in what a draft is about: ``claim 7 claim 9``."""
    parts = about.split()
    return tuple(int(own) for kind, own in zip(parts[::2], parts[1::2], strict=False) if kind == "claim")
