"""Triggers that make posted things stay posted: sealing, signs, balances, immutability; on both engines.

The conditions and effects are written once in SQL both engines speak; only the wrapping differs. They are
dropped and created from here after every migration (batch migrations on SQLite lose triggers) and compared at
start-up: without them nothing is posted. On PostgreSQL they look nowhere but in the clinic's own tables, and the one
that keeps the balances does so with the owner's rights: nobody else can write a balance.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from paydesk.rules.ledger import KINDS, MAY_CARRY_LOT, Sign

IMMUTABLE = (
    "entry", "line", "charge_version", "lot", "receipt", "receipt_undoing", "refund", "refund_undoing",
    "remittance", "audit", "document", "statement", "backup", "disclosure", "disclosure_withdrawal",
    "kept_form", "claim_event", "advice_line", "advice_adjustment", "advice_provider_adjustment",
    "insurer_call_subject", "insurer_call_answer",
    "insurer_letter", "insurer_letter_claim", "insurer_letter_recall",
    "verified_answer", "freshness", "eligibility_asked", "eligibility_answered", "estimate",
    "overpayment_event", "plan_version", "plan_event",
    "means_sheet", "means_proof",
    "promise_event",
    "assistance_event", "assistance_discount",
)  # fmt: skip
FIXED_COLUMNS = {
    "charge": ("id", "account_id", "patient_id", "kind", "external_id"),
    "coverage": ("id",),
    # A merge hands contacts on to the record that is kept.
    "contact": (
        "id", "account_id", "happened_at", "channel", "direction", "with_whom", "summary", "logged_by",
    ),
    "desk_user": ("id", "name"),
    "claim": ("id", "number", "visit_id", "coverage_id", "patient_id"),
    "advice": ("id", "key", "trace", "amount", "claims_total", "provider_adjustments", "paid_on", "sha256"),
    "advice_claim": (
        "id", "advice_id", "seq", "key", "number", "status", "charge", "paid", "patient_responsibility",
        "payer_claim", "original",
    ),
    "verification": ("id", "coverage_id", "asks"),
    "contract_price": ("id", "payer_id", "plan", "code", "modifiers", "place", "valid_from", "allowed"),
    "accepted_price": ("id", "payer_id", "code", "modifiers", "place", "valid_from", "allowed", "reason"),
    "eligibility_difference": ("id", "answered_id", "coverage_id", "field", "ours", "theirs"),
    "insurer_overpayment": ("id", "payer_id", "account_id", "patient_id", "coverage_id", "visit_id", "found_by"),
    "overpayment_settlement": (
        "id", "overpayment_id", "kind", "amount", "refund_id", "advice_id", "seq", "answer_id", "group_id",
    ),
    "carried_balance": ("id", "advice_id", "seq", "by_advice_id", "by_seq", "amount"),
    "adjustment_aside": ("id", "advice_id", "seq", "why"),
    "plan": (
        "id", "number", "account_id", "made_on", "made_by", "language", "cadence", "grace_days", "missed_for_cure",
        "days_for_cure", "cure_days", "replaces",
    ),
    "plan_charge": ("plan_id", "charge_id", "amount", "paid_before"),
    "cap_rule": (
        "id", "pack", "name", "percent", "base", "legal", "within", "facility", "binds", "first", "source",
        "verified_on", "most_payments", "added_by",
    ),
    "promise": (
        "id", "account_id", "amount", "due_on", "channel", "method", "taken_on", "taken_at", "taken_by", "contact_id",
        "replaces_id",
    ),
    "assistance_application": ("id", "account_id", "person_id", "started_on"),
    "assistance_paper": ("application_id", "kind"),
    "emergency_access": ("id", "user_name", "workstation", "reason", "since", "until"),
}  # fmt: skip
KEYS = {
    "entry": "id = NEW.id OR key = NEW.key",
    "line": "entry_id = NEW.entry_id AND seq = NEW.seq",
    "charge_version": "charge_id = NEW.charge_id AND version = NEW.version",
    "lot": "id = NEW.id OR key = NEW.key",
    "receipt": "lot_id = NEW.lot_id",
    "receipt_undoing": "lot_id = NEW.lot_id",
    "refund": "id = NEW.id",
    "refund_undoing": "refund_id = NEW.refund_id",
    "remittance": "lot_id = NEW.lot_id",
    "audit": "id = NEW.id",
    "document": "id = NEW.id",
    "statement": "number = NEW.number",
    "backup": "id = NEW.id",
    "disclosure": "id = NEW.id",
    "disclosure_withdrawal": "disclosure_id = NEW.disclosure_id",
    "kept_form": "key = NEW.key",
    "claim_event": "id = NEW.id",
    "advice_line": "advice_claim_id = NEW.advice_claim_id AND seq = NEW.seq",
    "advice_adjustment": "advice_claim_id = NEW.advice_claim_id AND line = NEW.line AND seq = NEW.seq",
    "advice_provider_adjustment": "advice_id = NEW.advice_id AND seq = NEW.seq",
    "insurer_call_subject": "call_id = NEW.call_id AND seq = NEW.seq",
    "insurer_call_answer": "call_id = NEW.call_id AND seq = NEW.seq AND item = NEW.item",
    "insurer_letter": "id = NEW.id OR key = NEW.key",
    "insurer_letter_claim": "letter_id = NEW.letter_id AND claim_id = NEW.claim_id",
    "insurer_letter_recall": "letter_id = NEW.letter_id",
    "verified_answer": "id = NEW.id",
    "freshness": "id = NEW.id",
    "eligibility_asked": "trace = NEW.trace",
    "eligibility_answered": "id = NEW.id OR key = NEW.key",
    "estimate": "id = NEW.id OR number = NEW.number",
    "overpayment_event": "id = NEW.id",
    "plan_version": "plan_id = NEW.plan_id AND version = NEW.version",
    "plan_event": "id = NEW.id",
    "means_sheet": "id = NEW.id",
    "means_proof": "id = NEW.id",
    "promise_event": "id = NEW.id",
    "assistance_event": "id = NEW.id",
    "assistance_discount": "entry_id = NEW.entry_id",
}


def _names(*signs: Sign) -> str:
    return ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.sign in signs)


_MONEY = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.money)
_NO_LOT = ", ".join(
    f"'{kind.name}'" for kind in KINDS.values() if not kind.money and kind not in MAY_CARRY_LOT
)
_OF_ENTRY = "FROM line l WHERE l.entry_id = NEW.id"
_LOWERING = "'contractual adjustment', 'responsibility transfer', 'discount', 'charity', 'small balance', " \
    "'bad debt', 'administrative write-off'"  # fmt: skip

REFUSED_BEFORE = (
    ("an entry needs lines", f"NOT EXISTS (SELECT 1 {_OF_ENTRY})"),
    ("lines do not equal the total", f"(SELECT sum(l.amount) {_OF_ENTRY}) <> NEW.total"),
    ("a raising entry has a lowering line",
     f"NEW.kind IN ({_names(Sign.RAISES)}) AND EXISTS (SELECT 1 {_OF_ENTRY} AND l.amount < 0)"),
    ("a lowering entry has a raising line",
     f"NEW.kind IN ({_names(Sign.LOWERS)}) AND EXISTS (SELECT 1 {_OF_ENTRY} AND l.amount > 0)"),
    ("a transfer adds up to nothing on each charge",
     "NEW.kind = 'responsibility transfer' AND (NEW.total <> 0 OR EXISTS "
     f"(SELECT 1 {_OF_ENTRY} GROUP BY l.charge_id HAVING sum(l.amount) <> 0))"),
    ("a reapplication adds up to nothing in each lot",
     "NEW.kind = 'reapplication' AND (NEW.total <> 0 OR EXISTS "
     f"(SELECT 1 {_OF_ENTRY} GROUP BY l.lot_id HAVING sum(l.amount) <> 0))"),
    ("money names its lot", f"NEW.kind IN ({_MONEY}) AND EXISTS (SELECT 1 {_OF_ENTRY} AND l.lot_id IS NULL)"),
    ("only money names a lot",
     f"NEW.kind IN ({_NO_LOT}) AND EXISTS (SELECT 1 {_OF_ENTRY} AND l.lot_id IS NOT NULL)"),
    ("an unknown kind", f"NEW.kind NOT IN ({', '.join(repr(name) for name in KINDS)})"),
    ("a line is not on its charge's account and patient",
     "EXISTS (SELECT 1 FROM line l JOIN charge c ON c.id = l.charge_id WHERE l.entry_id = NEW.id AND "
     "(c.account_id <> l.account_id OR l.patient_id IS NULL OR c.patient_id <> l.patient_id))"),
    ("only a reversal reverses", "(NEW.kind = 'reversal') <> (NEW.reverses IS NOT NULL)"),
    ("a reversal is not reversed",
     "NEW.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM entry o WHERE o.id = NEW.reverses AND "
     "(o.kind = 'reversal' OR (o.kind = 'charge' AND EXISTS "
     "(SELECT 1 FROM line l WHERE l.entry_id = o.id AND l.lot_id IS NOT NULL))))"),
    ("a reversal is the mirror of what it reverses",
     "NEW.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM line l WHERE l.entry_id IN (NEW.id, NEW.reverses) "
     "GROUP BY l.account_id, l.charge_id, l.coverage_id, l.lot_id HAVING sum(l.amount) <> 0)"),
    ("the business day is closed",
     "EXISTS (SELECT 1 FROM business_day d WHERE d.day = NEW.posted_on AND d.state = 'closed')"),
    ("a group has one business day",
     "EXISTS (SELECT 1 FROM entry o WHERE o.group_id = NEW.group_id AND o.posted_on <> NEW.posted_on)"),
)  # fmt: skip

_NOT_MONEY = "CASE WHEN l.lot_id IS NULL OR NEW.kind = 'charge' THEN l.amount ELSE 0 END"
_KNOWN = "charge_balance.group_id = excluded.group_id"
_OWED_BEFORE = f"CASE WHEN {_KNOWN} THEN charge_balance.owed_before ELSE charge_balance.owed END"
_DATE_BEFORE = f"CASE WHEN {_KNOWN} THEN charge_balance.date_before ELSE charge_balance.responsibility_date END"

EFFECTS = (
    f"""INSERT INTO charge_balance (charge_id, coverage_id, account_id, patient_id, balance, owed,
          responsibility_date, group_id, owed_before, date_before)
        SELECT l.charge_id, coalesce(l.coverage_id, 0), l.account_id, l.patient_id, sum(l.amount),
          sum({_NOT_MONEY}), CASE WHEN sum({_NOT_MONEY}) > 0 THEN NEW.posted_on END, NEW.group_id, 0, NULL
        FROM line l WHERE l.entry_id = NEW.id AND l.charge_id IS NOT NULL
        GROUP BY l.charge_id, coalesce(l.coverage_id, 0), l.account_id, l.patient_id
        ON CONFLICT (charge_id, coverage_id) DO UPDATE SET
          balance = charge_balance.balance + excluded.balance,
          owed = charge_balance.owed + excluded.owed,
          responsibility_date = CASE WHEN charge_balance.owed + excluded.owed <= 0 THEN NULL
            WHEN {_OWED_BEFORE} > 0 THEN {_DATE_BEFORE} ELSE NEW.posted_on END,
          owed_before = {_OWED_BEFORE}, date_before = {_DATE_BEFORE}, group_id = excluded.group_id""",
    """INSERT INTO credit_balance (account_id, coverage_id, lot_id, balance)
        SELECT l.account_id, coalesce(l.coverage_id, 0), l.lot_id, sum(l.amount)
        FROM line l WHERE l.entry_id = NEW.id AND l.charge_id IS NULL
        GROUP BY l.account_id, coalesce(l.coverage_id, 0), l.lot_id
        ON CONFLICT (account_id, coverage_id, lot_id) DO UPDATE SET
          balance = credit_balance.balance + excluded.balance""",
)

REFUSED_AFTER = (
    ("the patient's part of a charge would be below zero",
     "EXISTS (SELECT 1 FROM line l JOIN charge_balance b ON b.charge_id = l.charge_id AND b.coverage_id = 0 "
     "JOIN charge c ON c.id = l.charge_id "
     "WHERE l.entry_id = NEW.id AND b.balance < 0 AND NOT c.reopened)"),
    ("no adjustment takes a coverage below zero",
     f"NEW.kind IN ({_LOWERING}) AND EXISTS (SELECT 1 FROM line l JOIN charge_balance b "
     "ON b.charge_id = l.charge_id AND b.coverage_id = l.coverage_id JOIN charge c ON c.id = l.charge_id "
     "WHERE l.entry_id = NEW.id AND l.amount < 0 AND b.balance < 0 AND NOT c.reopened)"),
    ("unapplied credit would be above zero",
     "EXISTS (SELECT 1 FROM line l JOIN credit_balance b ON b.account_id = l.account_id "
     "AND b.lot_id = l.lot_id AND b.coverage_id = coalesce(l.coverage_id, 0) "
     "WHERE l.entry_id = NEW.id AND l.charge_id IS NULL AND b.balance > 0)"),
)  # fmt: skip


def _bodies(dialect: str) -> dict[str, tuple[str, str, str]]:
    """Trigger name -> (table, when, body): bodies are ``!message|condition`` lines and plain statements.

    On PostgreSQL a key refuses what is there already; SQLite's INSERT OR REPLACE takes the old row away first.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for table in IMMUTABLE:
        found[f"{table}_kept"] = (table, "BEFORE UPDATE", f"!{table}: posted is for ever|1 = 1")
        found[f"{table}_stays"] = (table, "BEFORE DELETE", f"!{table}: posted is for ever|1 = 1")
        if dialect == "sqlite":
            there = f"EXISTS (SELECT 1 FROM {table} WHERE {KEYS[table]})"
            found[f"{table}_once"] = (table, "BEFORE INSERT", f"!{table}: it is there already|{there}")
    for table, columns in FIXED_COLUMNS.items():
        changed = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in columns)
        found[f"{table}_kept"] = (table, "BEFORE UPDATE", f"!{table}: its identity never changes|{changed}")
        found[f"{table}_stays"] = (table, "BEFORE DELETE", f"!{table}: it is never deleted|1 = 1")
    found["line_sealed"] = (
        "line", "BEFORE INSERT",
        "!line: its entry is sealed|EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry_id)",
    )  # fmt: skip
    found |= _of_calls()
    parts = [f"!ledger: {message}|{condition}" for message, condition in REFUSED_BEFORE]
    parts += EFFECTS
    parts += [f"!ledger: {message}|{condition}" for message, condition in REFUSED_AFTER]
    found["entry_seals"] = ("entry", "AFTER INSERT", "\x00".join(parts))
    return found


def _of_calls() -> dict[str, tuple[str, str, str]]:
    """A call to an insurer changes while it is a draft, and never after; what it settled goes in before it closes."""
    found = {
        "insurer_call_kept": (
            "insurer_call", "BEFORE UPDATE", "!insurer_call: a closed call never changes|OLD.state <> 'draft'",
        ),
        "insurer_call_stays": ("insurer_call", "BEFORE DELETE", "!insurer_call: it is never deleted|1 = 1"),
    }  # fmt: skip
    for table in ("insurer_call_subject", "insurer_call_answer"):
        closed = "EXISTS (SELECT 1 FROM insurer_call c WHERE c.id = NEW.call_id AND c.state <> 'draft')"
        found[f"{table}_sealed"] = (table, "BEFORE INSERT", f"!{table}: its call is closed|{closed}")
    return found


def _sqlite(name: str, table: str, when: str, body: str) -> list[str]:
    steps = []
    for part in body.split("\x00"):
        if part.startswith("!"):
            message, condition = part[1:].split("|", 1)
            steps.append(f"SELECT RAISE(ABORT, '{message.replace(chr(39), chr(39) * 2)}') WHERE {condition};")
        else:
            # a SELECT with a WHERE keeps SQLite's parser from reading ON CONFLICT as a join
            steps.append(part + ";")
    condensed = "\n".join(" ".join(step.split()) for step in steps)
    return [f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW BEGIN\n{condensed}\nEND"]


def _postgresql(name: str, table: str, when: str, body: str) -> list[str]:
    steps = []
    for part in body.split("\x00"):
        if part.startswith("!"):
            message, condition = part[1:].split("|", 1)
            quoted = message.replace("'", "''")
            steps.append(f"IF {condition} THEN RAISE EXCEPTION '{quoted}' USING ERRCODE = 'PD001'; END IF;")
        else:
            steps.append(part + ";")
    returned = "OLD" if when == "BEFORE DELETE" else "NEW"
    code = "\n".join(" ".join(step.split()) for step in steps)
    # without a fixed path a temporary table named like ours would be looked into; whoever could call a function
    # that writes as the owner could hang it on a table of his own
    rights = "SECURITY DEFINER" if any(effect in body for effect in EFFECTS) else "SECURITY INVOKER"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {rights} "
        f"SET search_path = public, pg_temp AS $$\nBEGIN\n{code}\nRETURN {returned};\nEND $$",
        f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC",
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _statements(dialect: str) -> dict[str, tuple[str, list[str]]]:
    make = _postgresql if dialect == "postgresql" else _sqlite
    return {name: (table, make(name, table, when, body)) for name, (table, when, body) in _bodies(dialect).items()}


def create(connection: Connection) -> None:
    """Drop what stands under our names and create all triggers anew."""
    for name, (table, statements) in _statements(connection.dialect.name).items():
        on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%") if on else statement)
    if connection.dialect.name == "postgresql":
        for table in (*IMMUTABLE, *FIXED_COLUMNS, "insurer_call"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_whole ON {table}"))
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays()"
                )
            )


def drop(connection: Connection) -> None:
    """Take all triggers away: for migrations, and for building a clinic of millions of rows set-wise."""
    tables = set(inspect(connection).get_table_names())
    for name, (table, _, _) in _bodies("sqlite").items():  # all names there ever were, on either engine
        on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        if table in tables:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))


def missing(connection: Connection) -> tuple[str, ...]:
    """Names of triggers that are not there, put out of work, or not as written here."""
    wanted = {name: made[0] for name, (_, made) in _statements(connection.dialect.name).items()}
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        wanted = {name: made.split("$$")[1] for name, made in wanted.items()}
        query = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
        )
    kept: dict[str, str] = dict(tuple[str, str](row) for row in connection.execute(text(query)))
    return tuple(sorted(name for name, made in wanted.items() if kept.get(name) != made))


def how_many(dialect: str) -> int:
    """How many triggers there must be."""
    return len(_bodies(dialect))
