"""Statements worked out once: what one clinic of a test run asks, the next one asks in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Compiled

from paydesk.data import database


class _Statements(dict[tuple[Any, ...], Compiled]):
    """SQLAlchemy keys what it compiled by the engine's own dialect object; here the dialect's name is enough."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        dialect, *rest = key
        return super().get((dialect.name, *rest), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Compiled) -> None:
        dialect, *rest = key
        super().__setitem__((dialect.name, *rest), compiled)


@contextmanager
def shared_statements() -> Iterator[None]:
    """Every engine that is made takes from one store: compiling was a quarter of the time of an operation's test."""
    kept = _Statements()

    def make(*arguments: Any, **options: Any) -> Engine:
        engine = create_engine(*arguments, **options)
        engine.update_execution_options(compiled_cache=kept)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", make)
        yield
