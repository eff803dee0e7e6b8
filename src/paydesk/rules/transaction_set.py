"""What a set of an X12 file says of itself, whatever its kind: its numbers, its version, from whom and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from paydesk.rules.remittance import Closing
from paydesk.rules.remittance_finding import Place


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """ST to SE, with the interchange and the group it stands in; ``kind`` is ST01.

    ``segments`` were counted from ST to SE; ``closing`` is None where SE is missing; ``test``: its sender marks the
    interchange as a trial.
    """

    place: Place
    kind: str
    control: str
    version: str
    closing: Closing | None
    segments: int
    interchange: str
    group: str
    sender: str
    receiver: str
    test: bool
