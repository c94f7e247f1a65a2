"""Entries of the log, and their chains."""

from collections.abc import Iterable

from trygga.audit.models import Event
from trygga.audit.services import record


def entries_of(*organisations: int | None) -> None:
    """One entry each, in this order; None: of no organisation."""
    for number, organisation in enumerate(organisations):
        record(Event.ROLE_GIVEN, programme=1, organisation=organisation, actor=12, subject=str(number))


def in_turn(organisations: Iterable[int | None], count: int) -> list[int | None]:
    """`count` organisations, one after the other, from the first again."""
    given = list(organisations)
    return [given[number % len(given)] for number in range(count)]
