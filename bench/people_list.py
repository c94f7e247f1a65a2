"""Roles, members, invitations: a page at 100 and at 100,000 of each, on both databases: within 20 %, same queries."""

from bench.by_length import counts_by_length, figures_by_length
from bench.figures import Figure

MODULE, SHORT, LONG = "bench.people", 100, 100_000


def measure() -> list[Figure]:
    """The slowest of all pages, each the quickest of many looks; and the queries of all pages together."""
    return [
        *figures_by_length("people-list", module=MODULE, what="people", short=SHORT, long=LONG),
        *counts_by_length("people-list:queries", module=MODULE, what="people-queries", short=SHORT, long=LONG),
    ]
