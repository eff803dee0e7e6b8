"""Writing plans: the agreement of a plan on paper, from what is kept of it."""

from __future__ import annotations

from paydesk.data import billing_store, open_charge_store, people_store, plan_store
from paydesk.data.database import Session
from paydesk.data.plan_tables import Plan
from paydesk.operations import estimating, keeping
from paydesk.operations.desk import Desk
from paydesk.operations.keeping import Printed
from paydesk.operations.posting import named_on_paper
from paydesk.rules.correspondence import language_of
from paydesk.rules.installments import Cadence
from paydesk.rules.plan_agreement import AgreedCharge, AgreementFacts


def print_agreement(desk: Desk, session: Session, plan: Plan) -> Printed:
    """Draw and keep the agreement of a plan in its newest version."""
    from paydesk.documents.agreement import draw_agreement
    from paydesk.documents.agreement_view import AgreementView

    facts = agreement_facts(desk, session, plan)
    drawn = draw_agreement(AgreementView(letterhead=keeping.letterhead(session), facts=facts))
    return keeping.keep(desk, session, drawn, kind="payment plan", account_id=plan.account_id)


def agreement_facts(desk: Desk, session: Session, plan: Plan) -> AgreementFacts:
    """What the agreement of a plan says, in its newest version; care of who asked for discretion is not named."""
    today = desk.clock.today()
    account = billing_store.billed_accounts(session, (plan.account_id,), as_of=today)[0]
    payer, version = people_store.guarantor_of(session, plan.account_id), plan_store.versions(session, plan.id)[-1]
    parts = plan_store.parts(session, (plan.id,))[plan.id]
    names = open_charge_store.line_names(session, [one.charge_id for one in parts])
    charges = []
    for part in parts:
        said = named_on_paper(names[part.charge_id], payer)
        charges.append(
            AgreedCharge(names[part.charge_id].day, said["what"].split(" ", 1)[1], said["patient"], part.amount)
        )
    replaced = plan_store.plan_row(session, plan.replaces) if plan.replaces is not None else None
    charged = sum(one.amount for one in charges)
    total = version.down + sum(one.amount for one in version.installments)
    name, *address = estimating.addressee_of(account, today)
    return AgreementFacts(
        number=plan.number, version=version.version, made_on=version.on, language=language_of(plan.language),
        payer=name, address=tuple(address), account=str(account.number),
        charges=tuple(sorted(charges, key=lambda one: one.day)), taken_off=charged - total, total=total,
        down=version.down, down_due=version.down_due, installments=version.installments,
        cadence=Cadence(plan.cadence), grace_days=plan.grace_days, missed_for_cure=plan.missed_for_cure,
        days_for_cure=plan.days_for_cure, cure_days=plan.cure_days, disclose=plan.disclosed,
        replaces=replaced.number if replaced else None, changes=version.changes,
    )  # fmt: skip
