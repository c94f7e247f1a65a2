"""A page of organisations at 100 and at 100,000, on both databases: within 20 %, and as many queries."""

from bench.by_length import counts_by_length, figures_by_length
from bench.figures import Figure


def measure() -> list[Figure]:
    """The slowest of all pages, each the quickest of many looks; and the queries of all pages together."""
    size = {"module": "bench.people", "short": 100, "long": 100_000}
    return [
        *figures_by_length("organisations-list", what="organisations", **size),
        *counts_by_length("organisations-list:queries", what="organisations-queries", **size),
    ]
