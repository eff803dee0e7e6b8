"""The estimate: what is planned, what the plan will likely pay, what is left to the patient, and why we think so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from paydesk.documents.estimate_view import EstimateView, prove_estimate
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block, FlowColumn, gap, head_block, heading, prose, row_block
from paydesk.documents.paper import Paper
from paydesk.documents.paper_head import PaperHead, draw_headed_on, draw_headed_pages
from paydesk.documents.surface import Surface
from paydesk.rules.benefits_words import (
    amount_words,
    assumption_sentences,
    estimate_words,
    line_parts,
    source_sentences,
)
from paydesk.rules.correspondence import dollars, filled, long_date, visit_heading, words
from paydesk.rules.estimate_facts import Between, LineShare
from paydesk.rules.estimate_phrases import EstimateWords
from paydesk.rules.estimate_unknowns import About
from paydesk.rules.money import Cents

_EXACT = (FlowColumn(LEFT + 4, 305), FlowColumn(308, 368, True), FlowColumn(371, 434, True),
          FlowColumn(437, 502, True), FlowColumn(505, RIGHT - 3, True))  # fmt: skip
_RANGE = (FlowColumn(LEFT + 4, 205), FlowColumn(208, 262, True), FlowColumn(265, 322, True),
          FlowColumn(325, 442, True), FlowColumn(446, RIGHT - 3, True))  # fmt: skip

Part: TypeAlias = Callable[[LineShare], Cents]
_PARTS: tuple[Part, ...] = (
    lambda line: line.charge, lambda line: line.allowed, lambda line: line.plans_pay, lambda line: line.patient,
)  # fmt: skip


def draw_estimate(view: EstimateView) -> Paper:
    """The estimate as one PDF. Raises ValueError if its sums do not hold, PaydeskError if the address does not fit."""
    prove_estimate(view.made)
    return draw_headed_pages(
        _head(view), _blocks(view), letterhead=view.letterhead, language=view.language, day=view.date,
        addressee=view.addressee,
    )  # fmt: skip


def draw_estimate_sheets(surface: Surface, view: EstimateView) -> int:
    """Every page of ``view`` on a surface, and how many there are."""
    prove_estimate(view.made)
    return draw_headed_on(
        surface, _head(view), _blocks(view), letterhead=view.letterhead, language=view.language,
        addressee=view.addressee,
    )  # fmt: skip


def _head(view: EstimateView) -> PaperHead:
    w, said = estimate_words(view.language), words(view.language)
    day = long_date(view.visit_on, view.language) if view.visit_on else w.no_date
    first, rest = w.not_a_bill.split(". ", 1)
    return PaperHead(
        title=w.estimate,
        file_title="Estimate",
        facts=(
            (w.made_on, long_date(view.date, view.language)), (said.account_number, view.account),
            (w.patient, view.patient), (w.planned_visit, day),
        ),
        amount=(w.likely_owe, amount_words(view.made.patient)),
        message=(f"{first}.", rest),
        strip=f"{w.estimate} · {said.account_number} {view.account} · {view.patient}",
    )  # fmt: skip


def _blocks(view: EstimateView) -> list[Block]:
    w, made = estimate_words(view.language), view.made
    title = visit_heading(view.language, view.visit_on, provider=view.provider) if view.visit_on else w.planned_visit
    against = [one for one in made.assumptions if one.about is About.NOT_ACTIVE]
    taken_off = any(line.contractual for line in made.high)
    blocks: list[Block] = []
    for sentence in assumption_sentences(view.language, against):
        blocks += prose(sentence, face="bold", after=8)
    blocks += [*(prose(w.price_explained, after=8) if taken_off else ()), *heading(title), *_table(view, w)]
    if not made.patient.exact:
        blocks += prose(w.why_range)
    blocks += prose(w.can_change, after=10)
    stands_on = assumption_sentences(view.language, [one for one in made.assumptions if one not in against])
    if stands_on:
        blocks += _section(w.stands_on, stands_on)
    blocks += _section(w.known_from, _sources(view))
    questions = filled(w.questions, phone=view.letterhead.phone)
    return [*blocks, *(prose(questions, face="bold", sums=True) if questions else ())]


def _sources(view: EstimateView) -> tuple[str, ...]:
    asked = view.made.asked
    names = filter(None, (asked.first.payer, asked.first.plan))
    plan = ", ".join(names)
    w = estimate_words(view.language)
    own = (f"{w.plan}: {plan}",) if plan else ()
    second = () if asked.second is None else source_sentences(view.language, asked.second.benefits)
    return tuple(dict.fromkeys((*own, *source_sentences(view.language, asked.first), *second)))


def _section(title: str, sentences: tuple[str, ...]) -> Iterator[Block]:
    yield from heading(title)
    for sentence in sentences[:-1]:
        yield from prose(sentence, size=10, after=2, mark="•")
    yield from prose(sentences[-1], size=10, after=10, mark="•")


def _table(view: EstimateView, w: EstimateWords) -> Iterator[Block]:
    made = view.made
    columns = _EXACT if made.low == made.high else _RANGE
    pays = w.plans_pay if made.asked.second is None else w.both_plans_pay
    names = (w.planned, w.our_charge, w.plan_price, pays, w.you_owe)
    head = head_block(columns, names)
    yield head
    for number, line in enumerate(made.asked.lines):
        what = f"{line.what} ({line.code})" if line.what else line.code
        cells = [amount_words(made.line(number, part)) for part in _PARTS]
        if made.high[number].excluded is not None:
            cells[1:3] = ("–", "–")
        parts = line_parts(view.language, made.high[number]) if made.low[number] == made.high[number] else ""
        yield row_block(columns, (what, *cells), under=parts, again=head)
    totals = [amount_words(made.total(part)) for part in _PARTS]
    yield row_block(columns, (w.total, *totals), face="bold", above=0.8, below=0, sums=True)
    if made.asked.collected:
        yield from _collected(view, w)
    yield gap(10)


def _collected(view: EstimateView, w: EstimateWords) -> Iterator[Block]:
    columns = (FlowColumn(LEFT + 4, 440), FlowColumn(446, RIGHT - 3, True))
    paid = f"− {dollars(view.made.asked.collected)}"
    yield row_block(columns, (w.already_paid, paid), below=0, sums=True)
    over = view.made.collected_too_much
    label, left = (w.paid_too_much, Between(over, over)) if over else (w.still_to_pay, view.made.due)
    yield row_block(columns, (label, amount_words(left)), face="bold", above=0.5, below=0, sums=True)
