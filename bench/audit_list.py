"""A page of an organisation's log at 100 and at 100,000 entries, on both databases: within 20 %."""

from bench.figures import Figure
from bench.log import seconds_by_length


def measure() -> list[Figure]:
    """The quickest of many looks at the newest and the oldest page; the log holds as many of another organisation."""
    return [
        Figure(
            question="audit-list" if database == "sqlite" else f"audit-list:{database}",
            value=long * 1000,
            baseline=short * 1000,
            budget="ratio <= 1.2",
            unit="ms",
        )
        for database, (short, long) in seconds_by_length("list", 100, 100_000).items()
    ]
