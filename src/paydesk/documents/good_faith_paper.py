"""The good faith estimate: every item of every provider with its codes and charge, and what the law asks to be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paydesk.documents.estimate_view import GoodFaithView, prove_good_faith
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block, FlowColumn, gap, head_block, heading, prose, row_block
from paydesk.documents.paper import Paper
from paydesk.documents.paper_head import PaperHead, draw_headed_on, draw_headed_pages
from paydesk.documents.surface import Surface
from paydesk.rules.benefits_words import estimate_words, good_faith_rights
from paydesk.rules.correspondence import dollars, filled, long_date, words
from paydesk.rules.good_faith import GoodFaithItem, GoodFaithProvider

_COLUMNS = (FlowColumn(LEFT + 4, 290), FlowColumn(293, 355), FlowColumn(358, 465), FlowColumn(468, RIGHT - 3, True))
_SUM = (FlowColumn(LEFT + 4, 460), FlowColumn(463, RIGHT - 3, True))


def draw_good_faith(view: GoodFaithView) -> Paper:
    """The estimate as one PDF. Raises PaydeskError naming what is missing, or if the address does not fit."""
    prove_good_faith(view.facts)
    return draw_headed_pages(
        _head(view), tuple(_blocks(view)), letterhead=view.letterhead, language=view.language, day=view.facts.made_on,
        addressee=view.addressee,
    )  # fmt: skip


def draw_good_faith_sheets(surface: Surface, view: GoodFaithView) -> int:
    """Every page of ``view`` on a surface, and how many there are."""
    prove_good_faith(view.facts)
    return draw_headed_on(
        surface, _head(view), tuple(_blocks(view)), letterhead=view.letterhead, language=view.language,
        addressee=view.addressee,
    )  # fmt: skip


def _head(view: GoodFaithView) -> PaperHead:
    w, facts = estimate_words(view.language), view.facts
    first, rest = w.good_faith_for.split(". ", 1)
    born = long_date(facts.born, view.language) if facts.born else ""
    return PaperHead(
        title=w.good_faith,
        file_title=f"Good Faith Estimate {facts.number}",
        facts=(
            (w.estimate_number, facts.number), (w.made_on, long_date(facts.made_on, view.language)),
            (w.patient, facts.patient), (w.born, born),
        ),
        amount=(w.total_expected, dollars(facts.total)),
        message=(f"{first}.", rest),
        strip=f"{w.good_faith} {facts.number} · {facts.patient}",
    )  # fmt: skip


def _blocks(view: GoodFaithView) -> Iterator[Block]:
    w, facts = estimate_words(view.language), view.facts
    on = long_date(facts.service_on, view.language) if facts.service_on else w.no_date
    yield from heading(f"{w.main_care}: {facts.primary}")
    account = f"{words(view.language).account_number} {view.account}"
    yield from prose(f"{w.planned_for}: {on} · {account}", after=8, leads=True)
    if facts.replaces and facts.replaced_made_on:
        made = long_date(facts.replaced_made_on, view.language)
        yield from prose(w.takes_place.format(number=facts.replaces, date=made), face="bold", after=8)
    if facts.recurring is not None:
        again = facts.recurring
        first, last = (long_date(day, view.language) for day in (again.first, again.last))
        text = w.again.format(how_often=again.how_often, times=again.times, first=first, last=last)
        yield from prose(text, after=8)
    for provider in facts.providers:
        yield from _provider(view, provider)
    if len([one for one in facts.providers if not one.apart]) > 1:
        yield row_block(_SUM, (w.all_total, dollars(facts.total)), size=11, face="bold", below=0, sums=True)
        yield gap(10)
    yield from _separate(view)
    yield from heading(w.rights_title)
    for title, text in good_faith_rights(view.language, facts.made_on):
        yield from prose(title, face="bold", size=10, after=0, leads=True)
        yield from prose(text, size=10, after=5)
    questions = filled(w.questions, phone=view.letterhead.phone)
    if questions:
        yield from prose(questions, face="bold", sums=True)


def _provider(view: GoodFaithView, provider: GoodFaithProvider) -> Iterator[Block]:
    w, said = estimate_words(view.language), words(view.language)
    yield from heading(provider.name, after=0)
    if provider.apart:
        yield from prose(w.gives_own, after=8)
        return
    named = provider.state in re.findall(r"\w+", provider.location)
    place = w.given_at.format(place=provider.location if named else f"{provider.location}, {provider.state}")
    numbers = f"{w.npi} {provider.npi} · {said.tax_id} {provider.tin} · {place}"
    yield from prose(numbers, size=9.5, after=4, leads=True)
    head = head_block(_COLUMNS, (w.service, w.code, w.diagnosis, w.expected_charge))
    yield head
    for item in provider.items:
        yield row_block(_COLUMNS, _cells(view, item), again=head)
    total = w.provider_total.format(provider=provider.name)
    yield row_block(_SUM, (total, dollars(provider.total)), face="bold", above=0.8, below=0, sums=True)
    yield gap(8)


def _cells(view: GoodFaithView, item: GoodFaithItem) -> tuple[str, ...]:
    w = estimate_words(view.language)
    often = [w.times.format(times=item.times)] if item.times > 1 else []
    if item.units > 1:
        often.append((w.units_each if often else w.units).format(units=item.units))
    what = f"{item.what} ({', '.join(often)})" if often else item.what
    return what, item.code, ", ".join(item.diagnoses) or w.no_diagnosis, dollars(item.expected or 0)


def _separate(view: GoodFaithView) -> Iterator[Block]:
    """What has to be scheduled by itself, under the text the law wants directly above the list."""
    w, separate = estimate_words(view.language), view.facts.separate
    if not separate:
        yield from prose(w.separate_none, after=10)
        return
    yield from heading(w.separate_title)
    yield from prose(filled(w.separate_text, phone=view.letterhead.phone), size=10, after=3, leads=True)
    for number, care in enumerate(separate):
        yield from prose(care, size=10, after=10 if number == len(separate) - 1 else 1, mark="•")
