"""One page of the outbox with 100 and with 100,000 rows, on the database at hand (SQLite by default)."""

import json
import os
import subprocess
import sys
import tempfile

from bench.figures import Figure
from tests.environment import ROOT, without_settings

FEW, MANY = 100, 100_000
ROUNDS = 7
# In a process of its own: the settings are read once. Prints queries and time of a page (of each round the best).
MEASURE = """
import json, sys, time, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.notifications import DeadFactory
from trygga.notifications.models import Notice
from trygga.notifications.queries import outbox_page, oldest_waiting

def fill(rows):
    held = Notice.objects.count()
    for start in range(held, rows, 1000):
        Notice.objects.bulk_create(DeadFactory.build_batch(min(1000, rows - start), programme=7))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

def page(before):
    began = time.perf_counter()
    assert len(outbox_page(programme=7, state=Notice.State.DEAD, before=before).notices) == 50
    oldest_waiting()
    return time.perf_counter() - began

def measure(rows):
    fill(rows)
    middle = sorted(Notice.objects.values_list("pk", flat=True))[rows // 2]
    with CaptureQueriesContext(connection) as queries:
        page(None)
    for _ in range(20):
        page(middle)
    times = [min(page(None) + page(middle) for _ in range(30)) / 2 for _ in range(int(sys.argv[1]))]
    return {"queries": len(queries), "ms": sorted(times)[len(times) // 2] * 1000}

call_command("migrate", verbosity=0)
print(json.dumps([measure(int(rows)) for rows in sys.argv[2:]]))
"""


def measure() -> list[Figure]:
    """The time of a page (first and middle) beside the same with few rows, and the queries with many."""
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        chosen = os.environ.get("TRYGGA_DATABASE")
        environment = without_settings() | {
            "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
            "TRYGGA_DEMO": "1",
            "TRYGGA_VAR": folder,
            **({"TRYGGA_DATABASE": chosen} if chosen else {}),
        }
        command = [sys.executable, "-c", MEASURE, str(ROUNDS), str(FEW), str(MANY)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    few, many = json.loads(done.stdout)
    return [
        Figure(question="outbox-list", value=many["ms"], baseline=few["ms"], budget="ratio <= 1.2", unit="ms a page"),
        Figure(
            question="outbox-list:queries",
            value=many["queries"],
            baseline=few["queries"],
            budget="ratio == 1",
            unit="queries",
        ),
    ]
