"""Which lower price is proposed where an insurer's lines disagree: the one allowed most often, never the outlier."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydesk.rules.errors import PaydeskError
from paydesk.rules.expected import PricedLine
from paydesk.rules.usual_price import ShortPrice, kinds

DAY = date(2026, 11, 2)


def short(allowed: int, *, units: int = 1, day: date = DAY, modifiers: tuple[str, ...] = ()) -> ShortPrice:
    line = PricedLine(
        payer_id=1, code="99213", modifiers=modifiers, place="11", day=day, units=units, charge=18000 * units
    )
    return ShortPrice(line, 12075 * units, allowed)


def test_eight_lines_at_one_price_outweigh_one_that_is_lower() -> None:
    (kind,) = kinds([*[short(11600)] * 8, short(6960)])
    assert (kind.usual, kind.fits(kind.usual), kind.expected, kind.highest) == (11600, 8, 12075, 11600)


def test_of_two_prices_as_often_the_higher_is_proposed() -> None:
    (kind,) = kinds([short(6960), short(11600), short(11600), short(6960), short(9000)])
    assert kind.usual == 11600


def test_prices_are_of_a_unit_and_of_one_kind_of_line_from_a_day_on() -> None:
    lines = [short(22000, units=2), short(11000), short(5000, modifiers=("26",)), short(1, day=date(2026, 10, 1))]
    plain, other = kinds(lines, first=DAY)
    assert (plain.usual, plain.fits(11000), plain.words) == (11000, 2, "place 11")
    assert (other.usual, other.words) == (5000, "modifier 26, place 11")


@given(st.lists(st.integers(0, 12000), min_size=1, max_size=30), st.integers(-5, 13000))
def test_what_is_not_refused_is_within_bounds_and_settles_something(allowed: list[int], price: int) -> None:
    (kind,) = kinds(short(one) for one in allowed)
    assert kind.fits(kind.usual) >= allowed.count(kind.usual) == max(allowed.count(one) for one in allowed)
    try:
        kind.refuse(price, field="price")
    except PaydeskError as refused:
        assert refused.field == "price" and (price < 0 or price > max(allowed))
    else:
        assert 0 <= price <= max(allowed) and kind.fits(price) == sum(one >= price for one in allowed) > 0


def test_nothing_is_open_before_its_day() -> None:
    assert kinds([short(1)], first=date(2027, 1, 1)) == ()
    with pytest.raises(PaydeskError, match=r"120\.75 is expected"):
        kinds([short(11600)])[0].refuse(12076, field="price")
