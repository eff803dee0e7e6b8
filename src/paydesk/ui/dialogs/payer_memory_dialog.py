"""What we know of an insurer: how it is reached for one purpose, and the time it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from paydesk.rules.call_sheet import Purpose
from paydesk.rules.errors import PaydeskError
from paydesk.rules.keyboard import show_date
from paydesk.rules.payer_facts import PayerReach
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.form_dialog import FormDialog
from paydesk.ui.fields import Field, Value

if TYPE_CHECKING:
    from paydesk.operations.remembering import PayerMemory, Remembered

_LIMITS = {"filing": "File within", "corrected": "correct within", "appeal": "Appeal within"}


class PayerMemoryDialog(FormDialog):
    """Confirmed today by whoever saves it; calls keep it fresh."""

    def __init__(self, context: DeskContext, memory: PayerMemory) -> None:
        self._memory, self._days = memory, {one.kind: str(one.days) for one in memory.limits}
        super().__init__(
            context, name="payer_memory_dialog", title=f"{memory.payer}: {memory.purpose.words}", width=720,
            lead=_lead(memory, context), fields=_fields(memory), below=False, keeps_draft=False, of_office=True,
        )  # fmt: skip
        reach = memory.reach
        self.form.set_values({
            "number": reach.number_words() or None, "menu": reach.menu or None, "best_hours": reach.best_hours or None,
            "fax": reach.fax or None, "portal": reach.portal or None, "address": reach.address or None, **self._days,
        })  # fmt: skip
        self.primary.say("Save what we know")

    def focus_start(self) -> None:
        self.form.boxes["menu"].input.setFocus()

    def work(self, values: dict[str, Value]) -> Callable[[], object]:
        from paydesk.operations import remembering

        changed = tuple(
            (kind, _number(kind, values)) for kind in self._days if str(values[kind] or "") != self._days[kind]
        )
        menu, hours, fax, portal, address, source = (
            str(values[name] or "") for name in ("menu", "best_hours", "fax", "portal", "address", "source")
        )
        request = remembering.Remember(
            self._memory.payer_id, self._memory.purpose, _digits(values), menu, hours, fax, portal, address, changed,
            source, self._memory.reach.version,
        )  # fmt: skip
        return lambda: remembering.remember(self.context.desk, request)

    def record_state(self) -> object:
        return self._memory.reach.version

    def told(self, result: Remembered | Any) -> str:
        claims = f", {result.claims} claims have new time limits" if result.claims else ""
        return f"Kept what we know of {self._memory.payer}{claims}"


def _lead(memory: PayerMemory, context: DeskContext) -> str:
    reach: PayerReach = memory.reach
    if reach.confirmed_on is None:
        return "Nobody called it for this yet. What is typed here stands on the next call sheet."
    stale = " Too long ago: check it." if reach.is_stale(context.today()) else ""
    return f"Last confirmed {show_date(reach.confirmed_on)} by {reach.confirmed_by}.{stale}"


def _fields(memory: PayerMemory) -> tuple[Field, ...]:
    known = {one.kind: one for one in memory.limits}
    limits = tuple(
        Field(kind, label, width=72, unit="days", beside=kind == "corrected", longest=6,
              help="" if kind == "corrected" else _source(known[kind].source))
        for kind, label in _LIMITS.items() if kind in known
    )  # fmt: skip
    return (
        Field("number", "Number", width=200, longest=60),
        Field("menu", "Menu", longest=300, help="The way that led to a person"),
        Field("best_hours", "Best hours", longest=100, placeholder="before 10 AM"),
        Field("fax", "Fax", width=200, longest=60), Field("portal", "Portal", longest=200),
        Field("address", "Letters go to" if memory.purpose is Purpose.TAKEBACK else "Appeals go to", longest=300),
        *limits,
        Field("source", "Limit says", longest=200, help="Contract, manual or letter, when a limit is changed"),
    )  # fmt: skip


def _source(source: str) -> str:
    return f"{source[:1].upper()}{source[1:]}"


def _digits(values: dict[str, Value]) -> str:
    """A whole number of the country as its digits, so that it is shown like all others; anything else as typed."""
    typed = str(values["number"] or "")
    digits = "".join(one for one in typed if one.isdigit())
    return digits if len(digits) == 10 and not any(one.isalpha() for one in typed) else typed


def _number(kind: str, values: dict[str, Value]) -> int:
    typed = str(values[kind] or "")
    if not (typed.isascii() and typed.isdecimal()):
        raise PaydeskError("Type the days as a number, such as 90 or 180.", field=kind)
    return int(typed)
