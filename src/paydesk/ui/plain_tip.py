"""A tooltip's words exactly as they are: Qt would take a name with < and > in it for a page to be rendered."""

from __future__ import annotations

import html


def plain_tip(words: str) -> str:
    """``words`` so that a tooltip shows them to the letter."""
    return f"<span>{html.escape(words)}</span>" if "<" in words else words
