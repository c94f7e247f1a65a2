"""Single rows, read and stored without building their statement anew each time.

Where one row is looked up by a key, Django's compiler takes ten times as long as the database: too long on the way of
every page and of every report (`make bench`). Models remain the only description of the tables.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = TypeVar("Row", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]


def find(model: type[Row], **key: Any) -> Row | None:
    """The row whose columns (by field name, all in one unique constraint) have these values; None where none has."""
    found = select(model, _where(model, tuple(key)), list(key.values()))
    return found[0] if found else None


def select(model: type[Row], rest: str, parameters: Sequence[Any]) -> list[Row]:
    """The rows that `rest` (from WHERE on, with the table called `one`) leaves."""
    statement = f"SELECT {columns(model, 'one')} FROM {_quoted(model._meta.db_table)} one {rest}"  # noqa: S608 - ours
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [from_values(model, values) for values in cursor.fetchall()]


@lru_cache
def columns(model: type[models.Model], alias: str) -> str:
    """The model's columns in the order of its fields, for the SELECT of a statement that calls its table `alias`."""
    return ", ".join(f"{alias}.{_quoted(field.column)}" for field in model._meta.concrete_fields)


def from_values(model: type[Row], values: Sequence[Any]) -> Row:
    """The instance of what the database gave for `columns`."""
    database = _database()
    names, converters = _reading(model, database.vendor)
    converted = list(values)
    for position, convert, column in converters:
        converted[position] = convert(converted[position], column, database)
    return model.from_db(database.alias, names, converted)


def insert(row: models.Model) -> None:
    """Store a new row, as `save(force_insert=True)` does but without signals and without fetching a key.

    Raises IntegrityError where a constraint forbids it.
    """
    database = _database()
    statement, fields = _insertion(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), database) for field in fields]
    with database.cursor() as cursor:
        cursor.execute(statement, values)


@lru_cache
def _reading(model: type[models.Model], vendor: str) -> tuple[list[str], list[tuple[int, Converter, Any]]]:
    """The names of the fields, and what turns a value of the database into Python's, by position."""
    fields = model._meta.concrete_fields
    converters = [
        (position, convert, field.cached_col)
        for position, field in enumerate(fields)
        for convert in (*connection.ops.get_db_converters(field.cached_col), *field.get_db_converters(connection))
    ]
    return [field.attname for field in fields], converters


@lru_cache
def _where(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns_of = {field.name: field.column for field in model._meta.concrete_fields}
    return "WHERE " + " AND ".join(f"one.{_quoted(columns_of[name])} = %s" for name in names)


@lru_cache
def _insertion(model: type[models.Model]) -> tuple[str, list["models.Field[Any, Any]"]]:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = _quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({places})", fields  # noqa: S608 - only names of ours are put in


def _database() -> BaseDatabaseWrapper:
    """This thread's connection itself: `django.db.connection` looks it up again for every attribute."""
    return connections[DEFAULT_DB_ALIAS]


def _quoted(name: str | None) -> str:
    assert name is not None  # only fields without a column have none
    return connection.ops.quote_name(name)
