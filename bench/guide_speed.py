"""Guide page, made anew for every request, against a trivial view of the same server; and its queries."""

import subprocess
import sys
from statistics import median

from bench.figures import Figure
from bench.load import Clients, get
from bench.servers import fresh_demo
from bench.weights import languages_of
from tests.environment import ROOT, without_settings
from tests.servers import DemoServer

ROUNDS = 5
AT_ONCE = 4
QUERIES = """
import django, sys
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(headers={"host": "localhost"})
counts = []
for path in sys.argv[1:]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200, path
    counts.append(len(queries))
print(max(counts))
"""


def measure() -> list[Figure]:
    """The rate beside /healthz (same processes and middleware, no database), and the most queries of any guide page."""
    with fresh_demo() as server, Clients() as clients:
        pages = [f"/{language}/a/{area}/" for language in languages_of(server) for area in server.facts["areas"]]
        guide = [get(page, server.port) for page in pages] * 10
        trivial = [get("/healthz", server.port)] * len(guide) * 10
        rounds = [
            (
                clients.send(server.port, guide, at_once=AT_ONCE).rate,
                clients.send(server.port, trivial, at_once=AT_ONCE).rate,
            )
            for _ in range(1 + ROUNDS)
        ][1:]
        queries = _most_queries(server, pages)
    return [
        Figure(
            question="guide-speed",
            value=median(rate for rate, _ in rounds),
            baseline=median(rate for _, rate in rounds),
            budget=f"ratio >= {1 / 15:.4f}",
            unit="pages/s",
        ),
        Figure(question="guide-speed:queries", value=queries, budget="value <= 6", unit="queries"),
    ]


def _most_queries(server: DemoServer, pages: list[str]) -> int:
    environment = without_settings() | {
        "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
        "TRYGGA_DEMO": "1",
        "TRYGGA_VAR": str(server.var),
    }
    command = [sys.executable, "-c", QUERIES, *pages]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout)
