"""The statement holds what a printed bill must hold, read back from its own pages."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pdfplumber
import pytest
import zxingcpp
from PIL import Image

from paydesk.documents.barcodes import luhn
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.page import ADDRESS, ADDRESS_SWEEP, MARGIN, RETURN_SWEEP, Area, postal
from paydesk.documents.page_image import page_count, page_text, render
from paydesk.documents.statement import draw_pages, draw_statement, page_total
from paydesk.documents.statement_view import Asks, StatementPlan, StatementView, StatementVisit, prove
from paydesk.documents.surface import HEIGHT, WIDTH, Placed, RecordingSurface
from paydesk.rules.correspondence import Language, dollars, words
from paydesk.rules.errors import PaydeskError
from support.paper_samples import (
    CLINIC,
    LONG_ADDRESS,
    ORDINARY,
    SEPTEMBER,
    line,
    long_statement,
    statement,
    visit,
)

WAITING = (
    visit(line("EKG (93000)", 152_81, adjusted=45_84, paid=20_00, waiting=30_00)),
    visit(line("Strep test (87880)", 169_71, waiting=169_71)),
)
PAID = visit(line("EKG (93000)", 152_81, adjusted=45_84, paid=106_97))
PROTECTED = visit(
    line("X-ray (73610)", 155_71, insurance=5_71, not_asked="Protected: not asked for"),
    line("Cast (29405)", 40_00, not_asked="In dispute: not asked for now"),
    day=date(2026, 8, 1),
)
LARGE = visit(line("Surgery, with a description far longer than any column could hold (93000)", 1_234_567_89))


NINE_LINES = tuple(visit(*(line(f"Item {number}", 100_00 + number) for number in range(3))) for _ in range(3))


def every_kind() -> list[StatementView]:
    """One statement of every look."""
    return [
        statement(),
        statement(language=Language.SPANISH),
        statement(addressee=LONG_ADDRESS),
        statement(*WAITING, unapplied=-15_00),
        statement(PAID, unapplied=-12_00),
        statement(PROTECTED, *WAITING),
        statement(PAID, language=Language.SPANISH),
        statement(LARGE, account="9999999999", number="99999999"),
        statement(LARGE, *WAITING, unapplied=-1_234_567_89),
        long_statement(),
        long_statement(notes=False),
        statement(*NINE_LINES, kept=150_00),
        statement(*NINE_LINES, *WAITING, kept=150_00, unapplied=-5_00, language=Language.SPANISH),
        statement(LARGE, *WAITING, kept=1_234_567_89),
        statement(plans=(StatementPlan(12, 100_00),)),
        statement(*WAITING, plans=(StatementPlan(12, 20_00),), unapplied=-10_00, language=Language.SPANISH),
        statement(visit(line("EKG (93000)", 850_00)), plans=(StatementPlan(12, 850_00),)),
        statement(letterhead=replace(CLINIC, name="The Wolfeschlegelsteinhausen Family Health Center of Illinois")),
    ]


def drawn(view: StatementView) -> RecordingSurface:
    """The statement as places and words."""
    surface = RecordingSurface()
    draw_pages(surface, view)
    return surface


def inside(placed: Placed, area: Area) -> bool:
    """True when any ink of the text could lie in the area."""
    top, bottom = placed.y - placed.size * 0.8, placed.y + placed.size * 0.22
    return placed.x < area.right and placed.right > area.left and top < area.bottom and bottom > area.top


@pytest.mark.parametrize("view", every_kind())
def test_the_window_shows_the_address_and_nothing_else(view: StatementView) -> None:
    page = [each for each in drawn(view).texts if each.page == 1]
    shown = [each for each in page if inside(each, ADDRESS_SWEEP)]
    assert "".join(each.text for each in shown).replace(" ", "") == "".join(postal(view.addressee)).replace(" ", "")
    for each in shown:
        assert ADDRESS.left <= each.x
        assert each.right <= ADDRESS.right
        assert each.y - each.size * 0.74 >= ADDRESS.top
        assert each.y <= ADDRESS.bottom
        assert each.size >= 8
    returned = [each.text for each in page if inside(each, RETURN_SWEEP)]
    assert returned[1:] == list(CLINIC.address)
    assert len(returned) == 3


@pytest.mark.parametrize("view", every_kind())
def test_no_ink_lies_beyond_the_printer_margin(view: StatementView) -> None:
    surface = drawn(view)
    for each in surface.texts:
        assert each.x >= MARGIN, each
        assert each.right <= WIDTH - MARGIN, each
        assert each.y - each.size >= MARGIN, each
        assert each.y + each.size * 0.25 <= HEIGHT - MARGIN, each
    for _, kind, left, top, right, bottom in surface.marks:
        assert min(left, right) >= MARGIN, kind
        assert max(left, right) <= WIDTH - MARGIN, kind
        assert MARGIN <= top <= bottom <= HEIGHT - MARGIN, kind


@pytest.mark.parametrize("view", every_kind())
def test_no_two_texts_on_one_line_touch(view: StatementView) -> None:
    rows: dict[tuple[int, float], list[Placed]] = {}
    for each in drawn(view).texts:
        rows.setdefault((each.page, round(each.y, 1)), []).append(each)
    for row in rows.values():
        row.sort(key=lambda each: each.x)
        for left, right in pairwise(row):
            assert left.right <= right.x + 0.01, (left.text, right.text)


@pytest.mark.parametrize("view", every_kind())
def test_the_amount_is_the_same_on_summary_total_and_coupon(view: StatementView) -> None:
    texts = drawn(view).texts
    said = words(view.language)
    first = [each for each in texts if each.page == 1]
    summary = next(each for each in first if each.x > 330 and abs(each.y - 140.5) < 1 and "$" in each.text)
    assert summary.text == dollars(abs(view.amount))
    last = said.to_pay_now if view.plans else said.total
    total = [each for each in texts if each.face == "bold" and each.text == last]
    total = [each for each in total if each.page != 1 or 310 < each.y < 480]
    assert len(total) == 1
    cells = [each for each in texts if (each.page, each.y) == (total[0].page, total[0].y)]
    assert max(cells, key=lambda each: each.right).text == dollars(view.amount)
    coupon = [each.text for each in first if each.y == 622 and "$" in each.text]
    assert coupon == ([dollars(view.amount)] if view.asks is Asks.PAYMENT else [])


def cents_of(text: str) -> int:
    """Cents a cell says; a dash is nothing."""
    return 0 if text == "–" else int(re.sub(r"[$,.]", "", text).replace("−", "-"))


@pytest.mark.parametrize("view", every_kind())
def test_every_row_and_every_column_sums_on_the_sheet(view: StatementView) -> None:
    surface = drawn(view)
    rows: dict[tuple[int, float], list[Placed]] = {}
    for each in surface.texts:
        if re.fullmatch(r"–|−?\$[\d,]+\.\d\d", each.text) and (each.page != 1 or 310 < each.y < 480):
            rows.setdefault((each.page, each.y), []).append(each)
    total_label = words(view.language).total
    total_at = next((each.page, each.y) for each in surface.texts if each.text == total_label)
    sums: list[int] = []
    for at in sorted(rows):
        cells = [cents_of(each.text) for each in sorted(rows[at], key=lambda each: each.right)]
        if len(cells) == 1:
            continue  # a total of what waits stands alone in its column
        charge, *rest, owe = cells
        assert charge - sum(rest) == owe, at
        if at < total_at:
            row = [charge, *rest, owe]
            sums = [a + b for a, b in zip(sums or [0] * len(row), row, strict=True)]
        elif at == total_at:
            assert sums == [charge, *rest, owe]


def test_the_ageing_row_sums_to_the_amount_with_the_credit_in_its_own_cell() -> None:
    view = statement(*WAITING, unapplied=-15_00)
    cells = [each.text for each in drawn(view).texts if each.y == 506]
    assert len(cells) == 6
    assert sum(map(cents_of, cells)) == view.amount
    assert len([each for each in drawn(statement()).texts if each.y == 506]) == 5


def test_what_waits_for_insurance_stands_apart_and_is_never_asked_for() -> None:
    view = statement(*WAITING)
    texts = drawn(view).texts
    total = next(each for each in texts if each.text == "Total")
    heading = next(each for each in texts if each.text == words(view.language).waiting_title)
    strep = next(each for each in texts if each.text.startswith("Strep"))
    assert total.y < heading.y < strep.y
    assert view.amount == 152_81 - 45_84 - 20_00 - 30_00
    waiting = next(each for each in texts if each.text == words(view.language).waiting_total)
    assert [each.text for each in texts if each.y == waiting.y][1:] == ["$199.71"]
    assert "do not pay" in heading.text


@pytest.mark.parametrize("visits", [(PROTECTED, *ORDINARY), (PROTECTED, *WAITING)])
def test_what_is_not_asked_for_stands_apart_and_in_no_total(visits: tuple[StatementVisit, ...]) -> None:
    view = statement(*visits)
    texts = drawn(view).texts
    total = next(each for each in texts if each.text == "Total")
    at = {each.text: (each.page, each.y) for each in texts}
    order = ["Total", "Protected: not asked for", "X-ray (73610)", "In dispute: not asked for now", "Cast (29405)"]
    assert [at[text] for text in order] == sorted(at[text] for text in order)
    shown = [each.text for each in texts if each.y == total.y and each.page == total.page][1:]
    above = [each for each in view.lines if not each.apart]
    assert shown[0] == dollars(sum(each.charge for each in above))
    assert shown[-1] == dollars(view.amount) == dollars(sum(each.owe for each in above))
    apart = [(each.page, each.y) for each in texts if each.text == words(view.language).not_asked_total]
    assert [[each.text for each in texts if (each.page, each.y) == row][-1] for row in apart] == ["$150.00", "$40.00"]


def test_with_nothing_but_waiting_lines_there_is_no_empty_total_first() -> None:
    view = statement(WAITING[1])
    texts = [each.text for each in drawn(view).texts]
    assert view.amount == 0
    assert words(view.language).waiting_title in texts
    assert "Total" not in texts


def test_a_line_that_waits_in_part_asks_only_for_the_patients_part() -> None:
    row = [each for each in drawn(statement(WAITING[0])).texts if each.text.startswith("EKG")]
    shown = [each.text for each in drawn(statement(WAITING[0])).texts if each.y == row[0].y]
    assert shown[2:] == ["$152.81", "–", "$45.84", "$20.00", "$30.00", "$56.97"]
    assert words(Language.ENGLISH).waiting_title not in [each.text for each in drawn(statement(WAITING[0])).texts]


def test_each_line_is_on_the_statement_once() -> None:
    view = long_statement(notes=False)
    shown = [each for each in drawn(view).texts if each.text.startswith("Item ")]
    assert len(shown) == 90


def test_a_heading_never_ends_a_page_and_is_said_again_on_the_next() -> None:
    texts = drawn(long_statement()).texts
    for page in (1, 3, 4):
        body = [
            each for each in texts if each.page == page and (300 < each.y < 480 if page == 1 else 120 < each.y < 760)
        ]
        lowest = max(body, key=lambda each: each.y)
        assert not lowest.text.startswith("Visit on")
        if page > 1:
            assert min(body, key=lambda each: each.y).text.startswith("Visit on")


@pytest.mark.parametrize("kept", [0, 150_00])
def test_nine_lines_fill_one_page_and_the_notes_with_what_is_kept_for_a_visit(kept: int) -> None:
    view = statement(*NINE_LINES, kept=kept)
    assert draw_statement(view).pages == page_total(view) == 2


@pytest.mark.parametrize("credit", [0, -5_00])
@pytest.mark.parametrize("count", range(1, 70))
def test_no_page_has_totals_alone(count: int, credit: int) -> None:
    view = statement(visit(*(line(f"Item {number}", 100_00) for number in range(count))), kept=9_00, unapplied=credit)
    texts = drawn(view).texts
    with_lines = {each.page for each in texts if each.text.startswith("Item")}
    assert with_lines == {each.page for each in texts} - {2}  # the notes


def test_pages_are_numbered_of_their_own_statement() -> None:
    paper = draw_statement(long_statement())
    assert paper.pages == page_count(paper.pdf) == 5
    for page in range(5):
        assert f"Page {page + 1} of 5" in page_text(paper.pdf, page)
    assert "Continued on page 3" in page_text(paper.pdf, 0)


def test_without_notes_a_short_statement_is_one_page() -> None:
    assert draw_statement(statement(notes=False)).pages == 1
    assert "page 2" not in page_text(draw_statement(statement(notes=False)).pdf, 0)


@pytest.mark.parametrize("dpi", [110, 200])
def test_scanners_read_the_coupon(dpi: int) -> None:
    view = statement()
    shot = render(draw_statement(view).pdf, 0, dpi=dpi)
    picture = Image.frombytes("RGB", (shot.width, shot.height), shot.rgb).convert("L")
    read = {code.format: code.text for code in zxingcpp.read_barcodes(picture)}
    digits = read[zxingcpp.BarcodeFormat.Code128]
    assert digits in page_text(draw_statement(view).pdf, 0)
    assert (digits[:10], digits[10:18], int(digits[18:27])) == ("0005000000", "00100000", view.amount)
    assert digits[27] == luhn(digits[:27])
    assert read[zxingcpp.BarcodeFormat.QRCode] == "https://example.com/pay"


def test_a_bill_without_a_payment_page_has_no_code_to_scan() -> None:
    surface = drawn(statement(letterhead=replace(CLINIC, pay_link="")))
    assert [kind for _, kind, *_ in surface.marks if kind == "matrix"] == []
    assert not any("scan" in each.text for each in surface.texts)


BARE = Letterhead(name="Riverbend", address=(), phone="")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("visits", [ORDINARY, (PAID,)])
def test_a_clinic_without_phone_and_address_still_has_a_whole_statement(
    language: Language, visits: tuple[StatementVisit, ...]
) -> None:
    view = statement(*visits, language=language, letterhead=BARE)
    texts = [each.text for each in drawn(view).texts]
    said = words(language)
    assert said.help_line_page in texts
    assert not [text for text in texts if text.rstrip(" .").endswith((" at", " al", ":", "Call", "Llame"))]
    assert not [text for text in texts if "(card or bank)" in text or "(tarjeta o banco)" in text or " ." in text]
    assert not [text for text in texts if text.endswith("?") and text not in [title for title, _ in said.notes]
                and text != said.help_title]  # fmt: skip
    assert (said.pay_at_clinic in texts) is (view.asks is Asks.PAYMENT)


def test_a_clinic_with_an_address_and_no_phone_asks_for_checks_by_mail() -> None:
    view = statement(letterhead=replace(CLINIC, phone=""))
    texts = [each.text for each in drawn(view).texts]
    assert words(view.language).pay_at_clinic not in texts
    assert any(text.startswith("Pay by mail") for text in texts)


@pytest.mark.parametrize("view", [statement(PAID), statement(PAID, unapplied=-12_00)])
def test_nothing_to_pay_means_no_coupon(view: StatementView) -> None:
    surface = drawn(view)
    assert [kind for _, kind, *_ in surface.marks if kind in ("bars", "matrix")] == []
    assert words(view.language).keep in [each.text for each in surface.texts]
    assert not any(each.text == words(view.language).pay_by for each in surface.texts)


def test_a_credit_is_called_a_credit() -> None:
    text = page_text(draw_statement(statement(PAID, unapplied=-12_00)).pdf, 0)
    assert "Your credit" in text
    assert "$12.00" in text
    assert "nothing to pay" in text


def test_a_spanish_statement_speaks_spanish_throughout() -> None:
    paper = draw_statement(statement(language=Language.SPANISH))
    text = page_text(paper.pdf, 0) + page_text(paper.pdf, 1)
    assert "Su estado de cuenta" in text
    assert "20 de noviembre de 2026" in text
    for english in ("You", "Page", "Charge", "Insurance", "Visit "):
        assert english not in text


def test_names_in_vietnamese_print_as_written_even_when_typed_decomposed() -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Ánh Tuyết")
    paper = draw_statement(
        statement(visit(line("EKG", 5_00), patient=name), addressee=(name, "1 A St", "Bend, OR 97702"))
    )
    assert paper.findings == ()
    with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
        text = pdf.pages[0].extract_text()
    assert "Nguyễn Thị Ánh Tuyết" in text
    assert "NGUYỄN THỊ ÁNH TUYẾT" in text


def test_a_character_no_font_has_is_reported_by_place_and_never_a_box() -> None:
    paper = draw_statement(statement(visit(line("Tea 茶", 5_00)), addressee=("Ana ﬁ 李", "1 A St", "Bend, OR 97702")))
    assert [(each.place, each.character, each.printed) for each in paper.findings] == [
        ("mailing address", "李", "?"),
        ("table", "茶", "?"),
    ]
    assert "U+8336" in paper.findings[1].sentence
    assert "Tea ?" in page_text(paper.pdf, 0)


def test_every_font_is_embedded() -> None:
    for view in every_kind():
        with pdfplumber.open(io.BytesIO(draw_statement(view).pdf)) as pdf:
            names = {char["fontname"] for page in pdf.pages for char in page.chars}
            fonts = [font for page in pdf.pages for font in page.page_obj.resources["Font"].resolve().values()]
            assert all(b"FontFile2" in repr(font.resolve()["FontDescriptor"].resolve()).encode() for font in fonts)
        assert all("+NotoSans" in name for name in names)


def test_the_same_view_gives_the_same_bytes_and_no_patient_in_the_metadata() -> None:
    paper = draw_statement(statement())
    assert paper == draw_statement(statement())
    with pdfplumber.open(io.BytesIO(paper.pdf)) as pdf:
        told = pdf.metadata
    assert told["Title"] == "Statement 100000"
    assert told["CreationDate"].startswith("D:20261120")
    assert "Garcia" not in str(told)


def test_a_statement_whose_sums_do_not_hold_is_not_drawn() -> None:
    broken = (
        replace(statement(), amount=1),
        replace(statement(), ageing=(0, 0, 0, 0, 0)),
        replace(statement(), pay_by=None),
        statement(replace(visit(), lines=(replace(ORDINARY[0].lines[0], owe=1),)), amount=1, ageing=(1, 0, 0, 0, 0)),
        statement(unapplied=5),
    )
    for view in broken:
        with pytest.raises(ValueError, match="statement 100000"):
            draw_statement(view)


def test_an_address_too_long_for_the_window_is_refused_with_what_to_do() -> None:
    with pytest.raises(PaydeskError, match="Shorten it") as refusal:
        draw_statement(statement(addressee=(*LONG_ADDRESS, *LONG_ADDRESS, *LONG_ADDRESS)))
    assert refusal.value.field == "addressee"


def test_items_without_a_visit_stand_under_their_own_heading() -> None:
    view = statement(visit(line("Returned check fee", 25_00), day=None, patient=""))
    assert "Other items on your account" in [each.text for each in drawn(view).texts]
    assert view.lines.__next__().date == SEPTEMBER


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.ENGLISH, "On your payment plan 12, not due yet"),
     (Language.SPANISH, "En su plan de pagos 12, aún no vence")],
)  # fmt: skip
def test_what_is_on_a_plan_and_not_due_is_taken_off_in_the_column_it_stands_in(language: Language, said: str) -> None:
    view = statement(visit(line("EKG (93000)", 900_00)), plans=(StatementPlan(12, 850_00),), language=language)
    texts = drawn(view).texts
    (row,) = [each for each in texts if each.text == said]
    amount = next(each for each in texts if each.text == "−$850.00")
    owed = next(each for each in texts if each.text == "$900.00" and each.y < row.y)
    assert amount.y == row.y
    assert amount.right == max(each.right for each in texts if each.text == "$900.00" and each.y == owed.y)
    total, now = (
        next(each for each in texts if each.text == text and 310 < each.y < 480)
        for text in (words(language).total, words(language).to_pay_now)
    )
    in_column = {each.y: each.text for each in texts if each.right == amount.right}
    assert total.y < row.y < now.y
    assert (in_column[total.y], in_column[now.y]) == ("$900.00", "$50.00")
    assert {"$50.00"} == {each.text for each in texts if each.size >= 13 and "$" in each.text}
    assert words(language).bill_plan[:40] in " ".join(each.text for each in texts)


def test_a_statement_all_of_whose_debt_is_on_a_plan_says_that_nothing_is_due() -> None:
    view = statement(visit(line("EKG (93000)", 850_00)), plans=(StatementPlan(12, 850_00),))
    assert view.asks is Asks.NOTHING
    printed = " ".join(each.text for each in drawn(view).texts)
    assert words(Language.ENGLISH).nothing_plan in printed
    assert words(Language.ENGLISH).zero_text_plan in printed
    assert "do not owe" not in printed


def test_a_plan_that_takes_off_nothing_is_no_row() -> None:
    with pytest.raises(ValueError, match="a plan takes off"):
        prove(statement(plans=(StatementPlan(12, 0),)))
