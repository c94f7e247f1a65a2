"""Whether the database still refuses to change the log, as `migrations/0004_append_only.py` has told it to."""

from django.db import connection

PROTECTED = ("audit_entry", "audit_link", "audit_notedhead")
EXPECTED = {
    "sqlite": {f"{table}_no_{verb}" for table in PROTECTED for verb in ("update", "delete")},
    "postgresql": {f"{table}_append_only" for table in PROTECTED},
}
# A trigger that is switched off ("D") or fires for copies of the database alone ("R") refuses nothing here.
ACTIVE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


def missing_triggers() -> list[str]:
    """The names of triggers that ought to be there and refuse, and do not."""
    with connection.cursor() as cursor:
        cursor.execute(ACTIVE[connection.vendor])
        return sorted(EXPECTED[connection.vendor] - {name for (name,) in cursor.fetchall()})
