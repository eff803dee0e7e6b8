"""Blocks flow over pages in their order: no heading ends one, no sum begins one, none is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paydesk.documents.page_flow import (
    Block,
    FlowColumn,
    draw_blocks,
    gap,
    head_block,
    heading,
    pages_of_blocks,
    prose,
    row_block,
)
from paydesk.documents.surface import RecordingSurface

COLUMNS = (FlowColumn(49, 300), FlowColumn(303, 560, True))


def block(height: float = 10, *, leads: bool = False, sums: bool = False, again: Block | None = None) -> Block:
    return Block(height, lambda surface, top: None, leads=leads, sums=sums, again=again)


def test_what_fits_stays_on_one_page() -> None:
    blocks = [block() for _ in range(5)]
    assert pages_of_blocks(blocks, first=50, room=100) == (tuple(blocks),)
    assert pages_of_blocks([], first=50, room=100) == ((),)


def test_a_heading_moves_on_with_what_it_is_about_and_a_sum_takes_a_row_along() -> None:
    rows = [block() for _ in range(4)]
    title, total = block(leads=True), block(sums=True)
    assert pages_of_blocks([*rows, title, rows[0]], first=50, room=100)[0] == tuple(rows)
    assert pages_of_blocks([*rows, rows[0], total], first=50, room=100)[1] == (rows[0], total)


def test_a_table_that_goes_on_has_its_heads_again() -> None:
    head = block(leads=True)
    rows = [block(again=head) for _ in range(8)]
    first, second = pages_of_blocks([head, *rows], first=50, room=100)
    assert first == (head, *rows[:4])
    assert second == (head, *rows[4:])


def test_what_can_never_be_kept_together_is_parted() -> None:
    rows = [block(sums=True) for _ in range(30)]
    pages = pages_of_blocks(rows, first=50, room=100)
    assert [one for page in pages for one in page] == rows
    tall = block(500)
    assert pages_of_blocks([tall, block()], first=50, room=100)[-1][-1] is not tall


@given(
    st.lists(st.builds(block, st.integers(1, 40), leads=st.booleans(), sums=st.booleans()), max_size=60),
    st.integers(0, 100), st.integers(100, 300),
)  # fmt: skip
def test_no_block_is_lost_or_printed_beyond_its_page(blocks: list[Block], first: int, room: int) -> None:
    pages = pages_of_blocks(blocks, first=first, room=room)
    assert [one for page in pages for one in page] == blocks
    for number, page in enumerate(pages):
        assert sum(one.height for one in page) <= (first if number == 0 else room)
        assert page or number == 0


@given(st.lists(st.integers(1, 6), min_size=1, max_size=30))
def test_where_every_table_fits_a_page_no_page_begins_with_a_sum_or_ends_with_a_heading(sizes: list[int]) -> None:
    blocks: list[Block] = []
    for size in sizes:
        head = block(leads=True)
        blocks += [head, *(block(again=head) for _ in range(size)), block(sums=True)]
    pages = [page for page in pages_of_blocks(blocks, first=35, room=100) if page]
    assert not any(page[0].sums for page in pages)
    assert not any(page[-1].leads for page in pages)


def test_prose_keeps_two_lines_together_at_either_end() -> None:
    lines = prose("word " * 120)
    assert len(lines) > 4
    assert [one.leads for one in lines] == [True, *[False] * (len(lines) - 1)]
    assert [one.sums for one in lines] == [*[False] * (len(lines) - 1), True]
    (title,) = heading("What you should know")
    assert title.leads


def test_a_row_wraps_its_texts_and_ends_its_amounts_at_the_edge() -> None:
    surface = RecordingSurface()
    made = row_block(COLUMNS, ("word " * 20, "$1,234.56"), under="copay $30.00")
    assert draw_blocks(surface, (made, gap(5)), top=100) == 100 + made.height + 5
    amount = next(each for each in surface.texts if each.text == "$1,234.56")
    assert abs(amount.right - 560) < 0.01
    texts = [each for each in surface.texts if each is not amount]
    assert len(texts) > 2
    assert all(each.right <= 300 for each in texts)
    assert all(100 < each.y < 100 + made.height for each in surface.texts)
    assert surface.texts[-1].text == "copay $30.00"


def test_the_heads_stand_on_one_line_at_their_foot() -> None:
    surface = RecordingSurface()
    draw_blocks(surface, (head_block(COLUMNS, ("What", "Your plan\npays")),), top=100)
    by_text = {each.text: each for each in surface.texts}
    assert by_text["What"].y == by_text["pays"].y > by_text["Your plan"].y
