"""Sealed reports accepted one after the other, against a bare Django insert of the same bytes."""

from bench import accept_16
from bench.figures import Figure


def measure() -> list[Figure]:
    """Rate, tail and loss."""
    return accept_16.measure(question="accept-1", at_once=1, each_round=160)
