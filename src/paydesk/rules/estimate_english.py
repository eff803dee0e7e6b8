"""The fixed words of our estimates in English."""

from __future__ import annotations

from types import MappingProxyType

from paydesk.rules.benefits import ServiceKind, Source
from paydesk.rules.estimate_facts import Exclusion
from paydesk.rules.estimate_phrases import EstimateWords
from paydesk.rules.estimate_unknowns import About

ESTIMATE_ENGLISH = EstimateWords(
    estimate="Your estimate",
    not_a_bill="This is an estimate, not a bill. You do not need to pay this now.",
    likely_owe="You will likely owe",
    made_on="Made on",
    patient="Patient",
    planned_visit="Planned visit",
    no_date="No date yet",
    plan="Plan",
    planned="What is planned",
    our_charge="Our\ncharge",
    plan_price="Your plan’s\nprice",
    plans_pay="Your plan\nwill likely pay",
    both_plans_pay="Your plans\nwill likely pay",
    you_owe="You will\nlikely owe",
    total="Total",
    already_paid="You paid already",
    still_to_pay="Still to pay",
    paid_too_much="You paid more than you will likely owe by",
    price_explained="Your plan has its own price for each item. Our charge above that price is taken off.",
    part_copay="copay {amount}",
    part_deductible="deductible {amount}",
    part_coinsurance="your share of the cost {amount}",
    part_over_cap="less {amount} above your yearly limit",
    part_difference="{amount} above your plan’s price",
    part_second="less {amount} from your second plan",
    part_protected="less {amount} we may not ask you for",
    part_cut="{amount} that Medicare holds back is not yours to pay",
    excluded=MappingProxyType(
        {
            Exclusion.NOT_COVERED: "your plan does not pay for this",
            Exclusion.EXHAUSTED: "your plan pays for no more of this",
            Exclusion.NO_AUTHORIZATION: "your plan has not said yes to this yet",
        }
    ),
    not_active_title="This plan may not pay",
    not_active="Your insurer told us on {told} that {plan} is not active.",
    plan_ended="Your insurer told us on {told} that {plan} ended on {ended}.",
    not_active_advice="Please tell us if you have another plan, and show us its card.",
    this_plan="this plan",
    your_plan="your plan",
    second_plan="your second plan",
    and_="{some} and {last}",
    kinds=MappingProxyType(
        {
            ServiceKind.PRIMARY_CARE: "a visit with your main doctor",
            ServiceKind.SPECIALIST: "a visit with a specialist",
            ServiceKind.TELEHEALTH: "a video visit",
            ServiceKind.URGENT_CARE: "urgent care",
            ServiceKind.PREVENTIVE: "preventive care",
            ServiceKind.IMAGING: "X-rays and other scans",
            ServiceKind.LABORATORY: "lab tests",
            ServiceKind.PROCEDURE: "a procedure",
            ServiceKind.THERAPY: "therapy",
            ServiceKind.MENTAL_HEALTH: "mental health care",
            ServiceKind.EQUIPMENT: "medical equipment",
            ServiceKind.OTHER: "other care",
        }
    ),
    stands_on="What this estimate stands on",
    not_asked="We have not asked {plan} yet {fact}.",
    not_known="We asked, and {plan} could not tell us {fact}.",
    untold=MappingProxyType(
        {
            About.PRICE: "what its price is for some of the items",
            About.COPAY: "what your copay is for {kind}",
            About.COPAY_WAY: "if the copay is all you pay for {kind}",
            About.COINSURANCE: "what share of the cost is yours for {kind}",
            About.DEDUCTIBLE: "how much of your deductible is left",
            About.COORDINATION: "how it counts what your first plan pays",
        }
    ),
    assumed=MappingProxyType(
        {
            About.NOT_ACTIVE: "If that is so, it pays nothing, and you may owe all of our charge.",
            About.COVERED: "We take it that {plan} pays for {kind}.",
            About.NETWORK: "We take it that we are in the network of {plan}. If not, you may owe more.",
            About.PREVENTIVE: "We take it that {kind} is free, as it is with most plans.",
            About.DEDUCTIBLE_APPLIES: "We take it that your deductible counts for {kind}.",
            About.DEDUCTIBLE_RULE: "We are not sure if the deductible is yours alone or the family’s.",
            About.CAP: "We take it that you can still owe more this year. If you have reached the most, you owe less.",
            About.SECOND_PRICE: "We take it that {plan} has the same price as the first one.",
            About.NOTICE: "For care your plan will not pay, we ask you to sign a notice first.",
            About.DIFFERENCE: "We are not in the network of your plan. We may bill what is above its price.",
        }
    ),
    can_change=(
        "What you owe can still change. The care may turn out to be more or less than planned. "
        "Other bills may reach your plan first. Your plan decides in the end."
    ),
    why_range=(
        "There are two amounts since we do not know all about your plan yet. What you owe should lie between them."
    ),
    questions="Questions? Call {phone}.",
    known_from="Where we know it from",
    sources=MappingProxyType(
        {
            Source.PHONE: "a phone call with your plan",
            Source.PORTAL: "the web site of your plan",
            Source.FILE: "a file from your plan",
            Source.CARD: "your insurance card",
        }
    ),
    source_as_of="We know this from {source}, as of {date}.",
    nothing_known="We have not asked your plan yet.",
    benefits_title="Your benefits in plain words",
    benefits_of="This is what we know about {plan}.",
    pays_title="What your plan pays",
    met_title="What you have met this year",
    visit_title="What the planned visit will likely cost you",
    in_network="We are in the network of your plan.",
    out_of_network="We are not in the network of your plan. You may owe more.",
    network_unknown="We do not know yet if we are in the network of your plan.",
    pays_copay_instead="For {kind} you pay {copay}. Your plan pays the rest.",
    pays_copay_first="For {kind} you first pay {copay}.",
    pays_copay_after="For {kind} you pay until your deductible is met. After that you pay {copay}.",
    pays_at_least="For {kind} you have a copay of {copay}. We do not know yet if that is all you pay.",
    pays_deductible_first="For {kind} you pay until your deductible is met.",
    pays_deductible_next="Then you pay until your deductible is met.",
    pays_share="Of the price of {kind} you pay {percent}. Your plan pays {other}.",
    pays_share_after_copay="Of what is left you pay {percent}. Your plan pays {other}.",
    pays_all="Your plan pays all of the price of {kind}.",
    pays_nothing="Your plan does not pay for {kind}.",
    pays_unknown="We do not know yet what your plan pays for {kind}.",
    share_unknown="We do not know yet what share is yours.",
    deductible="Your deductible is {amount} a year.",
    deductible_means="That is what you pay before your plan starts to pay.",
    no_deductible="Your plan has no deductible. It pays from the start.",
    family_deductible="The deductible of your family is {amount} a year.",
    embedded="Your plan starts to pay for you when you have met your own, or when your family has met its own.",
    aggregate="Your plan starts to pay when the whole family has met it.",
    cap="The most you can owe in a year is {amount}.",
    cap_means="After that your plan pays all of what it covers.",
    no_cap="Your plan has no limit to what you can owe in a year.",
    family_cap="The most your family can owe in a year is {amount}.",
    met_of_it="You have met {met}, so {left} is left.",
    met_unknown="We do not know yet how much of it is met.",
    all_met="It is met in full.",
    amount_unknown="We do not know yet how much your deductible is.",
    own_deductible="Your deductible",
    familys_deductible="Your family’s deductible",
    own_cap="The most you can owe",
    familys_cap="The most your family can owe",
    yearly_heads=("Each year", "Amount", "Met", "Left"),
    unknown="not known yet",
    visit_price="Your plan’s price for the planned care is {price}.",
    visit_charge="Our charge for the planned care is {charge}.",
    visit_plan_pays="Your plan will likely pay {pays}.",
    visit_you_owe="You will likely owe {owe}.",
    visit_you_owe_nothing="You will likely owe nothing.",
    visit_range="You will likely owe between {low} and {high}.",
    visit_deductible="Of that, {amount} goes to your deductible.",
    visit_copay="Your copay is {amount} of it.",
    visit_share="Your share of the rest of the cost is {amount}.",
    visit_over_cap="You reach the most you can owe in a year, so your plan pays {amount} more.",
    visit_not_covered="Your plan does not pay for {amount} of it.",
    visit_difference="What is above your plan’s price is {amount}.",
    visit_protected="We may not ask you for {amount} of it.",
    visit_second="Your second plan will likely pay {amount}.",
    visit_paid="You have paid {paid} already, so {due} is left to pay.",
    good_faith="Good Faith Estimate",
    good_faith_for=(
        "This is what we expect to charge for the care below. "
        "It is for people who have no insurance, or do not use it for this care."
    ),
    born="Date of birth",
    main_care="Main care planned",
    estimate_number="Estimate number",
    planned_for="Planned for",
    total_expected="Total we expect",
    service="What is planned",
    code="Code",
    diagnosis="Diagnosis",
    expected_charge="Expected charge",
    no_diagnosis="none yet",
    times="{times} times",
    units="{units} units",
    units_each="{units} units each time",
    npi="NPI",
    given_at="Care is given at {place}",
    provider_total="Total of {provider}",
    all_total="Total of all providers",
    again="This care comes again: {how_often}, {times} times, from {first} to {last}. The charges are for all of it.",
    takes_place="What is planned has changed. This takes the place of estimate {number} of {date}.",
    gives_own="You will get its estimate from this provider. Its charges are not in the total here.",
    separate_title="Care that is scheduled by itself",
    separate_text=(
        "You may need this care, too, before or after. It is scheduled by itself and is not in the total. "
        "You will get its own estimate when it is scheduled, or when you ask. So its codes, charges and "
        "providers are not listed here. To ask for one, call us at {phone}. You can also ask at our front desk."
    ),
    separate_none="We expect no other care that has to be scheduled by itself.",
    rights_title="What you should know",
    rights=(
        (
            "This is only an estimate.",
            "It shows the care and the charges that we can expect on the day it was made. "
            "The care you get and what it costs may differ.",
        ),
        (
            "You may need more care.",
            "We may advise more care that has to be scheduled or asked for by itself. It is not in this estimate.",
        ),
        (
            "You can dispute a bill that is much higher.",
            "If a provider bills you {limit} or more above its total here, you have the right to dispute the bill. "
            "You must start within {days} days of the date on the first bill. There is a {fee} fee. "
            "Go to www.cms.gov/nosurprises or call 1-800-985-3059 to learn how to start. "
            "If you do, it will not harm the quality of your care.",
        ),
        (
            "This is not a contract.",
            "You do not have to get the care from the providers named here.",
        ),
        (
            "Keep this estimate.",
            "Put it in a safe place, or take a picture of it. You may need it if your bill is higher.",
        ),
    ),
)
