"""The area of a home, the search and the office's lists at 10,000 and at 1,000,000 homes, on both databases."""

from bench.databases import named
from bench.figures import Figure
from bench.places import by_database


def measure() -> list[Figure]:
    """Each question within 20 %, with as many queries."""
    return [
        figure
        for database, (few, many) in by_database().items()
        for name in few
        for figure in _figures(named(name, database), few[name], many[name])
    ]


def _figures(name: str, few: tuple[float, int], many: tuple[float, int]) -> list[Figure]:
    question = f"places:{name}"
    time = Figure(question=question, value=many[0], baseline=few[0], budget="ratio <= 1.2", unit="ms")
    queries = Figure(
        question=f"{question}:queries", value=many[1], baseline=few[1], budget="ratio == 1", unit="queries"
    )
    return [time, queries]
