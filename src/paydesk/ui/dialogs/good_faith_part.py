"""What stands in the form of an estimate without insurance: its rows, other providers, what it replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from paydesk.ui.dialogs.form_dialog import card_sentence
from paydesk.ui.dialogs.good_faith_fields import ALWAYS, other_fields, replaceable, replaceable_choices
from paydesk.ui.form import Form
from paydesk.ui.repeated_form import RepeatedForm

if TYPE_CHECKING:
    from paydesk.operations.comparing_estimates import EstimateOnFile
    from paydesk.operations.desk import Desk
    from paydesk.operations.good_faith_estimating import PlaceOfCare
    from paydesk.operations.office_records import Office

_ADD_KEY = "Alt+O"


@dataclass(frozen=True)
class EstimateRoom:
    """The clinic's lists, the estimates the account has, and where care is given."""

    office: Office
    kept: tuple[EstimateOnFile, ...]
    place: PlaceOfCare

    @staticmethod
    def read(desk: Desk, account_id: int) -> EstimateRoom:
        """As they are now."""
        from paydesk.operations import comparing_estimates, good_faith_estimating, office_records

        return EstimateRoom(
            office_records.office_lists(desk), comparing_estimates.estimates_of(desk, account_id),
            good_faith_estimating.place_of_care(desk),
        )  # fmt: skip


class GoodFaithPart:
    """``others`` are the services of other providers; ``kept`` the estimates the account has."""

    def __init__(self, form: Form, room: EstimateRoom, *, today: Callable[[], date]) -> None:
        self._form, self._kept, self._place = form, room.kept, room.place
        form.boxes["location"].set_value((room.place.location if room.place.asked else "") or None)
        self.others = RepeatedForm(
            "Services of other providers", other_fields(), name="others", add="Add another provider", key=_ADD_KEY,
            empty="Such as a laboratory or an anesthetist: as told by them, or that they give their own estimate.",
            today=today, refuses_card=card_sentence,
        )  # fmt: skip

    def choose(self, patient: int) -> None:
        """Another patient has other estimates to take the place of."""
        choices = replaceable_choices(replaceable(self._kept, patient))
        self._form.boxes["replaces_id"].set_choices(choices)

    def take(self, patient: int, visit: int | None) -> None:
        """What was estimated for the same visit before is what this one takes the place of."""
        same = (one for one in replaceable(self._kept, patient) if visit is not None and one.visit_id == visit)
        earlier = next(same, None)
        self._form.boxes["replaces_id"].set_value(str(earlier.estimate_id) if earlier else "")

    def show(self, patient: int | None, *, shown: bool) -> None:
        """Its rows, those that are asked for; none where insurance is billed."""
        boxes = self._form.boxes
        for name in ALWAYS:
            self._form.show_field(name, shown)
        self._form.show_field("location", shown and self._place.asked)
        again = bool(boxes["how_often"].typed().strip() or boxes["times"].typed().strip())
        self._form.show_field("from", shown and again)
        earlier = patient is not None and bool(replaceable(self._kept, patient))
        self._form.show_field("replaces_id", shown and earlier)
        self.others.setVisible(shown)
