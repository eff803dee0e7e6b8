"""The agreement to a payment plan: what is paid when and for what, what happens otherwise, and the signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paydesk.documents.agreement_view import AgreementView
from paydesk.documents.lending_box import lending_box
from paydesk.documents.page import LEFT, RIGHT
from paydesk.documents.page_flow import Block, FlowColumn, gap, head_block, heading, prose, row_block
from paydesk.documents.paper import Paper
from paydesk.documents.paper_head import PaperHead, draw_headed_on, draw_headed_pages
from paydesk.documents.signatures import signatures
from paydesk.documents.surface import Surface
from paydesk.documents.typefaces import wrap
from paydesk.rules.agreement_words import (
    agreement_words,
    change_sentences,
    missed_sentences,
    pays_sentence,
    replaced_sentence,
    ways_to_pay,
)
from paydesk.rules.correspondence import dollars, long_date, short_date, words
from paydesk.rules.plan_agreement import prove_agreement

_PARTIES = (FlowColumn(LEFT + 4, 300), FlowColumn(306, RIGHT - 3))
_CHARGES = (FlowColumn(LEFT + 4, 108), FlowColumn(111, 330), FlowColumn(333, 480), FlowColumn(483, RIGHT - 3, True))
_SCHEDULE = (FlowColumn(LEFT + 4, 140), FlowColumn(143, 320), FlowColumn(323, 430, True),
             FlowColumn(440, RIGHT - 3, True))  # fmt: skip
_SUM = (FlowColumn(LEFT + 4, 440), FlowColumn(446, RIGHT - 3, True))


def draw_agreement(view: AgreementView) -> Paper:
    """The agreement as one PDF. Raises PaydeskError when its parts do not add up, or the address does not fit."""
    prove_agreement(view.facts)
    return draw_headed_pages(
        _head(view), tuple(_blocks(view)), letterhead=view.letterhead, language=view.facts.language,
        day=view.facts.made_on, addressee=view.addressee,
    )  # fmt: skip


def draw_agreement_sheets(surface: Surface, view: AgreementView) -> int:
    """Every page of ``view`` on a surface, and how many there are."""
    prove_agreement(view.facts)
    return draw_headed_on(
        surface, _head(view), tuple(_blocks(view)), letterhead=view.letterhead, language=view.facts.language,
        addressee=view.addressee,
    )  # fmt: skip


def _head(view: AgreementView) -> PaperHead:
    facts = view.facts
    w, said = agreement_words(facts.language), words(facts.language)
    number = str(facts.number)
    if facts.version > 1:
        number = w.version.format(number=facts.number, version=facts.version)
    return PaperHead(
        title=w.agreement,
        file_title=f"Payment plan agreement {facts.number}",
        facts=(
            (w.agreement_number, number), (w.made_on, long_date(facts.made_on, facts.language)),
            (said.account_number, facts.account), (w.installments, str(len(facts.installments))),
        ),
        amount=(w.plan_total, dollars(facts.total)),
        message=(w.sign_first, w.sign_how),
        strip=f"{w.agreement} {number} · {facts.payer}",
    )  # fmt: skip


def _blocks(view: AgreementView) -> Iterator[Block]:
    facts, clinic = view.facts, view.letterhead
    w = agreement_words(facts.language)
    yield from _what_changed(view)
    yield from heading(w.between_title)
    yield head_block(_PARTIES, (w.clinic_head, w.payer_head))
    yield _parties(tuple(filter(None, (clinic.name, *clinic.address, clinic.phone))), view.addressee)
    yield from _charges(view)
    yield from _schedule(view)
    mail_to = clinic.payment_address if clinic.takes_mail else ()
    ways = ways_to_pay(facts.language, phone=clinic.phone, link=clinic.pay_link, mail_to=mail_to)
    yield from _section(w.ways_title, (" ".join(ways),))
    yield from _section(w.free_title, (w.free,))
    yield from _section(w.missed_title, missed_sentences(facts))
    yield from _section(w.change_title, change_sentences(facts.language, phone=clinic.phone))
    yield from prose(w.other_language, size=10, after=8, sums=True)
    if facts.disclose:
        yield from lending_box(facts, creditor=clinic.name)
    yield signatures(facts)


def _parties(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Block:
    """Both with their addresses beside each other, line by line."""
    sides = tuple(
        tuple(part for line in lines for part in wrap(line, face="body", size=9.5, room=column.room))
        for column, lines in zip(_PARTIES, (ours, theirs), strict=True)
    )

    def draw(surface: Surface, top: float) -> None:
        for column, lines in zip(_PARTIES, sides, strict=True):
            for number, line in enumerate(lines):
                surface.text(column.left, top + 12 + 12 * number, line, size=9.5)

    return Block(12 * max(map(len, sides)) + 13, draw)


def _what_changed(view: AgreementView) -> Iterator[Block]:
    facts = view.facts
    replaced = replaced_sentence(facts)
    if replaced:
        yield from prose(replaced, face="bold", after=6 if facts.changes else 10, leads=bool(facts.changes))
    if facts.changes:
        yield from _section(agreement_words(facts.language).changes_title, facts.changes, mark="•")


def _charges(view: AgreementView) -> Iterator[Block]:
    w = agreement_words(view.facts.language)
    yield from heading(w.covers_title)
    yield from prose(w.covers, size=10, after=4, leads=True)
    head = head_block(_CHARGES, (w.day, w.what, w.patient, w.you_owe))
    yield head
    for charge in view.facts.charges:
        cells = (short_date(charge.day), charge.what, charge.patient, dollars(charge.amount))
        yield row_block(_CHARGES, cells, size=9, again=head)
    if view.facts.taken_off:
        less = (w.taken_off, f"− {dollars(view.facts.taken_off)}")
        yield row_block(_SUM, less, size=9, above=0.5, below=0, sums=True)
    total = (w.plan_total, dollars(view.facts.total))
    yield row_block(_SUM, total, face="bold", above=0.8, below=0, sums=True)
    yield gap(10)


def _schedule(view: AgreementView) -> Iterator[Block]:
    facts = view.facts
    w, left = agreement_words(facts.language), facts.total
    yield from heading(w.schedule_title)
    yield from prose(pays_sentence(facts), size=10, after=4, leads=True)
    head = head_block(_SCHEDULE, (w.number, w.due, w.amount, w.left_after))
    yield head
    rows = [(str(number), one.due, one.amount) for number, one in enumerate(facts.installments, start=1)]
    if facts.down and facts.down_due is not None:
        rows.insert(0, (w.down_payment, facts.down_due, facts.down))
    for place, (number, due, amount) in enumerate(rows):
        left -= amount
        cells = (number, long_date(due, facts.language), dollars(amount), dollars(left))
        # the last one stands with one before it
        yield row_block(_SCHEDULE, cells, size=9, again=head, sums=place == len(rows) - 1 and place > 0)
    yield gap(10)


def _section(title: str, sentences: Iterable[str], *, mark: str = "") -> Iterator[Block]:
    yield from heading(title, after=2)
    *most, last = filter(None, sentences)
    for sentence in most:
        yield from prose(sentence, size=10, after=2, mark=mark)
    yield from prose(last, size=10, after=8, mark=mark, sums=bool(most))
