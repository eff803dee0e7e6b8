"""The time zone a clinic most likely keeps, from its state; where a state has two, the one most of its people keep.

The zones are those of the IANA database, a public fact. A border county may keep the other one, so what follows
from the state may be changed.
"""

from __future__ import annotations

EASTERN, CENTRAL, MOUNTAIN, PACIFIC = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
)  # fmt: skip

_STATES = {
    EASTERN: "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    CENTRAL: "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    MOUNTAIN: "CO ID MT NM UT WY",
    PACIFIC: "CA NV OR WA",
    "America/Phoenix": "AZ", "America/Anchorage": "AK", "Pacific/Honolulu": "HI", "America/Puerto_Rico": "PR VI",
}  # fmt: skip
_ZONE_OF_STATE = {state: zone for zone, states in _STATES.items() for state in states.split()}


def zone_of_state(state: str) -> str | None:
    """The IANA name of the zone of a two-letter state, None for one that is not known here."""
    return _ZONE_OF_STATE.get(state.strip().upper())
