"""Sealed reports taken in by the real server, beside a bare Django that stores the same bytes."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from statistics import median

from bench.load import Clients, Round, post
from bench.servers import bare_server, fresh_demo
from tests.parcels import sealed_parcels
from tests.servers import DemoServer

ROUNDS = 5
WARM_UP = 64


@dataclass(frozen=True)
class Accepted:
    """Rates in reports a second (medians of the rounds), latencies in milliseconds over all rounds."""

    rate: float
    bare_rate: float
    p50: float
    p99: float
    wrong: int


def accept(*, at_once: int, each_round: int) -> Accepted:
    """Send distinct sealed reports, `at_once` at a time; real and bare in turn, so that both see the same machine.

    `wrong` counts reports that were not acknowledged as new, and rows that are missing, doubled or not ours.
    """
    with fresh_demo() as real, bare_server() as bare, Clients() as clients:
        parcels = [json.dumps(parcel).encode() for parcel in sealed_parcels(real, WARM_UP + ROUNDS * each_round)]
        starts = [0, *range(WARM_UP, len(parcels), each_round)]
        rounds: list[tuple[Round, Round]] = []
        for start in starts:
            bodies = parcels[start : start + (each_round if start else WARM_UP)]
            sealed = [post("/sv/write/send/", real.port, body) for body in bodies]
            same = [post("/store/", bare.port, body) for body in bodies]
            of_real = clients.send(real.port, sealed, at_once=at_once)
            rounds.append((of_real, clients.send(bare.port, same, at_once=at_once)))
        wrong = _refused(rounds) + _not_once(real, {json.loads(parcel)["report"] for parcel in parcels})
    measured = rounds[1:]
    latencies = sorted(latency for real_round, _ in measured for latency in real_round.latencies)
    return Accepted(
        rate=median(real_round.rate for real_round, _ in measured),
        bare_rate=median(bare_round.rate for _, bare_round in measured),
        p50=latencies[len(latencies) // 2] * 1000,
        p99=latencies[len(latencies) * 99 // 100] * 1000,
        wrong=wrong,
    )


def _refused(rounds: list[tuple[Round, Round]]) -> int:
    statuses = Counter(status for pair in rounds for one in pair for status in one.statuses)
    return statuses.total() - statuses[201]


def _not_once(server: DemoServer, sent: set[str]) -> int:
    """How many reports the database does not hold exactly once, or holds though nobody sent them."""
    database = sqlite3.connect(server.var / "trygga.sqlite3")
    stored = Counter(row[0] for row in database.execute("SELECT id FROM concerns_sealedreport"))
    database.close()
    return sum(stored[report] != 1 for report in sent) + len(stored.keys() - sent)
