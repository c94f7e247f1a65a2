"""A page of an organisation's log at 100 and at 100,000 entries, on both databases: within 20 %."""

from bench.by_length import figures_by_length
from bench.figures import Figure


def measure() -> list[Figure]:
    """The quickest of many looks at the newest and the oldest page; the log holds as many of another organisation."""
    return figures_by_length("audit-list", module="bench.log", what="list", short=100, long=100_000)
