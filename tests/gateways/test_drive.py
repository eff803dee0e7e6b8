"""Where a clinic's file may lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from paydesk.gateways import drive
from paydesk.rules.errors import PaydeskError

ROOT = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw"


def table(place: str, kind: str) -> str:
    return f"{ROOT}\n90 22 0:51 / {place} rw,relatime shared:7 - {kind} server:/clinic rw\n"


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.rclone", "ceph", "davfs"]
)
def test_a_file_on_a_share_is_refused_with_what_to_do(kind: str) -> None:
    with pytest.raises(PaydeskError, match=r"network share.*--database"):
        drive.refuse_network_share("/mnt/office/clinic.paydesk", mounts=table("/mnt/office", kind), windows=False)


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "fuse.gocryptfs", "zfs"])
def test_a_file_on_this_computer_is_welcome(kind: str) -> None:
    drive.refuse_network_share("/mnt/office/clinic.paydesk", mounts=table("/mnt/office", kind), windows=False)


def test_the_nearest_mount_decides() -> None:
    mounts = table("/mnt", "nfs4") + "91 90 8:2 / /mnt/disk rw - ext4 /dev/sdb1 rw\n"
    drive.refuse_network_share("/mnt/disk/clinic.paydesk", mounts=mounts, windows=False)
    with pytest.raises(PaydeskError):
        drive.refuse_network_share("/mnt/diskette/clinic.paydesk", mounts=mounts, windows=False)


def test_a_mount_over_another_covers_it() -> None:
    mounts = table("/mnt", "ext4") + "92 90 0:52 / /mnt rw - cifs //server/clinic rw\n"
    with pytest.raises(PaydeskError):
        drive.refuse_network_share("/mnt/clinic.paydesk", mounts=mounts, windows=False)


def test_a_share_whose_name_has_a_space_is_seen() -> None:
    with pytest.raises(PaydeskError):
        drive.refuse_network_share("/mnt/our office/x", mounts=table(r"/mnt/our\040office", "cifs"), windows=False)


def test_a_link_onto_a_share_is_followed(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    with pytest.raises(PaydeskError):
        drive.refuse_network_share(
            tmp_path / "link" / "clinic.paydesk", mounts=table(str(share.resolve()), "nfs"), windows=False
        )


def test_this_computers_own_temporary_folder_is_welcome(tmp_path: Path) -> None:
    drive.refuse_network_share(tmp_path / "clinic.paydesk")


def test_lines_of_the_table_that_make_no_sense_are_passed_over() -> None:
    drive.refuse_network_share("/srv/x", mounts=f"nonsense\n\n{ROOT}\n1 2 3\n", windows=False)


@pytest.mark.parametrize(
    "path", [r"\\server\clinic\a.paydesk", "//server/clinic/a.paydesk", r"\\?\UNC\server\clinic\a.paydesk"]
)
def test_a_unc_path_is_refused(path: str) -> None:
    with pytest.raises(PaydeskError):
        drive.refuse_network_share(path, windows=True)


def test_a_mapped_drive_letter_is_refused_and_a_disk_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"Z:\\": drive.DRIVE_REMOTE, "C:\\": 3}
    monkeypatch.setattr(drive, "drive_kind", kinds.__getitem__)
    drive.refuse_network_share(r"C:\Users\rosa\clinic.paydesk", windows=True)
    drive.refuse_network_share(r"\\?\C:\Users\rosa\clinic.paydesk", windows=True)
    with pytest.raises(PaydeskError):
        drive.refuse_network_share(r"Z:\clinic.paydesk", windows=True)
