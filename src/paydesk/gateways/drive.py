"""The drive a file lies on: a clinic's file on a network share would be damaged sooner or later."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from paydesk.rules.errors import PaydeskError

# File systems whose locks and shared memory do not hold between two computers.
NETWORK_TYPES = frozenset(
    {
        *("9p", "acfs", "afs", "autofs.cifs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs", "gfs2", "glusterfs"),
        *("gpfs", "lustre", "ncp", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "panfs", "pvfs2", "smb2", "smb3"),
        *("smbfs", "vboxsf", "vmhgfs"),
    }
)
NETWORK_FUSE = frozenset(
    {"ceph", "davfs", "davfs2", "gcsfuse", "glusterfs", "gvfsd-fuse", "rclone", "s3fs", "smbnetfs", "sshfs"}
)
DRIVE_REMOTE = 4  # winbase.h


def refuse_network_share(path: Path | str, *, mounts: str | None = None, windows: bool | None = None) -> None:
    """Raises PaydeskError when ``path`` (it need not exist yet) lies on a network share.

    ``mounts`` is the text of /proc/self/mountinfo and ``windows`` the platform; both are found when not given.
    """
    if windows is None:
        windows = sys.platform == "win32"
    shared = _is_windows_share(str(path)) if windows else _is_mounted_share(Path(path), mounts)
    if shared:
        raise PaydeskError(
            "The clinic's file cannot lie on a network share, where two computers would damage it. "
            "Choose a folder on this computer, or use a shared server with --database."
        )


def _is_windows_share(path: str) -> bool:
    absolute = path.replace("/", "\\")
    if not absolute.startswith("\\\\") and sys.platform == "win32":
        absolute = os.path.realpath(absolute)
    local = absolute.removeprefix("\\\\?\\").removeprefix("\\\\.\\")
    if local.upper().startswith("UNC\\") or local.startswith("\\\\"):
        return True
    drive = re.match(r"[A-Za-z]:", local)
    return bool(drive) and drive_kind(f"{local[:2]}\\") == DRIVE_REMOTE


def drive_kind(root: str) -> int:
    """What Windows calls the kind of the drive ``root`` (``Z:\\``); 0, unknown, elsewhere."""
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0


def _is_mounted_share(path: Path, mounts: str | None) -> bool:
    if mounts is None:
        table = Path("/proc/self/mountinfo")
        mounts = table.read_text("utf-8", "surrogateescape") if table.exists() else ""
    kind = _file_system(os.path.realpath(path), mounts)
    family, _, member = kind.partition(".")
    return member in NETWORK_FUSE if family in ("fuse", "fuseblk") and member else kind in NETWORK_TYPES


def _file_system(path: str, mounts: str) -> str:
    """The type of the mount nearest to ``path``; of two at one place the later one covers the other."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        # proc(5): id, parent, device, root, mount point, options, optional fields, a dash, type, source, options.
        before, _, after = line.partition(" - ")
        fields, described = before.split(" "), after.split(" ")
        if len(fields) < 5 or not described[0]:
            continue
        place = _unescaped(fields[4]).rstrip("/")
        if (path == place or path.startswith(f"{place}/")) and len(place) >= best:
            best, kind = len(place), described[0]
    return kind


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), field)
