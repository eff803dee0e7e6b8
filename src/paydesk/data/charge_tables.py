"""Tables of care as it is billed: visits, diagnoses, charges and their versions."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from paydesk.data.column_types import BIG, Amount, Base, Id, Money


class Visit(Base):
    """A patient with a provider on a day; upcoming ones are ``scheduled``."""

    __tablename__ = "visit"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    patient_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    on: Mapped[date] = mapped_column("visit_date", index=True)
    at: Mapped[time | None] = mapped_column("visit_time")
    provider_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("provider.id"))
    place_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("place.id"))
    status: Mapped[str] = mapped_column(default="done")  # scheduled, arrived, done, canceled, no-show
    reason: Mapped[str] = mapped_column(default="")
    self_pay: Mapped[bool] = mapped_column(default=False)  # paid in full, asked us not to bill insurance
    external_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class VisitForm(Base):
    """A form that a visit was entered or added to with: its key, so that it does so once."""

    __tablename__ = "visit_form"
    key: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(BIG, ForeignKey("visit.id"))


class VisitDiagnosis(Base):
    """A diagnosis of a visit at its position (1 first); charges point at positions."""

    __tablename__ = "visit_diagnosis"
    visit_id: Mapped[int] = mapped_column(BIG, ForeignKey("visit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    system: Mapped[str] = mapped_column(default="ICD-10-CM")
    description: Mapped[str] = mapped_column(default="")


class Charge(Base):
    """A debt with something to stand on: a procedure, a fee, an opening item, or returned money.

    It keeps the account and patient it was posted to; what was done is in its versions. ``reopened`` until the
    insurer's new answer; ``held`` and ``disputed`` lines take no automatic money and are not asked for.
    """

    __tablename__ = "charge"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(BIG, ForeignKey("account.id"), index=True)
    patient_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("visit.id"), index=True)
    kind: Mapped[str]  # procedure, fee, opening, returned money
    service_date: Mapped[date]
    version: Mapped[int] = mapped_column()
    answer: Mapped[str] = mapped_column(default="")  # '' not answered yet, answered, denied
    reopened: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)
    disputed: Mapped[bool] = mapped_column(default=False)
    hold_reason: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str | None] = mapped_column(unique=True)


class ChargeVersion(Base):
    """What a charge says was done and what it costs; corrected by a new version, never changed."""

    __tablename__ = "charge_version"
    charge_id: Mapped[int] = mapped_column(BIG, ForeignKey("charge.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    system: Mapped[str] = mapped_column(default="CPT")  # CPT, HCPCS, SNOMED, RxNorm, own
    description: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")  # up to 4, space between
    units: Mapped[int] = mapped_column(default=1)
    fee: Mapped[Amount]
    pointers: Mapped[str] = mapped_column(default="")  # positions of diagnoses, space between
    provider_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("provider.id"))
    place_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("place.id"))
    service_date: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")


class ServiceCode(Base):
    """A code the clinic uses, with the clinic's own short name for it; its version counts its fees' changes, too."""

    __tablename__ = "service_code"
    code: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(default="CPT")
    short_name: Mapped[str]
    spanish_name: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class FeeSchedule(Base):
    """A named list of fees."""

    __tablename__ = "fee_schedule"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    standard: Mapped[bool] = mapped_column(default=True)


class Fee(Base):
    """What a code costs from a day on."""

    __tablename__ = "fee"
    id: Mapped[Id]
    fee_schedule_id: Mapped[int] = mapped_column(BIG, ForeignKey("fee_schedule.id"))
    code: Mapped[str]
    modifier: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    amount: Mapped[int] = mapped_column(Money)
    __table_args__ = (Index("uq_fee_code", "fee_schedule_id", "code", "modifier", "valid_from", unique=True),)
