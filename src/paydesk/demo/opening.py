"""The made-up clinic before its first patient: settings, users, providers, codes with fees, insurers."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from paydesk.data.database import Database
from paydesk.demo.cast import CODES, PAYERS, PROVIDERS, STATE, TOWN, npi
from paydesk.demo.year import ZONE, DemoClock, Year
from paydesk.operations import administering, insuring, staffing
from paydesk.operations.administering import ClinicSettings, SavePlace, SaveProvider, SaveServiceCode
from paydesk.operations.desk import Actor, Desk
from paydesk.operations.staffing import AddUser, SetPin
from paydesk.rules.insurance import PayerKind
from paydesk.rules.office import Role

CLERK = "dana"
PASSWORD = "four herons over still water"  # noqa: S105 - opens invented people only
PIN = "2580"
WORKSTATION = "Front desk"
CLINIC = ClinicSettings(
    name=f"{TOWN} Family Clinic",
    address=("PO Box 220", f"{TOWN}, {STATE} 97702"),
    phone="(541) 555-0100",
    tax_id="00-0000000",
    npi=npi(190000001),
    pay_link="example.com/pay",
    time_zone=str(ZONE),
    clinic_id="demo",
)


def open_office(database: Database, clock: DemoClock, *, today: date, luck: random.Random) -> Year:
    """Set the clinic up a year before ``today``, with Dana at the front desk; the year that can begin.

    She may do everything: who looks around in the demo wants to see the settings, too.
    """
    first = today - timedelta(days=364)
    clock.stand(datetime.combine(first, time(7), ZONE))
    settings = ClinicSettings(**{**vars(CLINIC), "first_day": first.isoformat()})
    admin = administering.set_up(
        database, clock, administering.SetUpClinic(settings, "robin", PASSWORD, "Robin Okafor"),
        workstation=WORKSTATION,
    )  # fmt: skip
    staffing.add_user(admin, AddUser(CLERK, "Dana Reyes", Role.ADMINISTRATOR, PASSWORD, must_change=False))
    staffing.add_user(admin, AddUser("sam", "Sam Ortega", Role.CLERK, PASSWORD, must_change=False))
    providers = [
        administering.save_provider(admin, SaveProvider(name, npi(100000000 + 7919 * place), what)).id
        for place, (name, what) in enumerate(PROVIDERS)
    ]
    place_id = administering.save_place(admin, SavePlace("Main clinic", "11")).id
    for code, name, spanish, fee in CODES:
        administering.save_service_code(
            admin, SaveServiceCode(code, name, fee, first - timedelta(days=90), spanish_name=spanish)
        )
    payers = tuple(_payer(admin, number) for number in range(len(PAYERS)))
    desk = admin.as_actor(Actor(CLERK, Role.ADMINISTRATOR, WORKSTATION))
    staffing.set_pin(desk, SetPin(PASSWORD, PIN))
    return Year(desk, clock, luck, providers, place_id, payers, today)


def _payer(admin: Desk, number: int) -> int:
    name, kind, _, _ = PAYERS[number]
    phone = f"541555{120 + number:04d}"
    return insuring.save_payer(admin, insuring.SavePayer(name, PayerKind(kind), phone, f"X{60000 + number}")).payer_id
