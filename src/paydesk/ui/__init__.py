"""WHAT IS SEEN: the only floor that speaks Qt.

May import: operations, rules, config (its ``application`` also bootstrap and demo). A widget shows facts and
makes requests; it decides nothing about money.
"""

import builtins


def _load_qt_alone() -> None:
    """Take back the import hook that PySide6 sets for its ``__feature__`` switches, which nobody here uses.

    It reads the source of every module imported after it into linecache: 9 million characters with SQLAlchemy,
    some 20 MB kept for ever and a slower start.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain


_load_qt_alone()
