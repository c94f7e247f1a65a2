"""The log as an organisation reads it."""

from dataclasses import dataclass

from django.db import connection

from trygga.audit.models import Entry
from trygga.web import rows

PAGE_SIZE = 50
LARGEST_ID = 2**63 - 1
# The same rows, along the index `audit_by_organisation` on both. From the first form PostgreSQL at times takes the key
# of the table and walks back past all that is others'; from the second SQLite uses the first column of the index alone.
PAGE_OF = {
    "sqlite": """
        WHERE one.programme = %s AND one.organisation = %s AND one.id < %s
        ORDER BY one.id DESC
    """,
    "postgresql": """
        WHERE (one.programme, one.organisation) >= (%s, %s)
          AND (one.programme, one.organisation, one.id) < (%s, %s, %s)
        ORDER BY one.programme DESC, one.organisation DESC, one.id DESC
    """,
}


@dataclass(frozen=True)
class Page:
    """Entries, newest first; `before` asks for the page of older ones, None where there are none."""

    entries: list[Entry]
    before: int | None


def entries_of(*, programme: int, organisation: int, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of an organisation's log: one query, as fast on the last page as on the first.

    `before` is what the page before gave. The order is that of ids, which is nearly, not strictly, that of the chain.
    """
    whose = [programme, organisation]
    twice = whose if connection.vendor == "postgresql" else []
    parameters = [*twice, *whose, LARGEST_ID if before is None else before, size + 1]
    found = rows.select(Entry, f"{PAGE_OF[connection.vendor]} LIMIT %s", parameters)
    has_older = len(found) > size
    return Page(found[:size], found[size - 1].pk if has_older else None)
