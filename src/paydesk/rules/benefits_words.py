"""Benefits in sentences: what the plan pays, what is met, what a visit will likely cost; for screen and paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from paydesk.rules.benefits import (
    WHOLE,
    Answer,
    Benefits,
    CopayWay,
    LimitRule,
    Network,
    NotActive,
    ServiceKind,
    ServiceTerms,
    Yearly,
    YearlyLimit,
    percent_words,
)
from paydesk.rules.correspondence import Language, dollars, long_date
from paydesk.rules.estimate_english import ESTIMATE_ENGLISH
from paydesk.rules.estimate_facts import Between, Estimate, LineShare
from paydesk.rules.estimate_phrases import EstimateWords
from paydesk.rules.estimate_spanish import ESTIMATE_SPANISH
from paydesk.rules.estimate_unknowns import About, Assumption, is_free_preventive
from paydesk.rules.good_faith import figures_on

_WORDS = {Language.ENGLISH: ESTIMATE_ENGLISH, Language.SPANISH: ESTIMATE_SPANISH}


def estimate_words(language: Language) -> EstimateWords:
    """The fixed words of estimates in ``language``."""
    return _WORDS[language]


def amount_words(amount: Between) -> str:
    """``$24.00``, or ``$24.00 – $120.00`` for a range."""
    return dollars(amount.low) if amount.exact else f"{dollars(amount.low)} – {dollars(amount.high)}"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it."""

    title: str
    sentences: tuple[str, ...]


def benefits_explained(
    language: Language, benefits: Benefits, kinds: Iterable[ServiceKind], made: Estimate | None = None
) -> tuple[Section, ...]:
    """The whole explanation: what the plan pays for those kinds, what is met, what the visit costs, and the source.

    What the insurer said against the plan itself comes before all of it.
    """
    w = estimate_words(language)
    against = benefits.not_active
    first = () if against is None else (Section(w.not_active_title, not_active_sentences(language, against)),)
    if first and not benefits.sources and made is None:
        return first
    pays = (network_sentence(language, benefits), *pays_sentences(language, benefits, kinds))
    sections = [*first, Section(w.pays_title, pays), Section(w.met_title, met_sentences(language, benefits))]
    if made is not None:
        sections.append(Section(w.visit_title, (*visit_sentences(language, made), w.can_change)))
        stands_on = assumption_sentences(language, made.assumptions)
        if stands_on:
            sections.append(Section(w.stands_on, stands_on))
    return (*sections, Section(w.known_from, source_sentences(language, benefits)))


def not_active_sentences(language: Language, against: NotActive) -> tuple[str, ...]:
    """That the insurer called the plan not active, or ended, what that means, and what to do."""
    w = estimate_words(language)
    return (_against(language, against, w.this_plan), w.assumed[About.NOT_ACTIVE], w.not_active_advice)


def _against(language: Language, against: NotActive, plan: str) -> str:
    w, told = estimate_words(language), long_date(against.told_on, language)
    if against.ended is None:
        return w.not_active.format(told=told, plan=plan)
    return w.plan_ended.format(told=told, plan=plan, ended=long_date(against.ended, language))


def network_sentence(language: Language, benefits: Benefits) -> str:
    """Whether we are in the plan's network."""
    w = estimate_words(language)
    if benefits.network.value is None:
        return w.network_unknown
    return w.in_network if benefits.network.value is Network.IN else w.out_of_network


def pays_sentences(language: Language, benefits: Benefits, kinds: Iterable[ServiceKind]) -> tuple[str, ...]:
    """What the plan pays: some sentences for each kind of service, joined to one text a kind."""
    w = estimate_words(language)
    texts = (" ".join(_pays(w, benefits, kind)).format(kind=w.kinds[kind]) for kind in dict.fromkeys(kinds))
    return tuple(texts)


def _pays(w: EstimateWords, benefits: Benefits, kind: ServiceKind) -> Iterator[str]:
    """Sentences that still have their ``{kind}``."""
    terms = benefits.terms(kind)
    copay = None if terms.copay.value is None else dollars(terms.copay.value)
    way = terms.copay_way.value
    if terms.covered.value is False:
        yield w.pays_nothing
    elif is_free_preventive(benefits, kind):
        yield w.assumed[About.PREVENTIVE]
    elif copay is None and terms.coinsurance.value is None:
        yield w.pays_unknown
    elif copay is not None and terms.copay.value and way is not CopayWay.THEN_REST:
        if way is CopayWay.AFTER_DEDUCTIBLE and not _has_deductible(benefits, terms):
            way = CopayWay.INSTEAD
        text = {CopayWay.INSTEAD: w.pays_copay_instead, CopayWay.AFTER_DEDUCTIBLE: w.pays_copay_after}
        yield (w.pays_at_least if way is None else text[way]).replace("{copay}", copay)
    elif way is CopayWay.INSTEAD and copay is not None:
        yield w.pays_all
    else:
        yield from _rest(w, benefits, terms, copay if terms.copay.value else None)


def _rest(w: EstimateWords, benefits: Benefits, terms: ServiceTerms, copay: str | None) -> Iterator[str]:
    """Copay first, then the deductible, then a share."""
    after = _has_deductible(benefits, terms)
    if copay is not None:
        yield w.pays_copay_first.replace("{copay}", copay)
    if after:
        yield w.pays_deductible_first if copay is None else w.pays_deductible_next
    share = terms.coinsurance.value
    if share is None:
        yield w.share_unknown
    elif copay is None and not after and share == 0:
        yield w.pays_all
    else:
        text = w.pays_share if copay is None and not after else w.pays_share_after_copay
        yield text.replace("{percent}", percent_words(share)).replace("{other}", percent_words(WHOLE - share))


def _has_deductible(benefits: Benefits, terms: ServiceTerms) -> bool:
    return terms.deductible_applies.value is not False and benefits.deductible.rule.value is not LimitRule.NONE


def met_sentences(language: Language, benefits: Benefits) -> tuple[str, ...]:
    """How much of the deductible and of the yearly limit there is, is met, and is left."""
    w = estimate_words(language)
    deductible, cap = benefits.deductible, benefits.out_of_pocket
    found: list[str] = []
    if deductible.rule.value is LimitRule.NONE:
        found.append(w.no_deductible)
    else:
        own = _yearly(w, deductible.individual, w.deductible, w.deductible_means)
        family = _yearly(w, deductible.family, w.family_deductible, _rule(w, deductible))
        alone = own if deductible.rule.value is not LimitRule.AGGREGATE else ""
        found += [text for text in (alone, family) if text] or [w.amount_unknown]
    if cap.rule.value is LimitRule.NONE:
        found.append(w.no_cap)
    else:
        own = _yearly(w, cap.individual, w.cap, w.cap_means)
        family = _yearly(w, cap.family, w.family_cap, "" if own else w.cap_means)
        found += [text for text in (own if cap.rule.value is not LimitRule.AGGREGATE else "", family) if text]
    return tuple(found)


def _rule(w: EstimateWords, limit: YearlyLimit) -> str:
    rules = {LimitRule.EMBEDDED: w.embedded, LimitRule.AGGREGATE: w.aggregate}
    return "" if limit.rule.value is None else rules.get(limit.rule.value, "")


def _yearly(w: EstimateWords, part: Yearly, text: str, means: str) -> str:
    """One amount with what is met of it; nothing when the amount is not known."""
    amount = part.amount.value
    if amount is None:
        return ""
    said = [text.format(amount=dollars(amount)), means]
    if not part.known:
        said.append(w.met_unknown)
    elif part.least == 0:
        said.append(w.all_met)
    else:
        said.append(w.met_of_it.format(met=dollars(amount - part.least), left=dollars(part.least)))
    return " ".join(filter(None, said))


def visit_sentences(language: Language, made: Estimate) -> tuple[str, ...]:
    """What the planned visit will likely cost, and of what the patient's part is made."""
    w = estimate_words(language)
    owe, due = made.patient, made.due
    said = [w.visit_charge.format(charge=amount_words(made.total(lambda one: one.charge)))]
    price = made.total(lambda one: one.allowed)
    if price.exact and price.high:
        said.append(w.visit_price.format(price=dollars(price.high)))
    said.append(w.visit_plan_pays.format(pays=amount_words(made.total(lambda one: one.first_pays))))
    if made.asked.second is not None:
        said.append(w.visit_second.format(amount=amount_words(made.total(lambda one: one.second_pays))))
    if not owe.exact:
        said += [w.visit_range.format(low=dollars(owe.low), high=dollars(owe.high)), w.why_range]
    elif owe.high == 0:
        said.append(w.visit_you_owe_nothing)
    else:
        said += [w.visit_you_owe.format(owe=dollars(owe.high)), *_parts_of_visit(w, made)]
    if made.asked.collected:
        said.append(w.visit_paid.format(paid=dollars(made.asked.collected), due=amount_words(due)))
    return tuple(said)


def _parts_of_visit(w: EstimateWords, made: Estimate) -> Iterator[str]:
    parts = (
        (w.visit_copay, made.total(lambda one: one.copay)),
        (w.visit_deductible, made.total(lambda one: one.deductible)),
        (w.visit_share, made.total(lambda one: one.coinsurance)),
        (w.visit_not_covered, made.total(lambda one: one.not_covered)),
        (w.visit_difference, made.total(lambda one: one.difference)),
        (w.visit_over_cap, made.total(lambda one: one.over_cap)),
        (w.visit_protected, made.total(lambda one: one.protected)),
    )
    for text, amount in parts:
        if amount.exact and amount.high:
            yield text.format(amount=dollars(amount.high))


def line_parts(language: Language, line: LineShare) -> str:
    """Of what the patient's part of one line is made: ``copay $30.00 + deductible $100.00``; nothing when it is all."""
    w = estimate_words(language)
    if line.excluded is not None:
        return w.excluded[line.excluded]
    parts = (
        (w.part_copay, line.copay), (w.part_deductible, line.deductible), (w.part_coinsurance, line.coinsurance),
        (w.part_difference, line.difference), (w.part_over_cap, line.over_cap),
        (w.part_second, line.second_pays + line.second_cut), (w.part_protected, line.protected),
        (w.part_cut, line.first_cut + line.second_cut),
    )  # fmt: skip
    return ", ".join(text.format(amount=dollars(amount)) for text, amount in parts if amount)


def assumption_sentences(language: Language, assumptions: Iterable[Assumption]) -> tuple[str, ...]:
    """What an estimate stands on: each unknown figure and each rule taken as usual, a sentence for all its kinds."""
    w = estimate_words(language)
    grouped: dict[Assumption, list[str]] = {}
    for one in assumptions:
        kinds = grouped.setdefault(replace(one, kind=None), [])
        if one.kind is not None and w.kinds[one.kind] not in kinds:
            kinds.append(w.kinds[one.kind])
    return tuple(_assumption(language, one, _listed(w, kinds)) for one, kinds in grouped.items())


def _listed(w: EstimateWords, names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return w.and_.format(some=", ".join(names[:-1]), last=names[-1])


def _assumption(language: Language, one: Assumption, kinds: str) -> str:
    w = estimate_words(language)
    if one.against is not None:
        own = one.order == 1
        said = _against(language, one.against, w.this_plan if own else w.second_plan)
        return f"{said} {w.assumed[About.NOT_ACTIVE]}" if own else said
    plan = w.your_plan if one.order == 1 else w.second_plan
    if not one.about.widens:
        return w.assumed[one.about].format(plan=plan, kind=kinds)
    text = w.not_known if one.answer is Answer.NOT_KNOWN else w.not_asked
    return text.format(plan=plan, fact=w.untold[one.about].format(kind=kinds))


def source_sentences(language: Language, benefits: Benefits) -> tuple[str, ...]:
    """Where each known figure comes from and of which day; the oldest day where a source told several."""
    w = estimate_words(language)
    days: dict[object, date] = {}
    for one in benefits.answers():
        if one.answer is Answer.KNOWN and one.source is not None and one.as_of is not None:
            days[one.source] = min(one.as_of, days.get(one.source, one.as_of))
    said = (
        w.source_as_of.format(source=w.sources[source], date=long_date(days[source], language))
        for source in benefits.sources
    )
    return tuple(said) or (w.nothing_known,)


def yearly_rows(language: Language, benefits: Benefits) -> tuple[tuple[str, str, str, str], ...]:
    """Deductible and yearly limit as a table: what it is, its amount, what is met, what is left; known ones only."""
    w = estimate_words(language)
    parts = (
        (w.own_deductible, benefits.deductible.individual), (w.familys_deductible, benefits.deductible.family),
        (w.own_cap, benefits.out_of_pocket.individual), (w.familys_cap, benefits.out_of_pocket.family),
    )  # fmt: skip
    return tuple(
        (name, *_yearly_cells(w, part)) for name, part in parts if part.amount.value is not None or part.known
    )


def _yearly_cells(w: EstimateWords, part: Yearly) -> tuple[str, str, str]:
    amount = part.amount.value
    met = w.unknown if amount is None or not part.known else dollars(amount - part.least)
    left = dollars(part.least) if part.known else w.unknown
    return (w.unknown if amount is None else dollars(amount), met, left)


def good_faith_rights(language: Language, made_on: date) -> tuple[tuple[str, str], ...]:
    """The disclaimers of a good faith estimate, with the numbers in force on that day."""
    row = figures_on(made_on)
    limit, fee = (dollars(amount).removesuffix(".00") for amount in (row.in_excess, row.dispute_fee))
    return tuple(
        (title, text.format(limit=limit, days=row.dispute_days, fee=fee))
        for title, text in estimate_words(language).rights
    )
