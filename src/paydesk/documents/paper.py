"""What drawing a document gives back: the bytes, how many pages, and what could not be printed as typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A character that no font of ours has: where it stood, what it is, and what was printed instead."""

    place: str
    character: str
    printed: str

    @property
    def sentence(self) -> str:
        """The finding in words, for the person who prints."""
        code = f"U+{ord(self.character):04X}"
        unprintable = f"The {self.place} has “{self.character}” ({code}), which cannot be printed"
        return f"{unprintable}: “{self.printed}” was."


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document: PDF bytes (the same for the same view), pages, and findings."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...] = ()
