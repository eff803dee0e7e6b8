"""What an agreement says, in sentences made of its facts."""

from __future__ import annotations

from collections.abc import Sequence

from paydesk.rules.agreement_english import AGREEMENT_ENGLISH
from paydesk.rules.agreement_phrases import AgreementWords
from paydesk.rules.agreement_spanish import AGREEMENT_SPANISH
from paydesk.rules.correspondence import Language, dollars, filled, long_date
from paydesk.rules.installments import Cadence, Installment
from paydesk.rules.plan_agreement import AgreementFacts, AlikePayments, is_regular

_WORDS = {Language.ENGLISH: AGREEMENT_ENGLISH, Language.SPANISH: AGREEMENT_SPANISH}


def agreement_words(language: Language) -> AgreementWords:
    """The fixed words of a plan's papers in ``language``."""
    return _WORDS[language]


def pays_sentence(facts: AgreementFacts) -> str:
    """``You pay $1,250.00 in 12 installments, one each month.``; a down payment before it."""
    w, count = agreement_words(facts.language), len(facts.installments)
    parts = []
    if facts.down and facts.down_due is not None:
        parts.append(w.pay_down.format(amount=dollars(facts.down), date=long_date(facts.down_due, facts.language)))
    amount = dollars(facts.by_installments)
    if count == 1:
        parts.append(w.pay_once.format(amount=amount))
    else:
        often = f", {w.each[facts.cadence]}" if is_regular(facts) else ""
        parts.append(f"{w.pay_in.format(amount=amount, count=count)}{often}.")
    return " ".join(parts)


def replaced_sentence(facts: AgreementFacts) -> str:
    """What it takes the place of; nothing for the first one."""
    w = agreement_words(facts.language)
    if facts.replaces is not None and facts.replaces != facts.number:
        return w.takes_place.format(number=facts.replaces)
    return w.newer_version.format(version=facts.version) if facts.version > 1 else ""


def changed_sentences(
    language: Language, before: Sequence[Installment], after: Sequence[Installment]
) -> tuple[str, ...]:
    """What is different between two ways to pay what is still to come, a sentence each; nothing when one is empty."""
    if not before or not after:
        return ()
    w = agreement_words(language)
    total, was = (sum(one.amount for one in part) for part in (after, before))
    pairs = (
        (w.payment_changed, dollars(before[0].amount), dollars(after[0].amount)),
        (w.count_changed, str(len(before)), str(len(after))),
        (w.next_changed, long_date(before[0].due, language), long_date(after[0].due, language)),
        (w.last_changed, long_date(before[-1].due, language), long_date(after[-1].due, language)),
        (w.total_changed, dollars(was), dollars(total)),
    )
    return tuple(text.format(before=old, after=new) for text, old, new in pairs if old != new)


def missed_sentences(facts: AgreementFacts) -> tuple[str, ...]:
    """What happens when a payment is missed: the grace, the letter with its window, and the end."""
    w = agreement_words(facts.language)
    grace = w.grace.format(time=_days(w, facts.grace_days)) if facts.grace_days else w.no_grace
    if facts.missed_for_cure > 1:
        letter = w.cure.format(
            count=facts.missed_for_cure, late=_days(w, facts.days_for_cure), time=_days(w, facts.cure_days)
        )
    else:
        letter = w.cure_at_once.format(time=_days(w, facts.cure_days))
    return grace, letter, w.ends


def change_sentences(language: Language, *, phone: str) -> tuple[str, ...]:
    """How to change the plan or ask for help, and what changes it by itself."""
    w = agreement_words(language)
    return filled(w.ask, phone=phone), w.shrinks, w.grows


def ways_to_pay(language: Language, *, phone: str, link: str, mail_to: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence for each way to pay; ``mail_to`` is where a check goes, name first, () without an address."""
    w = agreement_words(language)
    ways = [w.at_desk]
    if phone:
        ways.append(w.by_phone.format(phone=phone))
    if link:
        ways.append(w.online.format(link=link))
    if mail_to:
        name, *address = mail_to
        ways.append(w.by_mail.format(name=name, address=", ".join(address)))
    return tuple(ways)


def alike_words(language: Language, alike: AlikePayments) -> str:
    """``11 payments of $104.16 beginning January 5, 2027``."""
    w, day = agreement_words(language), long_date(alike.first, language)
    text = w.single if alike.count == 1 else w.several
    return text.format(count=alike.count, amount=dollars(alike.amount), date=day)


def alike_when(language: Language, alike: AlikePayments, cadence: Cadence) -> str:
    """``each month, beginning January 5, 2027``, or the day of one."""
    w, day = agreement_words(language), long_date(alike.first, language)
    return w.on.format(date=day) if alike.count == 1 else w.beginning.format(often=w.often[cadence], date=day)


def _days(w: AgreementWords, days: int) -> str:
    return w.one_day if days == 1 else w.days.format(days=days)
