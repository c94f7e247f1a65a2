"""How the import's set-based SQL is written and run: the same text on SQLite and PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from trygga.places.models import (
    Area,
    Building,
    Estate,
    Home,
    Import,
    ImportedRow,
    ImportFault,
    PlannedChange,
    Stairwell,
)

TABLES = {
    "areas": Area,
    "estates": Estate,
    "buildings": Building,
    "stairwells": Stairwell,
    "homes": Home,
    "rows": ImportedRow,
    "faults": ImportFault,
    "plan": PlannedChange,
}
"""Statements name tables so, in braces: `FROM {rows} r`."""

_NAMES = {name: f'"{model._meta.db_table}"' for name, model in TABLES.items()}


def run(statement: str, source: Import, **parameters: Any) -> int:
    """Run one statement; how many rows it touched. `%(source)s` and `%(landlord)s` are always known."""
    with connection.cursor() as cursor:
        cursor.execute(*_whole(statement, source, parameters))
        return int(cursor.rowcount)


def ask(statement: str, source: Import, **parameters: Any) -> list[tuple[Any, ...]]:
    """What one SELECT finds."""
    with connection.cursor() as cursor:
        cursor.execute(*_whole(statement, source, parameters))
        return list(cursor.fetchall())


def _whole(statement: str, source: Import, parameters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    known = {"source": source.pk, "landlord": source.landlord_id, "programme": source.programme_id}
    return statement.format(**_NAMES), known | parameters


def store(model: type[models.Model], names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Store many rows without making instances of them; on PostgreSQL by COPY."""
    columns = ", ".join(f'"{name}"' for name in names)
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values))


def know_the_tables(*names: str) -> None:
    """Let the database look at tables that have just been filled, so that it joins them by the right way."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ANALYZE {_NAMES[name]}")


def know_the_register() -> None:
    """The same of the register: without it PostgreSQL reads all homes anew for each door that is counted."""
    if connection.vendor == "postgresql":
        know_the_tables("estates", "buildings", "stairwells", "homes")
