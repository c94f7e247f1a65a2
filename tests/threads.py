"""Doing the same thing several times at once, each in a thread with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(count: int, do: Callable[[int], Result]) -> list[Result]:
    """What `do` gives for 0, 1, ... `count - 1`, all started together. An exception in one of them is raised here."""
    start = Barrier(count)

    def run(number: int) -> Result:
        try:
            start.wait(timeout=60)
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
