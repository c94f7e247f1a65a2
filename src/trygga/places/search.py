"""Stairwells by part of an address: the beginning of any words of the street, a number, a letter: "stor 12b"."""

import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from trygga.lib.addresses import street_key
from trygga.organisations.models import Organisation
from trygga.places.models import AddressWord
from trygga.places.queries import Page, page_of

LONGEST = 100
MOST_WORDS = 6
LARGEST_NUMBER = 32_767
NUMBER = re.compile(r"^(\d{1,5})\s*([^\W\d_]{0,2})$")
END = "\U0010ffff"
"""Sorts after every letter: the words that begin with "stor" lie from "stor" to here."""
ORDER = ("word", "number", "stairwell_id")


@dataclass(frozen=True)
class Wanted:
    """What was typed, taken apart. The longest word is looked for in the index, the others beside it."""

    words: tuple[str, ...]
    number: int | None
    letter: str


def wanted(text: str) -> Wanted:
    """Take a search apart: "Norra stor 12 b" is two words, 12 and B."""
    parts = text[:LONGEST].replace(",", " ").split()
    number, letter = None, ""
    if len(parts) > 1 and len(parts[-1]) == 1 and parts[-1].isalpha() and parts[-2].isdigit():
        parts[-2:] = ["".join(parts[-2:])]
    found = NUMBER.match(parts[-1]) if parts else None
    if found and int(found[1]) <= LARGEST_NUMBER:
        number, letter = int(found[1]), found[2].upper()
        parts.pop()
    words = {word for part in parts for word in (*street_key(part).split(),)}
    return Wanted(tuple(sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]), number, letter)


def stairwells_like(landlord: Organisation, text: str, *, after: str = "") -> Page[AddressWord]:
    """Stairwells of today whose address has all of that, each once, with the way up to their area."""
    want = wanted(text)
    if not want.words and want.number is None:
        return Page([], "")
    first = want.words[0] if want.words else ""
    found = AddressWord.objects.filter(_beginning(first), landlord=landlord, stairwell__retired_on=None)
    if want.number is not None:
        found = found.filter(number=want.number)
    if want.letter:
        found = found.filter(stairwell__letter=want.letter)
    for word in want.words[1:]:
        found = found.filter(Exists(of_stairwell(word)))
    found = found.exclude(Exists(of_stairwell(first).filter(word__lt=OuterRef("word"))))
    return page_of(found.select_related("stairwell__building__estate__area"), ORDER, after)


def _beginning(word: str) -> Q:
    return Q(word__gte=word, word__lt=word + END)


def of_stairwell(word: str) -> QuerySet[AddressWord]:
    """For rows with a `stairwell`: the words of its street that begin so."""
    return AddressWord.objects.filter(_beginning(word), stairwell=OuterRef("stairwell"))
