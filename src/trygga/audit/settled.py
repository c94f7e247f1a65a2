"""Up to which id the log is settled: every entry that will ever have such an id is there, for all to see.

So only what comes after has to be looked at for entries without a link, however long the log is. SQLite has one writer
at a time: what is there is settled. PostgreSQL gives out ids before others see the rows, so a smaller id may appear
after a larger one. There every transaction that writes to the log holds a lock on its table, from before it draws an id
until it ends; arrivals take no further one. An id up to the newest is settled once nobody who held such a lock *after*
the newest was seen still does.
"""

from django.db import connection
from django.db.models import Max

from trygga.audit.models import ChainProgress, Entry

# All but this connection's own: it sees what it has written, and nobody chains within a longer transaction.
WRITERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
     WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND relation = %s::regclass AND pid IS DISTINCT FROM pg_backend_pid()
"""


def newest_id() -> int:
    """The largest id that can be seen."""
    return Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0


def settled_to(progress: ChainProgress) -> int:
    """The largest id known to be settled. To be called with the row locked; statements after this see all up to it.

    Where somebody is writing, `ceiling` and `writers` of the row keep what was seen, for a later call to find settled.
    """
    newest = newest_id()
    writing = _writers()  # Only now: whoever drew an id up to the newest has had the lock since before.
    if not writing:
        return newest
    if not writing.isdisjoint(progress.writers.split()):
        return progress.settled
    proven, progress.ceiling, progress.writers = progress.ceiling, newest, " ".join(sorted(writing))
    return proven


def _writers() -> set[str]:
    """The transactions that have written to the log and not ended."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [Entry._meta.db_table])
        return {writer for (writer,) in cursor.fetchall()}
