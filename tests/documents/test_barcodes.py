"""What machines read is right by their own rules."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from paydesk.documents.barcodes import code128, luhn, qr, scan_line


def test_the_check_digit_is_the_one_every_card_uses() -> None:
    assert luhn("7992739871") == "3"
    assert luhn("400000000000000") == "2"


@given(some.text("0123456789", min_size=1, max_size=27), some.data())
def test_one_wrong_digit_is_always_noticed(digits: str, data: some.DataObject) -> None:
    place = data.draw(some.integers(0, len(digits) - 1))
    wrong = data.draw(some.sampled_from("0123456789").filter(lambda digit: digit != digits[place]))
    assert luhn(digits[:place] + wrong + digits[place + 1 :]) != luhn(digits)


def test_the_scan_line_holds_account_statement_and_amount() -> None:
    assert scan_line(account="5000000", statement="100000", amount=758_14)[:27] == "000500000000100000000075814"


@pytest.mark.parametrize("account", ["A12", "12345678901", "１"])
def test_a_scan_line_of_anything_but_digits_that_fit_is_refused(account: str) -> None:
    with pytest.raises(ValueError, match="no scan line"):
        scan_line(account=account, statement="1", amount=1)


@given(some.text("0123456789", min_size=2, max_size=28).filter(lambda text: len(text) % 2 == 0))
def test_a_scanner_reads_back_every_bar(digits: str) -> None:
    bars = code128(digits)
    picture = Image.new("L", ((bars.modules + 24) * 2, 60), 255)
    for offset, width in bars.bars:
        picture.paste(0, ((offset + 12) * 2, 5, (offset + 12 + width) * 2, 55))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [digits]


def test_an_odd_number_of_digits_has_no_code() -> None:
    with pytest.raises(ValueError, match="even"):
        code128("123")


def test_a_telephone_reads_back_the_square_code() -> None:
    matrix = qr("https://example.com/pay?s=100000")
    stride = len(matrix.rows) // matrix.side
    picture = Image.new("L", (matrix.side + 8, matrix.side + 8), 255)
    for row in range(matrix.side):
        bits = int.from_bytes(matrix.rows[row * stride : (row + 1) * stride]) >> (stride * 8 - matrix.side)
        for column in range(matrix.side):
            if bits >> (matrix.side - 1 - column) & 1:
                picture.putpixel((column + 4, row + 4), 0)
    big = picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)
    assert [code.text for code in zxingcpp.read_barcodes(big)] == ["https://example.com/pay?s=100000"]
