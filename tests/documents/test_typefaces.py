"""Fonts have what we print, and say so when they do not."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from paydesk.config import resource
from paydesk.documents.typefaces import shorten, typeface, wrap

NAMES = "Łukasz Nguyễn Thị Ánh Núñez Ångström Čapek Žižek Șerban Ğ İ ı Ωμέγα Жанна Ђорђе ‘’“”–—…•→−½№€"


@pytest.mark.parametrize("face", ["body", "bold"])
def test_every_letter_of_european_and_vietnamese_names_is_there(face: str) -> None:
    assert typeface(face).clean(NAMES) == (NAMES, ())  # type: ignore[arg-type]


@pytest.mark.parametrize("face", ["body", "bold", "digits"])
def test_digits_are_of_one_width(face: str) -> None:
    assert len({typeface(face).widths[digit] for digit in "0123456789"}) == 1  # type: ignore[arg-type]


def test_a_letter_we_lack_becomes_its_nearest_form_or_a_question_mark() -> None:
    assert typeface("body").clean("Ａｎａ") == ("Ana", (("Ａ", "A"), ("ｎ", "n"), ("ａ", "a")))
    assert typeface("body").clean("王") == ("?", (("王", "?"),))


def test_odd_spaces_are_spaces_and_are_not_reported() -> None:
    assert typeface("body").clean("a\u00a0b\u202fc\u200bd") == ("a b cd", ())


def test_a_long_text_is_shortened_with_an_ellipsis_inside_its_room() -> None:
    cut = shorten("Comprehensive metabolic panel", face="body", size=9.5, room=80)
    assert cut.endswith("…")
    assert typeface("body").width(cut, 9.5) <= 80
    assert shorten("EKG", face="body", size=9.5, room=80) == "EKG"


@pytest.mark.parametrize("text", ["a b  c " * 60, "W" * 3000, "e\u0301" * 200, "\u4e00" * 90, "Ana  " * 40])
@pytest.mark.parametrize("room", [3, 17.5, 80, 300])
def test_as_much_is_left_as_fits(text: str, room: float) -> None:
    cut = shorten(text, face="body", size=9.5, room=room)
    kept = cut.removesuffix("…")
    assert text.startswith(kept) and kept == kept.rstrip() and cut != text
    measure = typeface("body")
    assert not kept or measure.width(cut, 9.5) <= room
    more = text[: len(kept) + len(text[len(kept) :]) - len(text[len(kept) :].lstrip()) + 1]
    assert measure.width(more + "…", 9.5) > room


def test_a_pasted_page_is_broken_without_losing_a_letter() -> None:
    lines = wrap("x" * 10_000, face="body", size=10, room=90)
    assert "".join(lines) == "x" * 10_000
    assert {len(line) for line in lines[:-1]} == {len(lines[0])}
    assert all(typeface("body").width(line, 10) <= 90 for line in lines)


def test_wrapping_keeps_every_letter_within_the_room() -> None:
    text = "Donaudampfschifffahrtsgesellschaftskapitän and a few more words"
    lines = wrap(text, face="body", size=10, room=90)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(typeface("body").width(each, 10) <= 90 for each in lines)


def test_the_shipped_fonts_are_small_named_apart_and_licensed() -> None:
    names = set()
    for name in ("Regular", "Bold"):
        path = resource(f"fonts/NotoSans-{name}.ttf")
        assert path.stat().st_size < 200_000
        names.add(TTFont(path)["name"].getDebugName(6))
    assert names == {"NotoSans-Regular", "NotoSans-Bold"}
    assert "SIL OPEN FONT LICENSE" in resource("fonts/OFL.txt").read_text(encoding="utf-8")
