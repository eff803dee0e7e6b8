"""The letter to an insurer on paper: what stands on which page and where, however much there is of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paydesk.documents.insurer_letter_paper import draw_insurer_letter, draw_insurer_letter_on
from paydesk.documents.insurer_letter_view import Enclosure, Grid, InsurerLetterView, LetterSection
from paydesk.documents.letterhead import Letterhead
from paydesk.documents.page import ADDRESS, LEFT, RIGHT
from paydesk.documents.surface import HEIGHT, Placed, RecordingSurface
from paydesk.rules.errors import PaydeskError

CLINIC = Letterhead(
    name="Riverbend Family Clinic", address=("12 River Rd", "Springfield, IL 62701"), phone="2175550100",
    tax_id="12-3456789",
)  # fmt: skip
CHARGES = Grid(
    ("Day of service", "Code", "Units", "Billed"), (False, False, True, True), (30, 30, 10, 30),
    (("10/14/2026", "99213", "1", "180.00"), ("Total", "", "", "1,234,567.89")),
)  # fmt: skip
VIEW = InsurerLetterView(
    letterhead=CLINIC, date=date(2026, 11, 23), addressee=("Aetna", "PO Box 14079", "Lexington, KY 40512"), way="",
    numbers=(("NPI", "1999999984"),), subject="Appeal: claim PD0000001", facts=(("Patient", "Rosa Quill"),),
    claims=None, paragraphs=("We ask you to review your decision.", "Please process the claim again."),
    signer="Dana Ortiz", strip="To Aetna, 11/23/2026",
    enclosures=(Enclosure("A. The claims and their charges", (LetterSection("Rosa Quill", grid=CHARGES),)),),
)  # fmt: skip


def drawn(view: InsurerLetterView) -> tuple[RecordingSurface, int]:
    surface = RecordingSurface()
    return surface, draw_insurer_letter_on(surface, view)


def one(surface: RecordingSurface, words: str) -> Placed:
    found = [placed for placed in surface.texts if placed.text == words]
    assert len(found) == 1, f"{words}: {[placed.text for placed in surface.texts]}"
    return found[0]


def test_the_letter_is_the_first_page_and_each_enclosure_begins_its_own() -> None:
    surface, pages = drawn(VIEW)
    assert pages == 2 and draw_insurer_letter(VIEW).pages == 2
    address = one(surface, "PO BOX 14079")
    assert address.page == 1 and ADDRESS.left <= address.x and ADDRESS.top <= address.y <= ADDRESS.bottom
    assert one(surface, "Sincerely,").page == one(surface, "Dana Ortiz").page == 1
    assert one(surface, "A. The claims and their charges").page == 2
    assert one(surface, "To Aetna, 11/23/2026").page == 2, "the first page has its own head"
    assert [one(surface, f"Page {number} of 2").page for number in (1, 2)] == [1, 2]
    assert one(surface, "NPI 1999999984").right == pytest.approx(RIGHT)


def test_amounts_end_at_one_edge_under_their_title() -> None:
    surface, _ = drawn(VIEW)
    edges = {round(one(surface, words).right, 2) for words in ("Billed", "180.00", "1,234,567.89")}
    assert len(edges) == 1 and edges.pop() <= RIGHT


def test_a_long_letter_goes_on_and_nothing_leaves_the_page() -> None:
    words = tuple(f"Reason {number}: " + "the records say so again and again, " * 5 for number in range(30))
    many = replace(CHARGES, rows=CHARGES.rows * 60)
    view = replace(
        VIEW, paragraphs=words, facts=(("Patient", "Maximiliane-Theodora Bergstrom-Castellanos " * 4),),
        enclosures=(Enclosure("A. Charges", (LetterSection("Rosa Quill", grid=many),)),),
    )  # fmt: skip
    surface, pages = drawn(view)
    assert pages > 4 and one(surface, f"Page {pages} of {pages}").page == pages
    assert all(placed.x >= LEFT - 1 and placed.right <= RIGHT + 1 for placed in surface.texts)
    assert all(placed.y <= HEIGHT - 20 for placed in surface.texts)
    for page in range(1, pages + 1):
        heads = [placed.y for placed in surface.texts if placed.page == page and placed.text == "Day of service"]
        rows = [placed for placed in surface.texts if placed.page == page and placed.text == "10/14/2026"]
        assert bool(heads) == bool(rows), "a table's titles stand on each of its pages"
    assert one(surface, "Sincerely,").page == one(surface, "Dana Ortiz").page


def test_an_address_that_no_window_shows_is_refused_and_a_fax_needs_none() -> None:
    lines = (f"Building {number} of the Very Long Department of Appeals and Grievances" for number in range(6))
    long = ("Aetna", *lines)
    with pytest.raises(PaydeskError, match="too long for the envelope's window"):
        draw_insurer_letter(replace(VIEW, addressee=long))
    surface, _ = drawn(replace(VIEW, addressee=("Aetna",), way="By fax: (217) 555-0199"))
    assert one(surface, "By fax: (217) 555-0199").page == 1


def test_its_metadata_names_no_patient() -> None:
    pdf = draw_insurer_letter(VIEW).pdf
    assert b"Quill" not in pdf and b"Letter to an insurer" in pdf
