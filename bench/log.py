"""A log of any length, and how long its list and a run over its chains take there.

`python -m bench.log list|chain LENGTH ...` on the database of the settings: one line of JSON, seconds by length.
"""

import json
import os
import sys
from functools import partial

from bench.by_length import seconds_of

ORGANISATION = 7
LOOKS = 300
RUNS = 25
NEW = 100
SETTLE = "INSERT INTO audit_chainprogress (id, settled, ceiling, writers) SELECT 1, MAX(id), 0, '' FROM audit_entry"
ENTRIES = """
    INSERT INTO audit_entry (event, programme, organisation, actor, subject, day)
    WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < %s)
    SELECT 'concerns:report:received', 1, %s, NULL, '', '2026-02-07' FROM counted
"""
# Hashes that fit nothing: how long a run takes does not depend on them.
LINKS = f"""
    INSERT INTO audit_link (entry, chain, number, hash)
    SELECT id, organisation, ROW_NUMBER() OVER (ORDER BY id), '{"ab" * 32}' FROM audit_entry
"""
ENDS = """
    INSERT INTO audit_chain (organisation, number, hash)
    SELECT chain, MAX(number), MAX(hash) FROM audit_link GROUP BY chain
"""


# ---- in a process of its own ----
def fill(length: int, *, is_chained: bool) -> None:
    """So many entries of one organisation and as many of another."""
    from django.db import connection

    with connection.cursor() as cursor:
        for organisation in (ORGANISATION, ORGANISATION + 1):
            cursor.execute(ENTRIES, [length // 2 if is_chained else length, organisation])
        if is_chained:
            for statement in (LINKS, ENDS, SETTLE):
                cursor.execute(statement)
        cursor.execute("ANALYZE")


def looks() -> float:
    """The quickest look at the newest page or at the oldest full one, whichever takes longer."""
    from trygga.audit.models import Entry
    from trygga.audit.queries import PAGE_SIZE, entries_of

    oldest = Entry.objects.filter(organisation=ORGANISATION).order_by("pk")[PAGE_SIZE].pk
    pages = [partial(entries_of, programme=1, organisation=ORGANISATION, before=before) for before in (None, oldest)]
    return max(min(seconds_of(page) for _ in range(LOOKS)) for page in pages)


def runs() -> float:
    """The quickest run of the loop that finds a hundred new entries; what others do on the machine only adds to it."""
    from django.db import transaction

    from trygga.audit.models import Event
    from trygga.audit.services import extend_chains, record

    found = []
    for _ in range(RUNS):
        with transaction.atomic():
            for _ in range(NEW):
                record(Event.REPORT_RECEIVED, programme=1, organisation=ORGANISATION)
        found.append(seconds_of(extend_chains))
    return min(found)


def main(what: str, length: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from trygga.audit.models import Entry

    call_command("migrate", "audit", verbosity=0)
    if not Entry.objects.exists():
        fill(int(length), is_chained=what == "chain")
    print(json.dumps(runs() if what == "chain" else looks()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trygga.config.settings")
    main(*sys.argv[1:])
