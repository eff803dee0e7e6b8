"""Files of X12 other than remittances, for tests: our own samples, how to change them and how to damage them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

SAMPLES = Path(__file__).parents[1] / "gateways" / "samples"

Blow = tuple[str, int, int]
blows = st.tuples(
    st.sampled_from(("drop", "double", "change", "cut out", "cut off", "swap", "swap segments", "double segment")),
    st.integers(0, 100_000),
    st.integers(0, 255),
)
"""Ways of damaging a file, at any place in it."""


def text_of(*under: str) -> str:
    """A sample's text, one segment a line."""
    return SAMPLES.joinpath(*under).read_text("ascii")


def changed(text: str, old: str, new: str) -> str:
    """The text with its one ``old`` replaced."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def struck(data: bytes, blow: Blow) -> bytes:
    """The file after one blow."""
    kind, at, value = blow
    at %= max(len(data), 1)
    match kind:
        case "drop":
            return data[:at] + data[at + 1 :]
        case "double":
            return data[: at + 1] + data[at:]
        case "change":
            return data[:at] + bytes([value]) + data[at + 1 :]
        case "cut out":
            return data[:at] + data[at + value :]
        case "cut off":
            return data[:at]
        case "swap":
            return data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]
    return _segments_struck(data, kind, at, value)


def _segments_struck(data: bytes, kind: str, at: int, value: int) -> bytes:
    segments = data.split(b"~")
    one, other = at % len(segments), value % len(segments)
    if kind == "swap segments":
        segments[one], segments[other] = segments[other], segments[one]
    else:
        segments.insert(other, segments[one])
    return b"~".join(segments)
