"""Approving: somebody who may do it lets the person at this desk do it once."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.operations import signing_in
from paydesk.operations.desk import Desk, about
from paydesk.rules import office, plausibility
from paydesk.rules.approval import APPROVAL_LASTS, Approval
from paydesk.rules.errors import NotAllowed, PaydeskError


@dataclass(frozen=True)
class ApproveOnce:
    """Who approves says who she is at the clerk's desk; ``code`` where she has a second factor.

    ``what`` is the act as she read it, ``account`` whose it is: both are kept with her approval.
    """

    permission: str
    name: str
    password: str
    reason: str
    code: str = ""
    account: int | None = None
    what: str = ""


def approve(desk: Desk, request: ApproveOnce) -> Approval:
    """The next try of that permission at this desk goes through, within five minutes, and its row in the audit trail
    names who approved it.

    Raises PaydeskError without a reason; NotAllowed for a wrong password, for oneself, and for who may not do it
    herself; CodeNeeded.
    """
    plausibility.refuse_card_numbers(request)
    reason = request.reason.strip()
    if not reason:
        raise PaydeskError("Type why this is approved.", field="reason")
    if request.permission not in office.APPROVABLE:
        raise NotAllowed(f"Nobody can let somebody else {office.doing(request.permission)}.")
    identity = signing_in.Identity(request.name, request.password, request.code)
    known = signing_in.prove_identity(desk.database, desk.clock, identity, workstation=desk.actor.workstation)
    if known.name == desk.actor.name:
        raise NotAllowed("Somebody else has to approve this.", field="name")
    if known.must_change:
        # Whoever gave her that password knows it, too.
        raise NotAllowed(f"{known.name} has to sign in once and take a password of her own first.", field="name")
    office.require(known.role, request.permission)
    approval = Approval(request.permission, known.name, reason, desk.clock.now() + APPROVAL_LASTS)
    with desk.at_the_door("approval.given", f"Approved once: {office.doing(request.permission)}") as session:
        about(
            session, account=request.account, permission=request.permission, approved_by=known.name, reason=reason,
            what=request.what,
        )  # fmt: skip
    desk.approve(approval)
    return approval
