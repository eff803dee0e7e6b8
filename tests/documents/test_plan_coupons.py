"""Coupons and the card of a plan: every date and amount once, cut apart without cutting a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import zxingcpp
from PIL import Image

from paydesk.documents.coupons import draw_coupon_sheets, draw_coupons
from paydesk.documents.page_image import page_count, page_text, render
from paydesk.documents.plan_card import draw_card, draw_card_sheet
from paydesk.documents.surface import HEIGHT, RecordingSurface
from paydesk.rules.agreement_words import agreement_words
from paydesk.rules.correspondence import Language, dollars, long_date, short_date
from paydesk.rules.errors import PaydeskError
from paydesk.rules.installments import Installment
from paydesk.rules.plan_agreement import AgreementFacts
from support.agreement_samples import WIDE_NAME, agreed, agreement, agreement_view, wide_agreement
from support.paper_samples import CLINIC
from support.sheet_checks import fits, is_whole

BARE = replace(CLINIC, phone="", pay_link="", address=(), remit_to=())


def every_facts() -> list[AgreementFacts]:
    made = []
    for language in Language:
        for count in (1, 4, 12, 13, 24, 36):
            made += [agreement(count, language=language, down=down) for down in (0, 50_00)]
        made += [wide_agreement(language, 36), agreement(104, language=language)]
    return made


EVERY = pytest.mark.parametrize(
    "facts", every_facts(), ids=lambda one: f"{len(one.installments)}-{one.down}-{one.language}"
)


def coupons_of(facts: AgreementFacts) -> RecordingSurface:
    surface = RecordingSurface()
    draw_coupon_sheets(surface, agreement_view(facts))
    return surface


def card_of(facts: AgreementFacts) -> RecordingSurface:
    surface = RecordingSurface()
    draw_card_sheet(surface, agreement_view(facts))
    return surface


@EVERY
def test_coupons_are_four_a_page_and_none_is_cut(facts: AgreementFacts) -> None:
    surface, paper = coupons_of(facts), draw_coupons(agreement_view(facts))
    fits(surface)
    is_whole(surface)
    asked = len(facts.installments) + (1 if facts.down else 0)
    assert paper.pages == page_count(paper.pdf) == surface.page - 1 == -(-asked // 4)
    assert paper.findings == ()
    for mark in surface.marks:
        if mark[1] == "line" and mark[3] == mark[5] and mark[2] < 30:
            assert mark[3] % (HEIGHT / 4) == 0
            near = [each for each in surface.texts if each.page == mark[0] and abs(each.y - mark[3]) < 9]
            assert near == [], "nothing lies where it is cut"


@EVERY
def test_every_payment_has_its_coupon_with_day_amount_and_account(facts: AgreementFacts) -> None:
    w, texts = agreement_words(facts.language), [each.text for each in coupons_of(facts).texts]
    asked = len(facts.installments) + (1 if facts.down else 0)
    for number, one in enumerate(facts.installments, start=1):
        place = texts.index(w.coupon.format(number=number, count=len(facts.installments)))
        assert texts[place : place + 5] == [
            w.coupon.format(number=number, count=len(facts.installments)), w.due, long_date(one.due, facts.language),
            w.amount, dollars(one.amount),
        ]  # fmt: skip
    assert sum(text.endswith(facts.account) for text in texts) == asked
    assert texts.count(facts.payer) == asked
    assert texts.count(w.coupon_down) == (1 if facts.down else 0)


def test_coupons_ask_for_what_is_left_of_the_plan_and_the_card_ticks_what_is_met() -> None:
    view = replace(agreement_view(agreement(10, down=250_00)), paid=350_00 + 30_00)
    surface = RecordingSurface()
    assert draw_coupon_sheets(surface, view) == 3
    texts = [each.text for each in surface.texts]
    assert "Down payment" not in texts and "Installment 1 of 10" not in texts
    assert texts[texts.index("Installment 2 of 10") + 4] == "$70.00"
    assert texts[texts.index("Installment 3 of 10") + 4] == "$100.00"
    card = RecordingSurface()
    draw_card_sheet(card, view)
    assert len([mark for mark in card.marks if mark[1] == "fill"]) == 1


@pytest.mark.parametrize(
    ("paid", "ticked"), [(0, 0), (249_99, 0), (250_00, 0), (349_99, 0), (550_00, 3), (1_250_00, 10)]
)
def test_a_date_is_ticked_once_all_up_to_it_is_paid(paid: int, ticked: int) -> None:
    card = RecordingSurface()
    draw_card_sheet(card, replace(agreement_view(agreement(10, down=250_00)), paid=paid))
    assert len([mark for mark in card.marks if mark[1] == "fill"]) == ticked


def test_a_plan_that_is_paid_has_no_coupons() -> None:
    with pytest.raises(PaydeskError, match="Everything in this plan is paid"):
        draw_coupons(replace(agreement_view(), paid=1_250_00))


def test_a_coupon_is_paid_by_its_code() -> None:
    shot = render(draw_coupons(agreement_view()).pdf, 0, dpi=200)
    codes = zxingcpp.read_barcodes(Image.frombytes("RGB", (shot.width, shot.height), shot.rgb).convert("L"))
    assert [code.text for code in codes] == ["https://example.com/pay"] * 4


def test_a_clinic_without_phone_link_or_address_asks_to_bring_it() -> None:
    text = page_text(draw_coupons(agreement_view(letterhead=BARE)).pdf, 0)
    assert "Pay at the clinic" in text
    assert "Pay online" not in text and "by phone" not in text and "by mail" not in text
    card = page_text(draw_card(agreement_view(letterhead=BARE)).pdf, 0)
    assert "Call us" not in card and "example.com" not in card


def test_a_link_too_long_to_be_typed_is_told_by_the_cards_code_alone() -> None:
    link = "pay.example.com/riverbend-family-clinic-of-springfield/accounts/plans"
    surface = RecordingSurface()
    draw_card_sheet(surface, agreement_view(letterhead=replace(CLINIC, pay_link=link)))
    assert not [each.text for each in surface.texts if "example" in each.text]
    assert [mark for mark in surface.marks if mark[1] == "matrix"]
    fits(surface)


@EVERY
def test_the_card_has_every_date_with_its_amount_once(facts: AgreementFacts) -> None:
    surface, paper = card_of(facts), draw_card(agreement_view(facts))
    fits(surface)
    is_whole(surface)
    assert paper.pages == page_count(paper.pdf) == 1
    assert paper.findings == ()
    rows: dict[str, str] = {}
    for place, each in enumerate(surface.texts):
        if each.text.count("/") == 2 and len(each.text) == 8:
            assert each.text not in rows
            rows[each.text] = surface.texts[place + 1].text
            assert surface.texts[place + 1].y == each.y
    assert rows == {short_date(one.due): dollars(one.amount) for one in facts.installments}
    assert min(each.size for each in surface.texts) >= 7


@EVERY
def test_no_text_of_a_card_lies_where_it_is_cut_or_folded(facts: AgreementFacts) -> None:
    surface = card_of(facts)
    cuts = [mark for mark in surface.marks if mark[1] == "line"]
    for mark in cuts:
        for each in surface.texts:
            if mark[2] == mark[4]:  # from top to bottom
                beside = each.right < mark[2] or each.x > mark[2] or each.y < mark[3] or each.y - each.size > mark[5]
                assert beside, each
            else:
                assert each.y + each.size * 0.2 < mark[3] or each.y - each.size * 0.8 > mark[3], each


def test_cards_that_go_on_are_counted() -> None:
    facts = wide_agreement(Language.ENGLISH, 36)
    texts = [each.text for each in card_of(facts).texts]
    assert "Card 1 of 2" in texts and "Card 2 of 2" in texts and "More dates on the next card" in texts
    assert WIDE_NAME in texts and f"Down payment {dollars(facts.down)}, 12/01/26" in texts
    usual = [each.text for each in card_of(agreement()).texts]
    assert not [text for text in usual if text.startswith(("Card ", "More "))]


def test_more_dates_than_a_card_holds_are_refused_with_what_to_do() -> None:
    days = tuple(Installment(date(2027, 1, 4) + timedelta(days=7 * number), 1_00) for number in range(253))
    facts = agreement(installments=days, amounts=(253_00,))
    with pytest.raises(PaydeskError, match=r"holds 252 dates, and this plan has 253. Print coupons instead"):
        draw_card(agreement_view(facts))


def test_sums_that_do_not_hold_are_never_drawn() -> None:
    wrong = agreement_view(replace(agreement(), charges=agreed(1_00)))
    for draw in (draw_card, draw_coupons):
        with pytest.raises(PaydeskError, match="Make them the same"):
            draw(wrong)


@EVERY
def test_the_card_tells_what_is_still_to_pay_and_not_the_total_of_the_plan(facts: AgreementFacts) -> None:
    w, told = agreement_words(facts.language), " ".join(each.text for each in card_of(facts).texts)
    assert f"{w.card_left} {dollars(facts.total)}" in told and w.plan_total not in told
