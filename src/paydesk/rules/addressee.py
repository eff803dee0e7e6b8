"""The addressee: whose name stands on the envelope, where it goes, and which number may be called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from paydesk.rules.contact import Flag

OF_AGE = 18


def age_on(birth_date: date, on: date) -> int:
    """Full years lived on that day; someone born on February 29 is a year older on March 1."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date | None, on: date) -> bool:
    """Under 18 on that day; an unknown birth date is no minor."""
    return birth_date is not None and age_on(birth_date, on) < OF_AGE


@dataclass(frozen=True)
class Addressee:
    """The lines above the street: ``name``, ``second`` ("c/o …", "Re: …" or empty); ``why`` is the rule."""

    name: str
    second: str = ""
    why: str = ""


_WORDS = {
    "en": {"estate": "Estate of {name}", "parent": "Parent or guardian of {name}", "re": "Re: {name}",
           "care": "c/o {name}"},
    "es": {"estate": "Sucesión de {name}", "parent": "Padre, madre o tutor de {name}", "re": "Asunto: {name}",
           "care": "c/o {name}"},
}  # fmt: skip


def addressee(
    name: str,
    *,
    flags: Iterable[Flag] = (),
    person_id: int | None = None,
    minor: bool = False,
    language: str = "en",
) -> Addressee:
    """Who is written to when ``name`` (person ``person_id``, normally the guarantor) owes.

    An attorney before everyone; then the estate of the dead; then the parent or guardian of a minor.
    ``flags`` are those in force; ``minor`` from the birth date. Any language but Spanish reads English.
    """
    words = _WORDS.get(language, _WORDS["en"])
    mine = [flag for flag in flags if flag.person_id in (None, person_id)]
    raised = {flag.kind: flag.facts for flag in reversed(mine)}
    for kind in ("attorney", "bankruptcy"):
        if attorney := raised.get(kind, {}).get("attorney", "").strip():
            return Addressee(attorney, words["re"].format(name=name), "an attorney speaks for this account")
    if "deceased" in raised:
        representative = raised["deceased"].get("representative", "").strip()
        second = words["care"].format(name=representative) if representative else ""
        return Addressee(words["estate"].format(name=name), second, "this person has died")
    if minor or "minor" in raised:
        guardian = raised.get("minor", {}).get("guardian", "").strip()
        if guardian:
            return Addressee(guardian, words["re"].format(name=name), "a minor's bill goes to the guardian")
        return Addressee(words["parent"].format(name=name), "", "a minor's bill goes to the parent")
    return Addressee(name)


@dataclass(frozen=True)
class MailAddress:
    """Where mail may go. ``kind``: home, mailing or confidential. ``zip`` is 5 or 9 digits."""

    kind: str
    line1: str
    line2: str
    city: str
    state: str
    zip: str
    do_not_use: bool = False
    returned_on: date | None = None

    @property
    def good(self) -> bool:
        """Complete, not set aside, and nothing came back from it."""
        complete = self.line1 and self.city and self.state and self.zip
        return bool(complete) and not self.do_not_use and self.returned_on is None


class Street(Protocol):
    """What of an address is read aloud."""

    line1: str
    line2: str
    city: str
    state: str


def in_one_line(address: MailAddress | Street) -> str:
    """``12 Elm St Apt 4, Springfield, IL``: an address in words, as flags and notes name it."""
    return f"{f'{address.line1} {address.line2}'.strip()}, {address.city}, {address.state}"


def address_for(addresses: Sequence[MailAddress]) -> MailAddress | None:
    """The address mail goes to: the confidential one, else the mailing one, else home; None if none is good.

    Who asked for a confidential address gets no mail anywhere else, even if that one is bad
    (45 CFR 164.522(b)).
    """
    confidential = [address for address in addresses if address.kind == "confidential"]
    if confidential:
        return next((address for address in confidential if address.good), None)
    order = {"mailing": 0, "home": 1}
    good = sorted((one for one in addresses if one.good), key=lambda one: order.get(one.kind, 2))
    return good[0] if good else None


class PhoneLine(NamedTuple):
    """A number with the consent given for it. ``kind``: mobile, home or work."""

    kind: str
    digits: str
    may_call: bool = True
    may_text: bool = False
    do_not_use: bool = False
    preferred: bool = False


def phone_for(phones: Iterable[PhoneLine]) -> PhoneLine | None:
    """The number to call by consent: the preferred one, then mobile, home, work last; None if none may be."""
    order = {"mobile": 0, "home": 1, "work": 3}
    allowed = [phone for phone in phones if phone.may_call and not phone.do_not_use]
    return min(allowed, key=lambda phone: (not phone.preferred, order.get(phone.kind, 2)), default=None)
