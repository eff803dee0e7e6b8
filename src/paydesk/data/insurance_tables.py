"""Tables of insurance: payers, their plans, and who is covered by what from when to when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text, true
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class Payer(Base):
    """An insurer or program that answers claims."""

    __tablename__ = "payer"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(default="commercial")  # see rules.insurance
    edi_id: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    line1: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    auto_post: Mapped[bool] = mapped_column(default=True, server_default=true())  # its clean answers need no person
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class InsurancePlan(Base):
    """A payer's product, as far as its benefits are the same for all who have it."""

    __tablename__ = "insurance_plan"
    id: Mapped[Id]
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    group_number: Mapped[str] = mapped_column(default="")


class Coverage(Base):
    """One patient's membership in one plan, with its order and dates; also a party of the ledger."""

    __tablename__ = "coverage"
    id: Mapped[Id]
    patient_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    insurance_plan_id: Mapped[int] = mapped_column(BIG, ForeignKey("insurance_plan.id"), index=True)
    member_number: Mapped[str] = mapped_column(default="")
    subscriber_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id"))
    subscriber_name: Mapped[str] = mapped_column(default="")  # when the subscriber is not kept as a person
    relation: Mapped[str] = mapped_column(default="self")
    priority: Mapped[int] = mapped_column(default=1)  # 1 primary, 2 secondary, ...
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # last day covered
    copay: Mapped[int | None] = mapped_column(Money)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("priority >= 1", name="priority"),)


class Remittance(Base):
    """A payer's payment as it came in; its money is the lot of the same id."""

    __tablename__ = "remittance"
    lot_id: Mapped[int] = mapped_column(BIG, ForeignKey("lot.id"), primary_key=True)
    payer_id: Mapped[int] = mapped_column(BIG, ForeignKey("payer.id"), index=True)
    trace: Mapped[str] = mapped_column(index=True)
    provider_adjustments: Mapped[Amount]  # X12's sign: positive takes away


class RemittanceClaim(Base):
    """One answer in a remittance: what the payer says of one visit's charges; the ``because`` of its group.

    ``posted`` says whether its group stands in the ledger; ``takes_back_id`` is the earlier answer it takes back.
    """

    __tablename__ = "remittance_claim"
    id: Mapped[Id]
    lot_id: Mapped[int] = mapped_column(BIG, ForeignKey("remittance.lot_id"), index=True)
    coverage_id: Mapped[int] = mapped_column(BIG, ForeignKey("coverage.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("visit.id"), index=True)
    paid: Mapped[Amount]
    outcome: Mapped[str]  # paid, to patient, denied, reversed
    posted: Mapped[bool]
    group_id: Mapped[int | None] = mapped_column(BIG, index=True)
    takes_back_id: Mapped[int | None] = mapped_column(BIG)
    __table_args__ = (
        Index(
            "uq_remittance_claim_takes_back_id", "takes_back_id", unique=True,
            sqlite_where=text("posted"), postgresql_where=text("posted"),
        ),
    )  # fmt: skip
