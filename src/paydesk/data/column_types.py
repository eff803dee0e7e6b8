"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, String
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from paydesk.rules.errors import NOT_TEXT, PaydeskError
from paydesk.rules.money import cents

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit whole numbers; SQLite numbers rows by itself only for INTEGER keys."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Money(TypeDecorator[int]):
    """Whole cents; a float or a decimal is refused before it reaches the database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None else cents(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept as UTC; only aware datetimes go in and come out."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("moments carry their time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class _NotText(PaydeskError, DontWrapMixin):
    """Comes up as it is through SQLAlchemy."""


class Words(TypeDecorator[str]):
    """Text that every engine can keep: what one takes and the other does not would stay behind on a move to it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and "\0" in value:
            raise _NotText(NOT_TEXT)
        return value


class Base(DeclarativeBase):
    """All tables of a clinic."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcTime(), str: Words()}


Id = Annotated[int, mapped_column(BIG, primary_key=True)]
Amount = Annotated[int, mapped_column(Money)]
