"""The parts of a written address: the words that mark them, and a reader that leaves nothing out.

Used through `trygga.lib.addresses`, which says what is read and why.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from trygga.lib.streets import UNKNOWN, Token, fold, street_name, tidy, titled, tokens_of, words_of

LONGEST = 200
"""Characters of a whole address."""
LONGEST_STREET = 80
LONGEST_TOWN = 60

TOWNS = words_of(
    "aneby bankeryd barnarp bodafors bottnaryd bredaryd eksjö forserum gislaved gnosjö gränna habo hestra huskvarna "
    "jönköping kaxholmen lekeryd landsbro malmbäck mullsjö månsarp norrahammar nässjö reftele skillingaryd "
    "smålandsstenar stensjön sävsjö taberg tenhult tranås vaggeryd vetlanda visingsö vrigstad värnamo ölmstad "
    "ödeshög örserum borås eskilstuna falun gävle göteborg halmstad helsingborg kalmar karlskrona karlstad kiruna "
    "kristianstad linköping luleå malmö norrköping skövde solna stockholm sundsvall södertälje umeå uppsala "
    "varberg västerås växjö örebro östersund"
)
"""Towns that are known without a postal code before them. A word that is not may be the name on a door."""


class Reason(StrEnum):
    """Why a text is no address of a home."""

    EMPTY = "empty"
    BOX = "box"
    NO_NUMBER = "no_number"
    NO_STREET = "no_street"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


class NotAnAddress(ValueError):
    """The text is no street address; `reason` says why. The text itself is not kept: it may hold a name."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


_HOME = re.compile(r"(?:0[5-9]|[1-8][0-9])(?!00)[0-9][0-9]")
_BOX = re.compile(
    r"(?:^|[ ,])(?:(?:post ?|p\.? ?o\.? ?)?box(?=[ .:]*(?:nr\.? ?)?[0-9]|,|$)"
    r"|(?:fe|fack|postlåda)[ .:]*[0-9]|poste restante)"
)
_CARE_OF = re.compile(r"(?:^| )c ?/ ?o(.*)", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_STREET_NUMBER = re.compile(r"0{0,3}[1-9][0-9]{0,3}")
_POSTCODE = re.compile(r"[1-9][0-9]{4}|[1-9][0-9]{2} [0-9]{2}")

_HOME_MARKS = words_of("# lgh lägenhet lägenhetsnr lägenhetsnummer lghnr lgnr läg apt apartment flat")
_FLOORS = words_of("tr trp trapp trappa trappor vån våning våningen plan etage")
_NAMED_FLOORS = {
    **dict.fromkeys(words_of("bv nb bottenvåning bottenvåningen bottenvån bottenplan entréplan markplan"), 0),
    **dict.fromkeys(words_of("källare källaren källarplan"), -1),
}
_SPELLED = {("b", "v"): "bv", ("n", "b"): "nb", ("t", "h"): "th", ("t", "v"): "tv", ("nedre", "botten"): "nb"}
_SIDES = words_of("th tv")
_ENTRANCES = words_of("uppg uppgång uppgången port porten ingång ing entré trapphus")
# A street's name ends before these; not before "plan" and the like: Vasa plan 3.
_ENDS = (_HOME_MARKS | _FLOORS | _NAMED_FLOORS.keys() | {"uppg", "uppgång", "nr"}) - {"plan", "flat", "läg"}
_NOT_STREETS = _ENTRANCES | words_of("hus kv kvarter kvarteret byggnad fastighet objekt lokal garage")
# Roads whose number belongs to their name: Väg 40 12 is number 12.
_ROADS = words_of("väg riksväg länsväg")
_COUNTRIES = words_of("sverige sweden")
_LONGEST_OWN_NUMBER = 20
_END = [Token("")] * 4


def checked(text: str) -> str:
    """The text, tidy; raises NotAnAddress where nothing can be read, or nothing is there."""
    if len(text) > LONGEST:
        raise NotAnAddress(Reason.TOO_LONG)
    tidied = tidy(text)
    if UNKNOWN in tidied:
        raise NotAnAddress(Reason.UNREADABLE)
    if not tidied:
        raise NotAnAddress(Reason.EMPTY)
    return tidied


def without_care_of(text: str) -> tuple[str, bool]:
    """Without c/o and what follows up to the next comma, and whether there was one.

    With digits in it, the name and the address cannot be told apart.
    """
    found = [(part, _CARE_OF.search(part)) for part in text.split(",")]
    if any(match and _DIGIT.search(match[1]) for _, match in found):
        raise NotAnAddress(Reason.UNREADABLE)
    kept = ",".join(part[: match.start()] if match else part for part, match in found)
    if _BOX.search(kept.lower()):
        raise NotAnAddress(Reason.BOX)
    return kept, any(match for _, match in found)


def lone_home_number(text: str) -> str | None:
    """The lägenhetsnummer, if the tidy text holds nothing else."""
    tokens = [*tokens_of(text), *_END]
    at = _after_home_mark(tokens, 0)
    return tokens[at].text if _HOME.fullmatch(tokens[at].text) and tokens[at + 1] is _END[0] else None


# Each of the following looks at a list of tokens with _END behind them, from one index, and gives the next index.
def _after_home_mark(tokens: list[Token], at: int) -> int:
    """Where what is marked as in "lgh nr 1302" begins; `at` itself where nothing is marked."""
    if tokens[at].low in _HOME_MARKS:
        at += 1
        while tokens[at].low in ("nr", "#", ":", "-"):
            at += 1
    return at


def _spelled(tokens: list[Token], at: int) -> tuple[str, int]:
    """One word for what is written in two, as b.v. and nedre botten."""
    pair = tokens[at : at + 2]
    word = _SPELLED.get((pair[0].low, pair[1].low)) if len(pair) == 2 else None
    if word and (len(pair[0].text) > 1 or (pair[0].dotted and pair[1].dotted)):
        return word, at + 2
    return tokens[at].low, at + 1


def _is_letter(tokens: list[Token], at: int) -> bool:
    """A letter that stands alone, and not for something else."""
    return tokens[at].is_word and len(tokens[at].text) == 1 and _spelled(tokens, at)[1] == at + 1


def _postcode(tokens: list[Token], at: int) -> tuple[str, int]:
    """The postal code (SE-55312, 553 12) and where it ends; empty where there is none."""
    start = at
    if tokens[at].low in ("se", "s") and tokens[at + 1].text == "-":
        start = at + 2
    elif tokens[at].low == "se":
        start = at + 1
    one, two, three = tokens[start : start + 3] if tokens[start].text else _END[:3]
    if _POSTCODE.fullmatch(one.text):
        return one.text, start + 1
    if _POSTCODE.fullmatch(f"{one.text} {two.text}") and three.low not in _FLOORS:
        return one.text + two.text, start + 2
    return "", at


def _is_street_number(tokens: list[Token], at: int) -> bool:
    """Not the beginning of a postal code, and not the 3 of "3 tr", but the 12 of "12 tr 3"."""
    if not _STREET_NUMBER.fullmatch(tokens[at].text) or _postcode(tokens, at)[0]:
        return False
    return tokens[at + 1].low not in _FLOORS or tokens[at + 2].is_number


def whole_street_name(tokens: list[Token]) -> str:
    """The name as displayed; raises NotAnAddress where it is too long."""
    name = street_name(tokens)
    if len(name) > LONGEST_STREET:
        raise NotAnAddress(Reason.TOO_LONG)
    return name


class Reader:
    """Reads the parts of one address, in any order; what it does not understand is refused by `fields`."""

    def __init__(self, towns: Collection[str]) -> None:
        self.towns = TOWNS | set(towns)
        self.found: dict[str, Any] = {}
        self.rest: list[Token] = []

    def read(self, part: str) -> None:
        """Read one part, which is tidy and without commas."""
        tokens = [*tokens_of(part.strip()), *_END]
        steps = (self._home, self._entrance, self._floor, self._post, self._street, self._town)
        at = 0
        while tokens[at].text:
            after = next((after for step in steps if (after := step(tokens, at)) > at), at)
            if after == at:
                self.rest.append(tokens[at])
            at = max(after, at + 1)

    def fields(self) -> dict[str, Any]:
        """The fields of the address; raises NotAnAddress."""
        has_words = any(token.is_word and len(token.text) > 1 for token in self.rest)
        if self.rest and self.rest[0].low in _ROADS:
            raise NotAnAddress(Reason.NO_NUMBER)
        if self.rest and ("street" in self.found or (has_words and any(token.is_number for token in self.rest))):
            raise NotAnAddress(Reason.UNREADABLE)
        if "street" not in self.found:
            raise NotAnAddress(Reason.NO_NUMBER if has_words else Reason.NO_STREET)
        return self.found

    def _set(self, name: str, value: Any) -> None:
        """What is said twice must be said alike."""
        if self.found.setdefault(name, value) != value:
            raise NotAnAddress(Reason.UNREADABLE)

    def _home(self, tokens: list[Token], at: int) -> int:
        start = _after_home_mark(tokens, at)
        if start > at:
            return self._marked_home(tokens, at, start)
        word, after = _spelled(tokens, at)
        if word in _SIDES:
            self._set("own_number", word.upper())
            return after
        bare = at + 1 if tokens[at].text == "/" else at
        # Without a mark only behind a street number that is no such number itself.
        if _HOME.fullmatch(tokens[bare].text) and self.found.get("number", 1000) < 1000 and "home" not in self.found:
            self._set("home", tokens[bare].text)
            return bare + 1
        return at

    def _marked_home(self, tokens: list[Token], at: int, start: int) -> int:
        number, end = "", start
        while tokens[end].text and (end == start or tokens[end].glued):
            token = tokens[end]
            if not (token.is_number or (token.is_word and len(token.text) <= 3) or (number and token.text in "-/")):
                break
            number, end = number + token.text, end + 1
        if _HOME.fullmatch(number):
            self._set("home", number)
            return end
        if number.isdecimal() and _is_letter(tokens, end):
            number, end = number + tokens[end].text, end + 1
        if not number or len(number) > _LONGEST_OWN_NUMBER:
            return at
        self._set("own_number", number.upper())
        return end

    def _entrance(self, tokens: list[Token], at: int) -> int:
        if tokens[at].low not in _ENTRANCES or not _is_letter(tokens, at + 1):
            return at
        self._set("letter", tokens[at + 1].text.upper())
        return at + 2

    def _floor(self, tokens: list[Token], at: int) -> int:
        word, after = _spelled(tokens, at)
        if word in _NAMED_FLOORS:
            self._set("floor", _NAMED_FLOORS[word])
            return after
        counted, told = (at, at + 1) if tokens[at + 1].low in _FLOORS else (at + 1, at)
        count = tokens[counted].text.partition(":")[0]  # 3:e våningen
        if tokens[told].low not in _FLOORS or not count.isdecimal() or len(count) > 2:
            return at
        self._set("floor", int(count))
        return at + 2

    def _post(self, tokens: list[Token], at: int) -> int:
        code, end = _postcode(tokens, at)
        if code:
            self._set("postcode", code)
        return end

    def _street(self, tokens: list[Token], at: int) -> int:
        end = at
        while tokens[end].is_word and tokens[end].low not in _ENDS:
            end += 1
        words = tokens[at:end]
        is_street = any(len(word.text) > 1 for word in words) and words[0].low not in _NOT_STREETS
        if not is_street or "street" in self.found:
            return at
        if len(words) == 1 and words[0].low in _ROADS and tokens[end].is_number:
            words, end = [*words, tokens[end]], end + 1
        end += tokens[end].low == "nr"
        if not _is_street_number(tokens, end):
            return at
        self._set("street", whole_street_name(words))
        self._set("number", int(tokens[end].text))
        return self._letter(tokens, end + 1)

    def _letter(self, tokens: list[Token], at: int) -> int:
        start = at + 1 if tokens[at].text == "-" and tokens[at].glued else at
        if not _is_letter(tokens, start) or _postcode(tokens, start)[0]:
            return at
        self._set("letter", tokens[start].text.upper())
        return start + 1

    def _town(self, tokens: list[Token], at: int) -> int:
        end = at
        while tokens[end].is_word and tokens[end].low not in _ENDS:
            end += 1
        words = [token.text for token in tokens[at:end]]
        while words and words[-1].lower() in _COUNTRIES:
            words.pop()
        name = " ".join(titled(words))
        if words and fold(name) not in self.towns and "postcode" not in self.found:
            return at
        if len(name) > LONGEST_TOWN:
            raise NotAnAddress(Reason.TOO_LONG)
        if words:
            self._set("town", name)
        return end
