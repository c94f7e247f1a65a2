"""Writes of several threads in one transaction: each is durable on return, and nobody pays for another's mistake."""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from tests.threads import at_once
from trygga.web.together import write_together


@pytest.fixture(autouse=True)
def visits(transactional_db: None) -> Iterator[None]:
    """A table in which nobody is noted twice."""
    run("CREATE TABLE visits (who INTEGER UNIQUE, thread BIGINT)")
    yield
    run("DROP TABLE visits")


def run(query: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def visit(who: int) -> None:
    run("INSERT INTO visits VALUES (%s, %s)", who, threading.get_ident())


def visited() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT who FROM visits ORDER BY who")
        return [who for (who,) in cursor.fetchall()]


def test_writes_of_many_threads_are_all_there_once_each_has_returned() -> None:
    def visits_of(thread: int) -> None:
        for number in range(20):
            who = thread * 100 + number
            write_together(lambda who=who: visit(who))  # type: ignore[misc] # a default that is no argument
            assert who in visited()

    at_once(6, visits_of)
    assert visited() == [thread * 100 + number for thread in range(6) for number in range(20)]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL gathers commits by itself")
def test_writes_that_wait_for_one_turn_share_a_transaction() -> None:
    """Whoever waits while the turn is elsewhere is written by the thread that came first."""
    threads = [threading.Thread(target=write_together, args=(lambda who=who: visit(who),)) for who in range(5)]
    with transaction.atomic():
        run("INSERT INTO visits VALUES (99, 0)")
        for thread in threads:
            thread.start()
        # They cannot have written: the turn is ours until this transaction ends.
        for thread in threads:
            thread.join(0.2)
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT thread), count(*) FROM visits WHERE who <> 99")
        assert cursor.fetchone() == (1, 5)


def test_mistake_reaches_its_own_thread_alone() -> None:
    visit(3)
    refused: list[int] = []

    def visit_one(who: int) -> None:
        try:
            write_together(lambda: visit(who))
        except IntegrityError:
            refused.append(who)

    at_once(6, visit_one)
    assert (refused, visited()) == ([3], [0, 1, 2, 3, 4, 5])


def test_what_a_failed_write_stored_is_rolled_back() -> None:
    def twice() -> None:
        visit(1)
        visit(1)

    with pytest.raises(IntegrityError):
        write_together(twice)
    assert visited() == []


def test_next_write_stands_after_one_that_failed() -> None:
    with pytest.raises(ZeroDivisionError):
        write_together(lambda: visit(1 // 0))
    write_together(lambda: visit(7))
    assert visited() == [7]


def test_write_joins_the_callers_own_transaction() -> None:
    with transaction.atomic():
        write_together(lambda: visit(1))
        assert visited() == [1]
        transaction.set_rollback(True)
    assert visited() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="there, each writes for itself")
def test_commit_that_fails_is_nobodys_success(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(connection, "_commit", fails)
    with pytest.raises(OperationalError, match="disk full"):
        write_together(lambda: visit(1))
    monkeypatch.undo()
    assert visited() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="there, each writes for itself")
def test_thread_that_is_stopped_takes_its_own_write_along() -> None:
    def stopped() -> None:
        visit(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_together(stopped)
    write_together(lambda: visit(2))
    assert visited() == [2]
