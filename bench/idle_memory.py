"""Memory of the server's processes after some requests, at rest: at most 150 MB each, against a bare Django."""

import json
import re
from pathlib import Path

from bench.figures import Figure
from bench.load import Clients, get, post
from bench.servers import bare_server, fresh_demo, workers_of
from bench.weights import languages_of
from tests.parcels import sealed_parcels

RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def measure() -> list[Figure]:
    """The largest process of each."""
    with fresh_demo() as real, bare_server() as bare, Clients() as clients:
        assert real.process is not None
        places = [f"/{language}/{page}" for language in languages_of(real) for page in ("", "write/", "answer/")]
        requests = [get(place, real.port) for place in places] * 10
        sealed = [post("/sv/write/send/", real.port, json.dumps(one).encode()) for one in sealed_parcels(real, 64)]
        clients.send(real.port, requests + sealed, at_once=8)
        clients.send(bare.port, [get("/trivial/", bare.port)] * 200, at_once=8)
        largest = _largest(real.process.pid)
        baseline = _largest(bare.process.pid)
    return [Figure(question="idle-memory", value=largest, baseline=baseline, budget="value <= 150", unit="MB/process")]


def _largest(process: int) -> float:
    """Resident memory in MB (10^6 bytes), what is shared with others included."""
    statuses = [Path(f"/proc/{one}/status").read_text() for one in (process, *workers_of(process))]
    return max(int(found[1]) * 1024 / 1e6 for found in map(RESIDENT.search, statuses) if found)
