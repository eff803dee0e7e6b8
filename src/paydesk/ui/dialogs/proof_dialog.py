"""The proof of the ledger on one screen: each rule, whether it holds, and how much was looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from paydesk.ui.desk_context import DeskContext
from paydesk.ui.dialogs.reading_dialog import ReadingDialog
from paydesk.ui.jobs import Progress
from paydesk.ui.labels import Empty
from paydesk.ui.list_row import ListRow

if TYPE_CHECKING:
    from paydesk.operations.proving import Proof


class ProofDialog(ReadingDialog):
    """What is broken stands first, with where and why."""

    def __init__(self, context: DeskContext, proof: Proof) -> None:
        broken = {finding.rule for finding in proof.findings}
        looked = sum(proof.checked.values())
        rules = f"{len(proof.checked):,} rule{'' if len(proof.checked) == 1 else 's'}, {looked:,} things looked at."
        super().__init__(
            context, name="proof_dialog", title=_title(len(broken)), rows=_rows(proof),
            lead=f"{rules} {'No cent is lost.' if proof.ok else 'Post nothing more; keep a backup, then get help.'}",
            empty=Empty("Nothing to prove", "Every rule of the ledger would stand here."),
        )  # fmt: skip

    @staticmethod
    def load_long(context: DeskContext) -> Callable[[Progress], Proof]:
        """Looks at the whole ledger before the dialog opens."""
        from paydesk.operations import proving

        return lambda progress: proving.prove(context.desk, progress=progress.step)


def _title(broken: int) -> str:
    if not broken:
        return "The ledger holds"
    return f"The ledger is broken: {broken} {'rule does' if broken == 1 else 'rules do'} not hold"


def _rows(proof: Proof) -> tuple[ListRow, ...]:
    broken = {finding.rule for finding in proof.findings}
    found = tuple(
        ListRow(place, _sentence(one.rule), f"{one.where}: {one.says}", why="broken", why_icon="warning",
                why_tone="bad", at=_looked(proof.checked.get(one.rule, 0)))
        for place, one in enumerate(proof.findings)
    )  # fmt: skip
    held = tuple(
        ListRow(rule, _sentence(rule), money=_looked(count), money_tone="text2", icon="check", icon_tone="ok",
                beside="holds")
        for rule, count in proof.checked.items() if rule not in broken
    )  # fmt: skip
    return (*found, *held)


def _sentence(rule: str) -> str:
    return rule[:1].upper() + rule[1:]


def _looked(count: int) -> str:
    return f"{count:,} looked at"
