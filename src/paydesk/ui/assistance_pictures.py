"""Applications for assistance as pictures: papers that are late, a review with what would come off, and approvals."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from paydesk.operations import assistance_letters, deciding_assistance, keeping, reading_assistance
from paydesk.operations.deciding_assistance import ApproveAssistance
from paydesk.operations.reading_assistance import AssistanceDue
from paydesk.rules.assistance import State
from paydesk.ui.demo_tour import Guide
from paydesk.ui.dialogs.assistance_dialog import AssistanceDialog


def shoot_assistance(guide: Guide) -> None:
    """The demo clinic's applications that wait for somebody, as far as it has them: one of them is approved."""
    context, before = guide.context, guide.context.current_account
    waiting = reading_assistance.assistance_due(context.desk)
    for state in (State.APPROVED, State.INCOMPLETE, State.UNDER_REVIEW):
        for one in [due for due in waiting if due.state is state][:1]:
            context.open_account(one.account_id)
            guide.settle()
            _shoot_state(guide, one)
    if before is not None:
        context.open_account(before)
        guide.settle()


def _shoot_state(guide: Guide, one: AssistanceDue) -> None:
    desk = guide.context.desk
    if one.state is State.APPROVED:
        _shoot(guide, "newer")
        _shoot(guide, "back", deed="back")
        return
    _shoot(guide, "papers" if one.state is State.INCOMPLETE else "review")
    _copy_forms(guide, one.account_id)
    if one.state is State.UNDER_REVIEW:
        deciding_assistance.approve(desk, ApproveAssistance(one.application_id, "approval of the tour"))
        pdf = assistance_letters.letter(desk, one.application_id).pdf
        (guide.out / f"letter-about-assistance-{one.application_id}.pdf").write_bytes(pdf)
        _shoot(guide, "approved")


def _copy_forms(guide: Guide, account: int) -> None:
    """The forms that were handed out, as they are kept."""
    desk = guide.context.desk
    for one in keeping.kept_paper(desk, account).documents:
        if one.kind == "application form":
            pdf = keeping.look_at(desk, one.document_id)
            (guide.out / f"application-form-{one.document_id}.pdf").write_bytes(pdf)


def _shoot(guide: Guide, picture: str, *, deed: str = "") -> None:
    def shoot(dialog: QWidget) -> None:
        if deed and isinstance(dialog, AssistanceDialog):
            dialog.form.boxes["deed"].set_typed(deed)
            dialog.follow()
            guide.settle()
        guide.shoot(f"dialog-assistance-{picture}", dialog)

    guide.over_dialog(lambda: guide.front.trigger("assistance.open"), shoot)
