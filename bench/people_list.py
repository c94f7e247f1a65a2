"""Roles, members, invitations: a page at 100 and at 100,000 of each, on both databases: within 20 %, same queries."""

from bench.by_length import counts_by_length, figures_by_length
from bench.figures import Figure


def measure() -> list[Figure]:
    """The slowest of all pages, each the quickest of many looks; and the queries of all pages together."""
    size = {"module": "bench.people", "short": 100, "long": 100_000}
    return [
        *figures_by_length("people-list", what="people", **size),
        *counts_by_length("people-list:queries", what="people-queries", **size),
    ]
