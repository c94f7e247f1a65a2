"""A neighbour who was told "stored" can rely on it, even if the server is killed that very moment."""

import json
import random
import sqlite3
import threading
from collections import Counter
from contextlib import closing, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.demo_ring import opened_ring
from tests.parcels import SEEN, sealed_parcels
from tests.servers import DemoServer, demo, wait_until
from trygga.lib import sealing

REPORTS = 2000
SENDERS = 16
KILLS = 10
SLOWEST_SECONDS = 300

Parcel = dict[str, Any]


class Sender(threading.Thread):
    """Sends one report after the other as a browser does: without an answer, or after a 500, the same goes again."""

    def __init__(self, port: int, parcels: list[Parcel], given_up: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.parcels = parcels
        self.given_up = given_up
        self.answers: dict[str, int] = {}
        self.retries = 0

    def run(self) -> None:
        for parcel in self.parcels:
            body = json.dumps(parcel).encode()
            while not self.given_up.is_set() and (status := self.post(body)) is None:
                self.retries += 1
                self.given_up.wait(0.05)
            self.answers[parcel["report"]] = status or 0

    def post(self, body: bytes) -> int | None:
        """The status of the answer; None where none came."""
        host = f"localhost:{self.port}"
        headers = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection), suppress(OSError, HTTPException):
            connection.request("POST", "/sv/write/send/", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status if answer.status < 500 else None
        return None


def have_answers(senders: list[Sender], least: int) -> bool:
    return sum(len(sender.answers) for sender in senders) >= least


def kill_at_random(server: DemoServer, senders: list[Sender], dice: random.Random) -> None:
    """Kill the whole server, and start it again on the same port and data, KILLS times while reports come in."""
    port = server.port
    for count in sorted(dice.sample(range(REPORTS // 50, REPORTS * 19 // 20), KILLS)):
        wait_until(partial(have_answers, senders, count), seconds=SLOWEST_SECONDS, what=f"{count} answers")
        threading.Event().wait(dice.uniform(0, 0.05))
        server.kill()
        server.start(port=port)


def stored(database: Path) -> list[sqlite3.Row]:
    """Every stored report, after SQLite has found its file whole."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        assert [tuple(row) for row in connection.execute("PRAGMA integrity_check")] == [("ok",)]
        arrivals = "SELECT COUNT(*) FROM audit_entry WHERE event = 'concerns:report:received'"
        rows = connection.execute("SELECT * FROM concerns_sealedreport").fetchall()
        assert connection.execute(arrivals).fetchone()[0] == len(rows)
        return rows


@pytest.mark.slow
def test_acknowledged_reports_survive_kills(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    with demo(tmp_path / "var", TRYGGA_PROOF_BITS="0") as server:
        parcels = list(sealed_parcels(server, REPORTS))
        given_up = threading.Event()
        senders = [Sender(server.port, parcels[first::SENDERS], given_up) for first in range(SENDERS)]
        for sender in senders:
            sender.start()
        try:
            kill_at_random(server, senders, random.Random(seed))
            for sender in senders:
                sender.join(timeout=SLOWEST_SECONDS)
        finally:
            given_up.set()
        rows, ring = stored(server.var / "trygga.sqlite3"), opened_ring(server)
    answers = {report: status for sender in senders for report, status in sender.answers.items()}
    statuses = Counter(answers.values())
    retries = sum(sender.retries for sender in senders)
    print(f"\n{KILLS} kills (seed {seed}), {retries} retries: {statuses[201]} x 201, {statuses[200]} x 200")
    assert (len(answers), statuses[201] + statuses[200]) == (REPORTS, REPORTS)
    assert (len(rows), {row["id"] for row in rows} ^ answers.keys()) == (REPORTS, set())
    for row in rows:
        assert opened(row, parcels[0], ring) == (SEEN, row["id"])


def opened(row: sqlite3.Row, parcel: Parcel, ring: sealing.Ring) -> tuple[str, str]:
    """What its writer saw and believed, read as a member reads it."""
    place = sealing.Place(
        programme="jonkoping",
        organisation=parcel["organisation"],
        unit=parcel["unit"],
        epoch=row["epoch"],
        report=row["id"],
    )
    report = sealing.open_report(
        row["report_identity"], row["sealed_report"], place=place, ring_identity=ring.identity(row["epoch"])
    )
    return report.concern["seen"], report.concern["believed"]
