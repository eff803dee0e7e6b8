"""The envelope of an X12 file: control numbers and counts that tell whether anything of it was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import Protocol

from paydesk.rules.remittance import Closing, Remittance
from paydesk.rules.remittance_finding import Blocks, Finding, Place


class Enveloped(Protocol):
    """What is opened by one segment and closed by another, both with the same control number."""

    @property
    def place(self) -> Place: ...
    @property
    def control(self) -> str: ...
    @property
    def closing(self) -> Closing | None: ...


class EnvelopedGroup(Enveloped, Protocol):
    """GS to GE, with the ``sets`` that were counted in it."""

    @property
    def sets(self) -> int: ...


class EnvelopedInterchange(Enveloped, Protocol):
    """ISA to IEA."""

    @property
    def groups(self) -> Sized: ...
    @property
    def test(self) -> bool: ...


class EnvelopedSet(Enveloped, Protocol):
    """ST to SE, with the ``segments`` that were counted from the one to the other."""

    @property
    def segments(self) -> int: ...


def of_interchange(one: EnvelopedInterchange) -> Iterator[Finding]:
    """ISA against IEA; a trial is told and blocks nothing."""
    what = f"interchange {one.control}"
    yield from _closed("interchange", "IEA", what, one.place, one.control, one.closing, len(one.groups), "groups")
    if one.test:
        yield Finding("test", one.place, what, "Its sender marks this file as a test.", Blocks.NOTHING)


def of_group(one: EnvelopedGroup) -> Iterator[Finding]:
    """GS against GE."""
    yield from _closed("group", "GE", f"group {one.control}", one.place, one.control, one.closing, one.sets, "sets")


def of_set(one: EnvelopedSet) -> Iterator[Finding]:
    """ST against SE."""
    what = f"{'remittance' if isinstance(one, Remittance) else 'set'} {one.control}"
    yield from _closed("set", "SE", what, one.place, one.control, one.closing, one.segments, "segments")


def _closed(
    rule: str, segment: str, what: str, place: Place, control: str, closing: Closing | None, counted: int, of: str
) -> Iterator[Finding]:
    if closing is None:
        says = f"Its closing segment {segment} is missing: the file may be cut short."
        yield Finding(rule, place, what, says, Blocks.ALL)
        return
    if closing.control != control:
        says = f"It is closed by {segment} with the control number “{closing.control[:24]}”."
        yield Finding(rule, closing.place, what, says, Blocks.ALL)
    if closing.count != counted:
        told = "no number" if closing.count is None else f"{closing.count}"
        says = f"{segment} counts {told} of {of}, and there are {counted}: something was lost, doubled or added."
        yield Finding(rule, closing.place, what, says, Blocks.ALL)
