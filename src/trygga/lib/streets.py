"""How the names of Swedish streets are spelled: characters, capitals, and abbreviations where they can mean one thing.

Used through `trygga.lib.addresses`.
"""

import re
import unicodedata
from typing import NamedTuple

# The Latin letters of Europe, without those whose other case is not one letter. Written out: what a category holds
# differs from one version of Unicode to the next, and so from one browser to the next.
LETTERS = "A-Za-zÀ-ÖØ-Þà-öø-į\u0132-\u0148\u014a-\u017e"
UNKNOWN = "\0"

_SPACES = [0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_BREAKS = [*range(0x0A, 0x0E), 0x85, 0x2028, 0x2029, *map(ord, ";|()[]")]
_INVISIBLE = [0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
_DASHES = [*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D]
_QUOTES = map(ord, "\u2018\u2019\u02bc\u00b4`")
_TIDY: dict[int, str] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_BREAKS, ","),
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_QUOTES, "'"),
    # Arabic and Persian keyboards
    **{first + digit: str(digit) for first in (0x660, 0x6F0) for digit in range(10)},
    0x2105: " c/o ",
}
_KEPT = rf"{LETTERS}0-9 ,.:'#/\-"
# Combining marks and the sign for ångström become letters when composed.
_FOREIGN = re.compile(rf"[^{_KEPT}\u0300-\u036f\u212b]")
_STILL_FOREIGN = re.compile(rf"[^{_KEPT}]")
_TOKEN = re.compile(rf"( ?)(\d+:[aeAE](?![{LETTERS}])|\d+|[{LETTERS}]+(?:[-:'][{LETTERS}]+)*|[^ ])(\.?)")
_CAPITAL_PLACE = re.compile(rf"(?:^|-)[{LETTERS}]")
_WORD = re.compile(rf"[{LETTERS}]|[0-9]+:")


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


class Token(NamedTuple):
    """A word, a number or a sign; `glued` without a space before it, `dotted` with a full stop behind it."""

    text: str
    glued: bool = False
    dotted: bool = False

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        return bool(_WORD.match(self.text))

    @property
    def is_number(self) -> bool:
        return self.text.isdecimal()


def tidy(text: str) -> str:
    """Composed, with plain spaces, dashes and digits; a comma for what divides, UNKNOWN for what is in no address."""
    composed = unicodedata.normalize("NFC", _FOREIGN.sub(UNKNOWN, text.translate(_TIDY)))
    return re.sub(" +", " ", _STILL_FOREIGN.sub(UNKNOWN, composed)).replace(" - ", ",").strip(" ,")


def tokens_of(text: str) -> list[Token]:
    """The tokens of a tidy text, without full stops that end nothing."""
    found = (Token(word, not space, bool(dot)) for space, word, dot in _TOKEN.findall(text))
    return [token for token in found if token.text != "."]


# ---- comparing ----
_NOT_PLAIN = re.compile(r"[^a-zåäö0-9 ]")
_PLAIN = {"æ": "ä", "ø": "ö", "-": " ", ":": "", "'": "", ".": ""}


def fold(text: str) -> str:
    """For comparing: lower case, without accents (å, ä and ö are letters of their own), a space for a hyphen."""
    return " ".join(_NOT_PLAIN.sub(_plain, text.lower()).split())


def _plain(sign: re.Match[str]) -> str:
    found = _PLAIN.get(sign[0])
    return unicodedata.normalize("NFD", sign[0])[0] if found is None else found


# ---- capitals ----
_GENERIC = words_of(
    "gata gatan väg vägen torg torget plats platsen plan gränd gränden allé allén stig stigen backe backen park parken "
    "esplanad esplanaden"
)


def titled(words: list[str]) -> list[str]:
    """Words typed in one case alone get capitals as names have them; others keep theirs, but for the first letter."""
    whole = " ".join(words)
    begun = whole[:1].upper() + whole[1:]
    if whole == whole.lower() or begun == begun.upper():
        words = [word.lower() if word.lower() in _GENERIC else _capitalised(word) for word in words]
    return [words[0][0].upper() + words[0][1:], *words[1:]] if words else words


def _capitalised(word: str) -> str:
    return _CAPITAL_PLACE.sub(lambda place: place[0].upper(), word.lower())


# ---- abbreviations ----
_COMPASS = {"n": "Norra", "s": "Södra", "ö": "Östra", "v": "Västra"}
_MARKED = {
    "s:t": "Sankt", "s:ta": "Sankta", "st:a": "Stora", "l:a": "Lilla", "g:a": "Gamla",
    "n:a": "Norra", "s:a": "Södra", "ö:a": "Östra", "v:a": "Västra",
    "1:a": "Första", "2:a": "Andra", "3:e": "Tredje", "4:e": "Fjärde", "5:e": "Femte",
}  # fmt: skip
# Before these a gata or väg stands as a word of its own.
_ADJECTIVES = words_of(
    "norra södra östra västra stora lilla gamla nya långa korta breda smala raka krokiga höga låga djupa branta tvära "
    "runda gröna röda vita svarta gula blå grå övre nedre yttre inre mellersta bortre främre första andra tredje "
    "fjärde femte"
)
_SAINTS = words_of("sankt sankta")
_PREFIXES = _ADJECTIVES | _SAINTS | _COMPASS.keys()
_ALONE = {"g": "gatan", "gat": "gatan", "gr": "gränd", "v": "vägen", "vg": "vägen", "all": "allén"}
_TAIL = re.compile(r"(.+?)(gat|väg|vg|gr|all|g|v)")
_TAILS = {**_ALONE, "väg": "vägen"}
# Words that themselves end so: a full stop behind "Hagaberg." abbreviates nothing.
_WHOLE = re.compile(
    r"(?!storg$).*(berg|borg|torg|skog|krog|stig|hög|[aeiouyåäö]ng|golv|tolv|kalv|halv|valv|älv|ulv|varv|[^sdne]all)"
)
# No word ends so, whether with a full stop or without.
_CLIPPED = re.compile(r"storg|.+(sg|sv|vg|gat)")
_CONSONANT = re.compile(r".*[bcdfghjklmnpqrstvwxz]")


def street_name(tokens: list[Token], *, is_whole: bool = True) -> str:
    """The name as it is displayed. `is_whole` is false for what is being typed: "kungsg" may yet become anything."""
    cased = titled([token.text for token in tokens])
    words = [_MARKED.get(word.lower(), word) for word in cased[:-1]] + cased[-1:]
    if not words or not tokens[-1].is_word:
        return " ".join(words)
    ended = _with_whole_end(words, is_dotted=tokens[-1].dotted, is_whole=is_whole)
    return " ".join(_with_compass(ended))


def _is_prefix(word: str) -> bool:
    return word.lower() in _PREFIXES


def _with_whole_end(words: list[str], *, is_dotted: bool, is_whole: bool) -> list[str]:
    *before, last = words
    low = last.lower()
    if before and (low in _ALONE or low in ("gatan", "vägen")):
        return _with_end_alone(before, last)
    tail = _TAIL.fullmatch(low)
    if tail and ((is_dotted and not _WHOLE.fullmatch(low)) or (is_whole and _CLIPPED.fullmatch(low))):
        return [*before, last[: len(tail[1])] + _TAILS[tail[2]]]
    return words


def _with_end_alone(before: list[str], last: str) -> list[str]:
    """Stor g: Storgatan; Lilla g: Lilla gatan; Kungs v, Per Brahes g: as they are."""
    *first, previous = before
    low = last.lower()
    whole = _ALONE.get(low, last)
    if not all(map(_is_prefix, first)) or previous.lower() in _SAINTS or previous[0].isdecimal():
        return [*before, last]
    if _is_prefix(previous):
        return [*before, whole]
    may_be_genitive = previous.lower().endswith("s") and low in ("v", "vg")
    # "Vasa gatan" may be meant; "Kungs gatan" is a Kungsgatan that was torn apart.
    may_be_two = low not in _ALONE and not _CONSONANT.fullmatch(previous.lower())
    if may_be_genitive or may_be_two or whole == "allén" or len(previous) == 1:
        return [*before, last]
    return [*first, previous + whole.lower()]


def _with_compass(words: list[str]) -> list[str]:
    """N Storgatan: Norra Storgatan. Before two words it may be a first name: V Rydbergs gata."""
    if len(words[-1]) < 2 or not all(map(_is_prefix, words[:-1])):
        return words
    return [_COMPASS.get(word.lower(), word) for word in words[:-1]] + words[-1:]
