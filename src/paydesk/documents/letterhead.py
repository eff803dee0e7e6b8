"""The clinic as its paper names it: who writes, where to call, where to pay."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What every document says of the clinic.

    ``address`` is street (or box) and city line, as printed under the name; ``remit_to`` is where a check
    goes, name first (the same as name and address when empty). ``pay_link`` is a web address without
    ``https://``; an empty one prints neither link nor QR code. Without a phone or an address paper says nothing that
    needs one.
    """

    name: str
    address: tuple[str, ...]
    phone: str
    tax_id: str = ""
    pay_link: str = ""
    remit_to: tuple[str, ...] = ()

    @property
    def takes_mail(self) -> bool:
        """Whether there is an address to send a payment to."""
        return bool(self.remit_to or self.address)

    @property
    def payment_address(self) -> tuple[str, ...]:
        """Where a mailed payment goes, name first."""
        return self.remit_to or (self.name, *self.address)
