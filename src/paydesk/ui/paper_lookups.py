"""What the desk knows of an insurer's check while it is typed: its claims, the same check before, an answer it takes
back."""

from __future__ import annotations

from collections.abc import Callable

from paydesk.operations import choosing_claims, recalling_answers, typing_papers
from paydesk.operations.choosing_claims import Answerable, OurClaim
from paydesk.operations.recalling_answers import TakenBack
from paydesk.rules import money
from paydesk.rules.errors import PaydeskError
from paydesk.ui.desk_context import DeskContext
from paydesk.ui.fields import Choice
from paydesk.ui.paper_page import PaperPage

_FILLED = "Filled in as the answer that stands, below zero. Type over what the paper says otherwise"


class PaperLookups:
    """Looks for ``page`` in the background; what comes late and is asked for no more is let go. A claim that is chosen
    goes to ``add``."""

    def __init__(self, context: DeskContext, page: PaperPage, *, add: Callable[[OurClaim], None]) -> None:
        self._context, self._page, self._add = context, page, add

    def look_for(self, typed: str, deliver: Callable[[tuple[Choice, ...]], None]) -> None:
        """The claims that may be meant."""
        page, payer, desk = self._page, self._page.form.payer_id(), self._context.desk
        if payer is None:
            page.refuse(PaydeskError("Choose the insurer first: its claims are looked for.", field="payer_id"))
            return
        self._context.jobs.look(
            lambda: choosing_claims.claims_like(desk, payer, typed), title="Looking for claims", owner=page,
            latest="paper.like", then=lambda found: deliver(self._choices(found)),
        )  # fmt: skip

    def _choices(self, found: tuple[Answerable, ...]) -> tuple[Choice, ...]:
        """Those that this check has already say so."""
        there = {one.claim.known.id for one in self._page.entries if not one.takes_back}
        return tuple(_choice(one, here=one.claim_id in there) for one in found)

    def take(self, key: object) -> None:
        """The claim of that key comes on the check."""
        if not key:
            return
        page, claim, desk = self._page, int(str(key)), self._context.desk
        page.search.set_choice(None)

        def show(found: tuple[OurClaim, ...]) -> None:
            for one in found:
                self._add(one)

        self._context.jobs.look(
            lambda: choosing_claims.our_claims(desk, (claim,)), title="Reading the claim", owner=page,
            latest="paper.claim", then=show,
        )  # fmt: skip

    def tell_known(self) -> None:
        """That the check was typed or read before, as soon as it is named; it may be typed all the same."""
        form, opened, desk = self._page.form, self._page.opened, self._context.desk
        payer, number, amount = form.payer_id(), form.number(), form.amount()
        own = opened.advice_id if opened else None

        def tell(sentence: str) -> None:
            if (payer, number, amount) == (form.payer_id(), form.number(), form.amount()):
                form.say_known(sentence)

        if payer is not None:
            self._context.jobs.look(
                lambda: typing_papers.known_before(desk, payer, number, amount, but=own),
                title="Looking for the same check", owner=self._page, latest="paper.known", then=tell,
            )  # fmt: skip

    def take_back(self, takes_back: bool) -> None:
        """An answer that is taken back begins as the one that stands, where nothing is typed of it yet."""
        page, entry, desk = self._page, self._page.grid.entry, self._context.desk
        if entry is None:
            return
        claim = entry.claim.known.id

        def fill(found: TakenBack | None) -> None:
            if entry is not page.grid.entry or not entry.takes_back or not entry.is_untyped():
                return
            if found is None:
                page.say("No single answer to this claim stands here: type what is taken back with a minus")
                return
            entry.fill(found.lines, found.payer_claim)
            page.grid.refill()
            page.say(_FILLED)

        if takes_back and entry.is_untyped():
            self._context.jobs.look(
                lambda: recalling_answers.answer_to_take_back(desk, claim), title="Reading the answer that stands",
                owner=page, latest="paper.back", then=fill,
            )  # fmt: skip
        elif not takes_back and entry.is_as_filled():
            entry.empty()
            page.grid.refill()


def _choice(one: Answerable, *, here: bool) -> Choice:
    stands = "on this check already" if here else "on a check that waits" if one.on_check else one.state
    words = f"{one.patient}, {one.day:%m/%d/%Y}, {one.number}, {one.payer}, {stands}"
    return Choice(str(one.claim_id), words, money.show(one.charge))
