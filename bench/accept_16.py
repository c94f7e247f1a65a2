"""Sealed reports accepted, 16 at once, against a bare Django insert of the same bytes."""

from bench.accepting import accept
from bench.figures import Figure


def measure(
    *, question: str = "accept-16", at_once: int = 16, each_round: int = 320, least: float = 0.5, note: str = ""
) -> list[Figure]:
    """Rate (at least `least` of the bare one's), tail and loss."""
    found = accept(at_once=at_once, each_round=each_round)
    return [
        Figure(
            question=question,
            value=found.rate,
            baseline=found.bare_rate,
            budget=f"ratio >= {least}",
            unit="reports/s",
            note=note,
        ),
        Figure(question=f"{question}:p99", value=found.p99, baseline=found.p50, budget="ratio <= 5", unit="ms, to p50"),
        Figure(question=f"{question}:lost", value=found.wrong, budget="value == 0", unit="reports"),
    ]
