"""Letters about financial assistance, English and Spanish: what is needed by when, approved, denied, and the appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paydesk.rules.assistance import denial, paper
from paydesk.rules.correspondence import Language, LetterWords, dollars, filled, long_date, words
from paydesk.rules.money import Cents
from paydesk.rules.sliding_scale import ClassKind, SlidingClass


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTo:
    """Whom the letter is for: the name it greets, the clinic's phone, and the day the application began."""

    language: Language
    name: str
    phone: str
    started_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What was approved: its class and days, cents that came off care up to ``until``, and cents still to pay."""

    held: SlidingClass
    first: date
    last: date
    off: Cents
    until: date
    left: Cents
    best: bool


_SAID: dict[Language, dict[str, str]] = {
    Language.ENGLISH: {
        "papers_subject": "What we need for your request for help with your bill",
        "papers_opening": "You asked for help with your bill on {day}. To decide, we need to see the papers below.",
        "papers_label": "Please send us", "papers_by": "By",
        "papers_how": "Bring or mail us copies by {day}. Until we decide, we do not ask you to pay.",
        "papers_close": "Is a paper hard to get? Please call us at {phone}: another one may do.",
        "approved_subject": "You get help with your bill",
        "approved_opening": "You asked for help with your bill on {day}. You get it.",
        "class": "Your help", "off": "Taken off", "left": "You still owe", "from": "It starts on",
        "to": "It ends on", "all": "All of your share", "percent": "{percent}% of your share",
        "most": "You pay {amount} or less for each visit",
        "approved_off": "We took {off} off what you owed for care up to {day}.",
        "approved_also": "The help also counts for your share of your care from {first} to {last}.",
        "approved_scope": "The help counts for your share of your care from {first} to {last}.",
        "approved_again": "Near the end you can ask for it again.",
        "more": "You may be able to get more help than this. If your income is lower now, or we did not know all of "
                "it, you can ask for more. Send us new papers or call us at {phone}.",
        "questions": "If you have a question, please call us at {phone}.",
        "denied_subject": "Your request for help with your bill",
        "denied_opening": "You asked for help with your bill on {day}. We looked at it with care. We cannot give you "
                          "this help now.",
        "why": "Why: {why}",
        "appeal": "If you think this is wrong, you can ask us to look at it again. Write to us by {day}. Tell us why, "
                  "and add papers that show it.",
        "plan": "You can also pay a little each month. Please call us at {phone}.",
        "final_subject": "We looked at your request again",
        "final_opening": "You asked us to look again at your request for help of {day}. We did. Our answer stays the "
                         "same.",
        "again": "If your income falls, or more people live with you, you can ask for help again.",
    },
    Language.SPANISH: {
        "papers_subject": "Lo que necesitamos para su solicitud de ayuda con la factura",
        "papers_opening": "Usted pidió ayuda con su factura el {day}. Para decidir, necesitamos ver estos papeles.",
        "papers_label": "Envíenos", "papers_by": "A más tardar el",
        "papers_how": "Traiga o envíe copias a más tardar el {day}. Hasta que decidamos, no le pedimos que pague.",
        "papers_close": "¿Le es difícil conseguir un papel? Llámenos al {phone}: quizás otro sirva.",
        "approved_subject": "Usted recibe ayuda con su factura",
        "approved_opening": "Usted pidió ayuda con su factura el {day}. La recibe.",
        "class": "Su ayuda", "off": "Descontado", "left": "Todavía debe", "from": "Comienza el",
        "to": "Termina el", "all": "Toda su parte", "percent": "{percent}% de su parte",
        "most": "Usted paga {amount} o menos por cada consulta",
        "approved_off": "Descontamos {off} de lo que usted debía por la atención hasta el {day}.",
        "approved_also": "La ayuda vale también para su parte de la atención del {first} al {last}.",
        "approved_scope": "La ayuda vale para su parte de la atención del {first} al {last}.",
        "approved_again": "Cerca del final puede pedirla otra vez.",
        "more": "Quizás pueda recibir más ayuda que esta. Si ahora gana menos, o si no supimos todo, puede pedir más. "
                "Envíenos papeles nuevos o llámenos al {phone}.",
        "questions": "Si tiene preguntas, llámenos al {phone}.",
        "denied_subject": "Su solicitud de ayuda con la factura",
        "denied_opening": "Usted pidió ayuda con su factura el {day}. La estudiamos con cuidado. Por ahora no podemos "
                          "darle esta ayuda.",
        "why": "Por qué: {why}",
        "appeal": "Si cree que no es correcto, puede pedir que la veamos otra vez. Escríbanos a más tardar el {day}. "
                  "Díganos por qué y agregue papeles que lo muestren.",
        "plan": "También puede pagar un poco cada mes. Llámenos al {phone}.",
        "final_subject": "Vimos su solicitud otra vez",
        "final_opening": "Usted pidió que viéramos otra vez su solicitud de ayuda del {day}. Lo hicimos. Nuestra "
                         "respuesta es la misma.",
        "again": "Si gana menos, o si más personas viven con usted, puede pedir ayuda otra vez.",
    },
}  # fmt: skip


def papers_letter(to: LetterTo, *, papers: tuple[str, ...], due: date) -> LetterWords:
    """Which papers are to come, and by when."""
    said, day = _SAID[to.language], long_date(due, to.language)
    named = [paper(kind).spanish if to.language is Language.SPANISH else paper(kind).words for kind in papers]
    rows = tuple((said["papers_label"] if not place else "", one) for place, one in enumerate(named))
    return _letter(
        to, "papers", facts=(*rows, (said["papers_by"], day)),
        rest=(said["papers_how"].format(day=day), filled(said["papers_close"], phone=to.phone)),
    )  # fmt: skip


def approved_letter(to: LetterTo, approval: Approval) -> LetterWords:
    """What was approved, and how to ask for more where somebody else would get more."""
    said = _SAID[to.language]
    first, last = (long_date(one, to.language) for one in (approval.first, approval.last))
    facts = (
        (said["class"], _class(said, approval.held)), (said["off"], dollars(approval.off)),
        (said["left"], dollars(approval.left)), (said["from"], first), (said["to"], last),
    )  # fmt: skip
    more = "" if approval.best else filled(said["more"], phone=to.phone)
    until = long_date(approval.until, to.language)
    scope = [said["approved_off"].format(off=dollars(approval.off), day=until)] if approval.off else []
    scope += [said["approved_also" if approval.off else "approved_scope"].format(first=first, last=last)]
    scope += [said["approved_again"]]
    return _letter(to, "approved", facts=facts, rest=(" ".join(scope), more, filled(said["questions"], phone=to.phone)))


def denied_letter(to: LetterTo, *, reason: str, told: str, appeal_by: date) -> LetterWords:
    """Why not, and how to appeal; ``told`` are the clerk's own words where the reason has none."""
    said = _SAID[to.language]
    appeal = said["appeal"].format(day=long_date(appeal_by, to.language))
    why = said["why"].format(why=why_words(to.language, reason, told))
    return _letter(to, "denied", facts=(), rest=(why, appeal, filled(said["plan"], phone=to.phone)))


def final_letter(to: LetterTo, *, reason: str, told: str) -> LetterWords:
    """After an appeal: the answer stays."""
    said = _SAID[to.language]
    why = said["why"].format(why=why_words(to.language, reason, told))
    return _letter(to, "final", facts=(), rest=(why, said["again"], filled(said["plan"], phone=to.phone)))


def why_words(language: Language, reason: str, told: str) -> str:
    """The words of a reason for a denial; one's own as they were typed, as a sentence."""
    row = denial(reason)
    if row.words:
        return row.spanish if language is Language.SPANISH else row.words
    return told if told.endswith((".", "!", "?")) else f"{told}."


def _class(said: dict[str, str], held: SlidingClass) -> str:
    if held.kind is ClassKind.FULL or (held.kind is ClassKind.PERCENT and held.value == 100):
        return said["all"]
    if held.kind is ClassKind.PERCENT:
        return said["percent"].format(percent=held.value)
    return said["most"].format(amount=dollars(held.value))


def _letter(to: LetterTo, name: str, *, facts: tuple[tuple[str, str], ...], rest: tuple[str, ...]) -> LetterWords:
    said = _SAID[to.language]
    opening = said[f"{name}_opening"].format(day=long_date(to.started_on, to.language))
    return LetterWords(
        greeting=words(to.language).dear.format(name=to.name), subject=said[f"{name}_subject"], facts=facts,
        paragraphs=(opening, *(part for part in rest if part)),
    )  # fmt: skip


def letter_sentences(language: Language) -> tuple[str, ...]:
    """Every sentence of these letters: what the reading-level check reads."""
    return tuple(text for text in _SAID[language].values() if text.endswith((".", "?")))
