"""Saving: a paper becomes a file, whole or not at all; a half-written one never looks like a finished one."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path

from paydesk.rules.errors import PaydeskError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, content: bytes) -> Path:
    """Put ``content`` there and say where; raises PaydeskError and leaves nothing behind when it cannot be."""
    half = path.with_name(path.name + ".part")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError as problem:
        with suppress(OSError):
            half.unlink()
        raise PaydeskError(_sentence(path, problem)) from problem
    return path


def _sentence(path: Path, problem: OSError) -> str:
    if problem.errno in _FULL:
        return f"{path.name} was not saved: the disk is full. Free some space or choose another folder."
    return f"{path.name} cannot be saved in {path.parent.name or path.parent}. Choose another folder."
