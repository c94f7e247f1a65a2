"""The database refuses to change the log, on both databases, in SQL of any kind; and what is amiss is named."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories.audit import entries_of
from tests.triggers import drop_triggers, execute, rows_of, without_triggers
from trygga.audit.models import Entry, Event
from trygga.audit.protection import EXPECTED, PROTECTED, missing_triggers
from trygga.audit.services import extend_chains, heads_to_mail, record

STATEMENTS = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE {key} = (SELECT MAX({key}) FROM {table})",
]
OF_SQLITE = ["REPLACE INTO {table} SELECT * FROM {table}", "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]
OF_POSTGRESQL = [
    "TRUNCATE {table}",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}",
]
COLUMNS = {"audit_entry": ("day", "id"), "audit_link": ("hash", "entry"), "audit_notedhead": ("hash", "id")}


@pytest.fixture
def log(db: None) -> None:
    entries_of(7, None, 7)
    extend_chains()
    list(heads_to_mail(day=date(2026, 2, 7)))


def everything() -> list[list[tuple[object, ...]]]:
    return [sorted(rows_of(f"SELECT * FROM {table}")) for table in PROTECTED]


@pytest.mark.parametrize("table", PROTECTED)
def test_log_refuses_every_statement_that_changes_it(log: None, table: str) -> None:
    before = everything()
    column, key = COLUMNS[table]
    for statement in [*STATEMENTS, *(OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRESQL)]:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            execute(statement.format(table=table, column=column, key=key))
    assert everything() == before
    assert all(before)


def test_log_refuses_what_the_program_itself_could_do(log: None) -> None:
    entry = Entry.objects.earliest("pk")
    for change in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(actor=1)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_missing_triggers_are_named(log: None) -> None:
    assert missing_triggers() == []
    drop_triggers()
    assert missing_triggers() == sorted(EXPECTED[connection.vendor])


@pytest.mark.django_db
def test_triggers_that_are_switched_off_are_named() -> None:
    with without_triggers():
        assert missing_triggers() == sorted(EXPECTED[connection.vendor])
    assert missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forward_and_lose_no_entry() -> None:
    record(Event.SIGNED_IN, programme=None, organisation=None, actor=3)
    entries_of(7)
    before = list(Entry.objects.order_by("pk").values_list())
    try:
        call_command("migrate", "audit", "0001", verbosity=0)
        back = (missing_triggers(), rows_of("SELECT programme FROM audit_entry ORDER BY id"))
        execute("UPDATE audit_entry SET day = day")
    finally:
        call_command("migrate", verbosity=0)
    assert back == (sorted(EXPECTED[connection.vendor]), [(0,), (1,)])
    assert (list(Entry.objects.order_by("pk").values_list()), missing_triggers()) == (before, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_tables_are_emptied_after_tests_with_real_transactions(turn: int) -> None:
    assert (Entry.objects.count(), missing_triggers()) == (0, [])
    entries_of(7)
