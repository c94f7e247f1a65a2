"""Walking the whole log to see whether anything was changed, taken out, or put in, and exactly where.

A page of rows at a time, whatever the length. It may run while the log is written and chained.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from trygga.audit.chain import ENTRY_FIELDS, EntryValues, Head, hash_after, head_of
from trygga.audit.models import NO_ORGANISATION, Chain, ChainProgress, Entry, Link, NotedHead
from trygga.lib.chains import NO_PREVIOUS

PAGE = 1000
BEFORE_ALL = -(2**63)
MOST_SEARCHES = 10
"""For so many broken links of one chain the whole chain is looked through for the one that belongs there."""
CHAINED_WITHIN = timedelta(days=2)


class Kind(StrEnum):
    """What can be wrong."""

    CHANGED_ENTRY = "changed-entry"
    MISSING_ENTRY = "missing-entry"
    MISSING_LINK = "missing-link"
    WRONG_ORDER = "wrong-order"
    NEVER_CHAINED = "never-chained"
    HEAD_DIFFERS = "head-differs"
    NOTED_HEAD_DIFFERS = "noted-head-differs"


@dataclass(frozen=True)
class Break:
    """One place where the log is not what it was; `number` is that of the link, None for an entry without one.

    CHANGED_ENTRY: the entry, or its link. MISSING_LINK: links from `number` to `last`; what follows at once cannot be
    compared with them. HEAD_DIFFERS: the chain does not end where it ended. NOTED_HEAD_DIFFERS: it is whole, but not
    the one whose head was noted, so it was written anew.
    """

    kind: Kind
    chain: int
    number: int | None = None
    entry: int | None = None
    last: int | None = None


class Step(NamedTuple):
    """One link, with its entry (None where that is gone)."""

    number: int
    hash: str
    entry: int
    values: EntryValues | None


def verify_chains() -> Iterator[Break]:
    """Everything that is wrong with the log; nothing where it is whole."""
    settled = ChainProgress.objects.filter(pk=1).values_list("settled", flat=True).first() or 0
    for chain in _chains():
        yield from _verify(chain)
    yield from _entries_without_link(settled)
    yield from _noted_heads_gone()


def _chains() -> list[int]:
    with_head, with_links = Chain.objects.values_list("pk"), Link.objects.values_list("chain").distinct()
    return sorted({chain for (chain,) in (*with_head, *with_links)})


def _verify(chain: int) -> Iterator[Break]:
    """One chain from its first link to its head."""
    end = head_of(chain)
    walk = _Walk(chain)
    for step in _steps(chain):
        yield from walk.go_on(step)
    if end is not None and walk.number < end.number:
        yield Break(Kind.MISSING_LINK, chain, walk.number + 1, last=end.number)
    elif not _is_end(end, chain, walk.number):
        yield Break(Kind.HEAD_DIFFERS, chain, walk.number)


def _is_end(before: Head | None, chain: int, walked_to: int) -> bool:
    """Whether the head, as it was before the walk and is now, is that of the links that were walked."""
    now = head_of(chain)
    if before is None or now is None:
        # A chain may begin while one walks; no links and no head are a chain that is not there.
        return now is not None or walked_to == 0
    is_there = Link.objects.filter(chain=chain, number=before.number, hash=before.hash).exists()
    return is_there and now.number >= walked_to


class _Walk:
    """How far one chain was followed, and what the next link may build on.

    Where link and entry disagree, either may be the changed one: the next link builds on the hash that stands there or
    on the one that should. After a missing link nothing is known, and the next is believed.
    """

    def __init__(self, chain: int) -> None:
        self.chain = chain
        self.number = 0
        self._hashes: tuple[str, ...] = (NO_PREVIOUS,)
        self._searches = MOST_SEARCHES

    def go_on(self, step: Step) -> Iterator[Break]:
        """What is wrong with the next link."""
        if step.number > self.number + 1:
            yield Break(Kind.MISSING_LINK, self.chain, self.number + 1, last=step.number - 1)
            self._hashes = ()
        elif step.number <= self.number:
            yield Break(Kind.WRONG_ORDER, self.chain, step.number, step.entry)
            return
        self.number = step.number
        if step.values is None:
            yield Break(Kind.MISSING_ENTRY, self.chain, step.number, step.entry)
            self._hashes = (step.hash,)
            return
        expected = [self._hash(previous, step.values) for previous in self._hashes]
        if not expected or step.hash in expected:
            self._hashes = (step.hash,)
            return
        yield from self._broken(step, expected)

    def _broken(self, step: Step, expected: list[str]) -> Iterator[Break]:
        belongs_here = self._find_what_belongs_here(step.hash)
        kind = Kind.CHANGED_ENTRY if belongs_here is None else Kind.WRONG_ORDER
        yield Break(kind, self.chain, step.number, step.entry)
        self._hashes = (step.hash, *expected) if belongs_here is None else (belongs_here,)

    def _find_what_belongs_here(self, stored: str) -> str | None:
        """The hash that belongs at this number, where the entry that it was made of stands elsewhere in the chain."""
        self._searches -= 1
        if self._searches < 0:
            return None
        for step in _steps(self.chain):
            if step.values is None:
                continue
            for previous in self._hashes:
                made = self._hash(previous, step.values)
                if made in (step.hash, stored):
                    return made
        return None

    def _hash(self, previous: str, values: EntryValues) -> str:
        return hash_after(previous, chain=self.chain, number=self.number, entry=values)


def _steps(chain: int) -> Iterator[Step]:
    """The links of a chain by number, with their entries; a page at a time."""
    after = BEFORE_ALL
    while True:
        links = Link.objects.filter(chain=chain, number__gt=after).order_by("number")
        page = list(links.values_list("number", "hash", "entry")[:PAGE])
        if not page:
            return
        entries = _entries([entry for _, _, entry in page])
        for number, hashed, entry in page:
            yield Step(number, hashed, entry, entries.get(entry))
        after = page[-1][0]


def _entries(ids: list[int]) -> dict[int, EntryValues]:
    return {values[0]: values for values in Entry.objects.filter(pk__in=ids).values_list(*ENTRY_FIELDS)}


def _entries_without_link(settled: int) -> Iterator[Break]:
    """Entries that should have a link by now: chained past, or simply old."""
    long_ago = timezone.localdate() - CHAINED_WITHIN
    after = BEFORE_ALL
    while True:
        entries = Entry.objects.filter(pk__gt=after).order_by("pk")
        page = list(entries.values_list("pk", "organisation", "day")[:PAGE])
        if not page:
            return
        last = page[-1][0]
        linked = set(Link.objects.filter(entry__gt=after, entry__lte=last).values_list("entry", flat=True))
        for entry, organisation, day in page:
            if entry not in linked and (entry <= settled or day <= long_ago):
                yield Break(Kind.NEVER_CHAINED, organisation or NO_ORGANISATION, entry=entry)
        after = last


def _noted_heads_gone() -> Iterator[Break]:
    still_there = Link.objects.filter(chain=OuterRef("chain"), number=OuterRef("number"), hash=OuterRef("hash"))
    gone = NotedHead.objects.filter(~Exists(still_there)).order_by("chain", "day")
    for chain, number in gone.values_list("chain", "number"):
        yield Break(Kind.NOTED_HEAD_DIFFERS, chain, number)
