"""The log as an organisation reads it."""

from dataclasses import dataclass

from trygga.audit.models import Entry

PAGE_SIZE = 50


@dataclass(frozen=True)
class Page:
    """Entries, newest first; `before` asks for the page of older ones, None where there are none."""

    entries: list[Entry]
    before: int | None


def entries_of(*, programme: int, organisation: int, before: int | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of an organisation's log: one query, as fast on the last page as on the first.

    `before` is what the page before gave. The order is that of ids, which is nearly, not strictly, that of the chain.
    """
    found = Entry.objects.filter(programme=programme, organisation=organisation).order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    entries = list(found[: size + 1])
    has_older = len(entries) > size
    return Page(entries[:size], entries[size - 1].pk if has_older else None)
