"""The same thing timed in databases of two lengths, on SQLite and on PostgreSQL: each length in a process of its own.

The module that is named is run as `python -m MODULE WHAT LENGTH` on the database of the settings, which it fills to
that length where it is still empty. It prints one line of JSON: a number, of seconds or of queries.
"""

import time
from collections.abc import Callable

from bench.databases import named, on_each_database, run_on
from bench.figures import Figure

ROUNDS = 4


def figures_by_length(question: str, *, module: str, what: str, short: int, long: int) -> list[Figure]:
    """Milliseconds at `long` beside those at `short`, within 20 %; a figure for each database."""
    return [
        Figure(
            question=named(question, database),
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
        Figure(question=named(question, database), value=many, baseline=few, budget=budget, unit="queries")
        for database, (few, many) in _by_length(module, what, (short, long), 1).items()
    ]


def seconds_of(do: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _by_length(module: str, what: str, lengths: tuple[int, int], rounds: int) -> dict[str, list[float]]:
    """The figure at each length by database: the least of several rounds, in turn, so that all see the same machine."""

    def measure(*databases: str) -> list[float]:
        pairs = list(zip(lengths, databases, strict=True))
        found = [[float(run_on(at, "-m", module, what, str(length))) for length, at in pairs] for _ in range(rounds)]
        return [min(figures) for figures in zip(*found, strict=True)]

    return on_each_database(measure, copies=len(lengths))
