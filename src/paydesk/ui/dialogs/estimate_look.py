"""What an estimate would say by what is known now, asked off the main thread; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from paydesk.operations import estimating, good_faith_estimating
from paydesk.operations.estimating import MakeEstimate
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.ui.dialogs.estimate_figures import EstimateShown, Expected, shown_in_good_faith, shown_of

if TYPE_CHECKING:
    from paydesk.operations.desk import Desk
    from paydesk.operations.good_faith_estimating import MakeGoodFaith
    from paydesk.operations.office_records import Office
    from paydesk.ui.dialogs.estimate_fields import Asked


def estimate_shown(desk: Desk, office: Office, request: Asked, *, on: date) -> EstimateShown:
    """Raises PaydeskError as making it would, naming the field and the row of a service."""
    if isinstance(request, MakeEstimate):
        return shown_of(estimating.preview_estimate(desk, request))
    due = good_faith_estimating.due_of(desk, request)
    expected = (*_expected(office, request, on), *_of_others(request))
    late = due.due is not None and due.due < desk.clock.today()
    return shown_in_good_faith(expected, show_date(due.due) if due.due else "", due.why, late=late)


def _of_others(request: MakeGoodFaith) -> Iterator[Expected]:
    """What other providers told, each under its name."""
    for provider in request.others:
        for item in provider.items:
            yield Expected(item.code, f"{item.what}, {provider.name}", 1, item.expected or 0)


def _expected(office: Office, request: MakeGoodFaith, on: date) -> tuple[Expected, ...]:
    """Each service with our charge, as often as it comes."""
    again = request.recurring.times if request.recurring is not None else 1
    if not request.services:
        raise PaydeskError("Choose at least one service that is planned.", field="services")
    found = []
    for row, one in enumerate(request.services):
        code = next((each for each in office.codes if each.code == one.code), None)
        charge = one.charge
        if charge is None:
            fee = code.fee_on(on, one.modifiers) if code else None
            if fee is None:
                raise PaydeskError(f"No fee for {one.code} on that date. Type the charge.", field="charge", row=row)
            charge = fee * one.units
        found.append(Expected(one.code, code.short_name if code else "", one.units * again,
                              charge * again))
    return tuple(found)
