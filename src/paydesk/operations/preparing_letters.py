"""Preparing letters to insurers: what is known for one, and the letter on paper as it would go out now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paydesk.data import claim_worklists, insurer_letter_facts, insurer_letter_store, office_store, payer_memory
from paydesk.data.database import Session
from paydesk.data.insurance_tables import Payer
from paydesk.data.insurer_letter_facts import LetterClaim
from paydesk.documents.insurer_letter_view import Grid, InsurerLetterView
from paydesk.documents.paper import Paper
from paydesk.operations import enclosing, keeping
from paydesk.operations.desk import Desk
from paydesk.operations.enclosing import OnFile
from paydesk.rules import claims, insurer_letter, insurer_letter_words, keyboard, plausibility
from paydesk.rules.call_sheet import Purpose
from paydesk.rules.claims import ClaimState
from paydesk.rules.errors import NotFound, PaydeskError
from paydesk.rules.insurance import PayerKind
from paydesk.rules.insurer_letter import MOST, REASONS, WAYS, ClaimCase, Enclosed, LetterKind
from paydesk.rules.insurer_letter_words import LetterFacts
from paydesk.rules.keyboard import show_date
from paydesk.rules.money import show

__all__ = ["ClaimCase", "LetterForm", "WriteLetter", "drawn", "letter_form", "look_at_letter"]

_ABOUT_DECISION = (LetterKind.APPEAL.value, LetterKind.RECONSIDERATION.value)
_MOST_TEXT, _LINES = 3000, 4


@dataclass(frozen=True)
class LetterForm:
    """What a letter about these claims begins with: what it most likely is, where such letters go, what there is to
    enclose. ``hint`` is told where a corrected claim would mend it."""

    payer_id: int
    payer: str
    cases: tuple[ClaimCase, ...]
    kind: LetterKind
    reason: str
    address: tuple[str, ...]
    fax: str
    portal: str
    there: tuple[Enclosed, ...]
    hint: str
    account_id: int


@dataclass(frozen=True)
class WriteLetter:
    """A letter about claims of one insurer. ``sent_to`` are the lines under the insurer's name, or a fax number or the
    portal's name; ``text`` is the clerk's own; ``by_hand`` are papers she adds. The same ``key`` again makes no second.
    """

    claim_ids: tuple[int, ...]
    kind: LetterKind
    reason: str
    key: str
    way: str = "mail"
    sent_to: tuple[str, ...] = ()
    text: str = ""
    enclosed: tuple[Enclosed, ...] = (Enclosed.CHARGES,)
    by_hand: tuple[str, ...] = ()


def letter_form(desk: Desk, claim_ids: tuple[int, ...]) -> LetterForm:
    """What is known for a letter about these claims: a look at their patients. Raises NotFound and PaydeskError."""
    with desk.looking("claims.work") as session:
        found = _claims(session, claim_ids)
        files = enclosing.on_file(session, found)
        kind = insurer_letter.kind_for(_cases(session, desk, found, files, LetterKind.APPEAL)[0])
        cases = _cases(session, desk, found, files, kind)
        first = found[0]
        reach = payer_memory.reach(session, first.payer_id, Purpose.APPEAL.value)
        address = where_letters_go(session, first.payer_id, Purpose.APPEAL)
        mended = any(insurer_letter.mended_better(claims.reasons_in(one.codes)) for one in cases)
        hint = "What was missing or wrong is mended by a corrected claim, not by an appeal." if mended else ""
        form = LetterForm(
            first.payer_id, first.payer, cases, kind, insurer_letter.reason_for(cases[0]), address, reach.fax,
            reach.portal, files.kinds, hint if kind is not LetterKind.CORRECTED else "", first.account_id,
        )  # fmt: skip
    for one in {claim.account_id: claim for claim in found}.values():
        desk.looked("letters.see", "Looked at claims for a letter", account=one.account_id, person=one.patient_id)
    return form


def look_at_letter(desk: Desk, request: WriteLetter) -> bytes:
    """The letter as it would be made now, to be read on screen: nothing is kept. Raises PaydeskError."""
    with desk.looking("claims.work") as session:
        found, _, paper = drawn(desk, session, request)
    desk.looked("letters.see", "Looked at a letter before it was made", account=found[0].account_id)
    return paper.pdf


def where_letters_go(session: Session, payer_id: int, purpose: Purpose) -> tuple[str, ...]:
    """The lines of the address for letters of that purpose: as remembered of the insurer, else that on its record;
    none where neither is known."""
    reach = payer_memory.reach(session, payer_id, purpose.value)
    return _lines_of(reach.address) or _address_of(session.get_one(Payer, payer_id))


def _lines_of(address: str) -> tuple[str, ...]:
    """An address that is kept in one line, as lines: parted at commas, the state with its ZIP code beside the city."""
    lines = [part.strip() for part in address.replace("\n", ";").split(";") if part.strip()]
    if len(lines) == 1 and lines[0].count(",") >= 2:
        street, city, *rest = (part.strip() for part in lines[0].rsplit(",", 2))
        lines = [street, ", ".join((city, *rest))]
    return tuple(lines)


def _address_of(payer: Payer) -> tuple[str, ...]:
    if not payer.line1:
        return ()
    return (payer.line1, f"{payer.city}, {payer.state} {payer.zip}".strip(", "))


def _claims(session: Session, claim_ids: Sequence[int]) -> tuple[LetterClaim, ...]:
    if not claim_ids:
        raise PaydeskError("Choose at least one claim to write about.")
    if len(set(claim_ids)) > MOST:
        raise PaydeskError(f"A letter is about {MOST} claims at most. Write several.")
    found = insurer_letter_facts.claims_of(session, claim_ids)
    if len(found) < len(set(claim_ids)):
        raise NotFound("One of these claims is not there any more. Look at the list again.")
    payers = {one.payer_id: one.payer for one in found}
    if len(payers) > 1:
        raise PaydeskError(f"A letter goes to one insurer, and these claims are with {' and '.join(payers.values())}.")
    return found


def _cases(
    session: Session, desk: Desk, found: Sequence[LetterClaim], files: OnFile, kind: LetterKind
) -> tuple[ClaimCase, ...]:
    ids = [one.claim_id for one in found]
    codes = insurer_letter_facts.codes_of(session, ids)
    levels = insurer_letter_store.levels(session, ids, _ABOUT_DECISION)
    limits = payer_memory.limits(session, [found[0].payer_id]).get(found[0].payer_id, ())
    limits = claims.limits(PayerKind(found[0].payer_kind), limits)
    first = {one.claim_id: one for one in insurer_letter_facts.claims_of(
        session, [own for some in files.earlier.values() for own in some])}  # fmt: skip
    cases = []
    for one in found:
        wanted = "corrected" if kind is LetterKind.CORRECTED else "appeal"
        known = claim_worklists.deadlines_of(session, one.claim_id)
        deadline = claims.earliest(known, wanted)
        if deadline is None and one.answered_on is not None and kind is not LetterKind.CORRECTED:
            deadline = claims.earliest(claims.answer_deadlines(limits, answered=one.answered_on), wanted)
        old = first.get(one.replaces_id or 0)
        sent = files.first_sent(one.claim_id)
        cases.append(ClaimCase(
            one.claim_id, one.number, one.payer_claim, f"{one.first_name} {one.last_name}".strip(), one.birth_date,
            one.member_number, one.group_number, one.provider, one.provider_npi, one.service, one.billed,
            ClaimState(one.state), one.answered_on, claims.codes_in(codes.get(one.claim_id, "")), one.denial,
            levels.get(one.claim_id, 0) + 1, deadline, old.number if old else "", old.payer_claim if old else "",
            sent.sent_on if sent else None, first[sent.claim_id].sent_how if sent else "",
        ))  # fmt: skip
    return tuple(cases)


def drawn(
    desk: Desk, session: Session, request: WriteLetter
) -> tuple[tuple[LetterClaim, ...], tuple[ClaimCase, ...], Paper]:
    """The letter on paper, checked."""
    # The drawing floor is loaded by the first paper: an idle window does without its memory.
    from paydesk.documents.insurer_letter_paper import draw_insurer_letter

    found = _claims(session, request.claim_ids)
    files = enclosing.on_file(session, found)
    cases = _cases(session, desk, found, files, request.kind)
    _refuse(request, cases, files)
    head = keeping.letterhead(session)
    office = office_store.office(session)
    facts = LetterFacts(
        request.kind, request.reason, cases, request.enclosed, request.text, request.by_hand, head.phone, office.user
    )
    said = insurer_letter_words
    numbers = (("NPI", office.clinic.get("npi") or ""), ("Tax ID", head.tax_id))
    alone = len(cases) == 1
    view = InsurerLetterView(
        letterhead=head, date=desk.clock.today(), addressee=_addressee(request, found[0].payer),
        way=_way(request), numbers=tuple(one for one in numbers if one[1]), subject=said.subject(facts),
        facts=said.claim_rows(cases[0]) if alone else (), claims=None if alone else _table(cases, request.kind),
        paragraphs=said.paragraphs(facts), signer=office.user,
        strip=f"To {found[0].payer}, {show_date(desk.clock.today())}",
        enclosures=enclosing.enclosures(session, cases, files, request.enclosed),
    )  # fmt: skip
    return found, cases, draw_insurer_letter(view)


def _refuse(request: WriteLetter, cases: Sequence[ClaimCase], files: OnFile) -> None:
    for case in cases:
        if wrong := insurer_letter.objection(request.kind, case):
            raise PaydeskError(wrong, field="kind")
    if request.reason not in REASONS:
        raise PaydeskError("Choose what the letter is about.", field="reason")
    if request.way not in WAYS:
        raise PaydeskError("Choose how it goes out: by mail, by fax, or through the portal.", field="way")
    if not any(line.strip() for line in request.sent_to):
        where = {"mail": "the address it goes to", "fax": "the fax number"}.get(request.way, "the portal's name")
        raise PaydeskError(f"Type {where}. The denial, the insurer's manual or a call tells it.", field="sent_to")
    if request.way == "mail" and len(request.sent_to) > _LINES:
        raise PaydeskError(f"The window of an envelope shows {_LINES} lines under the name. Shorten it.",
                           field="sent_to")  # fmt: skip
    if len(request.text) > _MOST_TEXT:
        raise PaydeskError(f"Your own words have room for {_MOST_TEXT:,} letters. Shorten them.", field="text")
    plausibility.refuse_card_numbers((request.text, request.by_hand), field="text")
    plausibility.refuse_card_numbers(request.sent_to, field="sent_to")
    if request.kind is not LetterKind.CORRECTED and request.reason == "other" and len(request.text.strip()) < 10:
        raise PaydeskError("Say in your own words why the decision is wrong.", field="text")
    for one in request.enclosed:
        if one not in files.kinds:
            raise PaydeskError(f"There is nothing to enclose of that: {_NOTHING[one]}.", field=one.value)


_NOTHING = {
    Enclosed.CHARGES: "the claim has no lines", Enclosed.REMITTANCE: "no remittance file answered these claims",
    Enclosed.CALLS: "no call about these claims was filed",
    Enclosed.FILING: "nobody noted here that these claims were sent",
}  # fmt: skip


def _addressee(request: WriteLetter, payer: str) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in request.sent_to if line.strip())
    return (payer, *lines) if request.way == "mail" else (payer,)


def _way(request: WriteLetter) -> str:
    to = " ".join(request.sent_to).strip()
    if request.way == "fax":
        return f"By fax: {keyboard.show_phone(to)}"
    return f"Through {to}" if request.way == "portal" else ""


def _table(cases: Sequence[ClaimCase], kind: LetterKind) -> Grid:
    corrected = kind is LetterKind.CORRECTED
    last = "Replaces" if corrected else "Your decision"
    rows = tuple(
        (one.number, one.payer_claim, one.patient, one.member_number, show_date(one.service), show(one.billed),
         (one.replaces_theirs or one.replaces) if corrected else _decided(one))
        for one in cases
    )  # fmt: skip
    return Grid(
        ("Our claim", "Your claim", "Patient", "Member ID", "Service", "Billed", last),
        (False, False, False, False, False, True, False), (14, 16, 20, 15, 13, 12, 20), rows,
    )  # fmt: skip


def _decided(case: ClaimCase) -> str:
    when = show_date(case.answered_on) if case.answered_on else ""
    return ", ".join(one for one in (when, case.codes) if one)
