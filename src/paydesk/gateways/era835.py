"""The 835 in X12 files: every interchange and transaction set, however damaged, as plain facts with their places."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from paydesk.config import no_collecting
from paydesk.gateways.era835_claim import HANDLERS, ClaimReader
from paydesk.gateways.era835_set import SetReader
from paydesk.gateways.x12 import Segments, decode
from paydesk.gateways.x12_envelope import Opening, Outermost, Walk
from paydesk.gateways.x12_sets import bytes_of
from paydesk.rules.errors import PaydeskError
from paydesk.rules.remittance import FunctionalGroup, Interchange, Remittance, RemittanceFile
from paydesk.rules.remittance_finding import Place


def read_remittance_file(path: Path) -> tuple[RemittanceFile, bytes]:
    """What ``path`` holds, and its bytes. Raises PaydeskError when it cannot be opened, or nothing in it is X12's."""
    data = bytes_of(path)
    read = read_remittances(data)
    if not any(group.remittances for one in read.interchanges for group in one.groups):
        told = next((one.says for one in read.findings if one.rule == "kind"), "There is no remittance (835) in it.")
        raise PaydeskError(f"{path.name} cannot be read as a remittance. {told}")
    return read, data


def read_remittances(data: bytes) -> RemittanceFile:
    """Everything in ``data``; raises nothing: what is wrong are findings with their places."""
    text = decode(data)
    segments = Segments(text.text)
    walk = Walk[SetReader, Remittance](
        segments, partial(_opened, segments), SetReader.end, wanted="a remittance (835)"
    )
    with no_collecting():
        claim: ClaimReader | None = None
        for number, line, elements in segments:
            handler = HANDLERS.get(elements[0])
            if claim is not None and handler is not None:  # nine of ten: the reader would find the same a call later
                handler(claim, elements, number, line)
                continue
            place = Place(number, line)
            if walk.reader is None or not walk.reader.take(place, elements):
                walk.take(place, elements)
            claim = walk.reader.claim if walk.reader is not None else None
        walk.end()
    found = (*text.findings, *segments.findings, *walk.findings)
    return RemittanceFile(tuple(map(_interchange, walk.interchanges)), segments.count, found)


def _opened(segments: Segments, opening: Opening) -> SetReader | None:
    if opening.kind != "835":
        return None
    return SetReader(opening.place, opening.control, opening.version, segments)


def _interchange(one: Outermost[Remittance]) -> Interchange:
    groups = (
        FunctionalGroup(each.place, each.control, each.version, each.closing, each.sets, each.read)
        for each in one.groups
    )
    return Interchange(one.place, one.control, one.sender, one.receiver, one.test, one.closing, tuple(groups))
