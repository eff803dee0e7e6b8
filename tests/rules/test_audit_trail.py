"""Every act has a name a person reads, and what a row says is told in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from paydesk.data import audit_store, schema  # all tables
from paydesk.data.column_types import Base
from paydesk.operations import witnessing
from paydesk.rules import audit_facts, audit_trail
from paydesk.rules.audit_facts import Fact
from paydesk.rules.audit_trail import ACTS, Kind
from paydesk.rules.office import PERMISSIONS

SOURCES = sorted((Path(__file__).resolve().parents[2] / "src" / "paydesk").rglob("*.py"))
TELLS = {"doing": 0, "looked": 0, "looked_at_list": 0, "at_the_door": 0}
"""Methods of the desk that write into the trail, and which argument names the act."""


def acts_written() -> Iterator[tuple[str, str]]:
    """Every act the source writes, with the file it is in."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            named = [one.value for one in node.keywords if one.arg == "act" and called in ("about", "Act")]
            if called in TELLS and isinstance(node.func, ast.Attribute) and node.args:
                named.append(node.args[TELLS[called]])
            for one in named:
                for part in ast.walk(one):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value, path.name


def test_every_act_that_is_written_has_a_name_in_plain_words() -> None:
    written = {act: file for act, file in acts_written() if "." in act or act.startswith("sign-in")}
    assert len(written) > 30, "the walk found too little"
    written |= dict.fromkeys((audit_store.CLOCK_ACCEPTED, audit_store.RESTORED), "audit_store.py")
    written[witnessing.ACCEPTED] = "witnessing.py"
    assert {act: file for act, file in written.items() if act not in ACTS} == {}


def test_every_permission_is_an_act_with_a_name() -> None:
    assert [one for one in PERMISSIONS if one not in ACTS] == []


def test_every_kind_is_searched_by_some_act_and_no_name_stands_twice() -> None:
    assert all(audit_trail.acts_of(kind) for kind in Kind)
    names = [name for _, name in ACTS.values()]
    assert len(names) == len(set(names))


def test_an_act_of_a_newer_program_is_still_told() -> None:
    assert audit_trail.name_of("sign-in.by-card") == "sign-in.by-card"
    assert audit_trail.kind_of("sign-in.by-card") is Kind.SIGNED_IN
    assert audit_trail.kind_of("sign-in.failed-pin") is Kind.FAILED
    assert audit_trail.kind_of("restore.begun") is Kind.BACKUPS


def test_what_changed_is_told_by_column_with_what_stood_there_before() -> None:
    details = {"changed": {"person 7": {"last_name": ["Lopez", "Reyes"], "birth_date": [None, "2017-02-03"]}}}
    assert audit_facts.facts(details, {}) == (
        Fact("Last name", "Reyes", "Lopez", "Record"), Fact("Birth date", "02/03/2017", "–", "Record"),
    )  # fmt: skip


def test_numbers_of_rows_are_told_by_what_they_are_called_and_cents_as_money() -> None:
    details = {"changed": {"visit 3": {"provider_id": [1, 2]}, "coverage 4": {"copay": [2000, 4000]}}}
    assert set(audit_facts.mentioned(details)) == {("provider", 1), ("provider", 2)}
    names = {("provider", 1): "Dr. Lee", ("provider", 2): "Dr. Patel"}
    assert [one.sentence for one in audit_facts.facts(details, names)] == [
        "Provider: Dr. Lee → Dr. Patel", "Copay: 20.00 → 40.00",
    ]  # fmt: skip


def test_of_a_form_only_what_differs_is_told_and_nothing_twice() -> None:
    before = {"last_name": "Lopez", "phones": [{"number": "2175550147", "kind": "mobile", "may_call": True}]}
    after = {"last_name": "Reyes", "phones": [{"number": "2175550147", "kind": "home", "may_call": True}]}
    details = {"before": before, "after": after, "changed": {"person 7": {"last_name": ["Lopez", "Reyes"]}}}
    assert [one.sentence for one in audit_facts.facts(details, {})] == [
        "Last name: Lopez → Reyes",
        "Phones: number 2175550147; kind mobile; may call → number 2175550147; kind home; may call",
    ]


def test_amounts_reasons_and_approvals_are_told_and_inner_numbers_are_not() -> None:
    details = {
        "amount": "40.00", "method": "card", "receipt": 12, "entry": 99, "key": "a1", "repeated": False,
        "approved_by": "ana", "approved_because": "patient waits", "emergency": 3,
    }  # fmt: skip
    assert [one.sentence for one in audit_facts.facts(details, {})] == [
        "In an emergency: 3", "Amount: 40.00", "By: card", "Receipt: 12", "Approved by: ana",
        "Approved because: patient waits",
    ]  # fmt: skip


def test_what_a_hold_was_before_and_after_is_told() -> None:
    told = audit_facts.facts({"before": [False, False], "after": [True, False], "reason": "asked"}, {})
    assert [one.sentence for one in told] == ["On hold: no → yes", "Reason: asked"]


def test_no_column_is_called_by_a_name_of_the_database() -> None:
    assert schema
    tables = ("person", "address", "phone", "email", "coverage", "visit", "charge", "flag", "payer", "provider")
    columns = {one.name for name in tables for one in Base.metadata.tables[name].columns}
    labels = {audit_facts.label(one).lower() for one in columns}
    assert sorted(one for one in labels if " id" in one or "_" in one) == []
