"""Builds the compact ICD-10-CM edition in resources/ from the data of the simple-icd-10-cm package, 1.5.0.

Run it with the project's own Python: ``.venv/bin/python scripts/build_icd10cm.py``. The package holds the
April 2026 edition; another one needs the three constants below changed.
"""

from __future__ import annotations

import lzma
import re
from pathlib import Path

import simple_icd_10_cm

EDITION = "April 2026"
VALID_FROM, VALID_TO = "2026-04-01", "2026-09-30"
TARGET = Path(__file__).resolve().parent.parent / "resources" / "icd10cm-2026-04.txt.xz"


def rows() -> list[str]:
    """``code, 1 if billable else 0, description`` of every category and code, without chapters and blocks."""
    names = simple_icd_10_cm.get_all_codes(with_dots=False)
    # A block of a single category bears that category's name, so the list has those names twice.
    codes = [name for name in dict.fromkeys(names) if re.fullmatch(r"[A-Z][0-9A][0-9AB][0-9A-Z]{0,4}", name)]
    return [f"{code}\t{int(simple_icd_10_cm.is_leaf(code))}\t{description(code)}" for code in codes]


def description(code: str) -> str:
    """The code's full title on one line."""
    return " ".join(str(simple_icd_10_cm.get_description(code)).split())


def main() -> None:
    text = "\n".join([f"{EDITION}\t{VALID_FROM}\t{VALID_TO}", *rows()]) + "\n"
    packed = lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {text.count(chr(10)) - 1:,} codes, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
