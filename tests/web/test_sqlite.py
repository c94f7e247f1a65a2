"""SQLite's writers take turns: one at a time, in order, and the turn is passed on whatever happens."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connections, transaction
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from tests.environment import ROOT
from tests.threads import at_once

ALIAS = "turns"
INSERT = "INSERT INTO visits (who) VALUES (%s)"


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A database file with one table, reached as `connections[ALIAS]` from any thread."""
    path = tmp_path / "turns.sqlite3"
    settings = ConnectionHandler({"default": {"ENGINE": "trygga.web.sqlite", "NAME": str(path)}}).settings
    connections.settings[ALIAS] = settings["default"]
    with django_db_blocker.unblock():
        write("CREATE TABLE visits (who INTEGER UNIQUE)")
        yield path
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def write(query: str, *values: Any) -> None:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query, values)


def read(query: str) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def is_turn_taken(database: Path) -> bool:
    """Asks as another process would: by trying to take the lock."""
    with Path(f"{database}.turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def handles(database: Path) -> int:
    """How many handles of this process stand on the lock file."""
    links = Path("/proc/self/fd").iterdir()
    return sum(link.exists() and link.resolve() == Path(f"{database}.turn") for link in links)


# ---- one at a time ----
def test_threads_that_read_and_write_back_lose_nothing(database: Path) -> None:
    write("CREATE TABLE counter (value INTEGER)")
    write("INSERT INTO counter VALUES (0)")

    def count(_: int) -> None:
        for _ in range(20):
            with transaction.atomic(using=ALIAS):
                ((value,),) = read("SELECT value FROM counter")
                write("UPDATE counter SET value = %s", value + 1)

    at_once(6, count)
    assert read("SELECT value FROM counter") == [(120,)]
    assert (is_turn_taken(database), handles(database)) == (False, 0)


def test_threads_with_single_writes_all_succeed(database: Path) -> None:
    def visit(thread: int) -> None:
        for number in range(20):
            write(INSERT, thread * 100 + number)

    at_once(6, visit)
    assert read("SELECT count(*) FROM visits") == [(120,)]


def test_processes_all_succeed(database: Path) -> None:
    script = f"""
import sys
import django
from django.conf import settings
settings.configure(DATABASES={{"default": {{"ENGINE": "trygga.web.sqlite", "NAME": {str(database)!r}}}}})
django.setup()
from django.db import connection, transaction
for number in range(30):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM visits")
        cursor.execute({INSERT!r}, [int(sys.argv[1]) * 100 + number])
"""
    commands = [[sys.executable, "-c", script, str(number)] for number in range(3)]
    processes = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for command in commands]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in processes] == [("", 0)] * 3
    assert read("SELECT count(*) FROM visits") == [(90,)]


@pytest.mark.parametrize("way", ["single", "many", "transaction"])
def test_writer_waits_for_its_turn_and_reader_does_not(way: str, database: Path) -> None:
    done = Event()

    def write_in_thread() -> None:
        with closing(connections[ALIAS]) as connection:
            if way == "single":
                write(INSERT, 1)
            elif way == "many":
                with connection.cursor() as cursor:
                    cursor.executemany(INSERT, [(1,)])
            else:
                with transaction.atomic(using=ALIAS):
                    write(INSERT, 1)
        done.set()

    with ThreadPoolExecutor(1) as pool, Path(f"{database}.turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        writing = pool.submit(write_in_thread)
        assert not done.wait(0.2)
        assert read("SELECT count(*) FROM visits") == [(0,)]
        fcntl.flock(file, fcntl.LOCK_UN)
        writing.result(timeout=30)
    assert read("SELECT count(*) FROM visits") == [(1,)]


# ---- passed on ----
def test_turn_is_held_until_the_outermost_transaction_ends(database: Path) -> None:
    with transaction.atomic(using=ALIAS):
        write(INSERT, 1)
        with transaction.atomic(using=ALIAS):
            write(INSERT, 2)
        within = is_turn_taken(database), handles(database)
    assert within == (True, 1)
    assert (is_turn_taken(database), handles(database)) == (False, 0)
    assert read("SELECT who FROM visits ORDER BY who") == [(1,), (2,)]


def test_inner_rollback_keeps_the_turn(database: Path) -> None:
    with transaction.atomic(using=ALIAS):
        with pytest.raises(DatabaseError), transaction.atomic(using=ALIAS):
            write("INSERT INTO nowhere VALUES (1)")
        assert is_turn_taken(database)
        write(INSERT, 1)
    assert (is_turn_taken(database), read("SELECT who FROM visits")) == (False, [(1,)])


def end_transaction(ending: str) -> None:
    with transaction.atomic(using=ALIAS):
        write(INSERT, 2)
        if ending == "integrity":
            write(INSERT, 1)
        if ending == "commit_refused":
            write("INSERT INTO child VALUES (99)")
        if ending == "close":
            connections[ALIAS].close()
        if ending in {"error", "close"}:
            raise RuntimeError


@pytest.mark.parametrize("ending", ["error", "integrity", "commit_refused", "close"])
def test_turn_is_passed_on_however_a_transaction_ends(ending: str, database: Path) -> None:
    write(INSERT, 1)
    write("CREATE TABLE child (who INTEGER REFERENCES visits (who) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises((DatabaseError, RuntimeError)):
        end_transaction(ending)
    assert (is_turn_taken(database), handles(database)) == (False, 0)
    assert read("SELECT who FROM visits") == [(1,)]


def test_turn_is_passed_on_where_a_single_write_fails(database: Path) -> None:
    write(INSERT, 1)
    with pytest.raises(DatabaseError):
        write(INSERT, 1)
    assert (is_turn_taken(database), handles(database)) == (False, 0)


def test_turn_is_passed_on_where_a_transaction_cannot_begin(database: Path) -> None:
    connection = connections[ALIAS]
    connection.ensure_connection()
    connection.connection.close()
    with pytest.raises(ProgrammingError), transaction.atomic(using=ALIAS):
        pytest.fail("began on a closed connection")
    assert (is_turn_taken(database), handles(database)) == (False, 0)
    connection.connection = None


def test_reading_takes_no_turn(database: Path) -> None:
    with Path(f"{database}.turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert read("SELECT count(*) FROM visits") == [(0,)]


# ---- as durable as it can be ----
def test_connection_is_durable_and_erases(database: Path) -> None:
    names = ("journal_mode", "synchronous", "secure_delete", "cache_size")
    pragmas = {name: read(f"PRAGMA {name}")[0][0] for name in names}
    # 8 MiB: every thread of every process has a connection of its own.
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "cache_size": -8192}


def test_lock_file_is_readable_by_its_owner_only(database: Path) -> None:
    write(INSERT, 1)
    assert Path(f"{database}.turn").stat().st_mode & 0o777 == 0o600
