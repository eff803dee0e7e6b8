"""What the account bar shows, and which of it stands on which line when the room is short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from paydesk.rules.money import Cents


@dataclass(frozen=True)
class AccountFlag:
    """A flag in words; one that ``forbids`` something is never folded away. ``tone`` is a text role."""

    icon: str
    words: str
    tone: str = "accent"
    forbids: bool = False


@dataclass(frozen=True)
class AccountBarFacts:
    """One account and the patient in front. Amounts are cents of the whole account; ``credit`` is positive.

    ``share`` is what this one patient, called ``share_of``, owes of it, None where the account has only one patient.
    """

    name: str
    birth: str
    age: str
    account: str
    guarantor: str
    phone: str
    language: str
    coverage: str
    patient_owes: Cents
    insurers_owe: Cents
    credit: Cents
    share: Cents | None = None
    flags: tuple[AccountFlag, ...] = ()
    share_of: str = ""

    def details(self) -> tuple[tuple[str, str], ...]:
        """Icon and words of the quiet line, without what is not known."""
        found = (
            ("account", f"Account {self.account}"), ("person", f"Guarantor: {self.guarantor}"),
            ("phone", self.phone), ("speech", self.language), ("shield", self.coverage),
        )  # fmt: skip
        return tuple((icon, words) for icon, words in found if words and not words.endswith(": "))


def flag_lines(
    flags: tuple[AccountFlag, ...], room: float, *, width: Callable[[str], float], gap: float
) -> tuple[tuple[AccountFlag, ...], ...]:
    """Flags on one line as far as they fit, those that forbid first; the others end in "and 2 more".

    Flags that forbid take as many lines as they need. ``width`` measures the words with their icon.
    """
    lines: list[list[AccountFlag]] = [[]]
    left = room
    quiet = [flag for flag in flags if not flag.forbids]
    for flag in (flag for flag in flags if flag.forbids):
        if lines[-1] and width(flag.words) > left:
            lines.append([])
            left = room
        lines[-1].append(flag)
        left -= width(flag.words) + gap
    while quiet:
        flag, others = quiet.pop(0), len(quiet)
        rest = f"and {others} more"
        if width(flag.words) + (gap + width(rest) if others else 0) > left:
            words = f"and {others + 1} more" if lines[-1] else f"{others + 1} notes"
            lines[-1].append(AccountFlag("", words, "text2"))
            break
        lines[-1].append(flag)
        left -= width(flag.words) + gap
    return tuple(tuple(line) for line in lines if line)
