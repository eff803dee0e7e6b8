"""The lock of the PC itself."""

from __future__ import annotations

import sys

import pytest

from paydesk.gateways import session_lock


def test_a_desktop_that_is_not_ours_to_show_means_locked() -> None:
    assert session_lock.is_locked(opens=lambda: False)
    assert not session_lock.is_locked(opens=lambda: True)


def test_where_nothing_can_be_asked_nothing_is_locked() -> None:
    def broken() -> bool:
        raise OSError("no such door")

    assert not session_lock.is_locked(opens=broken)


@pytest.mark.skipif(sys.platform == "win32", reason="there the answer is of the moment")
def test_elsewhere_than_on_windows_nothing_tells() -> None:
    assert not session_lock.is_locked()
