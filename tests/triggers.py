"""Getting past the triggers that protect the audit log: to empty tables between tests, and to play whoever tampers.

The program has no switch for this. SQLite can only drop a trigger, so it is made again from its own text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from trygga.audit.protection import PROTECTED

OF_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
OF_POSTGRESQL = "SELECT tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'audit%append_only' AND tgenabled = 'O'"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows_of(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


@contextmanager
def without_triggers() -> Iterator[None]:
    """The triggers do not fire within; those that were there are there again after."""
    if connection.vendor == "postgresql":
        tables = [table for (table,) in rows_of(OF_POSTGRESQL)]
        execute(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
        try:
            yield
        finally:
            execute(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))
    else:
        triggers = rows_of(OF_SQLITE)
        execute(*(f"DROP TRIGGER {name}" for name, _ in triggers))
        try:
            yield
        finally:
            execute(*(sql for _, sql in triggers))


def drop_triggers() -> None:
    """What somebody does who may change the database's structure."""
    if connection.vendor == "postgresql":
        execute(*(f"DROP TRIGGER {table}_append_only ON {table}" for table in PROTECTED))
    else:
        execute(*(f"DROP TRIGGER {table}_no_{verb}" for table in PROTECTED for verb in ("update", "delete")))


flush = BaseDatabaseOperations.execute_sql_flush


def flush_past_the_triggers(operations: Any, statements: list[str]) -> None:
    """Django's way of emptying all tables after a test whose transactions were real."""
    with without_triggers():
        flush(operations, statements)
