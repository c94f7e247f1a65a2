"""A run over the chains that finds 100 new entries, at 1,000 and at 1,000,000 that were chained before: within 20 %."""

from bench.by_length import figures_by_length
from bench.figures import Figure


def measure() -> list[Figure]:
    """The quickest of many runs, on both databases."""
    return figures_by_length("audit-chain", module="bench.log", what="chain", short=1_000, long=1_000_000)
