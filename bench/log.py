"""A log of any length, and how long its list and a run over its chains take there.

`python -m bench.log list|chain LENGTH ...` on the database of the settings: one line of JSON, seconds by length.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from tests.environment import ROOT, without_settings
from tests.postgres import CARELESS, PostgresMissing, cluster

ORGANISATION = 7
LOOKS = 300
RUNS = 25
ROUNDS = 4
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


def seconds_by_length(what: str, *lengths: int) -> dict[str, list[float]]:
    """Seconds at each length by database; PostgreSQL is left out where it is not installed."""
    found = {}
    for name, database in (("sqlite", _file), ("postgresql", partial(cluster, *CARELESS))):
        try:
            with ExitStack() as stack:
                found[name] = _in_turn(what, lengths, [stack.enter_context(database()) for _ in lengths])
        except PostgresMissing as missing:
            print(missing, file=sys.stderr)
    return found


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        yield f"sqlite:///{folder}/log.sqlite3"


def _in_turn(what: str, lengths: tuple[int, ...], databases: list[str]) -> list[float]:
    """The quickest of several rounds at each length; in turn, so that all see the same machine."""
    pairs = list(zip(lengths, databases, strict=True))
    rounds = [[_measured(what, length, database) for length, database in pairs] for _ in range(ROUNDS)]
    return [min(seconds) for seconds in zip(*rounds, strict=True)]


def _measured(what: str, length: int, database: str) -> float:
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        environment = without_settings() | {
            "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
            "TRYGGA_DEMO": "1",
            "TRYGGA_VAR": folder,
            "TRYGGA_DATABASE": database,
        }
        command = [sys.executable, "-m", "bench.log", what, str(length)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout))


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
    return max(min(_seconds(page) for _ in range(LOOKS)) for page in pages)


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
        found.append(_seconds(extend_chains))
    return min(found)


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


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
