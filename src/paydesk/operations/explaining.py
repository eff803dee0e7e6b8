"""Explaining benefits in plain words, English and Spanish: what the plan pays, what is met, what a visit will cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.data import verification_store
from paydesk.data.database import Session
from paydesk.data.people_tables import Person
from paydesk.data.verification_store import CoverageFacts
from paydesk.documents.estimate_view import BenefitsView
from paydesk.operations import estimating, keeping, verifying
from paydesk.operations.desk import Desk, about
from paydesk.operations.keeping import Printed
from paydesk.operations.pricing import PlannedService
from paydesk.rules.benefits import Benefits, NotActive, ServiceKind, Source
from paydesk.rules.benefits_words import Section, benefits_explained
from paydesk.rules.correspondence import Language, language_of
from paydesk.rules.errors import PaydeskError
from paydesk.rules.estimate_facts import Estimate


@dataclass(frozen=True)
class ExplainBenefits:
    """The benefits of a coverage, for these kinds of service, and for a visit with these ``services`` where planned.

    Without kinds they are those of the services, or all that anything is known of. ``language`` is the paper's; None:
    the guarantor's.
    """

    coverage_id: int
    services: tuple[PlannedService, ...] = ()
    kinds: tuple[ServiceKind, ...] = ()
    on: date | None = None
    visit_id: int | None = None
    language: Language | None = None


@dataclass(frozen=True)
class BenefitsExplained:
    """The text in both languages; ``as_of`` is the oldest day of a figure, ``sources`` where they come from.

    ``not_active`` is what the insurer said against the plan itself; ``asked_on`` the last day on which it answered
    anything.
    """

    english: tuple[Section, ...]
    spanish: tuple[Section, ...]
    as_of: date | None
    sources: tuple[Source, ...]
    made: Estimate | None
    not_active: NotActive | None = None
    asked_on: date | None = None


@dataclass(frozen=True)
class _Known:
    facts: CoverageFacts
    benefits: Benefits
    kinds: tuple[ServiceKind, ...]
    made: Estimate | None
    language: Language
    patient: Person


def explain_benefits(desk: Desk, request: ExplainBenefits) -> BenefitsExplained:
    """What to tell a patient who asks; a look, told in the trail. Raises PaydeskError as an estimate does."""
    with desk.looking() as session:
        known, spanish = (_known(desk, session, request, language) for language in (None, Language.SPANISH))
        found = BenefitsExplained(
            benefits_explained(Language.ENGLISH, known.benefits, known.kinds, known.made),
            benefits_explained(Language.SPANISH, spanish.benefits, spanish.kinds, spanish.made),
            known.benefits.as_of, known.benefits.sources, known.made,
            known.benefits.not_active, _asked_on(session, known.facts),
        )  # fmt: skip
    desk.looked("benefits.explain", "Explained benefits", account=known.facts.account_id,
                person=known.facts.patient_id, coverage=known.facts.coverage_id)  # fmt: skip
    return found


def _asked_on(session: Session, facts: CoverageFacts) -> date | None:
    kept = verification_store.answers_of(session, (facts,)).get(facts.coverage_id, ())
    return max((one.asked_on for one in kept if one.source is not Source.CARD), default=None)


def print_benefits(desk: Desk, request: ExplainBenefits) -> Printed:
    """The same on paper, kept. Raises PaydeskError as an estimate does, and where the address does not fit."""
    today = desk.clock.today()
    with desk.doing("estimates.make", "Printed benefits in plain words") as session:
        known = _known(desk, session, request, request.language)
        account = estimating.billed_account(session, known.patient, today)
        # The drawing floor is loaded by the first paper.
        from paydesk.documents.benefits_paper import draw_benefits

        view = BenefitsView(
            letterhead=keeping.letterhead(session), language=known.language, date=today, account=str(account.number),
            addressee=estimating.addressee_of(account, today), patient=known.facts.patient, benefits=known.benefits,
            kinds=known.kinds, made=known.made,
        )  # fmt: skip
        printed = keeping.keep(desk, session, draw_benefits(view), kind="benefits", account_id=account.account_id)
        about(session, account=account.account_id, person=known.facts.patient_id, act="benefits.print",
              coverage=known.facts.coverage_id, document=printed.document_id)  # fmt: skip
        return printed


def _known(desk: Desk, session: Session, request: ExplainBenefits, language: Language | None) -> _Known:
    facts = verifying.coverage_facts(session, request.coverage_id)
    plan = estimating.planned_for(desk, session, facts.patient_id, request.visit_id, request.on)
    spoken = language or language_of(estimating.billed_account(session, plan.patient, desk.clock.today()).language)
    benefits = estimating.known_of(session, facts, plan.on)
    if not request.services:
        kinds = request.kinds or tuple(kind for kind, _ in benefits.services) or (ServiceKind.PRIMARY_CARE,)
        return _Known(facts, benefits, kinds, None, spoken, plan.patient)
    first = estimating.plans_in_force(session, plan)[0]
    if first.coverage_id != facts.coverage_id:
        raise PaydeskError(f"{first.payer} pays first on that day. Explain that coverage.", field="coverage_id")
    seen = estimating.seen_now(desk, session, plan, request.services, spanish=spoken is Language.SPANISH)
    kinds = request.kinds or tuple(dict.fromkeys(one.kind for one in seen.services))
    return _Known(facts, seen.made.asked.first, kinds, seen.made, spoken, plan.patient)
