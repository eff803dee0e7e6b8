"""The explanation of benefits in plain words: what the plan pays, what is met, and what the planned visit costs."""

from __future__ import annotations

from collections.abc import Iterator

from paydesk.documents.estimate_view import BenefitsView, prove_estimate
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block, FlowColumn, gap, head_block, heading, prose, row_block
from paydesk.documents.paper import Paper
from paydesk.documents.paper_head import PaperHead, draw_headed_on, draw_headed_pages
from paydesk.documents.surface import Surface
from paydesk.rules.benefits_words import amount_words, benefits_explained, estimate_words, yearly_rows
from paydesk.rules.correspondence import filled, long_date, words

_YEARLY = (FlowColumn(LEFT + 4, 300), FlowColumn(303, 390, True), FlowColumn(393, 478, True),
           FlowColumn(481, RIGHT - 3, True))  # fmt: skip


def draw_benefits(view: BenefitsView) -> Paper:
    """The explanation as one PDF. Raises ValueError if its estimate's sums do not hold, PaydeskError if the address
    does not fit."""
    if view.made is not None:
        prove_estimate(view.made)
    return draw_headed_pages(
        _head(view), tuple(_blocks(view)), letterhead=view.letterhead, language=view.language, day=view.date,
        addressee=view.addressee,
    )  # fmt: skip


def draw_benefits_sheets(surface: Surface, view: BenefitsView) -> int:
    """Every page of ``view`` on a surface, and how many there are."""
    return draw_headed_on(
        surface, _head(view), tuple(_blocks(view)), letterhead=view.letterhead, language=view.language,
        addressee=view.addressee,
    )  # fmt: skip


def _plan(view: BenefitsView) -> str:
    w = estimate_words(view.language)
    return ", ".join(filter(None, (view.benefits.payer, view.benefits.plan))) or w.your_plan


def _head(view: BenefitsView) -> PaperHead:
    w, said = estimate_words(view.language), words(view.language)
    return PaperHead(
        title=w.benefits_title,
        file_title="Benefits",
        facts=(
            (w.made_on, long_date(view.date, view.language)), (said.account_number, view.account),
            (w.patient, view.patient),
        ),
        amount=None if view.made is None else (w.likely_owe, amount_words(view.made.patient)),
        message=(w.benefits_of.format(plan=_plan(view)), w.not_a_bill),
        strip=f"{w.benefits_title} · {said.account_number} {view.account} · {view.patient}",
    )  # fmt: skip


def _blocks(view: BenefitsView) -> Iterator[Block]:
    w = estimate_words(view.language)
    for section in benefits_explained(view.language, view.benefits, view.kinds, view.made):
        yield from heading(section.title)
        for sentence in section.sentences:
            yield from prose(sentence, size=10, after=2, mark="•")
        if section.title == w.met_title:
            yield from _yearly(view)
        yield gap(7)
    questions = filled(w.questions, phone=view.letterhead.phone)
    if questions:
        yield from prose(questions, face="bold", sums=True)


def _yearly(view: BenefitsView) -> Iterator[Block]:
    rows = yearly_rows(view.language, view.benefits)
    if not rows:
        return
    head = head_block(_YEARLY, estimate_words(view.language).yearly_heads)
    yield gap(4)
    yield head
    for row in rows:
        yield row_block(_YEARLY, row, again=head)
