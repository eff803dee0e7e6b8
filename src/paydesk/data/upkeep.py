"""Proves the ledger's invariants, those of plans, and what was printed, from bare rows, in SQL both engines speak."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import text
from sqlalchemy.orm import Session

from paydesk.data import audit_store, document_store, page_check, plan_proofs, statement_numbers, triggers
from paydesk.rules.ledger import KINDS, MAY_CARRY_LOT, Sign

FIRST_OFFENDERS = 20
"""At most so many findings a rule."""


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: which rule, at what row, and what is wrong in words."""

    rule: str
    where: str
    says: str


@dataclass(frozen=True)
class _Rule:
    name: str
    counted: str
    """SQL for how many things were looked at."""
    offenders: str
    """SQL for (where, says) of those that break it."""


def _names(*signs: Sign) -> str:
    return ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.sign in signs)


_MONEY = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.money)
_NO_LOT = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if not kind.money and kind not in MAY_CARRY_LOT)
_LINES = "SELECT count(*) FROM line"
_ENTRIES = "SELECT count(*) FROM entry"
_RESPONSIBLE = """
  WITH g AS (
    SELECT l.charge_id, coalesce(l.coverage_id, 0) AS party, e.group_id, min(e.id) AS first,
      min(e.posted_on) AS posted_on, sum(l.amount) AS moved,
      sum(CASE WHEN l.lot_id IS NULL OR e.kind = 'charge' THEN l.amount ELSE 0 END) AS owed
    FROM line l JOIN entry e ON e.id = l.entry_id WHERE l.charge_id IS NOT NULL
    GROUP BY l.charge_id, coalesce(l.coverage_id, 0), e.group_id),
  r AS (SELECT charge_id, party, first, posted_on, moved, owed,
      sum(owed) OVER (PARTITION BY charge_id, party ORDER BY first) AS after FROM g),
  t AS (SELECT charge_id, party, sum(moved) AS balance, sum(owed) AS owed,
      max(CASE WHEN after > 0 AND after - owed <= 0 THEN first END) AS risen FROM r GROUP BY charge_id, party),
  kept AS (SELECT t.charge_id, t.party, t.balance, t.owed,
      CASE WHEN t.owed > 0 THEN r.posted_on END AS since
    FROM t LEFT JOIN r ON r.charge_id = t.charge_id AND r.party = t.party AND r.first = t.risen)
"""

RULES = (
    _Rule("an entry's lines equal its total", _ENTRIES,
          "SELECT 'entry ' || e.id, 'its lines sum to ' || coalesce(sum(l.amount), 0) || ', it says ' || e.total "
          "FROM entry e LEFT JOIN line l ON l.entry_id = e.id GROUP BY e.id, e.total "
          "HAVING coalesce(sum(l.amount), 0) <> e.total OR count(l.entry_id) = 0"),
    _Rule("every line has its entry", _LINES,
          "SELECT 'line ' || l.entry_id || '/' || l.seq, 'its entry is missing' FROM line l "
          "LEFT JOIN entry e ON e.id = l.entry_id WHERE e.id IS NULL"),
    _Rule("lines go the way their kind says", _LINES,
          f"SELECT 'entry ' || e.id, e.kind || ' goes the wrong way' FROM entry e JOIN line l ON l.entry_id = e.id "
          f"WHERE (e.kind IN ({_names(Sign.RAISES)}) AND l.amount < 0) "
          f"OR (e.kind IN ({_names(Sign.LOWERS)}) AND l.amount > 0) OR e.kind NOT IN ({_names(*Sign)})"),
    _Rule("moves add up to nothing", "SELECT count(*) FROM entry WHERE kind IN "
          "('responsibility transfer', 'reapplication')",
          "SELECT 'entry ' || e.id, 'it moves ' || sum(l.amount) || ' out of nowhere' FROM entry e "
          "JOIN line l ON l.entry_id = e.id WHERE e.kind IN ('responsibility transfer', 'reapplication') "
          "GROUP BY e.id, CASE WHEN e.kind = 'reapplication' THEN l.lot_id ELSE l.charge_id END "
          "HAVING sum(l.amount) <> 0"),
    _Rule("money names its lot", _LINES,
          f"SELECT 'entry ' || e.id, 'a line of money without its lot' FROM entry e JOIN line l ON l.entry_id = e.id "
          f"WHERE e.kind IN ({_MONEY}) AND l.lot_id IS NULL"),
    _Rule("only money names a lot", _LINES,
          "SELECT 'entry ' || e.id, e.kind || ' names lot ' || l.lot_id FROM entry e "
          f"JOIN line l ON l.entry_id = e.id WHERE e.kind IN ({_NO_LOT}) AND l.lot_id IS NOT NULL"),
    _Rule("lines are on their charge's account and patient", _LINES,
          "SELECT 'line ' || l.entry_id || '/' || l.seq, 'charge ' || c.id || ' belongs elsewhere' FROM line l "
          "JOIN charge c ON c.id = l.charge_id WHERE c.account_id <> l.account_id OR l.patient_id IS NULL "
          "OR c.patient_id <> l.patient_id"),
    _Rule("a receipt less refunds and returns is where its lines say", "SELECT count(*) FROM receipt",
          "SELECT 'receipt of lot ' || o.id, 'left ' || (o.amount - coalesce(f.given, 0) - coalesce(u.amount, 0)) || "
          "', its lines ' || -coalesce(m.moved, 0) FROM lot o "
          "LEFT JOIN (SELECT lot_id, sum(amount) AS moved FROM line GROUP BY lot_id) m ON m.lot_id = o.id "
          "LEFT JOIN (SELECT r.lot_id, sum(r.amount) AS given FROM refund r LEFT JOIN refund_undoing x "
          "ON x.refund_id = r.id WHERE x.refund_id IS NULL GROUP BY r.lot_id) f ON f.lot_id = o.id "
          "LEFT JOIN receipt_undoing u ON u.lot_id = o.id WHERE o.kind = 'receipt' AND "
          "o.amount - coalesce(f.given, 0) - coalesce(u.amount, 0) <> -coalesce(m.moved, 0)"),
    _Rule("a remittance is its answers less adjustments", "SELECT count(*) FROM remittance",
          "SELECT 'remittance of lot ' || o.id, 'amount ' || o.amount || ', answers ' || "
          "(coalesce(c.paid, 0) + coalesce(w.paid, 0)) || ', posted lines ' || -coalesce(m.moved, 0) "
          "FROM lot o JOIN remittance r ON r.lot_id = o.id "
          "LEFT JOIN (SELECT lot_id, sum(paid) AS paid, sum(CASE WHEN posted THEN paid ELSE 0 END) AS posted "
          "FROM remittance_claim GROUP BY lot_id) c ON c.lot_id = o.id "
          "LEFT JOIN (SELECT a.lot_id, sum(k.paid) AS paid FROM advice a JOIN advice_claim k ON k.advice_id = a.id "
          "WHERE k.answer_id IS NULL AND k.work <> 'replaced' GROUP BY a.lot_id) w ON w.lot_id = o.id "
          "LEFT JOIN (SELECT lot_id, sum(amount) AS moved FROM line GROUP BY lot_id) m ON m.lot_id = o.id "
          "LEFT JOIN (SELECT a.lot_id, sum(CASE WHEN s.kind = 'counted' THEN -s.amount ELSE s.amount END) AS taken "
          "FROM overpayment_settlement s JOIN advice a ON a.id = s.advice_id "
          "WHERE s.stands GROUP BY a.lot_id) t ON t.lot_id = o.id "
          "LEFT JOIN (SELECT f.lot_id, sum(f.amount) AS given FROM refund f LEFT JOIN refund_undoing x "
          "ON x.refund_id = f.id WHERE x.refund_id IS NULL GROUP BY f.lot_id) g ON g.lot_id = o.id "
          "WHERE o.amount <> coalesce(c.paid, 0) + coalesce(w.paid, 0) - r.provider_adjustments "
          "OR coalesce(c.posted, 0) - coalesce(t.taken, 0) - coalesce(g.given, 0) <> -coalesce(m.moved, 0)"),
    _Rule("no more of an insurer's adjustment is tied than there is of it",
          "SELECT count(*) FROM advice_provider_adjustment",
          "SELECT 'adjustment ' || p.seq || ' of advice ' || p.advice_id, 'it says ' || coalesce(p.amount, 0) || "
          "', tied are ' || sum(t.amount) FROM advice_provider_adjustment p JOIN ("
          "SELECT advice_id, seq, amount FROM overpayment_settlement WHERE stands AND advice_id IS NOT NULL "
          "UNION ALL SELECT advice_id, seq, amount FROM carried_balance WHERE stands "
          "UNION ALL SELECT by_advice_id, by_seq, amount FROM carried_balance WHERE stands) t "
          "ON t.advice_id = p.advice_id AND t.seq = p.seq GROUP BY p.advice_id, p.seq, p.amount "
          "HAVING sum(t.amount) > abs(coalesce(p.amount, 0))"),
    _Rule("nothing is tied to a payment that was put aside",
          "SELECT count(*) FROM advice WHERE put_aside <> ''",
          "SELECT 'advice ' || a.id, 'put aside, and ' || sum(t.amount) || ' of its adjustments are tied' "
          "FROM advice a JOIN ("
          "SELECT advice_id, amount FROM overpayment_settlement WHERE stands AND advice_id IS NOT NULL "
          "UNION ALL SELECT advice_id, amount FROM carried_balance WHERE stands "
          "UNION ALL SELECT by_advice_id, amount FROM carried_balance WHERE stands) t ON t.advice_id = a.id "
          "WHERE a.put_aside <> '' GROUP BY a.id"),
    _Rule("an insurer's overpayment went back as its entries say",
          "SELECT count(*) FROM overpayment_settlement WHERE stands",
          "SELECT 'overpayment ' || o.id, 'settled are ' || o.settled || ', entries say ' || coalesce(s.went, 0) "
          "FROM insurer_overpayment o LEFT JOIN (SELECT x.overpayment_id, sum(CASE WHEN x.kind = 'reversal' "
          "THEN x.amount ELSE (SELECT coalesce(sum(l.amount), 0) FROM line l JOIN entry e ON e.id = l.entry_id "
          "WHERE e.group_id = x.group_id AND e.reverses IS NULL) END) AS went FROM overpayment_settlement x "
          "WHERE x.stands AND x.kind <> 'counted' GROUP BY x.overpayment_id) s ON s.overpayment_id = o.id "
          "WHERE o.settled <> coalesce(s.went, 0)"),
    _Rule("an answer of an advice is posted once", "SELECT count(*) FROM advice_claim WHERE answer_id IS NOT NULL",
          "SELECT 'claim ' || k.id || ' of advice ' || k.advice_id, 'it says ' || coalesce(k.paid, 0) || "
          "', its answer ' || a.paid FROM advice_claim k JOIN remittance_claim a ON a.id = k.answer_id "
          "LEFT JOIN advice v ON v.id = k.advice_id WHERE coalesce(k.paid, 0) <> a.paid OR "
          "v.lot_id IS DISTINCT FROM a.lot_id OR (k.work = 'posted') <> a.posted OR EXISTS "
          "(SELECT 1 FROM advice_claim x WHERE x.answer_id = k.answer_id AND x.id <> k.id)"),
    _Rule("the patient's part is never below zero", "SELECT count(*) FROM charge_balance WHERE coverage_id = 0",
          "SELECT 'charge ' || b.charge_id, 'the patient''s part is ' || b.balance FROM charge_balance b "
          "JOIN charge c ON c.id = b.charge_id WHERE b.coverage_id = 0 AND b.balance < 0 AND NOT c.reopened"),
    _Rule("unapplied credit is never above zero", "SELECT count(*) FROM credit_balance",
          "SELECT 'account ' || account_id || ', lot ' || lot_id, 'credit is ' || balance FROM credit_balance "
          "WHERE balance > 0"),
    _Rule("balances equal their lines", "SELECT count(*) FROM charge_balance",
          _RESPONSIBLE + "SELECT 'charge ' || coalesce(b.charge_id, k.charge_id) || ', party ' || "
          "coalesce(b.coverage_id, k.party), 'kept ' || coalesce(b.balance, 0) || ', lines ' || coalesce(k.balance, 0) "
          "FROM kept k FULL JOIN charge_balance b ON b.charge_id = k.charge_id AND b.coverage_id = k.party "
          "WHERE coalesce(b.balance, 0) <> coalesce(k.balance, 0) OR coalesce(b.owed, 0) <> coalesce(k.owed, 0)"),
    _Rule("balances stand where their charge stands", "SELECT count(*) FROM charge_balance",
          "SELECT 'charge ' || b.charge_id, 'its balance is kept for account ' || b.account_id || ', patient ' || "
          "b.patient_id FROM charge_balance b LEFT JOIN charge c ON c.id = b.charge_id "
          "WHERE c.id IS NULL OR c.account_id <> b.account_id OR c.patient_id <> b.patient_id"),
    _Rule("responsibility dates follow from the lines", "SELECT count(*) FROM charge_balance WHERE owed > 0",
          _RESPONSIBLE + "SELECT 'charge ' || b.charge_id || ', party ' || b.coverage_id, 'kept ' || "
          "coalesce(CAST(b.responsibility_date AS varchar), 'none') || ', lines say ' || "
          "coalesce(CAST(k.since AS varchar), 'none') FROM kept k JOIN charge_balance b "
          "ON b.charge_id = k.charge_id AND b.coverage_id = k.party "
          "WHERE b.responsibility_date IS DISTINCT FROM k.since"),
    _Rule("credit equals its lines", "SELECT count(*) FROM credit_balance",
          "SELECT 'account ' || coalesce(b.account_id, s.account_id) || ', lot ' || coalesce(b.lot_id, s.lot_id), "
          "'kept ' || coalesce(b.balance, 0) || ', lines ' || coalesce(s.balance, 0) FROM "
          "(SELECT account_id, coalesce(coverage_id, 0) AS party, lot_id, sum(amount) AS balance FROM line "
          "WHERE charge_id IS NULL GROUP BY account_id, coalesce(coverage_id, 0), lot_id) s "
          "FULL JOIN credit_balance b ON b.account_id = s.account_id AND b.coverage_id = s.party "
          "AND b.lot_id = s.lot_id WHERE coalesce(b.balance, 0) <> coalesce(s.balance, 0)"),
    _Rule("a reversal mirrors what it reverses", "SELECT count(*) FROM entry WHERE reverses IS NOT NULL",
          "SELECT 'entry ' || e.id, 'it does not mirror entry ' || e.reverses FROM entry e "
          "JOIN line l ON l.entry_id = e.id OR l.entry_id = e.reverses WHERE e.reverses IS NOT NULL "
          "GROUP BY e.id, e.reverses, l.account_id, l.charge_id, l.coverage_id, l.lot_id HAVING sum(l.amount) <> 0"),
    _Rule("only a reversal reverses, and once", _ENTRIES,
          "SELECT 'entry ' || e.id, 'it reverses what may not be reversed' FROM entry e "
          "LEFT JOIN entry o ON o.id = e.reverses WHERE (e.kind = 'reversal') <> (e.reverses IS NOT NULL) "
          "OR o.kind = 'reversal' OR EXISTS (SELECT 1 FROM entry x WHERE x.reverses = e.reverses AND x.id < e.id)"),
    _Rule("a group has one business day", "SELECT count(DISTINCT group_id) FROM entry",
          "SELECT 'group ' || group_id, 'it has several business days' FROM entry GROUP BY group_id "
          "HAVING min(posted_on) <> max(posted_on)"),
    _Rule("a group begins with its first entry", "SELECT count(DISTINCT group_id) FROM entry",
          "SELECT 'group ' || group_id, 'its first entry is missing' FROM entry GROUP BY group_id "
          "HAVING min(id) <> group_id"),
    _Rule("receipt numbers have no gap", "SELECT count(number) FROM receipt",
          "SELECT 'receipt ' || max(number), 'there are ' || count(number) || ' receipts up to it' FROM receipt "
          "HAVING max(number) <> count(number)"),
    _Rule("the receipt counter is the last receipt", "SELECT count(*) FROM counter WHERE name = 'receipt'",
          "SELECT 'counter', 'it stands at ' || c.value || ', the last receipt is ' || "
          "(SELECT max(number) FROM receipt) FROM counter c WHERE c.name = 'receipt' "
          "AND c.value <> coalesce((SELECT max(number) FROM receipt), 0)"),
    _Rule("imported entries are before the clinic's first day", "SELECT count(*) FROM entry WHERE imported",
          "SELECT 'entry ' || e.id, 'imported with the date ' || CAST(e.posted_on AS varchar) FROM entry e "
          "WHERE e.imported AND :first_day IS NOT NULL AND CAST(e.posted_on AS varchar) >= :first_day"),
    _Rule("every account has its guarantor", "SELECT count(*) FROM account",
          "SELECT 'account ' || a.number, 'its guarantor is missing' FROM account a "
          "LEFT JOIN person p ON p.id = a.guarantor_id WHERE p.id IS NULL"),
    _Rule("merged people point at one who is not merged",
          "SELECT count(*) FROM person WHERE merged_into_id IS NOT NULL",
          "SELECT 'person ' || p.id, 'it points at a merged or missing record' FROM person p "
          "LEFT JOIN person k ON k.id = p.merged_into_id WHERE p.merged_into_id IS NOT NULL "
          "AND (k.id IS NULL OR k.id = p.id)"),
    _Rule("a charge's present version is there", "SELECT count(*) FROM charge",
          "SELECT 'charge ' || c.id, 'version ' || c.version || ' is missing' FROM charge c "
          "LEFT JOIN charge_version v ON v.charge_id = c.id AND v.version = c.version WHERE v.charge_id IS NULL"),
    _Rule("the audit trail reaches what backups hold", "SELECT count(*) FROM backup",
          "SELECT 'backup ' || b.file_name, 'row ' || b.audit_id || ' of the trail is not there as it was then' "
          "FROM backup b LEFT JOIN audit a ON a.id = b.audit_id "
          "WHERE b.audit_id > 0 AND b.audit_digest IS DISTINCT FROM a.digest"),
    *(_Rule(*one) for one in plan_proofs.RULES),
)  # fmt: skip

AUDIT, GUARDS = "the audit chain is unbroken", "the ledger's guards are in place"
PAPERS = "kept papers are as they were printed"
NUMBERS = "statement numbers have no gap"
STATEMENT_COUNTER = "the statement counter is the last statement"
PAGES = "the file's pages are as they were written"
"""Only of a file on this PC. Where it does not hold, nothing else in the file can be believed."""
Progress = Callable[[int, int], None]


def pages(session: Session) -> tuple[int, tuple[Finding, ...]] | None:
    """How many pages the file has and the damaged ones; None where there is no file on this PC."""
    if not page_check.can_be_checked(session):
        return None
    says = "it is damaged; restore the last good backup"
    found = tuple(Finding(PAGES, page, says) for page in page_check.broken(session)[:FIRST_OFFENDERS])
    return page_check.how_many(session), found


def damaged_pages(session: Session) -> tuple[str, ...]:
    """All damaged pages of a file on this PC."""
    return page_check.broken(session) if page_check.can_be_checked(session) else ()


def prove(
    session: Session, *, first_day: str | None, progress: Progress | None = None
) -> Iterator[tuple[str, int, tuple[Finding, ...]]]:
    """Each rule with how many things it looked at and the first offenders."""
    total = len(RULES) + 7
    for done, rule in enumerate(RULES):
        if progress is not None:
            progress(done, total)
        yield rule.name, _count(session, rule.counted), _offenders(session, rule, first_day)
    for name, looked_at, broken_by in plan_proofs.schedules(session):
        yield name, looked_at, tuple(Finding(name, *one) for one in broken_by[:FIRST_OFFENDERS])
    yield from _numbers(session)
    papers = islice(document_store.changed(session), FIRST_OFFENDERS)
    says = "its bytes are not the ones that were printed"
    reprinted = tuple(Finding(PAPERS, f"document {own}", says) for own in papers)
    yield PAPERS, _count(session, "SELECT count(*) FROM document"), reprinted
    broken = audit_store.first_break(session)
    rows = _count(session, "SELECT count(*) FROM audit")
    yield AUDIT, rows, (Finding(AUDIT, "audit", broken),) if broken else ()
    connection = session.connection()
    gone, there_must_be = triggers.missing(connection), triggers.how_many(connection.dialect.name)
    yield GUARDS, there_must_be, tuple(Finding(GUARDS, name, "the trigger is missing") for name in gone)


def _numbers(session: Session) -> Iterator[tuple[str, int, tuple[Finding, ...]]]:
    """The numbers that are nowhere, but for those of runs that were cut short, which are not used again."""
    missing = statement_numbers.missing(session)
    for rule, gaps in ((NUMBERS, missing.between), (STATEMENT_COUNTER, missing.after)):
        found = (Finding(rule, f"statement {one.start}", f"{len(one):,} from it on are missing") for one in gaps)
        yield rule, missing.looked_at, tuple(islice(found, FIRST_OFFENDERS))


def _count(session: Session, sql: str) -> int:
    return int(session.execute(text(sql)).scalar_one() or 0)


def _offenders(session: Session, rule: _Rule, first_day: str | None) -> tuple[Finding, ...]:
    given = {"first_day": first_day} if ":first_day" in rule.offenders else {}
    sql = rule.offenders.replace(":first_day IS NOT NULL", "CAST(:first_day AS varchar) IS NOT NULL")
    rows = session.execute(text(sql), given).fetchmany(FIRST_OFFENDERS)
    return tuple(Finding(rule.name, str(where), str(says)) for where, says in rows)
