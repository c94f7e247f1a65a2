"""Sealed reports accepted one after the other, against a bare Django insert of the same bytes."""

from bench import accept_16
from bench.figures import Figure


def measure() -> list[Figure]:
    """Rate, tail and loss.

    The budget is for 16 at once. With one sender nothing overlaps and no commits are shared: the floor is our own, so
    that a slower way of taking a report in is seen.
    """
    note = "floor of our own"
    return accept_16.measure(question="accept-1", at_once=1, each_round=160, least=0.25, note=note)
