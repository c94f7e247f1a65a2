"""The same thing timed in databases of two lengths, on SQLite and on PostgreSQL: each length in a process of its own.

The module that is named is run as `python -m MODULE WHAT LENGTH` on the database of the settings, which it fills to
that length where it is still empty. It prints one line of JSON: a number, of seconds or of queries.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from bench.figures import Figure
from tests.environment import ROOT, without_settings
from tests.postgres import CARELESS, PostgresMissing, cluster

ROUNDS = 4


def figures_by_length(question: str, *, module: str, what: str, short: int, long: int) -> list[Figure]:
    """Milliseconds at `long` beside those at `short`, within 20 %; a figure for each database."""
    return [
        Figure(
            question=_named(question, database),
            value=slow * 1000,
            baseline=quick * 1000,
            budget="ratio <= 1.2",
            unit="ms",
        )
        for database, (quick, slow) in _by_length(module, what, (short, long), ROUNDS).items()
    ]


def counts_by_length(
    question: str, *, module: str, what: str, short: int, long: int, budget: str = "ratio == 1"
) -> list[Figure]:
    """A number of queries at `long` beside that at `short`: the same, unless told; a figure for each database."""
    return [
        Figure(question=_named(question, database), value=many, baseline=few, budget=budget, unit="queries")
        for database, (few, many) in _by_length(module, what, (short, long), 1).items()
    ]


def _named(question: str, database: str) -> str:
    return question if database == "sqlite" else f"{question}:{database}"


def seconds_of(do: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _by_length(module: str, what: str, lengths: tuple[int, int], rounds: int) -> dict[str, list[float]]:
    """The figure at each length by database; PostgreSQL is left out where it is not installed."""
    found = {}
    for name, database in (("sqlite", file_database), ("postgresql", partial(cluster, *CARELESS))):
        try:
            with ExitStack() as stack:
                databases = [stack.enter_context(database()) for _ in lengths]
                found[name] = _in_turn(module, what, lengths, rounds, databases)
        except PostgresMissing as missing:
            print(missing, file=sys.stderr)
    return found


@contextmanager
def file_database() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        yield f"sqlite:///{folder}/rows.sqlite3"


def _in_turn(module: str, what: str, lengths: tuple[int, int], rounds: int, databases: list[str]) -> list[float]:
    """The least of several rounds at each length; in turn, so that all see the same machine."""
    pairs = list(zip(lengths, databases, strict=True))
    found = [[_measured(module, what, length, database) for length, database in pairs] for _ in range(rounds)]
    return [min(figures) for figures in zip(*found, strict=True)]


def _measured(module: str, what: str, length: int, database: str) -> float:
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        environment = without_settings() | {
            "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
            "TRYGGA_DEMO": "1",
            "TRYGGA_VAR": folder,
            "TRYGGA_DATABASE": database,
        }
        command = [sys.executable, "-m", module, what, str(length)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout))
