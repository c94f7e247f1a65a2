"""Single rows, read and stored without building their statement anew each time.

Where one row is looked up by a key, Django's compiler takes ten times as long as the database: too long on the way of
every page and of every report (`make bench`). Models remain the only description of the tables.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def find(model: type[Row], **key: Any) -> Row | None:
    """The row whose columns (by field name, all in one unique constraint) have these values; None where none has."""
    with connection.cursor() as cursor:
        cursor.execute(_lookup(model, tuple(key)), list(key.values()))
        found = cursor.fetchone()
    return from_values(model, found) if found else None


def columns(model: type[models.Model], alias: str) -> str:
    """The model's columns in the order of its fields, for the SELECT of a statement that calls its table `alias`."""
    return ", ".join(f"{alias}.{connection.ops.quote_name(field.column)}" for field in model._meta.concrete_fields)


def from_values(model: type[Row], values: Sequence[Any]) -> Row:
    """The instance of what the database gave for `columns`."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    return model.from_db(connection.alias, names, list(map(_from_database, fields, values)))


def insert(row: models.Model) -> None:
    """Store a new row, as `save(force_insert=True)` does but without signals and without fetching a key.

    Raises IntegrityError where a constraint forbids it.
    """
    statement, fields = _insertion(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _from_database(field: "models.Field[Any, Any]", value: Any) -> Any:
    column = field.cached_col
    for convert in (*connection.ops.get_db_converters(column), *field.get_db_converters(connection)):
        value = convert(value, column, connection)
    return value


@lru_cache
def _lookup(model: type[models.Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    where = " AND ".join(f"one.{quote(model._meta.get_field(name).column)} = %s" for name in names)
    return f"SELECT {columns(model, 'one')} FROM {quote(model._meta.db_table)} one WHERE {where}"


@lru_cache
def _insertion(model: type[models.Model]) -> tuple[str, list["models.Field[Any, Any]"]]:
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})", fields
