"""A page of organisations at 100 and at 100,000, on both databases: within 20 %, and as many queries."""

from bench.by_length import counts_by_length, figures_by_length
from bench.figures import Figure

MODULE, SHORT, LONG = "bench.people", 100, 100_000


def measure() -> list[Figure]:
    """The slowest of all pages, each the quickest of many looks; and the queries of all pages together."""
    return [
        *figures_by_length("organisations-list", module=MODULE, what="organisations", short=SHORT, long=LONG),
        *counts_by_length(
            "organisations-list:queries", module=MODULE, what="organisations-queries", short=SHORT, long=LONG
        ),
    ]
