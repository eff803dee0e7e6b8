"""ZIP codes and states: what fingers type becomes digits, and the state follows from the ZIP code.

The table is the Postal Service's three-digit prefix list, a public fact; the few ZIP codes that lie in
another state than their prefix are named one by one. Some ZIP codes cross a state line, so the state that
follows may be typed over.
"""

from __future__ import annotations

import re

from paydesk.rules.errors import PaydeskError

STATES: dict[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "AS": "American Samoa", "GU": "Guam",
    "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "Virgin Islands",
    "FM": "Micronesia", "MH": "Marshall Islands", "PW": "Palau",
    "AA": "Armed Forces Americas", "AE": "Armed Forces Europe", "AP": "Armed Forces Pacific",
}  # fmt: skip
"""Postal code and name of every state, territory and military region mail goes to."""

_PREFIXES = """
005 NY 006-007 PR 008 VI 009 PR 010-027 MA 028-029 RI 030-038 NH 039-049 ME 050-054 VT 055 MA 056-059 VT
060-069 CT 070-089 NJ 090-099 AE 100-149 NY 150-196 PA 197-199 DE 200 DC 201 VA 202-205 DC 206-212 MD
214-219 MD 220-246 VA 247-268 WV 270-289 NC 290-299 SC 300-319 GA 320-339 FL 340 AA 341-342 FL 344 FL
346-347 FL 349 FL 350-352 AL 354-369 AL 370-385 TN 386-397 MS 398-399 GA 400-427 KY 430-459 OH 460-479 IN
480-499 MI 500-516 IA 520-528 IA 530-532 WI 534-535 WI 537-549 WI 550-551 MN 553-567 MN 569 DC 570-577 SD
580-588 ND 590-599 MT 600-620 IL 622-629 IL 630-631 MO 633-641 MO 644-658 MO 660-679 KS 680-681 NE
683-693 NE 700-701 LA 703-708 LA 710-714 LA 716-729 AR 730-731 OK 733 TX 734-749 OK 750-799 TX 800-816 CO
820-831 WY 832-838 ID 840-847 UT 850-853 AZ 855-857 AZ 859-860 AZ 863-865 AZ 870-875 NM 877-884 NM 885 TX
889-891 NV 893-895 NV 897-898 NV 900-908 CA 910-928 CA 930-961 CA 962-966 AP 967-968 HI 969 GU 970-979 OR
980-986 WA 988-994 WA 995-999 AK
"""
_EXCEPTIONS = {
    "06390": "NY", "75502": "AR", "96799": "AS", "96950": "MP", "96951": "MP", "96952": "MP",
    "96939": "PW", "96940": "PW", "96941": "FM", "96942": "FM", "96943": "FM", "96944": "FM",
    "96960": "MH", "96970": "MH",
}  # fmt: skip


def _by_prefix() -> dict[str, str]:
    words = _PREFIXES.split()
    table: dict[str, str] = {}
    for span, state in zip(words[::2], words[1::2], strict=True):
        first, _, last = span.partition("-")
        table.update((f"{prefix:03d}", state) for prefix in range(int(first), int(last or first) + 1))
    return table


_STATE_OF_PREFIX = _by_prefix()
_CODE_OF_NAME = {name.casefold(): code for code, name in STATES.items()}


def parse_zip(text: str, *, field: str | None = None) -> str:
    """5 or 9 digits from ``78701``, ``78701-1234`` or ``787011234``; raises PaydeskError otherwise."""
    match = re.fullmatch(r"(\d{5})(?:[\s-]*(\d{4}))?", text.strip(), re.ASCII)
    if not match or match[1] == "00000":
        raise PaydeskError("A ZIP code has 5 or 9 digits. Type it like 78701 or 78701-1234.", field=field)
    return match[1] + (match[2] or "")


def show_zip(digits: str) -> str:
    """``78701`` or ``78701-1234``; what is not 5 or 9 digits is shown as it is."""
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 and digits.isdigit() else digits


def state_of_zip(zip_code: str) -> str | None:
    """The state a ZIP code lies in (``TX``), or None if none is known or the code is not complete."""
    digits = "".join(re.findall(r"\d", zip_code, re.ASCII))
    if len(digits) < 5:
        return None
    return _EXCEPTIONS.get(digits[:5]) or _STATE_OF_PREFIX.get(digits[:3])


def parse_state(text: str, *, field: str | None = None) -> str:
    """The two-letter code from ``tx``, ``TX`` or ``texas``; raises PaydeskError for anything else."""
    squeezed = " ".join(text.split())
    code = squeezed.upper() if squeezed.upper() in STATES else _CODE_OF_NAME.get(squeezed.casefold())
    if code is None:
        raise PaydeskError(f"“{squeezed}” is not a state. Type its two letters, like TX.", field=field)
    return code
