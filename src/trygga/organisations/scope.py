"""The programme that is being worked in: set once for each request of the office, read by every query of its tables.

Outside a request of the office (commands, migrations, the other origins) nothing is narrowed: there, each query names
its programme itself. Inside one, a person who works in no programme sees no row at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from django.db.models import QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any])


class _Everywhere:
    """No narrowing."""


EVERYWHERE: Final = _Everywhere()
_programme: ContextVar[int | _Everywhere | None] = ContextVar("programme", default=EVERYWHERE)


@contextmanager
def within(programme: int | _Everywhere | None) -> Iterator[None]:
    """Narrow what is read to one programme; None: to nothing; EVERYWHERE: not at all."""
    before = _programme.set(programme)
    try:
        yield
    finally:
        _programme.reset(before)


def programme_in_scope() -> int | None:
    """The programme that is being worked in; None where there is none, or where nothing is narrowed."""
    programme = _programme.get()
    return None if isinstance(programme, _Everywhere) else programme


def scoped(rows: Rows) -> Rows:
    """Of these rows, those of the programme that is being worked in."""
    programme = _programme.get()
    # No row is without a programme, so None finds none.
    return rows if isinstance(programme, _Everywhere) else rows.filter(programme=programme)
