"""Streets that are nowhere: names built like Swedish ones around words that nobody has.

No real person is to live at an address of the demo. So every name holds an invented word, made of the parts below,
which mean nothing; the postal codes begin with 00, which no place in Sweden has; and the town is called after an
example. What is real is only the pattern: gata, väg, gränd, the s in between, points of the compass, titles.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from trygga.lib.addresses import street_key

TOWN = "Exempelstad"
_BEGINNINGS = (
    "Brumm", "Drumf", "Fjomp", "Glirr", "Hvimp", "Jolk", "Klimf", "Knyrl", "Kvurr", "Lymf", "Mjurk", "Nirf", "Plimf",
    "Pryck", "Rimf", "Ryrl", "Skvurl", "Slirf", "Snyrl", "Strimf", "Tjurl", "Trymf", "Urkl", "Vrimp", "Vymf", "Ymlr",
    "Åmf", "Äjm", "Öfl", "Éjm",
)  # fmt: skip
_ENDINGS = ("ebo", "ehult", "eryd", "arp", "inge", "åsa", "evik", "efors", "elanda", "etorp", "enäs", "estad")
_WAYS = ("gatan", "vägen", "gränd", "stigen", "backen", "gången", "torget", "slingan", "allén")
_BEFORE = ("", "", "", "Norra ", "Södra ", "Östra ", "Västra ", "Stora ", "Lilla ", "Övre ", "Nedre ", "Gamla ")
_TITLES = ("Kapten", "Mäster", "Fröken", "Doktor", "Skräddar", "Mor")


@dataclass(frozen=True)
class Street:
    """A street's name, its postal code (five digits) and the invented word in it."""

    name: str
    postcode: str
    word: str


def streets(draw: random.Random) -> Iterator[Street]:
    """Streets without end, each name once, always in the same order for the same seed."""
    words = [beginning + ending for beginning in _BEGINNINGS for ending in _ENDINGS]
    draw.shuffle(words)
    seen: set[str] = set()
    number = 0
    while True:
        word = words[number % len(words)]
        name = _name(word, draw)
        number += 1
        # Two spellings that an address is compared by as one are one street.
        if (key := street_key(name)) not in seen:
            seen.add(key)
            yield Street(name, f"00{number % 1000:03}", word)


def _name(word: str, draw: random.Random) -> str:
    way, genitive = draw.choice(_WAYS), word if word.endswith("s") else f"{word}s"
    style = draw.random()
    if style < 0.08:
        return f"{draw.choice(_TITLES)} {genitive} {draw.choice(('väg', 'gata', 'gränd'))}"
    if style < 0.15:
        return f"{genitive} {draw.choice(('allé', 'väg', 'plan'))}"
    return f"{draw.choice(_BEFORE)}{genitive}{way}"
