"""Which fixed words our estimates have, a table with a column for each language; nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.estimate_facts import Exclusion
from paydesk.rules.estimate_unknowns import About


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateWords:
    """Every fixed word of estimates and of what explains benefits; ``{}`` marks take what their name says.

    ``untold`` ends the sentences of what nobody knows, ``assumed`` are whole sentences of what is taken as usual.
    """

    estimate: str
    not_a_bill: str
    likely_owe: str
    made_on: str
    patient: str
    planned_visit: str
    no_date: str
    plan: str
    planned: str
    our_charge: str
    plan_price: str
    plans_pay: str
    both_plans_pay: str
    you_owe: str
    total: str
    already_paid: str
    still_to_pay: str
    paid_too_much: str
    price_explained: str

    part_copay: str
    part_deductible: str
    part_coinsurance: str
    part_over_cap: str
    part_difference: str
    part_second: str
    part_protected: str
    part_cut: str
    excluded: Mapping[Exclusion, str]

    not_active_title: str
    not_active: str
    plan_ended: str
    not_active_advice: str
    this_plan: str
    your_plan: str
    second_plan: str
    and_: str
    kinds: Mapping[ServiceKind, str]
    stands_on: str
    not_asked: str
    not_known: str
    untold: Mapping[About, str]
    assumed: Mapping[About, str]
    can_change: str
    why_range: str
    questions: str

    known_from: str
    sources: Mapping[Source, str]
    source_as_of: str
    nothing_known: str

    benefits_title: str
    benefits_of: str
    pays_title: str
    met_title: str
    visit_title: str
    in_network: str
    out_of_network: str
    network_unknown: str
    pays_copay_instead: str
    pays_copay_first: str
    pays_copay_after: str
    pays_at_least: str
    pays_deductible_first: str
    pays_deductible_next: str
    pays_share: str
    pays_share_after_copay: str
    pays_all: str
    pays_nothing: str
    pays_unknown: str
    share_unknown: str

    deductible: str
    deductible_means: str
    no_deductible: str
    family_deductible: str
    embedded: str
    aggregate: str
    cap: str
    cap_means: str
    no_cap: str
    family_cap: str
    met_of_it: str
    met_unknown: str
    all_met: str
    amount_unknown: str
    own_deductible: str
    familys_deductible: str
    own_cap: str
    familys_cap: str
    yearly_heads: tuple[str, str, str, str]
    unknown: str

    visit_price: str
    visit_charge: str
    visit_plan_pays: str
    visit_you_owe: str
    visit_you_owe_nothing: str
    visit_range: str
    visit_deductible: str
    visit_copay: str
    visit_share: str
    visit_over_cap: str
    visit_not_covered: str
    visit_difference: str
    visit_second: str
    visit_protected: str
    visit_paid: str

    good_faith: str
    good_faith_for: str
    born: str
    main_care: str
    estimate_number: str
    planned_for: str
    total_expected: str
    service: str
    code: str
    diagnosis: str
    expected_charge: str
    no_diagnosis: str
    times: str
    units: str
    units_each: str
    npi: str
    given_at: str
    provider_total: str
    all_total: str
    again: str
    takes_place: str
    gives_own: str
    separate_title: str
    separate_text: str
    separate_none: str
    rights_title: str
    rights: tuple[tuple[str, str], ...]
