"""Swedish street addresses: what people and property systems write, brought to one form and to keys that compare.

A home is named by a street, a number with or without a letter (SS 637003:2015, "Belägenhetsadresser": adressområde and
adressplats) and, where several homes share an entrance, a lägenhetsnummer of four digits (lag 2006:378 and förordning
2007:108 om lägenhetsregister, Lantmäteriet's instructions): two for the floor, where 10 is the one with the entrance,
11 the next above and 09 the next below, and two for the place on it, counted from 01. It is told apart from a
landlord's own number of the flat.

`parse` is strict: a word that it does not understand may be what tells two homes apart, or a name, so nothing is
skipped. It refuses a range (12-14), which names no one home, and an entrance that is not a letter. The one thing that
it drops is c/o with the name behind it, and it says so. An abbreviation is expanded only where nothing else can be
meant: "Kungsg." is a gata, but "Kungs v" may be Kungsvägen or Kungs väg, and "pl." plan, plats or platsen.

The browser's `places/static/places/addresses.js` gives the same answers. Neither does more than a few passes over a
text, and texts above LONGEST are refused unread.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from trygga.lib.address_parts import (
    LONGEST,
    NotAnAddress,
    Reader,
    Reason,
    checked,
    lone_home_number,
    whole_street_name,
    without_care_of,
)
from trygga.lib.streets import UNKNOWN, fold, street_name, tidy, tokens_of

__all__ = ["Address", "NotAnAddress", "Reason", "home_number", "normalise_street", "parse", "street_key", "town_key"]


@dataclass(frozen=True)
class Address:
    """A street address, to the entrance or to the home.

    `street` is the displayed form, `letter` a capital or empty, `home` a lägenhetsnummer or empty, `own_number` the
    landlord's number of the flat in capitals or empty, `floor` as it was said: 0 at the entrance (bv), -1 below it.
    `postcode` is five digits. `had_care_of` tells that a c/o, with a name, was dropped.

    The keys hold neither postal code nor town, which most people leave out: they compare within one town. Where a
    street of that name may be in two towns (Brahegatan in Jönköping and Gränna), ask `is_same_home`.
    """

    street: str
    number: int
    letter: str = ""
    home: str = ""
    floor: int | None = None
    postcode: str = ""
    town: str = ""
    own_number: str = ""
    had_care_of: bool = field(default=False, compare=False)

    @property
    def building_key(self) -> str:
        """Equal for all homes behind one entrance and for no other: street, number and letter."""
        return f"{street_key(self.street)}|{self.number}{fold(self.letter)}"

    @property
    def home_key(self) -> str:
        """Equal for two spellings of one home and never for two homes; the building's key where no home is named.

        Only a lägenhetsnummer says which home it is by itself. A landlord's own number may be one for each floor, so
        the floor belongs to it; a floor alone is a key of its own.
        """
        if self.home:
            return f"{self.building_key}|{self.home}"
        floor = "" if self.floor is None else f"|floor {self.floor}"
        return f"{self.building_key}{floor}{f'|own {self.own_number.lower()}' if self.own_number else ''}"

    @property
    def line(self) -> str:
        """For display; `parse` reads the same address from it: Storgatan 12 B, 3 tr, lgh 1302, 553 12 Jönköping."""
        floors = {None: "", -1: "källare", 0: "bv"}
        post = f"{self.postcode[:3]} {self.postcode[3:]} {self.town}" if self.postcode else self.town
        parts = [
            f"{self.street} {self.number} {self.letter}",
            floors.get(self.floor, f"{self.floor} tr"),
            self.home and f"lgh {self.home}",
            self.own_number and f"lgh {self.own_number}",
            post,
        ]
        return ", ".join(part.strip() for part in parts if part)

    def __str__(self) -> str:
        return self.line

    def is_same_home(self, other: "Address") -> bool:
        """Whether both name one home (or, where neither does, entrance), as far as town and postal code are told."""
        towns = {town_key(town) for town in (self.town, other.town) if town}
        postcodes = {postcode for postcode in (self.postcode, other.postcode) if postcode}
        return self.home_key == other.home_key and len(towns) < 2 and len(postcodes) < 2


def parse(text: str, towns: Collection[str] = ()) -> Address:
    """The address that a text means; raises NotAnAddress.

    A town is read after a postal code, or where it is one of TOWNS or `towns`, which may hold names of areas too.
    """
    kept, had_care_of = without_care_of(checked(text))
    reader = Reader({fold(tidy(town)) for town in towns})
    for part in kept.split(","):
        reader.read(part)
    return Address(**reader.fields(), had_care_of=had_care_of)


def normalise_street(text: str) -> str:
    """A street's name alone, as it is displayed: "N. STORG." is Norra Storgatan. Raises NotAnAddress."""
    tokens = tokens_of(checked(text))
    if not all(token.is_word or token.is_number for token in tokens):
        raise NotAnAddress(Reason.UNREADABLE)
    if not any(len(token.text) > 1 and token.is_word for token in tokens):
        raise NotAnAddress(Reason.NO_STREET)
    return whole_street_name(tokens)


def street_key(text: str) -> str:
    """The words of a street's name, or of the beginning of one, for comparing and searching; never raises.

    Only what may not become another word is expanded: "n storg." is "norra storgatan", "kungsg" stays. Take the key
    of what `normalise_street` gives where the name is whole.
    """
    tokens = [token for token in tokens_of(tidy(text[:LONGEST]).replace(UNKNOWN, " ")) if token.text[0] not in ",:'#/-"]
    return fold(street_name(tokens, is_whole=False))


def town_key(text: str) -> str:
    """A town's name for comparing; empty for none. Never raises."""
    return fold(tidy(text[:LONGEST]))


def home_number(text: str) -> str | None:
    """The lägenhetsnummer in a column of them, as "1302" or "lgh 1302"; None for anything else.

    Floors from 05 (five below the entrance) to 89 count as such, and places from 01: 0012 and 1300 are a landlord's.
    """
    return lone_home_number(tidy(text[:LONGEST]))
