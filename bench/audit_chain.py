"""A run over the chains that finds 100 new entries, at 1,000 and at 1,000,000 that were chained before: within 20 %."""

from bench.figures import Figure
from bench.log import seconds_by_length


def measure() -> list[Figure]:
    """The quickest of many runs, on both databases."""
    return [
        Figure(
            question="audit-chain" if database == "sqlite" else f"audit-chain:{database}",
            value=long * 1000,
            baseline=short * 1000,
            budget="ratio <= 1.2",
            unit="ms",
        )
        for database, (short, long) in seconds_by_length("chain", 1_000, 1_000_000).items()
    ]
