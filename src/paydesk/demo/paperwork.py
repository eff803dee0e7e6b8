"""What is written down at the made-up desk besides money: people, insurance, flags, notes, calls, visits to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from paydesk.demo.cast import DUAL, MEDICAID, MEDICARE, PAYERS, REASONS, STATE, SUPPLEMENT, TOWN, Character, Household
from paydesk.demo.year import Cover, Folk, Patient, Year
from paydesk.operations import insuring, marking, merging, noting, registering, visiting
from paydesk.operations.person_forms import AddressForm, EmailForm, PersonForm, PhoneForm, SpeakWithForm

INSURANCE: tuple[tuple[int, ...], ...] = (
    (0,), (MEDICARE, SUPPLEMENT), (), (1,), (MEDICAID,), (2,), (DUAL,), (0,), (1,), (2,), (1,), (0,), (MEDICARE,),
    (2,), (), (0,), (0, 1), (2,), (MEDICAID,), (1,),
)  # fmt: skip
"""By household, in the order of its story: which payers cover its people, primary first."""

_TALK = (
    "Asked what the last statement is for; explained it line by line.",
    "Said the check is in the mail.",
    "New phone number; changed.",
    "Asked for a copy of the receipt for the tax return.",
    "Left a message to call back, nothing about the bill.",
)
_NOTES = ("Prefers calls after 3 pm.", "Needs large print.", "Bring the interpreter for Vietnamese.",
          "Pays at the first of the month.")  # fmt: skip


def register(year: Year, home: Household) -> Folk:
    """A household comes for the first time: people, how to reach them, and who insures them."""
    forms = tuple(_form(year, home, one, place) for place, one in enumerate(home.people))
    made = registering.register_account(year.desk, registering.RegisterAccount(forms[0], forms[1:]))
    patients = tuple(
        Patient(person_id, f"{one.first} {one.last}", _covers(year, home, person_id, place, made.person_ids[0]))
        for place, (person_id, one) in enumerate(zip(made.person_ids, home.people, strict=True))
    )
    folk = Folk(made.account_id, made.number, patients)
    for patient, one in zip(patients, home.people, strict=True):
        if (year.clock.today() - one.birth).days < 18 * 365:
            raise_flag(year, folk, "minor", patient.person_id, {"guardian": patients[0].name})
    return folk


def _form(year: Year, home: Household, one: Character, place: int) -> PersonForm:
    child = place > 1
    addresses = [AddressForm(home.street, TOWN, STATE, home.zip)] if place == 0 else []
    if home.number % 20 == 13 and place == 0:
        addresses.append(AddressForm("PO Box 718", TOWN, STATE, "977010718", kind="confidential"))
    return PersonForm(
        last_name=one.last, first_name=one.first, middle_name=one.middle, suffix=one.suffix,
        preferred_name=one.first[:3] if place == 1 else "", birth_date=one.birth, sex=one.sex, language=one.language,
        relation=("self", "spouse", "child", "child")[min(place, 3)],
        employer="" if child else ("Basalt Mill Works", "", "School district 12", "Heron Logistics")[home.number % 4],
        addresses=tuple(addresses),
        phones=() if child else (PhoneForm(_phone(home, place), may_text=home.number % 3 == 0, preferred=True),),
        emails=(EmailForm(home.email, may_email=home.number % 2 == 0, consent_on=year.clock.today()),) * (not place),
        speak_with=(SpeakWithForm("Nora Vance", "sister", "5415550190"),) if home.number % 7 == 2 and not place else (),
    )  # fmt: skip


def _phone(home: Household, place: int) -> str:
    return home.phone if place == 0 else f"541555{100 + (home.number + 50) % 100:04d}"


def _covers(year: Year, home: Household, person_id: int, place: int, guarantor_id: int) -> tuple[Cover, ...]:
    covers = []
    for order, payer in enumerate(INSURANCE[home.number % len(INSURANCE)], 1):
        _, _, plan, copay = PAYERS[payer]
        saved = insuring.save_coverage(
            year.desk,
            insuring.SaveCoverage(
                person_id, year.payers[payer], f"{'EHSMDCP'[payer]}{4100000 + home.number * 10 + place}",
                year.first_day - timedelta(days=200), plan, f"G{300 + home.number}" if plan else "",
                subscriber_id=guarantor_id, relation=("self", "spouse", "child")[min(place, 2)], priority=order,
                copay=copay,
            ),
        )  # fmt: skip
        covers.append(Cover(saved.coverage_id, payer, copay))
    return tuple(covers)


def raise_flag(year: Year, folk: Folk, kind: str, person_id: int | None, facts: Mapping[str, str]) -> None:
    """A flag from today on."""
    noting.raise_flag(
        year.desk, noting.RaiseFlag(folk.account_id, kind, year.clock.today(), person_id, facts=dict(facts))
    )


def note(year: Year, folk: Folk, text: str, *, pinned: bool = False) -> None:
    """A note on the account."""
    noting.write_note(year.desk, noting.WriteNote(folk.account_id, text, pinned=pinned))


def call(year: Year, folk: Folk, said: str) -> None:
    """A call with the guarantor, in the contact log."""
    guarantor = folk.patients[0]
    way = year.luck.choice(("in", "out"))
    noting.log_contact(
        year.desk, noting.LogContact(folk.account_id, "phone", way, said, guarantor.name, guarantor.person_id)
    )


def small_talk(year: Year, folk: Folk) -> None:
    """A call or a note some day."""
    day = year.clock.today() + timedelta(days=year.luck.randrange(10, 200))
    if year.luck.random() < 0.5:
        year.at(day, lambda: call(year, folk, year.luck.choice(_TALK)))
    else:
        year.at(day, lambda: note(year, folk, year.luck.choice(_NOTES)))


def upcoming(year: Year, patient: Patient, on: date, reason: str, *, at: time | None = None) -> int:
    """A visit that is still to come; its id."""
    slot = at or time(year.luck.randrange(8, 16), year.luck.choice((0, 15, 30, 45)))
    request = visiting.SaveVisit(
        patient.person_id, on, slot, year.luck.choice(year.providers), year.place, "scheduled", reason
    )
    return visiting.save_visit(year.desk, request).visit_id


def book_ahead(year: Year) -> None:
    """Today's visits with their copays, and those of the next three weeks; one canceled, one missed."""
    everyone = [(folk, patient) for folk in year.folks for patient in folk.patients]
    year.luck.shuffle(everyone)
    expecting = [one for one in everyone if len(one[1].covers) == 1 and one[1].covers[0].copay]
    for place, (_, patient) in enumerate(expecting[: 5 + len(everyone) // 60]):
        slot = time(9 + place // 2 % 8, 30 * (place % 2))
        visit = upcoming(year, patient, year.today, year.luck.choice(REASONS)[0], at=slot)
        if place == 1:
            marking.mark_visit(year.desk, marking.MarkVisit(visit, "arrived"))
    _not_kept(year, everyone[-1][1], "no-show")
    _not_kept(year, everyone[-2][1] if len(everyone) > 1 else everyone[-1][1], "canceled")
    for _, patient in everyone[: len(everyone) // 4]:
        day = year.today + timedelta(days=year.luck.randrange(1, 21))
        if day.weekday() < 5:
            upcoming(year, patient, day, year.luck.choice(REASONS)[0])


def _not_kept(year: Year, patient: Patient, status: str) -> None:
    """A visit of this week that did not happen."""
    day = year.today - timedelta(days=1)
    visiting.save_visit(
        year.desk,
        visiting.SaveVisit(patient.person_id, day, time(10), year.providers[0], year.place, status, "Follow-up"),
    )


def twice_on_file(year: Year, folk: Folk) -> None:
    """Someone was entered a second time; a visit was booked on the wrong record; the two are merged."""
    first = folk.patients[-1]

    def again() -> None:
        record = registering.person_record(year.desk, first.person_id).form
        typed = PersonForm(**{**vars(record), "middle_name": "", "phones": (), "emails": (), "addresses": ()})
        saved = registering.save_person(year.desk, registering.SavePerson(typed, account_id=folk.account_id))
        upcoming(year, Patient(saved.person_id, first.name), year.today + timedelta(days=8), "Cough")
        year.at(
            year.days_on(4, 9),
            lambda: merging.merge_people(year.desk, merging.MergePeople(first.person_id, saved.person_id)),
        )

    year.at(year.today - timedelta(days=33), again)
