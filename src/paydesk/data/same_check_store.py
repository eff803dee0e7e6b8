"""Finds the same check among all that insurers announce: one that was typed from paper, and comes as a file, too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from paydesk.data.advice_tables import Advice
from paydesk.rules.typed_paper import bare_number


def same_payment(session: Session, payer_id: int, number: str, amount: int, *, but: int | None) -> Advice | None:
    """A payment of this number and amount that was read or typed before, of this payer or of nobody known."""
    query = select(Advice).where(
        Advice.amount == amount, Advice.trace != "", _bare(Advice.trace) == bare_number(number),
        Advice.put_aside == "", Advice.payer_id.is_(None) | (Advice.payer_id == payer_id),
    )  # fmt: skip
    found = session.execute(query.order_by(Advice.id)).scalars()
    return next((one for one in found if one.id != but), None)


def typed(session: Session, advice: Advice) -> Advice | None:
    """The paper that was typed of the payment that a file announces, and that stands."""
    if advice.source == "paper":
        return None
    paper = aliased(Advice)
    query = select(paper).join(Advice, _is_typed(paper)).where(Advice.id == advice.id)
    return session.execute(query.order_by(paper.id).limit(1)).scalar_one_or_none()


def is_typed() -> ColumnElement[bool]:
    """Of advice: whether it came as a file, and a paper of the same payment stands."""
    paper = aliased(Advice)
    return select(paper.id).where(_is_typed(paper)).correlate(Advice).exists()


def _is_typed(paper: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (
        (Advice.source != "paper") & (paper.source == "paper") & (paper.put_aside == "")
        & (paper.amount == Advice.amount) & (_bare(paper.trace) == _bare(Advice.trace)) & (_bare(Advice.trace) != "")
        & (Advice.payer_id.is_(None) | (paper.payer_id == Advice.payer_id))
    )  # fmt: skip
    return same


def _bare(trace: Any) -> Any:
    """As ``rules.typed_paper.bare_number``, in the database."""
    return func.ltrim(func.upper(func.trim(trace)), "0")
