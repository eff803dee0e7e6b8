"""The server is gone, before any statement, for a moment or for long: one sentence, and work goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, text

from paydesk.data.plain_words import AWAY
from paydesk.operations import drafting, noting, posting, proving, reading, signing_in, visiting
from paydesk.operations.desk import Desk
from paydesk.operations.drafting import DraftKey
from paydesk.rules.errors import PaydeskError
from support.busy_desk import Work, new_key
from support.fallen_clinics import SharedClinics, families
from support.postgres_server import PostgresServer

_LUCK = Random(5)


@pytest.fixture
def work(shared_clinics: SharedClinics) -> Iterator[Work]:
    made = shared_clinics.clinic(families)
    yield made
    shared_clinics.drop(made)


@pytest.fixture
def desk(work: Work) -> Iterator[Desk]:
    made = work.place.desk()
    yield made
    made.close()
    made.database.close()


def _payment(work: Work, key: str = "one form") -> posting.PostPayment:
    return posting.PostPayment(work.families[0][0], 5_00, "cash", key)


def _receipts(desk: Desk) -> int:
    with desk.database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM receipt")).scalar_one())


def _throw_out(server: PostgresServer) -> None:
    server.administer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    )


@contextmanager
def _at_statement(desk: Desk, number: int, strike: Callable[[], None]) -> Iterator[list[int]]:
    """``strike`` before that statement from now on; the list tells how many came."""
    came = [0]

    def look(*_all: Any) -> None:
        came[0] += 1
        if came[0] == number + 1:
            strike()

    event.listen(desk.database.engine, "before_cursor_execute", look)
    try:
        yield came
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", look)


@pytest.mark.parametrize(("strike", "every"), [("stopped", 6), ("killed", 6), ("thrown out", 1)])
def test_a_server_that_goes_before_any_statement_of_a_payment_is_one_sentence_and_nothing_doubled(
    work: Work, desk: Desk, doomed_server: PostgresServer, strike: str, every: int
) -> None:
    """A server that was killed takes seconds to come back: it goes before each sixth statement."""

    strikes = {
        "stopped": doomed_server.stop, "killed": doomed_server.kill, "thrown out": lambda: _throw_out(doomed_server),
    }  # fmt: skip
    number, paid, met = 0, 0, True
    while met:
        request = _payment(work, new_key(_LUCK))
        with _at_statement(desk, number, strikes[strike]) as came:
            try:
                posting.post_payment(desk, request)
                met = False
            except PaydeskError as refused:
                assert refused.sentence == AWAY
        assert not met or came[0] > number
        if met and strike != "thrown out":
            doomed_server.start()
        posting.post_payment(desk, request)
        number, paid = number + every, paid + 1
        assert _receipts(desk) == paid
    assert number > 5
    assert proving.prove(desk).findings == ()


def test_a_note_whose_answer_never_came_is_kept_and_written_again_it_stays_one(
    work: Work, desk: Desk, doomed_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = noting.WriteNote(work.families[0][0], "called, will pay on Friday", key=new_key(_LUCK))
    dialect: Any = desk.database.engine.dialect
    commit = dialect.do_commit

    def commit_and_go(connection: Any) -> None:
        connection.execute("COMMIT")
        _throw_out(doomed_server)
        commit(connection)

    with monkeypatch.context() as patch:
        patch.setattr(dialect, "do_commit", commit_and_go)
        with pytest.raises(PaydeskError) as told:
            noting.write_note(desk, request)
    assert told.value.sentence == AWAY
    noting.write_note(desk, request)
    assert [note.text for note in noting.about_account(desk, request.account_id).notes] == [request.text]
    assert proving.prove(desk).findings == ()


def test_while_the_server_is_away_everything_is_one_sentence_and_looks_are_written_afterwards(
    work: Work, desk: Desk, doomed_server: PostgresServer
) -> None:
    account = work.families[0][0]
    desk._closing.set()  # its worker would write at a moment of its own
    reading.open_account(desk, account)
    other = work.place.desk()
    acts: dict[str, Callable[[], object]] = {
        "a payment": lambda: posting.post_payment(desk, _payment(work)),
        "a look": lambda: reading.account_page(desk, account),
        "a draft": lambda: drafting.keep_draft(desk, DraftKey("payment", account, ""), {"note": "typed"}),
        "a form": lambda: visiting.save_visit(desk, visiting.SaveVisit(work.families[0][1], desk.clock.today())),
        "sign-in": lambda: signing_in.sign_in(other.database, other.clock, "ana", "secret", workstation="desk 2"),
        "the looks": desk.flush_looks,
        "verify": lambda: proving.prove(desk),
        "opening": work.place.open,
    }
    doomed_server.stop()
    try:
        for _ in range(2):
            for name, act in acts.items():
                with pytest.raises(PaydeskError) as told:
                    act()
                assert told.value.sentence == AWAY, name
    finally:
        doomed_server.start()
    desk.flush_looks()
    with desk.database.reading() as session:
        seen = session.execute(text("SELECT count(*) FROM audit WHERE act = 'account.open'")).scalar_one()
    assert seen == 1
    assert posting.post_payment(desk, _payment(work)).receipt == 1
    assert proving.prove(desk).findings == ()
    other.close()
    other.database.close()
