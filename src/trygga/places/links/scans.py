"""Counting scans, without anybody waiting for it.

A scan only adds one to a number in this process; a thread of its own writes the numbers every few seconds, all in one
transaction. While the database is locked, read only or away, they wait in memory and the redirects go on. A process
that is stopped or killed forgets the scans of its last seconds: a count of posters is not worth more.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import Error, connection, transaction
from django.http import HttpRequest

from trygga.places.models import PosterBatch, ScanCount

logger = logging.getLogger(__name__)
SECONDS = 3.0

PREVIEWS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|externalhit|externalagent|facebookcatalog|whatsapp|embedly|vkshare|iframely"
    r"|mastodon|pleroma|http-?client|curl/|wget|python|java/|okhttp|axios|undici|node-fetch"
)
"""How programs call themselves that look at links in messages, search or check, in small letters. Cubot is a phone."""


@dataclass(frozen=True)
class Scans:
    """The posters of one batch, on one day of the programme's time zone."""

    batch: int
    day: date


def is_by_hand(request: HttpRequest) -> bool:
    """Whether somebody has opened this address, as far as can be told.

    Not: a HEAD, a browser that fetches ahead, part of another page, a program that makes previews of links.
    """
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    agent = request.headers.get("User-Agent", "").lower()
    return (
        request.method == "GET"
        and not any(purposes)
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and agent != ""
        and not PREVIEWS.search(agent)
    )


def count(scans: Scans) -> None:
    """One more; at once, and never an error."""
    _counter.add(scans)


def write_down() -> None:
    """Write what this process has counted; what the thread does every few seconds."""
    _counter.write_down()


def _write(counted: Mapping[Scans, int]) -> None:
    """Add these numbers to those in the database, in one transaction. Raises django.db.Error; then nothing was added.

    A batch that is not there (the database was begun afresh meanwhile) is left out.
    """
    counts, batches = (connection.ops.quote_name(model._meta.db_table) for model in (ScanCount, PosterBatch))
    number = connection.ops.quote_name("count")
    with transaction.atomic(), connection.cursor() as cursor:
        # In one order everywhere, so that two processes never wait for each other crosswise.
        for scans in sorted(counted, key=lambda one: (one.batch, one.day)):
            cursor.execute(
                f"INSERT INTO {counts} (programme_id, batch_id, day, {number}) "  # noqa: S608 - names of ours
                f"SELECT programme_id, id, %s, %s FROM {batches} WHERE id = %s "
                f"ON CONFLICT (batch_id, day) DO UPDATE SET {number} = {counts}.{number} + excluded.{number}",
                [connection.ops.adapt_datefield_value(scans.day), counted[scans], scans.batch],
            )


class ScanCounter:
    """The numbers of this process, and the thread that writes them; it starts with the first scan."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._counted: Counter[Scans] = Counter()
        self._something = threading.Event()
        self._thread: threading.Thread | None = None
        self._has_complained = False

    def add(self, scans: Scans) -> None:
        with self._lock:
            self._counted[scans] += 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._go_on, name="scans", daemon=True)
                self._thread.start()
        self._something.set()

    def take(self) -> Counter[Scans]:
        """All that was counted and not written; the next begin at nothing."""
        with self._lock:
            taken, self._counted = self._counted, Counter()
        return taken

    def write_down(self) -> None:
        """Write what was counted; where that fails, keep it for the next time."""
        taken = self.take()
        try:
            if taken:
                _write(taken)
            self._has_complained = False
        except Error:
            with self._lock:
                self._counted.update(taken)
            self._something.set()
            if not self._has_complained:
                logger.warning("Scans cannot be counted at the moment; they wait.")
            self._has_complained = True

    def _go_on(self) -> None:
        pause = threading.Event()
        while True:
            self._something.wait()
            pause.wait(self._seconds)
            self._something.clear()
            self.write_down()
            # No connection stands open in between: nobody scans for hours, and a database may go away and come back.
            connection.close()


_counter = ScanCounter()
